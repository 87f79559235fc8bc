"""A case goes up: county, city, province; selected, published, or taken back.

Each step is the office's where the case lies; one above acts in its place 代审 only with a
reason, and does not leave out the public notice for it.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.models import Membership, Unit, User
from zhisheng.apps.accounts.services import Acting, Notice, send_notice
from zhisheng.apps.improvement import errors, selectors
from zhisheng.apps.improvement.choices import CaseState
from zhisheng.apps.improvement.models import GoodCase
from zhisheng.apps.improvement.permissions import (
    ANSWERING,
    ROLES_BY_ACTION,
    Action,
    require,
)
from zhisheng.apps.improvement.services.case_notices import (
    check_notice,
    is_announced,
)
from zhisheng.apps.improvement.services.case_rules import (
    LONGEST_REASON,
    check_whole,
    keep_case,
    lock_case,
    lock_own_case,
    note_step,
    record_case,
)
from zhisheng.apps.programme.services.acting import require_acting
from zhisheng.apps.registry.selectors import find_first_office
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.methods.case_selection import (
    Act,
    Hand,
    State,
    Transition,
    find_transition,
)

WAITING = gettext_noop("有一个优良案例等您审阅。")
GONE = gettext_noop("企业撤回了案例“{title}”，它还在公示里，请撤下公示或改公示对象。")
UNNAMED = gettext_noop(
    "企业不再写明名称了，案例“{title}”在公示里的名称已经去掉，请看要不要撤下公示。"
)
ACTED = gettext_noop("优良案例“{title}”由{unit}代您单位办理了。原因：{reason}")
TOLD = {
    Act.RECOMMEND: gettext_noop("您报送的案例“{title}”被推荐到上一级了。"),
    Act.SELECT: gettext_noop("您报送的案例“{title}”被选为优良案例了。"),
    Act.RETURN: gettext_noop("您报送的案例“{title}”被退回修改，请看原因。"),
    Act.PUBLISH: gettext_noop("您报送的案例“{title}”公开了，大家都能看到。"),
    Act.TAKE_DOWN: gettext_noop("您报送的案例“{title}”不再公开了，请看原因。"),
}


@dataclass(frozen=True, slots=True)
class _Move:
    """A line of the table with the office whose hand it is, or that acts for it."""

    line: Transition
    acting: Acting | None = None
    reason: str = ""


@transaction.atomic
def submit_case(*, case: GoodCase, version: int, actor: User) -> GoodCase:
    """Hand a case in to the office that answers for the enterprise."""
    locked = lock_own_case(case, version, actor)
    line = _find_line(locked, Act.SUBMIT, Hand.ENTERPRISE)
    check_whole(locked)
    office = find_first_office(locked.enterprise)
    if office is None:
        raise errors.NoOfficeError
    locked.office = office
    _take(locked, _Move(line), actor)
    _tell_office(locked, office, actor)
    return locked


@transaction.atomic
def withdraw_case(*, case: GoodCase, version: int, actor: User) -> GoodCase:
    """Take a case back, even a public one; nobody outside reads it any more."""
    locked = lock_own_case(case, version, actor)
    line = _find_line(locked, Act.WITHDRAW, Hand.ENTERPRISE)
    _take(locked, _Move(line), actor)
    tell_announced(locked, GONE, actor)
    return locked


@transaction.atomic
def decide_case(
    *,
    case: GoodCase,
    act: Act,
    reason: str = "",
    acting_reason: str = "",
    version: int,
    actor: User,
) -> GoodCase:
    """Recommend, select, return, publish or take down, as the table of states says.

    Of an office above the one where the case lies ``acting_reason`` is asked.

    Raises
    ------
    CaseChangedError
        If somebody changed it since the page was made.
    FieldsRefusedError
        If a reason is missing or too long, or a text may not be public.
    """
    require(actor, Action.REVIEW_CASES)
    found = selectors.list_reported_cases_for(actor).filter(pk=case.pk).first()
    if found is None or not selectors.may_review_case(actor, found):
        raise NotFoundError
    locked = lock_case(case, version)
    line = _find_line(locked, act, Hand.OFFICE)
    acting = _find_acting(locked, acting_reason, actor)
    _check_reason(line, reason)
    if act in {Act.SELECT, Act.PUBLISH}:
        check_whole(locked)
    if act is Act.PUBLISH:
        check_notice(locked, is_acting=acting.acted_for is not None)
    if act is Act.RECOMMEND and locked.office is not None:
        locked.office = selectors.find_office_above(locked.office)
    _take(locked, _Move(line, acting, reason.strip()), actor)
    _tell_decided(locked, act, acting, actor)
    return locked


def tell_announced(case: GoodCase, title: str, actor: User) -> None:
    """Tell the office of a case that stands in a notice what changed underneath it."""
    if is_announced(case) and case.office is not None:
        _tell_office(case, case.office, actor, title)


def _find_line(case: GoodCase, act: Act, hand: Hand) -> Transition:
    is_top = case.office is not None and selectors.is_top_office(case.office)
    line = find_transition(State(case.state), act, hand, is_top=is_top)
    if line is None:
        raise errors.CaseStepNotNowError(state=str(CaseState(case.state).label))
    return line


def _find_acting(case: GoodCase, reason: str, actor: User) -> Acting:
    """Tell in whose name the actor decides on a case, in an office's place with a reason."""
    if case.office is None:
        raise NotFoundError
    return require_acting(case.office, actor, reason)


def _check_reason(line: Transition, reason: str) -> None:
    if line.needs_reason and not reason.strip():
        raise FieldsRefusedError({"reason": _("请写原因，企业看得到。")})
    if len(reason) > LONGEST_REASON:
        told = _("最多 {most} 字，现在 {count} 字。")
        raise FieldsRefusedError(
            {"reason": told.format(most=LONGEST_REASON, count=len(reason))}
        )


def _take(case: GoodCase, move: _Move, actor: User) -> None:
    old = {"state": case.state}
    case.state = move.line.target.value
    match move.line.act:
        case Act.SELECT:
            case.selected_at = timezone.now()
        case Act.PUBLISH:
            case.published_at = timezone.now()
    keep_case(case)
    note_step(case, move.line.act.value, actor, acting=move.acting, text=move.reason)
    record_case(
        "improvement.case_moved",
        case,
        actor,
        old=old,
        new={
            "state": case.state,
            "act": move.line.act.value,
            **(move.acting.as_audit() if move.acting else {}),
        },
    )


def _tell_decided(case: GoodCase, act: Act, acting: Acting, actor: User) -> None:
    """Tell the next office, the one that was acted for, and the enterprise."""
    if act is Act.RECOMMEND and case.office is not None:
        _tell_office(case, case.office, actor)
    if acting.acted_for is not None:
        _send(
            case,
            ACTED,
            _select_officers(acting.acted_for),
            actor,
            "acted",
            unit=acting.office.name,
            reason=acting.reason,
        )
    _tell_enterprise(case, act, actor)


def _tell_office(
    case: GoodCase, office: Unit, actor: User, title: str = WAITING
) -> None:
    what = "waiting" if title == WAITING else "gone"
    _send(case, title, _select_officers(office), actor, what)


def _select_officers(office: Unit) -> QuerySet[Membership]:
    return Membership.objects.present().filter(
        organisation__unit=office,
        organisation__is_active=True,
        role__in=ROLES_BY_ACTION[Action.REVIEW_CASES],
    )


def _tell_enterprise(case: GoodCase, act: Act, actor: User) -> None:
    heads = Membership.objects.present().filter(
        organisation=case.enterprise.surviving.organisation_id, role__in=ANSWERING
    )
    _send(case, TOLD[act], heads, actor, act.value)


def _send(
    case: GoodCase,
    title: str,
    members: QuerySet[Membership],
    actor: User,
    what: str,
    **data: str,
) -> None:
    notice = Notice(
        template="todo",
        title=title,
        key=f"case:{case.code}:{what}:{case.version}",
        link=reverse("improvement:case", args=[case.code]),
        data={"title": case.title, **data},
    )
    people = User.objects.filter(
        pk__in=members.order_by().values("user"), is_active=True, is_machine=False
    )
    send_notice(notice=notice, recipients=people.exclude(pk=actor.pk), actor=actor)

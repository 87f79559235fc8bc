"""A case goes up: county, city, province; selected, published, or taken back."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.models import Membership, Unit, User
from zhisheng.apps.accounts.services import Notice, send_notice
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
TOLD = {
    Act.RECOMMEND: gettext_noop("您报送的案例“{title}”被推荐到上一级了。"),
    Act.SELECT: gettext_noop("您报送的案例“{title}”被选为优良案例了。"),
    Act.RETURN: gettext_noop("您报送的案例“{title}”被退回修改，请看原因。"),
    Act.PUBLISH: gettext_noop("您报送的案例“{title}”公开了，大家都能看到。"),
    Act.TAKE_DOWN: gettext_noop("您报送的案例“{title}”不再公开了，请看原因。"),
}


@dataclass(frozen=True, slots=True)
class _Move:
    """A line of the table with the office whose hand it is."""

    line: Transition
    office: Unit | None
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
    _take(locked, _Move(line, None), actor)
    _tell_office(locked, office, actor)
    return locked


@transaction.atomic
def withdraw_case(*, case: GoodCase, version: int, actor: User) -> GoodCase:
    """Take a case back, even a public one; nobody outside reads it any more."""
    locked = lock_own_case(case, version, actor)
    line = _find_line(locked, Act.WITHDRAW, Hand.ENTERPRISE)
    _take(locked, _Move(line, None), actor)
    tell_announced(locked, GONE, actor)
    return locked


@transaction.atomic
def decide_case(
    *, case: GoodCase, act: Act, reason: str = "", version: int, actor: User
) -> GoodCase:
    """Recommend, select, return, publish or take down, as the table of states says.

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
    office = locked.office
    line = _find_line(locked, act, Hand.OFFICE)
    _check_reason(line, reason)
    if act in {Act.SELECT, Act.PUBLISH}:
        check_whole(locked)
    if act is Act.PUBLISH:
        check_notice(locked)
    if act is Act.RECOMMEND and office is not None:
        locked.office = selectors.find_office_above(office)
    _take(locked, _Move(line, office, reason.strip()), actor)
    if act is Act.RECOMMEND and locked.office is not None:
        _tell_office(locked, locked.office, actor)
    _tell_enterprise(locked, act, actor)
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
    name = move.office.name if move.office else ""
    note_step(case, move.line.act.value, actor, office=name, text=move.reason)
    record_case(
        "improvement.case_moved",
        case,
        actor,
        old=old,
        new={"state": case.state, "act": move.line.act.value},
    )


def _tell_office(
    case: GoodCase, office: Unit, actor: User, title: str = WAITING
) -> None:
    officers = Membership.objects.present().filter(
        organisation__unit=office,
        organisation__is_active=True,
        role__in=ROLES_BY_ACTION[Action.REVIEW_CASES],
    )
    _send(case, title, officers, actor, "waiting" if title == WAITING else "gone")


def _tell_enterprise(case: GoodCase, act: Act, actor: User) -> None:
    heads = Membership.objects.present().filter(
        organisation=case.enterprise.surviving.organisation_id, role__in=ANSWERING
    )
    _send(case, TOLD[act], heads, actor, act.value)


def _send(
    case: GoodCase, title: str, members: QuerySet[Membership], actor: User, what: str
) -> None:
    notice = Notice(
        template="todo",
        title=title,
        key=f"case:{case.code}:{what}:{case.version}",
        link=reverse("improvement:case", args=[case.code]),
        data={"title": case.title},
    )
    people = User.objects.filter(
        pk__in=members.order_by().values("user"), is_active=True, is_machine=False
    )
    send_notice(notice=notice, recipients=people.exclude(pk=actor.pk), actor=actor)

"""What every change of a problem asks first: whose it is, and whether the page is stale."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import name_represented
from zhisheng.apps.improvement import errors, selectors
from zhisheng.apps.improvement.choices import ProblemState
from zhisheng.apps.improvement.models import Problem
from zhisheng.apps.improvement.models.problems import LONGEST_TEXT
from zhisheng.apps.improvement.permissions import Action, require
from zhisheng.kit import audit
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.methods.corrective_action import Refusal, Transition, Verdict
from zhisheng.ui.formats import format_date

LONGEST_CAUSE = 200
LARGEST_VALUE = Decimal(10) ** 12
LARGEST_YUAN = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured before and after, and the money it saves in a year."""

    measured: str = ""
    unit: str = ""
    before: Decimal | None = None
    after: Decimal | None = None
    saved_yuan: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody tells with a step.

    ``whys`` is a chain, the last of which is the root cause; ``root`` is the number of a
    cause that is written down already.
    """

    text: str = ""
    category: str = ""
    whys: tuple[str, ...] = ()
    root: int | None = None
    responsible: str = ""
    responsible_name: str = ""
    due_on: date | None = None
    figures: Figures = Figures()


def lock_problem(problem: Problem, version: int, actor: User) -> Problem:
    """Lock a problem of the actor's enterprise, if it still is as the page showed it."""
    require(actor, Action.WORK_ON_PROBLEM)
    own = selectors.list_own_problems_for(actor, Action.WORK_ON_PROBLEM)
    found = own.order_by().filter(pk=problem.pk).select_for_update(of=("self",))
    locked = found.first()
    if locked is None:
        raise NotFoundError
    if locked.version != version:
        raise errors.ProblemChangedError
    return locked


def check_told(told: Told, today: date) -> None:
    """Refuse what is too long, in the past, below nothing or half a figure."""
    refused: dict[str, str] = {}
    if len(told.text) > LONGEST_TEXT:
        refused["text"] = _("最多 {most} 字，现在 {count} 字。").format(
            most=LONGEST_TEXT, count=len(told.text)
        )
    if any(len(why) > LONGEST_CAUSE for why in told.whys):
        refused["whys"] = _("每个为什么最多 {most} 字。").format(most=LONGEST_CAUSE)
    if told.due_on and told.due_on < today:
        refused["due_on"] = _("请选今天或以后的日子。")
    refused |= _check_figures(told.figures)
    if refused:
        raise FieldsRefusedError(refused)


def refuse(verdict: Verdict, problem: Problem) -> Transition:
    """Raise what a verdict refuses; return the line of the table that is gone."""
    if verdict.refusal is None and verdict.transition is not None:
        return verdict.transition
    match verdict.refusal:
        case Refusal.NOT_VERIFIED:
            raise errors.ProblemNotVerifiedError
        case Refusal.SAME_PERSON:
            raise errors.VerifierIsDoerError
        case Refusal.NOT_HEAD:
            raise errors.NotHeadError
        case Refusal.TOO_EARLY:
            day = format_date(verdict.not_before) if verdict.not_before else "—"
            raise errors.VerifiedTooEarlyError(day=day)
        case Refusal.MISSING:
            texts = _list_missing_texts()
            raise FieldsRefusedError({need: texts[need] for need in verdict.missing})
    state = str(ProblemState(problem.state).label)
    raise errors.StepNotNowError(state=state)


def keep(problem: Problem) -> None:
    problem.version += 1
    problem.save()


def record(
    action: str,
    problem: Problem,
    actor: User,
    *,
    old: object = None,
    new: object = None,
) -> None:
    audit.record(
        action=action,
        subject=problem,
        actor=actor,
        old=old,
        new=new,
        proxy_for=name_represented(actor, problem.enterprise.surviving.organisation_id),
    )


def _check_figures(figures: Figures) -> dict[str, str]:
    refused: dict[str, str] = {}
    parts = (figures.measured, figures.unit, figures.before, figures.after)
    is_told = [part not in ("", None) for part in parts]
    if any(is_told) and not all(is_told):
        refused["measured"] = _(
            "量的是什么、单位、之前和之后，四样要一起填，或都不填。"
        )
    values = [value for value in (figures.before, figures.after) if value is not None]
    if any(abs(value) >= LARGEST_VALUE for value in values):
        refused["value_after"] = _("这个数太大了，请换个单位。")
    saved = figures.saved_yuan
    if saved is not None and not 0 <= saved < LARGEST_YUAN:
        refused["saved_yuan"] = _("省下的钱不能是负数，也不能大得离谱。没有省就空着。")
    return refused


def _list_missing_texts() -> dict[str, str]:
    return {
        "text": _("请写一句。"),
        "cause": _("请至少写一个为什么，或者选一条已写的原因。"),
        "person": _("请选一个人，或者写上名字。"),
        "due_on": _("请写哪天前做完。"),
    }

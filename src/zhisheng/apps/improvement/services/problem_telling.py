"""What people are told of problems; the texts outside never say which."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.services import Notice, send_notice
from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.choices import ProblemState
from zhisheng.apps.improvement.models import Problem
from zhisheng.apps.improvement.permissions import ANSWERING, OF_THE_ENTERPRISE
from zhisheng.kit import audit
from zhisheng.kit.language import shorten, write_chinese_date
from zhisheng.methods.corrective_action import Act

LONGEST_TITLE_TEXT = 30
# So long before an action is due people are reminded, and so often when it is overdue.
AHEAD = timedelta(days=3)
AGAIN = timedelta(days=7)
REPORTED = _("新的质量问题：“{problem}”，请看一看先怎么处理。")
ASSIGNED = _("“{problem}”的措施由您负责，请在 {day} 前做完。")
TO_VERIFY = _("“{problem}”的措施做完了，请在 {day} 或以后验证有没有效。")
TO_CLOSE = _("“{problem}”验证有效了，请看过后关闭。")
RETURNED = _("“{problem}”被退回上一步，请看原因。")
REOPENED = _("“{problem}”又出现了，已重新打开。")
DUE = _("“{problem}”的措施要在 {day} 前做完，请抓紧。")
VERIFY_DUE = _("“{problem}”的措施做完有些天了，请验证有没有效。")


def tell_reported(problem: Problem, actor: User) -> None:
    _tell(problem, REPORTED, _heads(problem), actor, "report")


def tell_step(problem: Problem, act: Act, actor: User) -> None:
    """Tell whose turn it is now; nobody is told of what they did themselves."""
    doers = selectors.list_doer_ids(problem)
    match act:
        case Act.PLAN:
            _tell(
                problem, ASSIGNED, _people(problem, doers), actor, act, problem.due_on
            )
        case Act.FINISH:
            others = _members(problem).exclude(pk__in=doers)
            _tell(problem, TO_VERIFY, others, actor, act, problem.verify_from)
        case Act.VERIFY:
            _tell(problem, TO_CLOSE, _heads(problem), actor, act)
        case Act.RETURN:
            _tell(problem, RETURNED, _people(problem, doers), actor, act)
        case Act.REOPEN:
            _tell(problem, REOPENED, _heads(problem), actor, act)


def remind_problems(*, today: date) -> int:
    """Remind of actions that are due and of effects to be looked at; return how many.

    Each problem is its own transaction, and asked again under its lock: the job may run
    twice at once and stop anywhere.
    """
    is_fresh = Q(reminded_on=None) | Q(reminded_on__lte=today - AGAIN)
    actions = selectors.list_due_actions(today, AHEAD).filter(is_fresh)
    checks = selectors.list_due_verifications(today).filter(is_fresh)
    return sum(
        _remind_one(due, pk, today)
        for due in (actions, checks)
        for pk in list(due.order_by("pk").values_list("pk", flat=True))
    )


@transaction.atomic
def _remind_one(due: QuerySet[Problem], pk: int, today: date) -> bool:
    problem = due.filter(pk=pk).select_for_update(of=("self",)).first()
    if problem is None:
        return False
    if problem.state == ProblemState.PLANNED:
        own = _people(problem, selectors.list_doer_ids(problem))
        people = own if own.exists() else _heads(problem)
        _remind(problem, DUE, people, today, problem.due_on)
    else:
        _remind(problem, VERIFY_DUE, _choose_verifiers(problem, today), today)
    Problem.objects.filter(pk=pk).update(reminded_on=today)
    audit.record(
        action="improvement.problems_reminded", subject=problem, counts={"problems": 1}
    )
    return True


def _choose_verifiers(problem: Problem, today: date) -> QuerySet[User]:
    """Choose who may verify: others, else the doer once the later day has come."""
    doers = selectors.list_doer_ids(problem)
    if selectors.has_other_person(problem):
        return _members(problem).exclude(pk__in=doers)
    is_time = problem.recheck_from is not None and problem.recheck_from <= today
    return _people(problem, doers if is_time else ())


def _remind(
    problem: Problem,
    title: str,
    people: QuerySet[User],
    today: date,
    day: date | None = None,
) -> None:
    _tell(problem, title, people, None, f"due:{today.isoformat()}", day)


def _tell(
    problem: Problem,
    title: str,
    people: QuerySet[User],
    actor: User | None,
    what: str,
    day: date | None = None,
) -> None:
    if actor is not None:
        people = people.exclude(pk=actor.pk)
    data = {"problem": shorten(problem.text, LONGEST_TITLE_TEXT)}
    if day is not None:
        data["day"] = write_chinese_date(day)
    notice = Notice(
        template="todo",
        title=title,
        key=f"problem:{problem.code}:{what}:{problem.version}",
        link=reverse("improvement:problem", args=[problem.code]),
        data=data,
    )
    send_notice(
        notice=notice,
        recipients=User.objects.filter(pk__in=people.values("pk")),
        actor=actor,
    )


def _members(
    problem: Problem, roles: Collection[str] = OF_THE_ENTERPRISE
) -> QuerySet[User]:
    is_running = Q(memberships__until=None) | Q(
        memberships__until__gte=timezone.localdate()
    )
    return User.objects.filter(
        is_running,
        is_active=True,
        is_machine=False,
        memberships__ended_at=None,
        memberships__organisation=problem.enterprise.surviving.organisation_id,
        memberships__role__in=roles,
    )


def _heads(problem: Problem) -> QuerySet[User]:
    return _members(problem, ANSWERING)


def _people(problem: Problem, ids: Collection[int]) -> QuerySet[User]:
    return _members(problem).filter(pk__in=ids)

"""A problem is reported and taken step by step to its end, as the table of steps says."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.choices import ProblemAct, ProblemSource
from zhisheng.apps.improvement.models import Problem, ProblemCause, ProblemStep
from zhisheng.apps.improvement.permissions import Action, require
from zhisheng.apps.improvement.services.problem_causes import (
    append_causes,
    pick_cause,
    settle_root,
)
from zhisheng.apps.improvement.services.problem_files import (
    describe_file,
    store_file,
    store_once,
)
from zhisheng.apps.improvement.services.problem_rules import (
    Told,
    check_told,
    keep,
    lock_problem,
    record,
    refuse,
)
from zhisheng.apps.improvement.services.problem_telling import (
    tell_reported,
    tell_step,
)
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import bulk
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.methods.corrective_action import Act, Facts, Need, State, judge
from zhisheng.reference.corrective_action import find_terms

# So soon nobody finds the same again: it was sent twice.
REPEATED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody found; ``evaluation`` and ``criterion`` say which gap it is."""

    text: str
    source: str = ProblemSource.FOUND
    evaluation: Evaluation | None = None
    criterion: str = ""


@transaction.atomic
def report_problem(
    *,
    enterprise: Enterprise,
    report: Report,
    photo: File[bytes] | None = None,
    actor: User,
) -> Problem:
    """Write a problem down, with a photo where there is one.

    Sent again by the same person within the hour, as by a double tap, it is the same
    problem; a photo that is not there yet is kept with it.
    """
    require(actor, Action.WORK_ON_PROBLEM)
    own = selectors.list_own_enterprises_for(actor, Action.WORK_ON_PROBLEM)
    if not own.filter(pk=enterprise.pk).exists():
        raise NotFoundError
    _check_report(enterprise, report)
    told = {
        "enterprise": enterprise,
        "text": report.text.strip(),
        "source": report.source,
        "evaluation": report.evaluation,
        "criterion": report.criterion,
        "reported_by": actor,
    }
    bulk.hold_lock(f"improvement.problems:{enterprise.pk}")
    twin = selectors.find_same_problem(told, since=timezone.now() - REPEATED)
    if twin is not None:
        return _add_photo(twin, photo, actor)
    problem = Problem.objects.create(**told)
    if photo is not None:
        store_file(problem, photo, actor)
    _note(problem, ProblemAct.REPORT, "", actor)
    tell_reported(problem, actor)
    record(
        "improvement.problem_reported", problem, actor, new={"source": report.source}
    )
    return problem


def _add_photo(problem: Problem, photo: File[bytes] | None, actor: User) -> Problem:
    """Keep a photo of what was reported just now, unless it came with it."""
    kept = store_once(problem, photo, actor) if photo is not None else None
    if kept is not None:
        keep(problem)
        told = describe_file(kept)
        record("improvement.problem_file_added", problem, actor, new=told)
    return problem


@transaction.atomic
def take_step(
    *, problem: Problem, act: Act, told: Told, version: int, actor: User
) -> Problem:
    """Take a problem one step on or back; a refused step changes nothing.

    Raises
    ------
    ProblemChangedError
        If somebody changed it since the page was made.
    FieldsRefusedError
        If something is missing or wrong.
    """
    locked = lock_problem(problem, version, actor)
    today = timezone.localdate()
    verdict = judge(act, _gather_facts(locked, told, today, actor))
    transition = refuse(verdict, locked)
    check_told(told, today)
    old = {"state": locked.state}
    text = _carry_out(locked, act, told, actor)
    locked.state = transition.target.value
    locked.is_rechecked = (
        verdict.is_recheck if act is Act.VERIFY else locked.is_rechecked
    )
    locked.reminded_on = None
    keep(locked)
    _note(locked, ProblemAct(act.value), text, actor)
    tell_step(locked, act, actor)
    record(
        "improvement.problem_moved", locked, actor, old=old, new={"state": locked.state}
    )
    return locked


def _gather_facts(problem: Problem, told: Told, today: date, actor: User) -> Facts:
    return Facts(
        state=State(problem.state),
        today=today,
        given=_list_given(told),
        is_head=selectors.is_head_of(actor, problem),
        is_doer=actor.pk in selectors.list_doer_ids(problem),
        has_other=selectors.has_other_person(problem),
        verify_from=problem.verify_from,
        recheck_from=problem.recheck_from,
    )


def _list_given(told: Told) -> frozenset[Need]:
    is_given = {
        Need.TEXT: bool(told.text.strip()),
        Need.CAUSE: any(why.strip() for why in told.whys) or told.root is not None,
        Need.PERSON: bool(told.responsible or told.responsible_name.strip()),
        Need.DUE_ON: told.due_on is not None,
    }
    return frozenset(need for need, given in is_given.items() if given)


def _carry_out(problem: Problem, act: Act, told: Told, actor: User) -> str:
    """Write what the act brings into the problem; return what its step tells."""
    match act:
        case Act.FIND_CAUSE:
            return _find_cause(problem, told).text
        case Act.PLAN:
            _plan(problem, told)
        case Act.FINISH:
            _finish(problem, actor)
        case Act.VERIFY:
            _write_figures(problem, told)
        case Act.CLOSE:
            problem.closed_at = timezone.now()
        case Act.RETURN:
            _step_back(problem)
        case Act.REOPEN:
            _begin_again(problem)
    return told.text.strip()


def _find_cause(problem: Problem, told: Told) -> ProblemCause:
    whys = [why for why in told.whys if why.strip()]
    if whys:
        root = append_causes(problem, None, told.category, whys)[-1]
    else:
        root = pick_cause(problem, told.root or 0)
    settle_root(problem, root)
    return root


def _plan(problem: Problem, told: Told) -> None:
    people = {one.code: one for one in selectors.list_people_of(problem.enterprise)}
    if told.responsible and told.responsible not in people:
        raise FieldsRefusedError({"person": _("请从本企业的人员里选。")})
    problem.corrective_action = told.text.strip()
    problem.responsible = people.get(told.responsible)
    name = "" if problem.responsible else told.responsible_name.strip()
    problem.responsible_name = name[:40]
    problem.due_on = told.due_on


def _finish(problem: Problem, actor: User) -> None:
    today = timezone.localdate()
    terms = find_terms(today)
    problem.done_by, problem.done_at = actor, timezone.now()
    problem.verify_from = today + timedelta(days=terms.verify_days)
    problem.recheck_from = today + timedelta(days=terms.recheck_days)


def _write_figures(problem: Problem, told: Told) -> None:
    figures = told.figures
    problem.measured, problem.measured_unit = figures.measured[:60], figures.unit[:20]
    problem.value_before, problem.value_after = figures.before, figures.after
    problem.saved_yuan = figures.saved_yuan


def _step_back(problem: Problem) -> None:
    """Forget what the last step settled; what it said stays in the steps."""
    match State(problem.state):
        case State.CAUSE_FOUND:
            problem.causes.update(is_root=False)
        case State.DONE:
            _forget_doing(problem)
        case State.VERIFIED:
            problem.is_rechecked = False


def _begin_again(problem: Problem) -> None:
    problem.recurrences += 1
    problem.closed_at, problem.is_rechecked = None, False
    problem.corrective_action, problem.due_on = "", None
    problem.responsible, problem.responsible_name = None, ""
    problem.causes.update(is_root=False)
    _forget_doing(problem)


def _forget_doing(problem: Problem) -> None:
    problem.done_by, problem.done_at = None, None
    problem.verify_from = problem.recheck_from = None


def _note(problem: Problem, act: ProblemAct, text: str, actor: User) -> None:
    ProblemStep.objects.create(
        problem=problem, act=act, state=problem.state, text=text, done_by=actor
    )


def _check_report(enterprise: Enterprise, report: Report) -> None:
    check_told(Told(text=report.text), timezone.localdate())
    refused = {}
    if not report.text.strip():
        refused["text"] = _("请写一句：什么东西、出了什么毛病。")
    if report.source not in ProblemSource.values:
        refused["source"] = _("请从列出的里面选。")
    if refused:
        raise FieldsRefusedError(refused)
    evaluation = report.evaluation
    if evaluation is not None and evaluation.enterprise.surviving != enterprise:
        raise NotFoundError

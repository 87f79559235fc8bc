"""Why it happened: one tree, its first causes on the bones of a fishbone."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from zhisheng.apps.accounts.models import User
from zhisheng.apps.improvement import errors
from zhisheng.apps.improvement.choices import CauseCategory, ProblemState
from zhisheng.apps.improvement.models import Problem, ProblemCause
from zhisheng.apps.improvement.services.problem_rules import (
    Told,
    check_told,
    keep,
    lock_problem,
    record,
)
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.language import shorten

MOST_CAUSES = 40
# Five times why, as the method is called.
DEEPEST = 5
# While causes are looked for.
OPEN_STATES = frozenset({ProblemState.REPORTED, ProblemState.CONTAINED})


@transaction.atomic
def add_cause(
    *,
    problem: Problem,
    text: str,
    category: str = "",
    parent: int | None = None,
    version: int,
    actor: User,
) -> ProblemCause:
    """Write down a cause on a bone, or the why behind a cause that stands there."""
    locked = _lock_open(problem, version, actor)
    check_told(Told(whys=(text,)), timezone.localdate())
    above = pick_cause(locked, parent) if parent is not None else None
    cause = append_causes(locked, above, category, (text,))[-1]
    keep(locked)
    record("improvement.cause_added", locked, actor, new={"cause": shorten(text, 100)})
    return cause


@transaction.atomic
def remove_cause(
    *, problem: Problem, number: int, version: int, actor: User
) -> Problem:
    """Take a cause away, and the whys behind it."""
    locked = _lock_open(problem, version, actor)
    cause = pick_cause(locked, number)
    old = {"cause": shorten(cause.text, 100)}
    cause.delete()
    keep(locked)
    record("improvement.cause_removed", locked, actor, old=old)
    return locked


def append_causes(
    problem: Problem,
    above: ProblemCause | None,
    category: str,
    texts: Sequence[str],
) -> list[ProblemCause]:
    """Append a chain of whys, each behind the one before; the caller holds the lock."""
    if above is None and category not in CauseCategory.values:
        raise NotFoundError
    if problem.causes.count() + len(texts) > MOST_CAUSES:
        raise errors.TooManyCausesError(most=MOST_CAUSES)
    if _depth_of(above) + len(texts) > DEEPEST:
        raise errors.TooDeepError(most=DEEPEST)
    number = problem.causes.aggregate(top=Max("number"))["top"] or 0
    chain: list[ProblemCause] = []
    for place, text in enumerate(texts, start=number + 1):
        above = ProblemCause.objects.create(
            problem=problem,
            number=place,
            parent=above,
            category=above.category if above else category,
            text=text.strip(),
        )
        chain.append(above)
    return chain


def settle_root(problem: Problem, cause: ProblemCause) -> None:
    problem.causes.exclude(pk=cause.pk).update(is_root=False)
    cause.is_root = True
    cause.save(update_fields=["is_root"])


def pick_cause(problem: Problem, number: int) -> ProblemCause:
    cause = problem.causes.filter(number=number).first()
    if cause is None:
        raise NotFoundError
    return cause


def _lock_open(problem: Problem, version: int, actor: User) -> Problem:
    locked = lock_problem(problem, version, actor)
    if locked.state not in OPEN_STATES:
        raise errors.CauseSettledError
    return locked


def _depth_of(cause: ProblemCause | None) -> int:
    depth = 0
    while cause is not None:
        depth, cause = depth + 1, cause.parent
    return depth

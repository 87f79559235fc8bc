"""The ways to plan within the same limits: each is worked out once for what it rests on.

What was worked out is kept beside the draft under the digest of all that went into it; a
digest that differs by anything is worked out anew.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Any

from django.db import transaction

from zhisheng import __version__
from zhisheng.apps.accounts.models import User
from zhisheng.apps.improvement import errors, selectors
from zhisheng.apps.improvement.choices import PlanAim, PlanStatus
from zhisheng.apps.improvement.models import Plan
from zhisheng.apps.improvement.permissions import Action
from zhisheng.apps.improvement.services.planning import (
    Ground,
    Terms,
    read_ground,
    solve_plan,
)
from zhisheng.kit.errors import DomainError
from zhisheng.methods.planning import Limit, Loosening, NoPlanError
from zhisheng.reference.measures import find_measures

# Refusals without particulars; another one is not kept and asked for anew.
KEPT: Mapping[str, type[DomainError]] = MappingProxyType(
    {
        one.code: one
        for one in (
            errors.TopGradeError,
            errors.CertificationDoneError,
            errors.CertificationExcludedError,
            errors.NothingToGainError,
        )
    }
)


@dataclass(frozen=True, slots=True)
class Way:
    """What one aim comes to: its outcome, or why there is none."""

    aim: PlanAim
    outcome: Mapping[str, Any] | None = None
    refusal: DomainError | None = None


def compare_aims(*, plan: Plan, terms: Terms, actor: User) -> list[Way]:
    """Work out each aim with the same limits and wishes, unless it is known already.

    Raises
    ------
    EvaluationGoneError
        If there is nothing to plan from any more.
    """
    own = selectors.get_own_plan_for(
        actor=actor, code=plan.code, action=Action.MAKE_PLAN
    )
    if own.evaluation is None:
        raise errors.EvaluationGoneError
    ground = read_ground(own.evaluation)
    digest = digest_inputs(ground, terms)
    known = list_known(own, digest)
    ways = [
        known.get(aim) or _work_out(ground, replace(terms, aim=aim)) for aim in PlanAim
    ]
    if len(known) < len(ways):
        _keep(own, digest, ways)
    return ways


def digest_inputs(ground: Ground, terms: Terms) -> str:
    """Return a digest of all that an outcome rests on, the aim left aside."""
    rests_on = {
        "version": __version__,
        "model": repr(ground.model),
        "measures": repr(find_measures(terms.starts_on)),
        "levels": dict(ground.levels),
        "done": sorted(ground.done),
        "done_since": sorted(ground.done_since),
        "terms": {**asdict(terms), "aim": ""},
    }
    text = json.dumps(rests_on, sort_keys=True, default=_write_plainly)
    return hashlib.sha256(text.encode()).hexdigest()


def list_known(plan: Plan | None, digest: str) -> dict[PlanAim, Way]:
    """Return what was worked out before for the same digest."""
    kept = plan.variants if plan else {}
    if kept.get("digest") != digest:
        return {}
    return {
        PlanAim(aim): _read_way(PlanAim(aim), one) for aim, one in kept["aims"].items()
    }


def write_known(
    kept: Mapping[str, Any], digest: str, ways: list[Way]
) -> dict[str, Any]:
    """Write down what was worked out, beside the rest of the same digest."""
    others = kept["aims"] if kept.get("digest") == digest else {}
    written = {one.aim.value: _write_way(one) for one in ways}
    told = {aim: one for aim, one in written.items() if one is not None}
    return {"digest": digest, "aims": {**others, **told}}


def _work_out(ground: Ground, terms: Terms) -> Way:
    try:
        return Way(terms.aim, outcome=solve_plan(ground, terms))
    except DomainError as error:
        return Way(terms.aim, refusal=error)


@transaction.atomic
def _keep(plan: Plan, digest: str, ways: list[Way]) -> None:
    """Keep what was worked out; a draft that was agreed on meanwhile stays as it is."""
    draft = Plan.objects.select_for_update().filter(pk=plan.pk, status=PlanStatus.DRAFT)
    locked = draft.first()
    if locked is not None:
        draft.update(variants=write_known(locked.variants, digest, ways))


def _write_way(way: Way) -> dict[str, Any] | None:
    match way.refusal:
        case None:
            return {"outcome": way.outcome}
        case NoPlanError() as error:
            return {
                "refused": error.code,
                "loosenings": [[one.limit, one.by] for one in error.loosenings],
                "together": [[one.limit, one.by] for one in error.together],
            }
        case error if error.code in KEPT:
            return {"refused": error.code}
    return None


def _read_way(aim: PlanAim, kept: Mapping[str, Any]) -> Way:
    code = kept.get("refused")
    if code is None:
        return Way(aim, outcome=kept["outcome"])
    if code == NoPlanError.code:
        return Way(
            aim,
            refusal=NoPlanError(
                _read_loosenings(kept["loosenings"]), _read_loosenings(kept["together"])
            ),
        )
    return Way(aim, refusal=KEPT[code]())


def _read_loosenings(kept: list[list[Any]]) -> tuple[Loosening, ...]:
    return tuple(Loosening(Limit(limit), by) for limit, by in kept)


def _write_plainly(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)

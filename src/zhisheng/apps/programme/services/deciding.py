"""A person answers what a row leaves open; the answer is remembered."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.choices import (
    ANSWERABLE,
    Decision,
    PlaceKind,
    RowStatus,
)
from zhisheng.apps.programme.errors import (
    AlikeRefusedError,
    CandidateUnknownError,
    CodeTakenError,
    DecisionUnknownError,
    ImportStateError,
    PlaceOpenError,
    RowDecidedError,
)
from zhisheng.apps.programme.models import ImportRow, MatchDecision, RosterImport
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.selectors import count_applied_alike, list_alike
from zhisheng.apps.programme.services.moves import may_have_moved
from zhisheng.apps.programme.services.placing import ASKING, asks_place, settle_place
from zhisheng.apps.programme.services.rechecking import (
    asks_about_rows,
    find_settled,
    recheck_rows,
    restore_rows,
    take_code,
)
from zhisheng.apps.registry.selectors import get_enterprise_id
from zhisheng.kit import audit

# How many rows one answer settles at most, so that it ends while a person waits.
MOST_ALIKE = 5_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row that was answered, and what came of the others that wrote the same.

    ``alike`` of them took the answer over, ``asking`` of these are refused or ask
    something else; ``applied`` ones stay as they are, ``left`` ones wait for one more
    answer.
    """

    row: ImportRow
    alike: int = 0
    asking: int = 0
    applied: int = 0
    left: int = 0


@transaction.atomic
def decide_row(
    *,
    row: ImportRow,
    decision: str,
    enterprise_code: str = "",
    place_code: str = "",
    all_alike: bool = False,
    actor: User,
) -> Outcome:
    """Answer one row: the same enterprise, a new one, leave it out, or which place or body.

    A row whose region, industry or helping body was answered is judged again by the rules of the
    reading and may then be accepted, ask something else, or repeat another row. With
    ``all_alike`` the other rows of the import that wrote the same for it and
    are open for it take the answer over.
    """
    require(actor, "programme.import_roster")
    if decision not in {*Decision.values, *PlaceKind.values}:
        raise DecisionUnknownError
    row = _lock(row)
    if decision in PlaceKind.values:
        return _settle_place(row, decision, place_code, actor, all_alike=all_alike)
    if all_alike:
        raise AlikeRefusedError
    _settle_identity(row, decision, enterprise_code, actor)
    _record(row, {"decision": decision, "enterprise": enterprise_code}, actor)
    return Outcome(row)


def _record(
    row: ImportRow,
    answer: dict[str, str],
    actor: User,
    *,
    counts: dict[str, int] | None = None,
    rows_hash: str = "",
) -> None:
    audit.record(
        action="programme.row_decided",
        actor=actor,
        subject=row.roster_import,
        new={"row": row.row, **answer},
        counts=counts,
        rows_hash=rows_hash,
    )


def _lock(row: ImportRow) -> ImportRow:
    """Lock the import before its row, as applying does; it counts its rows."""
    roster_import = RosterImport.objects.select_for_update().get(
        pk=row.roster_import_id
    )
    locked = ImportRow.objects.select_for_update().get(pk=row.pk)
    locked.roster_import = roster_import
    if roster_import.status not in ANSWERABLE:
        raise ImportStateError(status=roster_import.get_status_display())
    if locked.is_applied:
        raise RowDecidedError
    return locked


def _settle_place(
    row: ImportRow, kind: str, code: str, actor: User, *, all_alike: bool
) -> Outcome:
    """Settle the place of one row, or of all alike; one audit entry either way."""
    answer = {"decision": kind, "place": code}
    if not all_alike:
        _answer_place(row, [], kind, code, actor)
        _record(row, answer, actor)
        return Outcome(row)
    alike = list_alike(row, kind)
    waiting, applied = alike.count(), count_applied_alike(row, kind)
    others = list(alike.select_for_update()[:MOST_ALIKE])
    _answer_place(row, others, kind, code, actor)
    outcome = Outcome(
        row,
        alike=len(others),
        asking=sum(one.status in ASKING for one in others),
        applied=applied,
        left=waiting - len(others),
    )
    _record_alike(outcome, others, answer, actor)
    return outcome


def _answer_place(
    row: ImportRow, others: Sequence[ImportRow], kind: str, code: str, actor: User
) -> None:
    rows = sorted((row, *others), key=lambda one: one.pk)
    reads = dict(zip((one.pk for one in rows), restore_rows(rows), strict=True))
    settle_place(
        reads[row.pk],
        [reads[one.pk] for one in others],
        kind=kind,
        code=code,
        organisation_id=row.roster_import.organisation_id,
        actor=actor,
    )
    for one in rows:
        one.decided_by = actor
    recheck_rows(row.roster_import, rows, list(reads.values()))


def _record_alike(
    outcome: Outcome, others: Sequence[ImportRow], answer: dict[str, str], actor: User
) -> None:
    numbers = ",".join(str(one.pk) for one in others)
    _record(
        outcome.row,
        answer,
        actor,
        counts={
            "alike": outcome.alike,
            "applied": outcome.applied,
            "left": outcome.left,
        },
        rows_hash=hashlib.sha256(numbers.encode()).hexdigest(),
    )


def _settle_identity(
    row: ImportRow, decision: str, enterprise_code: str, actor: User
) -> None:
    if row.status != RowStatus.TO_CONFIRM:
        raise RowDecidedError
    if decision != Decision.SKIP and asks_place(row):
        raise PlaceOpenError
    _check_code_is_free(row, decision)
    row.enterprise_id = _find_candidate(row, decision, enterprise_code)
    row.decision = decision
    row.decided_by = actor
    row.save(
        update_fields=[
            "decision", "enterprise", "decided_by", "uscc", "new_enterprise_id",
            "enterprise_code",
        ]
    )  # fmt: skip
    _remember(row, actor)
    if row.enterprise_id is not None and may_have_moved(row):
        recheck_rows(row.roster_import, [row], restore_rows([row]))


def _check_code_is_free(row: ImportRow, decision: str) -> None:
    """Refuse a new enterprise where the code is known to belong to another one."""
    by_code = any(candidate["by"] == "code" for candidate in row.candidates)
    if decision == Decision.NEW and row.uscc and (by_code or not row.candidates):
        raise CodeTakenError


def _find_candidate(row: ImportRow, decision: str, enterprise_code: str) -> int | None:
    """Return the enterprise of the answer; a row of the file lends its code instead."""
    if decision != Decision.SAME:
        _take_lent_code(row, "")
        return None
    # Rows of one code are one enterprise when applied; rows without one are not.
    if row.uscc and not row.candidates:
        return None
    chosen = {one["code"]: one for one in row.candidates}.get(enterprise_code)
    if chosen is None:
        raise CandidateUnknownError
    if chosen["by"] == "row":
        _take_lent_code(row, enterprise_code)
        return find_settled(row)
    _take_lent_code(row, "")
    return get_enterprise_id(enterprise_code)


def _take_lent_code(row: ImportRow, uscc: str) -> None:
    if asks_about_rows(row):
        take_code(row, uscc)


def _remember(row: ImportRow, actor: User) -> None:
    """Keep the answer for the next upload, unless it rests on a row of this one."""
    is_lent = asks_about_rows(row)
    key: dict[str, Any] = {
        "organisation_id": row.roster_import.organisation_id,
        "name_key": row.name_key,
        "uscc": "" if is_lent else row.uscc,
        "region_code": row.region_code,
    }
    if is_lent and row.decision == Decision.SAME and row.enterprise_id is None:
        MatchDecision.objects.filter(**key).delete()
        return
    MatchDecision.objects.update_or_create(
        **key,
        defaults={
            "decision": row.decision,
            "enterprise_id": row.enterprise_id,
            "decided_by": actor,
        },
    )

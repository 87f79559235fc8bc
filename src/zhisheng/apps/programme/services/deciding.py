"""A person answers whether a row is a known enterprise; the answer is remembered."""

from django.db import transaction

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.choices import Decision, ImportStatus, RowStatus
from zhisheng.apps.programme.errors import (
    CandidateUnknownError,
    CodeTakenError,
    DecisionUnknownError,
    ImportStateError,
    RowDecidedError,
)
from zhisheng.apps.programme.models import ImportRow, MatchDecision
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.registry.selectors import get_enterprise_id
from zhisheng.kit import audit


@transaction.atomic
def decide_row(
    *, row: ImportRow, decision: str, enterprise_code: str = "", actor: User
) -> ImportRow:
    """Answer one row: the same enterprise, a new one, or leave it out."""
    require(actor, "programme.import_roster")
    if decision not in Decision.values:
        raise DecisionUnknownError
    row = (
        ImportRow.objects.select_for_update()
        .select_related("roster_import")
        .get(pk=row.pk)
    )
    _check_open(row)
    _check_code_is_free(row, decision)
    row.decision = decision
    row.enterprise_id = _find_candidate(row, decision, enterprise_code)
    row.decided_by = actor
    row.save(update_fields=["decision", "enterprise", "decided_by"])
    _remember(row, actor)
    audit.record(
        action="programme.row_decided",
        actor=actor,
        subject=row.roster_import,
        new={"row": row.row, "decision": decision, "enterprise": enterprise_code},
    )
    return row


def _check_open(row: ImportRow) -> None:
    if row.roster_import.status not in {ImportStatus.PREVIEWED, ImportStatus.APPLIED}:
        raise ImportStateError(status=row.roster_import.get_status_display())
    if row.status != RowStatus.TO_CONFIRM or row.is_applied:
        raise RowDecidedError


def _check_code_is_free(row: ImportRow, decision: str) -> None:
    """Refuse a new enterprise where the code is known to belong to another one."""
    by_code = any(candidate["by"] == "code" for candidate in row.candidates)
    if decision == Decision.NEW and row.uscc and (by_code or not row.candidates):
        raise CodeTakenError


def _find_candidate(row: ImportRow, decision: str, enterprise_code: str) -> int | None:
    if decision != Decision.SAME:
        return None
    # Rows of one code are one enterprise when applied; rows without one are not.
    if row.uscc and not row.candidates:
        return None
    if enterprise_code not in {candidate["code"] for candidate in row.candidates}:
        raise CandidateUnknownError
    return get_enterprise_id(enterprise_code)


def _remember(row: ImportRow, actor: User) -> None:
    MatchDecision.objects.update_or_create(
        organisation_id=row.roster_import.organisation_id,
        name_key=row.name_key,
        uscc=row.uscc,
        region_code=row.region_code,
        defaults={
            "decision": row.decision,
            "enterprise_id": row.enterprise_id,
            "decided_by": actor,
        },
    )

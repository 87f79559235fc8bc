"""Rows of an import that wrote the same words for a place and can take one answer."""

from collections.abc import Mapping, Sequence

from django.db.models import Count, QuerySet

from zhisheng.apps.programme.choices import Decision, PlaceKind
from zhisheng.apps.programme.models import ImportRow, RosterImport


def list_alike(row: ImportRow, kind: str) -> QuerySet[ImportRow]:
    """Return the other rows that may take this one's answer.

    They are open for the place, or stand where this row stands until it is answered
    anew. A row that was applied or left out is not among them.
    """
    code = getattr(row, f"{kind}_code")
    alike = _list_writing(row, kind).filter(
        is_applied=False, **{f"{kind}_code__in": {"", code}}
    )
    return alike.exclude(pk=row.pk).exclude(decision=Decision.SKIP).order_by("id")


def count_applied_alike(row: ImportRow, kind: str) -> int:
    """Return how many other rows wrote the same and are applied, so stay as they are."""
    return _list_writing(row, kind).filter(is_applied=True).count()


def count_alike(
    roster_import: RosterImport, rows: Sequence[ImportRow]
) -> dict[tuple[int, str], int]:
    """Return how many other rows each row's answer about a place can settle as well."""
    return {
        pair: number
        for kind in PlaceKind.values
        for pair, number in _count_kind(roster_import, rows, kind).items()
    }


def _list_writing(row: ImportRow, kind: str) -> QuerySet[ImportRow]:
    text = getattr(row, f"{kind}_text")
    if not text:
        return ImportRow.objects.none()
    return ImportRow.objects.filter(
        roster_import=row.roster_import_id, **{f"{kind}_text": text}
    )


def _count_kind(
    roster_import: RosterImport, rows: Sequence[ImportRow], kind: str
) -> dict[tuple[int, str], int]:
    asking = [
        (row, getattr(row, f"{kind}_text"), getattr(row, f"{kind}_code"))
        for row in rows
        if not row.is_applied and row.decision != Decision.SKIP
    ]
    numbers = _count_texts(roster_import, kind, {text for _row, text, _code in asking})
    return {
        (row.pk, kind): sum(numbers.get((text, one), 0) for one in {"", code}) - 1
        for row, text, code in asking
        if text
    }


def _count_texts(
    roster_import: RosterImport, kind: str, texts: set[str]
) -> Mapping[tuple[str, str], int]:
    """Count the rows by what they wrote and where they stand."""
    if not texts - {""}:
        return {}
    rows = ImportRow.objects.filter(
        roster_import=roster_import,
        is_applied=False,
        **{f"{kind}_text__in": texts - {""}},
    ).exclude(decision=Decision.SKIP)
    counted = rows.values_list(f"{kind}_text", f"{kind}_code").order_by()
    return {
        (text, code): number
        for text, code, number in counted.annotate(number=Count("pk"))
    }

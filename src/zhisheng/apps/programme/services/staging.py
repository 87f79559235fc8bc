"""Reading fills staging rows in short transactions; a second reading starts anew."""

import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.accounts.selectors import map_organisation_ids
from zhisheng.apps.programme.choices import ImportStatus, PlaceKind
from zhisheng.apps.programme.errors import NoTableError
from zhisheng.apps.programme.models import ImportRow, ImportValue, RosterImport
from zhisheng.apps.programme.selectors import Sender, list_years
from zhisheng.apps.programme.services.bodies import Bodies
from zhisheng.apps.programme.services.contradicting import warn_of_contradictions
from zhisheng.apps.programme.services.mapping import ask_for_mapping, load_mappings
from zhisheng.apps.programme.services.matching import (
    Kindred,
    Newcomers,
    classify_rows,
    match_rows,
)
from zhisheng.apps.programme.services.placing import get_written, recall_places
from zhisheng.apps.programme.services.reported_helps import warn_of_reported_helps
from zhisheng.apps.programme.services.units import Units
from zhisheng.apps.programme.sheets import (
    RosterContext,
    RosterRow,
    UnknownTable,
    find_unknown_table,
    list_sales_columns,
    list_tables,
    list_unread_columns,
    list_unread_sheets,
    mark_repeated,
    read_rows,
)
from zhisheng.kit import audit, files
from zhisheng.kit.bulk import copy_rows, reserve_ids, uncollected
from zhisheng.kit.jobs import Fence
from zhisheng.kit.searched import tell_searched
from zhisheng.kit.sheets import NoRowsError, Workbook, read_workbook
from zhisheng.reference.industries import IndustryIndex, load_industries
from zhisheng.reference.regions import RegionIndex, load_regions

Report = Callable[[int, int], None]

TO_BE_READ = frozenset(
    {
        ImportStatus.UPLOADED,
        ImportStatus.MAPPING,
        ImportStatus.READING,
        ImportStatus.FAILED,
    }
)

ROW_COLUMNS = (
    "id", "roster_import_id", "sheet", "row", "status", "reasons", "name", "name_key", "uscc",
    "legal_form", "region_code", "region_named", "industry_code", "unit_code", "address", "size_class", "size_basis", "year",
    "helper_id", "helper_code",
    "helper_name", "help_kind", "method", "problem", "started_on", "started_precision", "ended_on",
    "ended_precision", "willingness", "potential", "contact_name", "contact_phone", "certificate",
    "enterprise_id", "candidates", "decision", "new_enterprise_id", "enterprise_code",
    "is_applied", "step", *(f"{kind}_text" for kind in PlaceKind),
)  # fmt: skip
VALUE_COLUMNS = (
    "import_row_id", "indicator_code", "period", "value", "low", "high", "is_approximate",
)  # fmt: skip


def read_into_staging(
    *, roster_import: RosterImport, report: Report, fence: Fence = transaction.atomic
) -> Counter[str]:
    """Read the file of an import into staging rows and return how many of each status.

    A worker killed between the last commit and the end of its job comes here again:
    rows that a person may have answered or applied since are left alone. The fence
    opens each transaction, and keeps it from committing once another took over.
    """
    with fence():
        if not _hold(roster_import):
            return Counter()
    workbook = _open_workbook(roster_import)
    context = make_context(
        year=roster_import.year,
        organisation=roster_import.organisation,
        years=[one.year for one in list_years()],
    )
    unknown = _find_unknown(workbook, context)
    if unknown is None:
        return _stage_workbook(workbook, context, roster_import, report, fence)
    with fence():
        if _hold(roster_import):
            ask_for_mapping(roster_import=roster_import, unknown=unknown)
    return Counter()


def _hold(roster_import: RosterImport) -> bool:
    """Lock the import; false once it no longer waits for the reading of this job."""
    waiting = RosterImport.objects.filter(
        pk=roster_import.pk, job=roster_import.job_id, status__in=TO_BE_READ
    )
    return waiting.select_for_update().first() is not None


def _stage_workbook(
    workbook: Workbook,
    context: RosterContext,
    roster_import: RosterImport,
    report: Report,
    fence: Fence,
) -> Counter[str]:
    with fence():
        if not _hold(roster_import):
            return Counter()
        _clear(roster_import)
        roster_import.status = ImportStatus.READING
        roster_import.save(update_fields=["status"])
    counts: Counter[str] = Counter()
    contradicting = 0
    newcomers = Newcomers()
    read: set[str | None] = set()
    total = sum(len(sheet.rows) for sheet in workbook.sheets)
    chunks = iterate_rows(
        workbook,
        context,
        sender=Sender.of(roster_import),
        helper=roster_import.helper,
    )
    with uncollected():
        for rows in chunks:
            with fence():
                if not _hold(roster_import):
                    return Counter()
                _stage(rows, roster_import, newcomers)
            read.add(rows[0].sheet)
            counts.update(row.status for row in rows)
            contradicting += sum(row.contradicts for row in rows)
            report(counts.total(), total)
    roster_import.sheets = _list_sheets(workbook, context, read)
    with fence():
        _finish(roster_import, counts, contradicting)
    return counts


def _list_sheets(
    workbook: Workbook, context: RosterContext, read: set[str | None]
) -> list[dict[str, Any]]:
    """Tell of each sheet with rows whether it was read, and which columns how."""
    tables = list_tables(workbook, year=context.year, mappings=context.mappings)
    unread = {sheet.name for sheet in list_unread_sheets(workbook, tables)}
    columns, sales = list_unread_columns(tables), list_sales_columns(tables)
    return [
        {
            "name": sheet.name or "",
            "is_hidden": sheet.is_hidden,
            "is_read": sheet.name in read,
            "unread_columns": columns.get(sheet.name or "", []),
        }
        | _tell_sales(sales.get(sheet.name or ""))
        for sheet in workbook.sheets
        if sheet.name in read | unread
    ]


def _tell_sales(headings: list[str] | None) -> dict[str, list[str]]:
    return {"sales_columns": headings} if headings else {}


def _find_unknown(workbook: Workbook, context: RosterContext) -> UnknownTable | None:
    """Return the heading to be explained where no sheet holds a known one."""
    if list_tables(workbook, year=context.year, mappings=context.mappings):
        return None
    return find_unknown_table(workbook)


def _clear(roster_import: RosterImport) -> None:
    """Drop what an earlier reading staged, without fetching it."""
    rows = ImportRow.objects.filter(roster_import=roster_import)
    ImportValue.objects.filter(import_row__in=rows)._raw_delete(rows.db)
    rows._raw_delete(rows.db)


def iterate_rows(
    workbook: Workbook,
    context: RosterContext,
    *,
    sender: Sender,
    helper: Organisation | None,
) -> Iterator[list[RosterRow]]:
    """Yield the rows of every table, read, checked, compared and matched.

    ``helper`` is who helped where a row names nobody.
    """
    tables = list_tables(workbook, year=context.year, mappings=context.mappings)
    if not tables:
        raise NoTableError(searched=tell_searched(workbook))
    seen: dict[tuple[object, ...], RosterRow] = {}
    bodies, units = Bodies(sender.organisation, helper), Units(sender)
    chunks = []
    for table in tables:
        for rows in read_rows(table, context, epoch1904=workbook.uses_1904_dates):
            bodies.settle(rows)
            units.settle(rows)
            recall_places(rows, sender.organisation)
            mark_repeated(rows, seen)
            chunks.append(rows)
    if not chunks:
        raise NoRowsError
    warn_of_contradictions(row for rows in chunks for row in rows)
    on = date(context.year, 1, 1)
    # A row without a code may be one with a code that stands further down.
    kindred = Kindred(row for rows in chunks for row in rows)
    for rows in chunks:
        match_rows(rows, sender=sender, kindred=kindred, on=on)
        warn_of_reported_helps(rows, helper)
        classify_rows(rows)
        yield rows


def make_context(
    *, year: int, organisation: Organisation | None, years: Collection[int] = ()
) -> RosterContext:
    """Gather what the reader must know; ``years`` are those that were opened."""
    regions, industries = _load_indexes()
    area = organisation.region_id if organisation and organisation.region_id else ""
    return RosterContext(
        year=year,
        # A roster may be written ahead of its year, not further.
        latest_year=max(year, timezone.localdate().year) + 1,
        regions=regions,
        industries=industries,
        years=frozenset(years),
        area_codes=(area,) if area else (),
        mappings=load_mappings(organisation),
    )


@lru_cache(maxsize=1)
def _load_indexes() -> tuple[RegionIndex, IndustryIndex]:
    return RegionIndex(load_regions()), IndustryIndex(load_industries())


def _open_workbook(roster_import: RosterImport) -> Workbook:
    with tempfile.TemporaryDirectory() as folder:
        return read_workbook(files.copy_to(roster_import.file, Path(folder) / "roster"))


def _stage(
    rows: Sequence[RosterRow], roster_import: RosterImport, newcomers: Newcomers
) -> None:
    identifiers = reserve_ids(ImportRow, len(rows))
    helpers = map_organisation_ids({row.helper for row in rows})
    copy_rows(
        ImportRow,
        ROW_COLUMNS,
        (
            _row_tuple(
                row, identifier, roster_import, newcomer, helpers.get(row.helper)
            )
            for row, identifier, newcomer in zip(
                rows, identifiers, newcomers.number(rows), strict=True
            )
        ),
    )
    copy_rows(
        ImportValue,
        VALUE_COLUMNS,
        (
            (identifier, item.indicator, item.period, item.value, item.low, item.high,
             item.is_approximate)
            for row, identifier in zip(rows, identifiers, strict=True)
            # Two columns may name one value: the later one counts.
            for item in {(one.indicator, one.period): one for one in row.values}.values()
        ),
    )  # fmt: skip


def _row_tuple(
    row: RosterRow,
    identifier: int,
    roster_import: RosterImport,
    newcomer: tuple[int | None, str],
    helper_id: int | None,
) -> tuple[Any, ...]:
    return (
        identifier, roster_import.pk, (row.sheet or "")[:60], row.row, row.status,
        [reason.as_dict() for reason in row.reasons], row.name[:120], row.name_key[:120],
        row.uscc, row.legal_form, row.region, row.region_named, row.industry, row.unit,
        row.address, row.size_class, row.size_basis, row.year, helper_id, row.helper,
        (row.helper_name or row.helper_number)[:120], row.help_kind, row.method, row.problem,
        row.help_start, row.help_start_precision, row.help_end, row.help_end_precision,
        row.willingness, row.potential, row.contact_name, row.contact_phone, row.certificate,
        row.enterprise_id, row.candidates, row.decision,
        *newcomer, False, 0, *map(partial(get_written, row), PlaceKind),
    )  # fmt: skip


@transaction.atomic
def _finish(
    roster_import: RosterImport, counts: Counter[str], contradicting: int
) -> None:
    if not _hold(roster_import):
        return
    roster_import.status = ImportStatus.PREVIEWED
    roster_import.counts = dict(counts)
    if contradicting:
        roster_import.counts["contradicting"] = contradicting
    roster_import.previewed_at = timezone.now()
    roster_import.problem = ""
    roster_import.save(
        update_fields=["status", "counts", "sheets", "previewed_at", "problem"]
    )
    audit.record(
        action="programme.roster_read", subject=roster_import, counts=dict(counts)
    )


@transaction.atomic
def fail_import(*, roster_import: RosterImport, problem: str) -> None:
    """Keep why a file could not be read, for the person who uploaded it."""
    if not _hold(roster_import):
        return
    roster_import.status = ImportStatus.FAILED
    roster_import.problem = problem[:500]
    roster_import.save(update_fields=["status", "problem"])
    audit.record(
        action="programme.roster_failed",
        subject=roster_import,
        new={"problem": problem},
    )

"""The table of an entry: uploaded as a sheet, mended and uploaded again, or taken out.

What could be read is in, whatever else is wrong with the sheet; what could not comes back
in the same sheet, marked. A line that stands already is replaced by what the later sheet
says of it, so the mended sheet adds only what was missing.
"""

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.choices import SinceReturn
from zhisheng.apps.programme.errors import TooManyRowsError
from zhisheng.apps.programme.models import EntryRow, TaskEntry
from zhisheng.apps.programme.selectors.line_doubts import list_line_doubts
from zhisheng.apps.programme.selectors.mending import Mendable, find_mendable
from zhisheng.apps.programme.selectors.reporting import get_form
from zhisheng.apps.programme.services.fillers import name_represented_by
from zhisheng.apps.programme.services.filling import lock_entry
from zhisheng.apps.programme.services.line_areas import bound_lines
from zhisheng.kit import audit, files
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.forms import SheetRow, find_form_headings, read_form_sheet
from zhisheng.kit.sheets import mark_workbook, read_workbook
from zhisheng.reference.forms import FormSpec, Kind

MOST_ROWS = 20_000
# Lines name enterprises and contacts; they stay as long as the entry may be asked about.
ENTRY_SHEET = files.FileKind(
    name="entry_sheet",
    allowed=files.SHEETS,
    max_bytes=20 * 1024 * 1024,
    retention_days=365,
    is_sealed=True,
    is_checked_apart=True,
)
DOUBLED = "和第 {row} 行是同一家，请只留一行。"


@dataclass(frozen=True, slots=True)
class RowsTaken:
    """What came of a sheet: lines that are new, that were replaced, that came back.

    ``kept`` counts lines that say something else but were not returned, so stay;
    ``left`` those of which some cells were returned and others say something else.
    ``removed`` counts lines that were taken out; ``unnamed`` those that could be, since
    the sheet does not name them.
    """

    added: int
    replaced: int
    refused: int
    kept: int = 0
    left: int = 0
    removed: int = 0
    unnamed: int = 0
    # Lines that are taken and asked about, as before the entry is handed in.
    doubtful: int = 0


@transaction.atomic
def upload_rows(
    source: File[bytes] | Path,
    *,
    original_name: str,
    entry: TaskEntry,
    version: int,
    actor: User,
    is_whole: bool = False,
) -> RowsTaken:
    """Take the lines of a sheet into an entry that may be filled in now.

    ``is_whole``: lines that the sheet does not name, fit or not, are taken out. Of an
    entry that came back only the returned lines are replaced or taken out.
    """
    locked = lock_entry(entry, version, actor)
    form = get_form(locked.task)
    if not form.rows:
        raise NotFoundError
    file = files.store(
        source, kind=ENTRY_SHEET, original_name=original_name, actor=actor
    )
    read = _read_bound(file, form, locked)
    fit, marks = _sort_out(read, form)
    named = {make_key(row.record.answers, form) for row in read}
    removed = drop_rows(select_unnamed(locked, named)) if is_whole else 0
    taken = merge_rows(locked, fit, refused=len(read) - len(fit))
    unnamed = select_unnamed(locked, named).count()
    doubtful = len(list_line_doubts(locked, viewer=actor))
    taken = replace(taken, removed=removed, unnamed=unnamed, doubtful=doubtful)
    _keep_sheet(locked, file, marks)
    audit.record(
        action="programme.entry_rows_uploaded",
        subject=locked.task,
        actor=actor,
        new={"entry": locked.pk},
        counts=asdict(taken),
        rows_hash=file.sha256,
        proxy_for=name_represented_by(actor, locked),
    )
    return taken


def _keep_sheet(
    entry: TaskEntry, file: files.StoredFile, marks: list[list[object]]
) -> None:
    """Let a sheet take the place of the one before, with what is wrong in it."""
    old_sheet, entry.sheet, entry.marks = entry.sheet, file, marks
    entry.version += 1
    entry.save(update_fields=["sheet", "marks", "version"])
    if old_sheet is not None:
        files.delete_file(old_sheet)


def mark_rows(*, entry: TaskEntry) -> bytes:
    """Return the sheet last uploaded with the wrong cells coloured and explained."""
    if entry.sheet is None or not entry.marks:
        raise NotFoundError
    marks: dict[str | None, dict[tuple[int, int], str]] = defaultdict(dict)
    for sheet, row, column, text in entry.marks:
        marks[sheet][row, column] = text
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "marked.xlsx"
        source = files.copy_to(entry.sheet, Path(folder) / "source")
        book = read_workbook(source)
        headings = find_form_headings(book, get_form(entry.task))
        mark_workbook(source, marks, out=out, book=book, headers=headings)
        return out.read_bytes()


def _read(file: files.StoredFile, form: FormSpec) -> Iterator[SheetRow]:
    with tempfile.TemporaryDirectory() as folder:
        workbook = read_workbook(files.copy_to(file, Path(folder) / "sheet"))
    yield from read_form_sheet(workbook, form)


def _read_bound(
    file: files.StoredFile, form: FormSpec, entry: TaskEntry
) -> list[SheetRow]:
    """Read the lines of a sheet, each kept to what lies in the area of the office."""
    read = list(_read(file, form))
    bound = bound_lines(entry.task, form, [row.record for row in read])
    return [
        replace(row, record=record) for row, record in zip(read, bound, strict=True)
    ]


def _sort_out(
    read: Iterable[SheetRow], form: FormSpec
) -> tuple[dict[str, Mapping[str, str]], list[list[object]]]:
    """Part the lines that are fit, by their keys, from the marks of the others."""
    fit: dict[str, Mapping[str, str]] = {}
    marks: list[list[object]] = []
    seen: dict[str, int] = {}
    for row in read:
        told = row.list_marks()
        key = make_key(row.record.answers, form)
        if key in seen:
            told = {(row.number, 1): DOUBLED.format(row=seen[key])} | told
        elif row.record.is_acceptable:
            seen[key] = row.number
            fit[key] = row.record.answers
            told = {}
        marks += [
            [row.sheet, line, column, text] for (line, column), text in told.items()
        ]
    return fit, marks


def make_key(answers: Mapping[str, str], form: FormSpec) -> str:
    codes = [field.code for field in form.rows if field.kind is Kind.USCC]
    named = [*codes, *(field.code for field in form.rows if field.is_required)]
    return next((answers[code] for code in named if answers.get(code)), "")[:120]


def list_sheet_keys(entry: TaskEntry) -> set[str]:
    """Return the keys of the lines, fit or not, that the sheet last uploaded names."""
    if entry.sheet is None:
        raise NotFoundError
    form = get_form(entry.task)
    return {make_key(row.record.answers, form) for row in _read(entry.sheet, form)}


def drop_rows(rows: QuerySet[EntryRow]) -> int:
    """Take lines out so that they can be taken back until the entry is handed in."""
    return rows.update(dropped_at=timezone.now())


def select_unnamed(entry: TaskEntry, keys: set[str]) -> QuerySet[EntryRow]:
    """Return the open lines that a whole list does not name."""
    mendable = find_mendable(entry)
    rows = entry.rows.all()
    if not mendable.is_whole:
        rows = rows.filter(is_returned=True).exclude(pk__in=mendable.cells)
    return rows.exclude(key__among=sorted(keys))


def keep_before(entry: TaskEntry, row: EntryRow, answers: Mapping[str, str]) -> None:
    """Keep what a line of an entry that came back said; put back, it has not changed."""
    if not entry.is_returned or row.since_return == SinceReturn.ADDED:
        return
    before = row.before or row.answers
    row.before = {} if before == dict(answers) else before


def name_new(entry: TaskEntry) -> str:
    """Return what a new line is to the reviewer: of an entry that came back, added."""
    return SinceReturn.ADDED if entry.is_returned else ""


def merge_rows(
    entry: TaskEntry,
    fit: Mapping[str, Mapping[str, str]],
    *,
    refused: int,
) -> RowsTaken:
    mendable = find_mendable(entry)
    known = {row.key: row for row in entry.rows.all()}
    named = [row for key, row in known.items() if key in fit]
    replaced = [row for row in named if mendable.takes_row(row)]
    added = [key for key in fit if key not in known]
    if len(known) + len(added) > MOST_ROWS:
        raise TooManyRowsError
    kept = sum(
        row.answers != dict(fit[row.key])
        for row in named
        if not mendable.takes_row(row)
    )
    left = sum([_merge(entry, mendable, row, fit[row.key]) for row in replaced])
    EntryRow.objects.bulk_update(replaced, ["answers", "before"], batch_size=500)
    first = max((row.number for row in known.values()), default=0) + 1
    EntryRow.objects.bulk_create(
        [
            EntryRow(
                entry=entry,
                number=number,
                key=key,
                answers=dict(fit[key]),
                # A reviewer who returned some lines looks at new ones as well.
                is_returned=not mendable.is_whole,
                since_return=name_new(entry),
            )
            for number, key in enumerate(added, start=first)
        ],
        batch_size=1_000,
    )
    return RowsTaken(len(added), len(replaced), refused, kept, left)


def _merge(
    entry: TaskEntry, mendable: Mendable, row: EntryRow, told: Mapping[str, str]
) -> bool:
    """Take over what is told of the open cells; return whether others were left."""
    answers = mendable.merge(row, told)
    keep_before(entry, row, answers)
    row.answers = answers
    return answers != told

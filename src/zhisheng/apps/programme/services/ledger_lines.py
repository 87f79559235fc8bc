"""The lines of a return taken from the ledger, where its rosters have put them.

What is known is not asked again: a body that sent its rosters in takes its helps over
with one act. What a line still lacks is told by enterprise and keeps no other line out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.models import Organisation, Unit, User
from zhisheng.apps.programme.errors import (
    NoEnrolmentsError,
    NoHelpsInAreaError,
    NoLedgerLinesError,
    NoLinesInAreaError,
)
from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.selectors.ledger_lines import (
    count_ledger_lines,
    find_year,
    is_of_unit,
    iterate_enrolment_lines,
    iterate_ledger_lines,
    takes_ledger_lines,
)
from zhisheng.apps.programme.selectors.reporting import get_form
from zhisheng.apps.programme.services.entry_rows import (
    RowsTaken,
    drop_rows,
    make_key,
    merge_rows,
    select_unnamed,
)
from zhisheng.apps.programme.services.fillers import name_represented_by
from zhisheng.apps.programme.services.filling import lock_entry
from zhisheng.kit import audit
from zhisheng.kit.errors import DomainError, NotFoundError
from zhisheng.kit.forms import Record, read_record
from zhisheng.kit.problems import describe
from zhisheng.kit.sheets import CellValue
from zhisheng.reference.forms import ENROLMENTS, FormSpec

DOUBLED = gettext_noop("同一家企业在台账里有两条记录。")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An enterprise whose line still lacks something, and what."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class LinesTaken:
    rows: RowsTaken
    left_out: tuple[LeftOut, ...]


@transaction.atomic
def take_ledger_lines(
    *, entry: TaskEntry, version: int, actor: User, is_whole: bool = False
) -> LinesTaken:
    """Take the helps of the year into the table of an entry that may be filled in now.

    ``is_whole``: lines that are not in the ledger are taken out.
    """
    locked = lock_entry(entry, version, actor)
    told = _read_ledger(locked)
    named = {one.key for one in told}
    removed = drop_rows(select_unnamed(locked, named)) if is_whole else 0
    fit, left_out = _sort_out(told)
    if get_form(locked.task).lines_from == ENROLMENTS:
        fit = _keep_typed(locked, fit)
    rows = merge_rows(locked, fit, refused=len(left_out))
    unnamed = select_unnamed(locked, named).count()
    rows = replace(rows, removed=removed, unnamed=unnamed)
    locked.version += 1
    locked.save(update_fields=["version"])
    audit.record(
        action="programme.entry_lines_taken",
        subject=locked.task,
        actor=actor,
        new={"entry": locked.pk, "year": find_year(locked.task.period)},
        counts=asdict(rows),
        proxy_for=name_represented_by(actor, locked),
    )
    return LinesTaken(rows, tuple(left_out))


def list_ledger_keys(entry: TaskEntry) -> set[str]:
    """Return the keys of the lines, fit or not, that the ledger has for an entry."""
    return {one.key for one in _read_ledger(entry)}


def _read_ledger(entry: TaskEntry) -> "list[_Told]":
    form, organisation = get_form(entry.task), entry.organisation
    if organisation is None or not takes_ledger_lines(entry, form):
        raise NotFoundError
    year, unit = find_year(entry.task.period), entry.task.unit
    if form.lines_from == ENROLMENTS:
        lines = iterate_enrolment_lines(organisation=organisation, year=year)
        enrolled = _read(lines, form)
        if not enrolled:
            raise NoEnrolmentsError(year=year, unit=organisation.name)
        return enrolled
    lines = iterate_ledger_lines(organisation=organisation, year=year, unit=unit)
    told = _read(lines, form)
    if not told:
        raise _tell_none(organisation, year, unit)
    return told


def _tell_none(organisation: Organisation, year: int, unit: Unit) -> DomainError:
    if is_of_unit(organisation):
        return NoHelpsInAreaError(year=year, unit=organisation.name)
    if count_ledger_lines(organisation=organisation, year=year):
        return NoLinesInAreaError(year=year, unit=unit.name)
    return NoLedgerLinesError(year=year)


@dataclass(frozen=True, slots=True)
class _Told:
    key: str
    name: str
    record: Record


def _read(lines: Iterable[Mapping[str, CellValue]], form: FormSpec) -> list[_Told]:
    read = []
    for line in lines:
        record = read_record(form.rows, line, form.checks)
        key = make_key(record.answers, form)
        read.append(_Told(key, str(line["name"] or ""), record))
    return read


def _sort_out(
    told: Iterable[_Told],
) -> tuple[dict[str, Mapping[str, str]], list[LeftOut]]:
    """Part the lines that are fit, by their keys, from those that lack something."""
    fit: dict[str, Mapping[str, str]] = {}
    left_out: list[LeftOut] = []
    for one in told:
        if not one.record.is_acceptable:
            left_out.append(LeftOut(one.name, _tell(one.record)))
        elif one.key in fit:
            left_out.append(LeftOut(one.name, _(DOUBLED)))
        else:
            fit[one.key] = one.record.answers
    return fit, left_out


def _keep_typed(
    entry: TaskEntry, fit: Mapping[str, Mapping[str, str]]
) -> dict[str, Mapping[str, str]]:
    """Keep what was typed in columns of which the ledger knows nothing."""
    standing = dict(entry.rows.values_list("key", "answers"))
    return {key: {**standing.get(key, {}), **told} for key, told in fit.items()}


def _tell(record: Record) -> str:
    problems = (one for one in record.problems if not one.is_warning)
    return describe(next(problems).error)

"""Find the enterprise of each row of a sheet and check what the row declares."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.selectors import is_platform
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.returns.errors import SheetColumnsError
from zhisheng.apps.returns.models import Indicator
from zhisheng.apps.returns.selectors import list_effective_values
from zhisheng.apps.returns.services.examination import (
    classify_indicators,
    measure,
    read_value,
)
from zhisheng.apps.returns.services.helped import list_helped_by
from zhisheng.apps.returns.services.wording import describe_result, name_indicator
from zhisheng.apps.returns.sheets import Declared
from zhisheng.apps.returns.sheets.rows import (
    Fault,
    ReadRow,
    add_fault,
    list_tables,
    read_rows,
)
from zhisheng.kit.searched import tell_searched
from zhisheng.kit.sheets import NoRowsError, Table, Workbook, read_workbook
from zhisheng.methods.checks import (
    CheckResult,
    Context,
    Measure,
    Severity,
    check_values,
    find_copied_rows,
    make_result,
)
from zhisheng.methods.linkage import name_key

ACCEPTED, WARNING, REFUSED = STATUSES = ("accepted", "warning", "refused")
KEYS_PER_QUERY = 500
ROWS_PER_REPORT = 200
Report = Callable[[int, int], None]


def say_nothing(done: int, total: int) -> None:
    """Stand in for a report where nobody waits for progress."""


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row with its verdict; a warning waits until the row gives its reason."""

    read: ReadRow
    status: str
    enterprise_id: int | None
    faults: tuple[Fault, ...]

    def as_report(self) -> dict[str, Any]:
        return {
            "sheet": self.read.sheet,
            "row": self.read.row,
            "status": self.status,
            "name": self.read.name,
            "uscc": self.read.uscc,
            "reasons": [
                {
                    "field": fault.field,
                    "column": fault.column,
                    "value": fault.value,
                    "reason": fault.reason,
                    "cure": fault.cure,
                }
                for fault in self.faults
            ],
            "values": [
                {"indicator": code, "period": period, **declared.as_json()}
                for (code, period), declared in self.read.values.items()
            ],
        }


def check_sheet(
    path: Path,
    *,
    year: int,
    actor: User,
    organisation: Organisation | None = None,
    report: Report = say_nothing,
) -> list[CheckedRow]:
    """Read, match and check every row; nothing is written.

    A body named as the organisation may also tell values of what it helped.
    """
    indicators = _map_indicators()
    rows = _read(path, indicators, year)
    report(0, len(rows))
    matches = _match(rows, actor, organisation)
    _refuse_doubled(rows, matches)
    previous = _list_previous(matches, year, actor)
    kinds = classify_indicators()
    warnings = [
        _check(row, matches[i], previous, kinds)
        for i, row in enumerate(_tell_progress(rows, report))
    ]
    for i in _find_copied(rows):
        warnings[i].append(make_result("copied_rows"))
    names = {code: name_indicator(one) for code, one in indicators.items()}
    return [_judge(row, matches[i], warnings[i], names) for i, row in enumerate(rows)]


def list_sheet_tables(workbook: Workbook, *, year: int) -> list[Table]:
    """Return the tables whose rows are checked."""
    return list_tables(workbook, indicators=_map_indicators(), year=year)


def _map_indicators() -> dict[str, Indicator]:
    return {one.code: one for one in Indicator.objects.all()}


def _read(path: Path, indicators: Mapping[str, Indicator], year: int) -> list[ReadRow]:
    workbook = read_workbook(path)
    tables = list_tables(workbook, indicators=indicators, year=year)
    if not tables:
        raise SheetColumnsError(searched=tell_searched(workbook))
    rows = list(read_rows(tables, indicators=indicators))
    if not rows:
        raise NoRowsError
    return rows


def _tell_progress(rows: Sequence[ReadRow], report: Report) -> Iterator[ReadRow]:
    for done, row in enumerate(rows):
        if done % ROWS_PER_REPORT == 0:
            report(done, len(rows))
        yield row
    report(len(rows), len(rows))


def _match(
    rows: Sequence[ReadRow], actor: User, organisation: Organisation | None
) -> list[int | None]:
    """Find each enterprise by code, else by its folded name, among the visible."""
    by_code = _index("uscc", {row.uscc for row in rows if row.uscc}, actor)
    keys = {name_key(row.name) for row in rows if row.name and not row.uscc}
    by_name = _index("name_key", keys, actor)
    helped = list_helped_by(organisation, {row.name for row in rows if row.name})
    return [
        helped.find(row.name, row.uscc) or _choose(row, by_code, by_name)
        for row in rows
    ]


def _list_visible(actor: User) -> QuerySet[Enterprise]:
    if is_platform(actor):
        return Enterprise.unscoped.all()
    return Enterprise.objects.visible_to(actor)


def _index(column: str, keys: set[str], actor: User) -> dict[str, list[int]]:
    visible = _list_visible(actor)
    found: dict[str, list[int]] = defaultdict(list)
    wanted = sorted(keys)
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        chunk = wanted[start : start + KEYS_PER_QUERY]
        rows = visible.filter(merged_into=None, **{f"{column}__in": chunk})
        for pk, key in rows.values_list("pk", column):
            found[key].append(pk)
    return found


def _choose(
    row: ReadRow, by_code: dict[str, list[int]], by_name: dict[str, list[int]]
) -> int | None:
    field = "uscc" if row.uscc else "name"
    shown = row.uscc or row.name
    found = (
        by_code.get(row.uscc, []) if row.uscc else by_name.get(name_key(row.name), [])
    )
    if len(found) == 1:
        return found[0]
    if found:
        add_fault(
            row,
            field,
            shown,
            _("有几家企业叫这个名称。"),
            _("请补上统一社会信用代码。"),
        )
    elif not any(fault.field == "uscc" for fault in row.faults):
        add_fault(
            row,
            field,
            shown,
            _("名录里没有您能填报的这家企业。"),
            _("请核对名称和代码，或先导入帮扶名单。"),
        )
    return None


def _refuse_doubled(rows: Sequence[ReadRow], matches: Sequence[int | None]) -> None:
    first: dict[int, ReadRow] = {}
    for row, match in zip(rows, matches, strict=True):
        if match is None:
            continue
        if match in first:
            text = _tell_first(first[match], row)
            add_fault(row, "name", row.name, text, _("请只保留一行。"))
        first.setdefault(match, row)


def _tell_first(first: ReadRow, row: ReadRow) -> str:
    """Say where the enterprise stands already; its sheet where that is another one."""
    if first.sheet == row.sheet:
        return _("这家企业在第 {row} 行已经有了。").format(row=first.row)
    text = _("这家企业在工作表“{sheet}”第 {row} 行已经有了。")
    return text.format(sheet=first.sheet or "", row=first.row)


def _list_previous(
    matches: Sequence[int | None], year: int, actor: User
) -> dict[tuple[int, str], dict[str, Measure]]:
    """Return what is on record, as far as a warning may lean on it and so tell it."""
    ids = sorted({match for match in matches if match is not None})
    previous: dict[tuple[int, str], dict[str, Measure]] = defaultdict(dict)
    periods = [str(year - back) for back in (1, 2)]
    for start in range(0, len(ids), KEYS_PER_QUERY):
        wanted = _list_visible(actor).filter(pk__in=ids[start : start + KEYS_PER_QUERY])
        chunk = list(wanted.values_list("pk", flat=True))
        for value in list_effective_values(enterprise_ids=chunk, periods=periods):
            key = (value.owner_id, value.period)
            previous[key][value.indicator_id] = Measure(*read_value(value).ends)
    return previous


def _check(
    row: ReadRow,
    enterprise_id: int | None,
    previous: dict[tuple[int, str], dict[str, Measure]],
    kinds: Context,
) -> list[CheckResult]:
    """Check each period against the row's own year before, else the recorded one."""
    by_period: dict[str, dict[str, Declared]] = defaultdict(dict)
    for (code, period), declared in row.values.items():
        by_period[period][code] = declared
    results: list[CheckResult] = []
    for period, told in by_period.items():
        before = str(int(period) - 1)
        known = previous.get((enterprise_id or 0, before), {})
        context = replace(
            kinds, previous={**known, **measure(by_period.get(before, {}))}
        )
        results.extend(check_values(measure(told), context))
    return results


def _find_copied(rows: Sequence[ReadRow]) -> list[int]:
    keys = sorted({key for row in rows for key in row.values})
    table = np.full((len(rows), len(keys)), np.nan)
    for i, row in enumerate(rows):
        for j, key in enumerate(keys):
            if key in row.values:
                table[i, j] = sum(row.values[key].ends)
    flags = find_copied_rows(table, np.zeros(len(rows), dtype=np.int64))
    return [int(i) for i in np.flatnonzero(flags)]


def _judge(
    row: ReadRow,
    enterprise_id: int | None,
    results: Sequence[CheckResult],
    names: dict[str, str],
) -> CheckedRow:
    is_refused = bool(row.faults)
    for result in results:
        finding = describe_result(result, names)
        code = result.fields[0] if result.fields else "name"
        column = next((n for n in row.columns if n.startswith(f"{code}@")), code)
        if result.severity is Severity.REFUSE or not row.reason:
            add_fault(row, column, "", finding.message, finding.cure)
        is_refused = is_refused or result.severity is Severity.REFUSE
    status = REFUSED if is_refused else WARNING if row.faults else ACCEPTED
    return CheckedRow(row, status, enterprise_id, tuple(row.faults))

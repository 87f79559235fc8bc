"""What the preview tells of each row: the values that were read, as people write them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhisheng.apps.programme.choices import RowStatus, Strength, name_field
from zhisheng.apps.programme.models import ImportRow, ImportValue
from zhisheng.apps.programme.selectors import (
    RowPreview,
    write_approximate,
    write_exact,
    write_rounded,
)
from zhisheng.apps.programme.services import Outcome
from zhisheng.apps.registry.choices import LegalForm, SizeClass, name_missing_facts
from zhisheng.kit.language import join_words
from zhisheng.ui.formats import MISSING, format_dated


@dataclass(frozen=True, slots=True)
class Amount:
    """A value as it was read: rounded for reading, and to the last digit."""

    text: str = MISSING
    exact: str = ""


@dataclass(frozen=True, slots=True)
class WrongPlace:
    """What somebody wrote for a place that could not be taken, and why."""

    row_id: int
    kind: str
    text: str
    error: str

    @property
    def picker_id(self) -> str:
        return f"{self.kind}-{self.row_id}"


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of the preview, its values in words; `more` holds those without a column."""

    preview: RowPreview
    employees: Amount
    revenue_before: Amount
    revenue_after: Amount
    help_start: str
    help_end: str
    more: tuple[tuple[str, Amount], ...]


def tell_decided(row: ImportRow) -> str:
    """Say whether an answer about an enterprise holds for the next upload too."""
    if row.uscc or row.region_code:
        return _("已记下，以后遇到同样的企业不再询问。")
    return _("已记下，这一行不导入。没有代码、又不知道在哪里，下次还会再问。")


def tell_outcome(outcome: Outcome) -> Iterator[str]:
    """Say whether an answered row can go in, and what came of those that wrote the same."""
    row = outcome.row
    if row.status in {RowStatus.REFUSED, RowStatus.TO_CONFIRM}:
        text = _("已记下。第 {row} 行还有别的问题，请看说明。")
    else:
        text = _("已记下，第 {row} 行可以入库；以后遇到同样的写法不再询问。")
    yield text.format(row=row.row)
    if outcome.alike:
        yield _tell_alike(outcome)
    if outcome.applied:
        text = _("同样写法的 {rows} 行已经入库，没有改动。")
        yield text.format(rows=outcome.applied)
    if outcome.left:
        text = _("同样写法的行太多，还有 {rows} 行没有处理，请再答复一次。")
        yield text.format(rows=outcome.left)


def _tell_alike(outcome: Outcome) -> str:
    if not outcome.asking:
        return _("同样写法的其余 {rows} 行也这样处理，可以入库。").format(
            rows=outcome.alike
        )
    return _(
        "同样写法的其余 {rows} 行也这样处理，其中 {asking} 行还有别的问题。"
    ).format(rows=outcome.alike, asking=outcome.asking)


def describe_rows(previews: Iterable[RowPreview]) -> tuple[RowView, ...]:
    return tuple(_describe_row(preview) for preview in previews)


def _describe_row(preview: RowPreview) -> RowView:
    row = preview.row
    columns = {
        "employees": preview.get_value("employees", row.year),
        "revenue_before": preview.get_value("revenue", row.year - 1),
        "revenue_after": preview.get_value("revenue", row.year),
    }
    shown = [value for value in columns.values() if value is not None]
    return RowView(
        preview=preview,
        **{name: _show_value(value) for name, value in columns.items()},
        help_start=format_dated(row.started_on, row.started_precision),
        help_end=format_dated(row.ended_on, row.ended_precision),
        more=tuple(_list_more(row, [v for v in preview.values if v not in shown])),
    )


def _list_more(
    row: ImportRow, values: Iterable[ImportValue]
) -> Iterator[tuple[str, Amount]]:
    if row.legal_form:
        yield name_field("legal_form"), Amount(str(LegalForm(row.legal_form).label))
    if row.size_class:
        yield name_field("size_class"), Amount(_name_size(row))
    for value in values:
        yield _name_value(row, value), _show_value(value)
    texts = {
        "address": row.address,
        "year": str(row.year),
        "helper": row.helper_name,
        "method": row.method,
        "problem": row.problem,
        "willingness": row.willingness and str(Strength(row.willingness).label),
        "potential": row.potential and str(Strength(row.potential).label),
    }
    for field, text in texts.items():
        if text:
            yield name_field(field), Amount(text)


def _name_size(row: ImportRow) -> str:
    """Name the size class; of an unknown one, what the row lacks as well."""
    label = str(SizeClass(row.size_class).label)
    missing = join_words(name_missing_facts(row.size_basis))
    if not missing:
        return label
    return _("{label}，还缺{facts}，请在表里补上").format(label=label, facts=missing)


def _name_value(row: ImportRow, value: ImportValue) -> str:
    side = {str(row.year - 1): "before", str(row.year): "after"}.get(value.period)
    return name_field(f"{value.indicator_code}_{side or value.period}")


def _show_value(value: ImportValue | None) -> Amount:
    if value is None:
        return Amount()
    text = write_rounded(value.indicator_code, value)
    full = write_exact(value.indicator_code, value)
    return Amount(write_approximate(value, text), full if full != text else "")

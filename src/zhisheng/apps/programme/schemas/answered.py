"""What the pages tell a reviewer of the remarks of the last return: mended or not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.programme.choices import SinceReturn
from zhisheng.kit.forms import name_field, show_answer
from zhisheng.kit.language import join_clauses
from zhisheng.ui.tables import Badge, BadgeKind, Column, Row, Table

if TYPE_CHECKING:
    from zhisheng.apps.programme.models import TaskEntry
    from zhisheng.apps.programme.selectors import Answer, AnsweredRemark
    from zhisheng.reference.forms import FormSpec

KINDS: Mapping[SinceReturn, BadgeKind] = {
    SinceReturn.LEFT: "need",
    SinceReturn.REMOVED: "quiet",
    SinceReturn.MENDED: "done",
    SinceReturn.ANSWERED: "action",
}


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """What came of the last return: in a sentence, and remark by remark."""

    told: str
    table: Table
    # Whether something that was remarked came back as it was.
    is_short: bool
    # Where the lines stand that were not mended; empty where there are none.
    left_url: str


def describe_answer(
    form: "FormSpec", entry: "TaskEntry", answer: "Answer", counts: Mapping[str, int]
) -> AnswerPart | None:
    """Return what came of the last return, None where nothing was returned."""
    if not answer.remarks:
        return None
    rows = tuple(_show(form, entry, one) for one in answer.remarks)
    columns = (
        Column("place", _("批注在")),
        Column("text", _("批注")),
        Column("outcome", _("结果")),
        Column("change", _("改动或说明")),
    )
    return AnswerPart(
        told=_tell(answer, counts),
        table=Table(columns, rows, _("上次退回的批注")),
        is_short=bool(answer.count(SinceReturn.LEFT)),
        left_url=f"{reverse('programme:rows', args=[entry.task.code, entry.pk])}?view=left"
        if counts.get("left")
        else "",
    )


def _tell(answer: "Answer", counts: Mapping[str, int]) -> str:
    """Count remarks apart from lines: what nobody remarked is no mended remark."""
    told = (
        (_("{number} 条批注已改"), answer.count(SinceReturn.MENDED)),
        (_("{number} 条意见写了说明"), answer.count(SinceReturn.ANSWERED)),
        (_("{number} 条没有改"), answer.count(SinceReturn.LEFT)),
        (_("{number} 条批注的行已去掉"), answer.count(SinceReturn.REMOVED)),
        (_("表里改了 {number} 行"), counts.get("mended", 0)),
        (_("新增 {number} 行"), counts.get("added", 0)),
        (_("去掉 {number} 行"), answer.dropped),
    )
    parts = [text.format(number=number) for text, number in told if number]
    return _("，").join(parts) + _("。")


def _show(form: "FormSpec", entry: "TaskEntry", one: "AnsweredRemark") -> Row:
    labels = {field.code: name_field(field) for field in (*form.fields, *form.rows)}
    whole = "" if one.row_name else _("整份材料")
    place = filter(None, (one.row_name, labels.get(one.field, whole)))
    address = [entry.task.code, entry.pk]
    return Row(
        (
            " · ".join(place),
            one.text,
            Badge(one.outcome.label, KINDS[one.outcome]),
            join_clauses(_list_changes(form, one)) or "—",
        ),
        url=reverse("programme:row", args=[*address, one.row.number])
        if one.row
        else "",
        state="need" if one.outcome == SinceReturn.LEFT else "",
    )


def _list_changes(form: "FormSpec", one: "AnsweredRemark") -> Iterator[str]:
    if one.reply:
        yield _("对方说明：{text}").format(text=one.reply)
        if not one.changes:
            yield _("填的内容没有改动")
    fields = {field.code: field for field in (form.rows if one.row else form.fields)}
    for code, before, now in one.changes:
        if code not in fields:
            continue
        field = fields[code]
        change = " → ".join(show_answer(field, text) or "—" for text in (before, now))
        label = name_field(field)
        yield (
            change
            if one.field
            else _("{label}：{text}").format(label=label, text=change)
        )

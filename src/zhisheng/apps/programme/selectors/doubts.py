"""What is asked about before an entry is handed in: figures, firms, what was left undone.

Nothing of it keeps an entry from being handed in: whoever means it says so, and the
reviewer is shown the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.programme.models import EntryRemark, TaskEntry, TaskLink
from zhisheng.apps.programme.selectors.answered import is_left
from zhisheng.apps.programme.selectors.figure_doubts import (
    find_figure_doubts,
    list_far_fields,
)
from zhisheng.apps.programme.selectors.known import find_known
from zhisheng.apps.programme.selectors.ledger_lines import is_of_unit
from zhisheng.apps.programme.selectors.line_doubts import (
    LineDoubt,
    map_line_doubts,
    name_line,
)
from zhisheng.apps.programme.selectors.mending import list_open_remarks
from zhisheng.kit.forms import name_field, show_answer
from zhisheng.kit.language import join_words
from zhisheng.reference.forms import FormSpec

MOST_NAMED = 5
# In the order in which they are told.
OF_FIGURES = ("many", "tiny")
OF_FIRMS = ("unknown", "renamed", "absent", "differs")


@dataclass(frozen=True, slots=True)
class Doubt:
    """One question: its kind, how many lines it is about, and the first of them."""

    kind: str
    number: int
    named: tuple[str, ...] = ()

    def as_data(self) -> list[object]:
        return [self.kind, self.number, list(self.named)]


def list_doubts(
    entry: TaskEntry,
    answers: Mapping[str, str],
    form: FormSpec,
    *,
    viewer: Actor | TaskLink,
) -> list[Doubt]:
    rows = list(entry.rows.order_by("number")) if form.rows else []
    # Kept with the entry and read by whose it is, whoever hands it in.
    own = is_of_unit(entry.organisation)
    of_lines = map_line_doubts(entry, rows, form, by_register=own) if rows else {}
    asked = [doubt for row in rows for doubt in of_lines.get(row.pk, ())]
    of_entry = find_figure_doubts(form.fields, answers, form)
    found = [
        _doubt("refused", sorted({(mark[0], mark[1]) for mark in entry.marks}), []),
        _doubt_remarks(entry, answers, form),
        *(
            _doubt(kind, [one for one in of_entry if one == kind], [])
            for kind in OF_FIGURES
        ),
        _doubt_far(entry, answers, form, viewer),
        *(_gather(kind, asked) for kind in (*OF_FIGURES, *OF_FIRMS)),
    ]
    return [one for one in found if one.number]


def tell_doubt(kind: str, number: int, named: Iterable[str]) -> str:
    texts = {
        "refused": _("上次上传的表格有 {number} 行没有收下，还没有改好。"),
        "unmended": _("有 {number} 条批注要改的地方和退回时一样，没有改{named}。"),
        "many": _(
            "从业人员超过 1000 人的有 {number} 处，请核对是不是多写了零{named}。"
        ),
        "tiny": _("营业收入小得不像的有 {number} 处，请核对是不是漏写了单位{named}。"),
        "far": _("和已知的差 10 倍以上的有 {number} 处，请核对单位和零{named}。"),
        "unknown": _("有 {number} 家的代码不在名录中{named}。"),
        "renamed": _("有 {number} 家的名称和名录里登记的不同{named}。"),
        "absent": _("有 {number} 家不在当年的名单里{named}。"),
        "differs": _("有 {number} 家和当年名单里写的不同{named}。"),
    }
    # Of a form without a table there is one answer, on the same page.
    alone = {
        "many": _("从业人员超过 1000 人，请核对是不是多写了零。"),
        "tiny": _("营业收入小得不像，请核对是不是漏写了单位。"),
    }
    shown = join_words(named)
    if kind in alone and number == 1 and not shown:
        return alone[kind]
    return texts[kind].format(number=number, named=f"：{shown}" if shown else "")


def _doubt(kind: str, found: Iterable[object], named: Iterable[str]) -> Doubt:
    names = [one for one in named if one]
    return Doubt(kind, len(list(found)), tuple(names[:MOST_NAMED]))


def _gather(kind: str, asked: Iterable[LineDoubt]) -> Doubt:
    named = [one.named for one in asked if one.kind == kind]
    return _doubt(kind, named, named)


def _doubt_far(
    entry: TaskEntry,
    answers: Mapping[str, str],
    form: FormSpec,
    viewer: Actor | TaskLink,
) -> Doubt:
    """Ask about figures many times what was told last, or stands on record."""
    known = find_known(entry, viewer=viewer)
    far = list_far_fields(form.fields, answers, known)
    return _doubt(
        "far",
        far,
        [
            f"{name_field(field)}（{show_answer(field, known[field.code].answer)}）"
            for field in far
        ],
    )


def _doubt_remarks(
    entry: TaskEntry, answers: Mapping[str, str], form: FormSpec
) -> Doubt:
    remarks = list_open_remarks(entry) if entry.is_returned else []
    left = [one for one in remarks if is_left(one, entry, answers)]
    named = [_name_place(one, form) for one in left[:MOST_NAMED]]
    return _doubt("unmended", left, named)


def _name_place(remark: EntryRemark, form: FormSpec) -> str:
    fields = form.fields if remark.row is None else form.rows
    labels = {field.code: name_field(field) for field in fields}
    line = name_line(remark.row) if remark.row else ""
    return " · ".join(filter(None, (line, labels.get(remark.field, ""))))

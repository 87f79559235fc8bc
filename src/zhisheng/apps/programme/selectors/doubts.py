"""What is asked about before an entry is handed in: figures, firms, what was left undone.

Nothing of it keeps an entry from being handed in: whoever means it says so, and the
reviewer is shown the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.programme.models import EntryRow, TaskEntry
from zhisheng.apps.programme.selectors.answered import is_left
from zhisheng.apps.programme.selectors.ledger_lines import is_of_unit
from zhisheng.apps.programme.selectors.mending import list_open_remarks
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.language import join_words
from zhisheng.kit.sheets.texts import narrow
from zhisheng.reference.forms import FieldSpec, FormSpec, Kind
from zhisheng.reference.plausibility import find_bound

MOST_NAMED = 5
SPANS = {"quarter": 4, "month": 12}
EMPLOYEES = "employees"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One question: its kind, how many lines it is about, and the first of them."""

    kind: str
    number: int
    named: tuple[str, ...] = ()

    def as_data(self) -> list[object]:
        return [self.kind, self.number, list(self.named)]


def list_doubts(
    entry: TaskEntry, answers: Mapping[str, str], form: FormSpec
) -> list[Doubt]:
    rows = list(entry.rows.order_by("number")) if form.rows else []
    found = [
        _doubt("refused", sorted({(mark[0], mark[1]) for mark in entry.marks}), []),
        _doubt_remarks(entry, answers),
        *_doubt_figures(form.fields, [("", answers)], form),
        *_doubt_figures(form.rows, [(_name(one), one.answers) for one in rows], form),
        *(_doubt_firms(rows) if is_of_unit(entry.organisation) else ()),
    ]
    return [one for one in found if one.number]


def tell_doubt(kind: str, number: int, named: Iterable[str]) -> str:
    texts = {
        "refused": _("上次上传的表格有 {number} 行没有收下，还没有改好。"),
        "unmended": _("有 {number} 条批注要改的地方和退回时一样，没有改。"),
        "many": _(
            "从业人员超过 1000 人的有 {number} 处，请核对是不是多写了零{named}。"
        ),
        "tiny": _("营业收入小得不像的有 {number} 处，请核对是不是漏写了单位{named}。"),
        "unknown": _("有 {number} 家的代码不在名录中{named}。"),
        "renamed": _("有 {number} 家的名称和名录里登记的不同{named}。"),
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


def _doubt_remarks(entry: TaskEntry, answers: Mapping[str, str]) -> Doubt:
    remarks = list_open_remarks(entry) if entry.is_returned else []
    left = [one for one in remarks if is_left(one, entry, answers)]
    return _doubt("unmended", left, [])


def _doubt_figures(
    fields: Iterable[FieldSpec],
    told: Iterable[tuple[str, Mapping[str, str]]],
    form: FormSpec,
) -> list[Doubt]:
    asked = {field.code: field for field in fields}
    money = [code for code, one in asked.items() if _is_revenue(one)]
    many: list[str] = []
    tiny: list[str] = []
    for name, answers in told:
        people = _read(answers.get(EMPLOYEES, ""))
        if EMPLOYEES in asked and _has_many(people):
            many.append(name)
        tiny += [
            name
            for code in money
            if _is_tiny(_read(answers.get(code, "")), people, form)
        ]
    return [_doubt("many", many, many), _doubt("tiny", tiny, dict.fromkeys(tiny))]


def _is_revenue(field: FieldSpec) -> bool:
    return field.kind is Kind.MONEY and field.code.startswith("revenue")


def _has_many(people: Decimal | None) -> bool:
    bound = find_bound("staff_beyond_small", timezone.localdate())
    most = bound.most if bound else None
    return people is not None and most is not None and people > most


def _is_tiny(amount: Decimal | None, people: Decimal | None, form: FormSpec) -> bool:
    bound = find_bound("amount_per_head_tiny", timezone.localdate())
    if amount is None or amount <= 0 or bound is None or bound.least is None:
        return False
    heads = 1 if not people or _has_many(people) else people
    return amount < bound.least * heads / SPANS.get(form.period_kind, 1)


def _read(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except ArithmeticError:
        return None


def _doubt_firms(rows: Iterable[EntryRow]) -> list[Doubt]:
    """Compare the lines of an office with the register, by their codes."""
    told = {one.answers["uscc"]: _name(one) for one in rows if one.answers.get("uscc")}
    known = dict(
        Enterprise.unscoped.filter(uscc__among=sorted(told)).values_list("uscc", "name")
    )
    unknown = [name for code, name in told.items() if code not in known]
    renamed = [
        _("{name}（登记为{registered}）").format(name=name, registered=known[code])
        for code, name in told.items()
        if code in known and _plain(known[code]) != _plain(name)
    ]
    return [_doubt("unknown", unknown, unknown), _doubt("renamed", renamed, renamed)]


def _name(row: EntryRow) -> str:
    return str(row.answers.get("name") or row.key)


def _plain(name: str) -> str:
    return "".join(narrow(name).split())

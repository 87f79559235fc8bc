"""What is asked about single lines of an entry: by figures, the register, the own roster.

Told beside the line as soon as it stands in the table, and again before the entry is
handed in; nothing of it keeps a line out. What the register holds, and whether it holds
a code at all, is told to offices alone: else typing codes would be a way to read it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.programme.models import EntryRow, TaskEntry
from zhisheng.apps.programme.selectors.figure_doubts import find_figure_doubts
from zhisheng.apps.programme.selectors.ledger_lines import (
    count_enrolment_lines,
    count_ledger_lines,
    find_year,
    iterate_enrolment_lines,
    iterate_ledger_lines,
    takes_ledger_lines,
)
from zhisheng.apps.programme.selectors.mending import list_rows_of
from zhisheng.apps.programme.selectors.pages import Page
from zhisheng.apps.programme.selectors.reporting import get_form
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.forms import name_field, read_record, show_answer
from zhisheng.kit.language import join_words, label_text
from zhisheng.kit.sheets.texts import narrow
from zhisheng.reference.forms import ENROLMENTS, FieldSpec, FormSpec, Kind

Answers = Mapping[str, str]
# Words that two people write differently of the same thing.
UNLIKE = frozenset({Kind.PARAGRAPH, Kind.MOBILE})


@dataclass(frozen=True, slots=True)
class LineDoubt:
    """One question about a line: its kind, the words beside it, its name in a summary."""

    kind: str
    text: str
    named: str


def map_line_doubts(
    entry: TaskEntry, rows: Sequence[EntryRow], form: FormSpec, *, by_register: bool
) -> dict[int, list[LineDoubt]]:
    """Return by line what is asked about it; lines without a question are left out."""
    found: dict[int, list[LineDoubt]] = defaultdict(list)
    firms = _Firms.read(entry, rows, form, by_register=by_register)
    for row in rows:
        name = name_line(row)
        found[row.pk] += [
            LineDoubt(kind, tell_figure(kind), name)
            for kind in find_figure_doubts(form.rows, row.answers, form)
        ]
        found[row.pk] += firms.list_doubts(row.answers, name)
    return {pk: doubts for pk, doubts in found.items() if doubts}


def list_line_doubts(entry: TaskEntry, *, viewer: Actor) -> dict[int, list[LineDoubt]]:
    """Return what is asked about the lines of an entry the caller has been let to see."""
    return _ask_about(entry, entry.rows.order_by("number"), viewer)


def list_rows_with_doubts(
    entry: TaskEntry, *, view: str, after: int | None, viewer: Actor
) -> tuple[Page, dict[int, list[LineDoubt]]]:
    """Return one page of lines with what is asked about them.

    There may be tens of thousands; all are looked at only where the doubtful are wanted.
    """
    if view == "doubtful":
        doubts = list_line_doubts(entry, viewer=viewer)
        return list_rows_of(entry, after=after, among=doubts), doubts
    page = list_rows_of(entry, view=view, after=after)
    return page, _ask_about(entry, page.items, viewer)


def _ask_about(
    entry: TaskEntry, rows: Iterable[EntryRow], viewer: Actor
) -> dict[int, list[LineDoubt]]:
    """Ask nothing any more once the entry is final."""
    form = get_form(entry.task)
    if entry.is_final or not form.rows:
        return {}
    governs = get_scope(viewer).covers_unit_path(entry.unit_path)
    return map_line_doubts(entry, list(rows), form, by_register=governs)


def name_line(row: EntryRow) -> str:
    return str(row.answers.get("name") or row.key)


def tell_figure(kind: str) -> str:
    texts = {
        "many": _("从业人员超过 1000 人，请核对是不是多写了零。"),
        "tiny": _("营业收入小得不像，请核对是不是漏写了单位。"),
    }
    return texts[kind]


@dataclass(frozen=True, slots=True)
class _Firms:
    """What the register and the roster of the year say of the codes of lines."""

    # None where it is not to be told.
    registered: Mapping[str, str] | None
    # None where there is no roster of the year to compare with.
    roster: Mapping[str, Sequence[Answers]] | None
    year: int
    fields: Sequence[FieldSpec]

    @classmethod
    def read(
        cls,
        entry: TaskEntry,
        rows: Iterable[EntryRow],
        form: FormSpec,
        *,
        by_register: bool,
    ) -> "_Firms":
        codes = {one.answers["uscc"] for one in rows if one.answers.get("uscc")}
        known = Enterprise.unscoped.filter(uscc__among=sorted(codes))
        names = known.values_list("uscc", "name")
        return cls(
            registered=dict(names) if codes and by_register else None,
            roster=_read_roster(entry, form, codes) if codes else None,
            year=find_year(entry.task.period),
            fields=[field for field in form.rows if field.kind not in UNLIKE],
        )

    def list_doubts(self, answers: Answers, name: str) -> list[LineDoubt]:
        code = answers.get("uscc", "")
        if not code:
            return []
        told = self.roster.get(code) if self.roster is not None else None
        if told:
            return self._compare_roster(told, answers, name)
        if self.registered is None:
            return self._miss(name)
        if code not in self.registered:
            return [LineDoubt("unknown", _("代码不在名录中。"), name)]
        registered = self.registered[code]
        return [*self._compare_register(registered, name), *self._miss(name)]

    def _compare_register(self, registered: str, name: str) -> list[LineDoubt]:
        if plain(registered) == plain(name):
            return []
        text = _("名录里登记为“{registered}”。").format(registered=registered)
        named = _("{name}（登记为{registered}）")
        named = named.format(name=name, registered=registered)
        return [LineDoubt("renamed", text, named)]

    def _miss(self, name: str) -> list[LineDoubt]:
        if self.roster is None:
            return []
        text = _("{year} 年的名单里没有这家。").format(year=self.year)
        return [LineDoubt("absent", text, name)]

    def _compare_roster(
        self, told: Sequence[Answers], answers: Answers, name: str
    ) -> list[LineDoubt]:
        """Ask about what the roster says otherwise; of two lines either may be meant."""
        others = [
            label_text(name_field(field), show_answer(field, told[0][field.code]))
            for field in self.fields
            if answers.get(field.code)
            and all(_differs(field, one, answers) for one in told)
        ]
        if not others:
            return []
        text = _("{year} 年的名单里写的是：{others}。")
        text = text.format(year=self.year, others=join_words(others))
        return [LineDoubt("differs", text, name)]


def _read_roster(
    entry: TaskEntry, form: FormSpec, codes: set[str]
) -> dict[str, list[Answers]] | None:
    """Return by code what the own roster of the year says; None without a roster."""
    organisation, year = entry.organisation, find_year(entry.task.period)
    if organisation is None or not takes_ledger_lines(entry, form):
        return None
    if form.lines_from == ENROLMENTS:
        is_there = count_enrolment_lines(organisation=organisation, year=year)
        lines = iterate_enrolment_lines(
            organisation=organisation, year=year, codes=codes
        )
    else:
        is_there = count_ledger_lines(organisation=organisation, year=year)
        lines = iterate_ledger_lines(organisation=organisation, year=year, codes=codes)
    if not is_there:
        return None
    found: dict[str, list[Answers]] = defaultdict(list)
    for line in lines:
        answers = read_record(form.rows, line, form.checks).answers
        found[answers.get("uscc", "")].append(answers)
    return dict(found)


def _differs(field: FieldSpec, told: Answers, answers: Answers) -> bool:
    before, now = told.get(field.code, ""), answers[field.code]
    return bool(before) and plain(before) != plain(now)


def plain(name: str) -> str:
    return "".join(narrow(name).split())

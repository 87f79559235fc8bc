"""Build the contexts of the pages of the register of helpers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.selectors import Actor, Page
from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.choices import HelperKind
from zhisheng.apps.improvement.models import Helper, HelperAbsence
from zhisheng.apps.places.selectors import map_region_names
from zhisheng.kit.language import is_english, join_words
from zhisheng.methods.referral import shrink_mark
from zhisheng.reference.help import Named, load_fields, load_languages
from zhisheng.ui.formats import format_date
from zhisheng.ui.tables import Badge, Column, Row, Table

NATION = "000000"


@dataclass(frozen=True, slots=True)
class HelperView:
    """One entry; ``absences`` are shown to whom the entry belongs."""

    helper: Helper
    facts: tuple[tuple[str, str], ...]
    standing: Badge
    is_own: bool
    may_change: bool
    absences: tuple[HelperAbsence, ...]


def build_table(page: Page[Helper], on: date) -> Table:
    names = _name_regions(page.rows)
    return Table(
        caption=_("专家和帮扶机构"),
        columns=(
            Column("name", _("姓名或名称")),
            Column("kind", _("类别")),
            Column("fields", _("能帮什么")),
            Column("reach", _("能去哪里")),
            Column("languages", _("会说的话")),
            Column("standing", _("现在")),
        ),
        rows=tuple(
            Row(
                cells=(
                    one.name,
                    HelperKind(one.kind).label,
                    name_codes(one.field_codes, load_fields()),
                    join_words([names.get(code, code) for code in one.region_codes]),
                    name_codes(one.language_codes, load_languages()) or "—",
                    tell_standing(one, on),
                ),
                url=reverse("improvement:helper", args=[one.code]),
            )
            for one in page.rows
        ),
    )


def build_view(actor: Actor, helper: Helper, on: date) -> HelperView:
    names = _name_regions([helper])
    is_own = selectors.is_own_entry(actor, helper)
    may_change = selectors.keeps_entry(actor, helper)
    regions = join_words([names.get(code, code) for code in helper.region_codes])
    standing: Any = helper
    facts = [
        (_("类别"), str(HelperKind(helper.kind).label)),
        (_("单位"), helper.organisation.name if helper.organisation else "—"),
        (_("能帮什么"), name_codes(helper.field_codes, load_fields())),
        (_("人在哪里"), helper.home.full_name if helper.home else "—"),
        (_("能去哪里"), regions),
        (_("会说的话"), name_codes(helper.language_codes, load_languages()) or "—"),
        (
            _("手上的单子"),
            _("{load} 张，最多同时 {capacity} 张").format(
                load=standing.load, capacity=helper.capacity
            ),
        ),
        (_("企业的评价"), tell_mark(standing.mark_sum / 3, standing.mark_count)),
        (_("资格"), _tell_qualifications(helper, on)),
        (_("名册由谁管"), helper.office.name),
    ]
    if helper.group_name:
        facts.insert(2, (_("所属集团"), helper.group_name))
    return HelperView(
        helper=helper,
        facts=tuple(facts),
        standing=tell_standing(helper, on),
        is_own=is_own,
        may_change=may_change,
        absences=tuple(helper.absences.all()) if is_own else (),
    )


def tell_standing(helper: Helper, on: date) -> Badge:
    """Tell in a word whether somebody can be asked now."""
    candidate = selectors.build_candidate(helper, on=on, has_conflict=False)
    if not candidate.is_qualified:
        return Badge(_("资格过期"), "stop")
    if any(first <= on <= last for first, last in candidate.absences):
        return Badge(_("这几天不在"), "quiet")
    if candidate.load >= candidate.capacity:
        return Badge(_("单子满了"), "need")
    return Badge(_("能接单"), "done")


def tell_mark(total: float, count: int) -> str:
    """Tell the mark with its base; few are drawn to the middle, and it says so."""
    if not count:
        return _("还没有")
    return _("{mark} 分（{count} 次评价，次数少的往中间靠）").format(
        mark=f"{shrink_mark(total, count):.1f}", count=count
    )


def name_codes(codes: Iterable[str], named: Any) -> str:
    known: dict[str, Named] = dict(named)
    return join_words(
        [
            known[code].english if is_english() else known[code].name
            for code in codes
            if code in known
        ]
    )


def _tell_qualifications(helper: Helper, on: date) -> str:
    told = []
    for one in helper.qualifications.all():
        if one.expires_on is None:
            told.append(one.name)
            continue
        pattern = _("{name}（到 {day}）")
        if one.expires_on < on:
            pattern = _("{name}（{day} 已过期，不算）")
        told.append(pattern.format(name=one.name, day=format_date(one.expires_on)))
    return join_words(told) or "—"


def _name_regions(helpers: Sequence[Helper]) -> dict[str, str]:
    codes = {code for one in helpers for code in one.region_codes}
    return {**map_region_names(codes), NATION: _("全国")}

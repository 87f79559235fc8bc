"""What a roster says of an enterprise on record that the record says otherwise."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_noop as _

from zhisheng.apps.places.selectors import map_industry_names, map_region_names
from zhisheng.apps.programme.selectors import (
    Sender,
    find_changeable,
    find_outside,
    find_reported,
)
from zhisheng.apps.programme.services.moves import ask_about_moves, forget_move
from zhisheng.apps.programme.services.official import (
    is_another_industry,
    warn_of_official,
)
from zhisheng.apps.programme.sheets import Reason, RosterRow
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors import (
    Partner,
    Standing,
    find_standings_for,
    lies_elsewhere,
)

OUTSIDE = _(
    "这家企业登记在您的辖区之外；帮扶和指标会入库，所在地、行业等登记信息不会改。"
)
NEW_OUTSIDE = _(
    "{place}不在本单位辖区；作为新企业入库后，由那里的市场监管部门查看，不在本单位的名录内。"
)
CHECK_REGION = _("请核对所在地。")
REGION_STAYS = _("名录中登记在{known}，表中写的是{written_name}；名录不会改。")
INDUSTRY_STAYS = _("名录中的行业是{known}，表中写的是{written_name}；名录不会改。")
CURE = _("名录有误的，请告诉企业或当地市场监管部门。")


def compare_with_records(
    rows: Sequence[RosterRow],
    partners: Sequence[Partner],
    *,
    sender: Sender,
    on: date,
) -> None:
    """Ask about moves where the record would change; say where it stays as it is."""
    known = [row for row in rows if row.enterprise_id is not None]
    if sender.is_platform or sender.is_office:
        _warn_of_new_outside([row for row in rows if row.enterprise_id is None], sender)
        inside = _warn_of_outside(known, sender)
        settled = warn_of_official(inside)
        _lend_industries(inside, partners)
        moving = [
            row
            for row in _list_differing(inside, partners, industry=False)
            if row.enterprise_id not in settled
        ]
        if moving:
            ids = {row.enterprise_id for row in moving if row.enterprise_id}
            ask_about_moves(moving, sender=sender, ids=ids, on=on)
    elif sender.organisation is not None:
        _warn_of_what_stays(_list_differing(known, partners, industry=True), sender)


def forget_record(row: RosterRow) -> None:
    """Drop what comparing with the record added to a row."""
    forget_move(row)
    row.reasons = [reason for reason in row.reasons if reason.kind != "record"]


def _warn_of_outside(rows: Sequence[RosterRow], sender: Sender) -> list[RosterRow]:
    """Tell an office whose record it cannot change; return the rows of the others."""
    if sender.is_platform:
        return list(rows)
    ids = {row.enterprise_id for row in rows if row.enterprise_id}
    changeable = find_changeable(sender, ids) if ids else frozenset()
    for row in rows:
        if row.enterprise_id not in changeable:
            row.reasons.append(Reason("region", "warning", OUTSIDE, kind="record"))
    return [row for row in rows if row.enterprise_id in changeable]


def _warn_of_new_outside(rows: Sequence[RosterRow], sender: Sender) -> None:
    """Tell an office which new enterprises its own roster will not hold."""
    standing = [row for row in rows if row.status != "refused"]
    outside = find_outside(sender, {row.region for row in standing})
    names = map_region_names(outside) if outside else {}
    for row in standing:
        if row.region in outside:
            facts = {"place": names.get(row.region, row.region)}
            row.reasons.append(
                Reason(
                    "region",
                    "warning",
                    NEW_OUTSIDE,
                    CHECK_REGION,
                    data=facts,
                    kind="record",
                )
            )


def _lend_industries(rows: Sequence[RosterRow], partners: Sequence[Partner]) -> None:
    """Let a row without an industry be classified by the one that stays on record."""
    known = {one.id: one.industry_code for one in partners if one.record_id == one.id}
    for row in rows:
        if not row.industry and row.enterprise_id is not None:
            row.known_industry = known.get(row.enterprise_id, "")


def _list_differing(
    rows: Sequence[RosterRow], partners: Sequence[Partner], *, industry: bool
) -> list[RosterRow]:
    """Keep the rows that may say something else, by what matching has fetched.

    What a merged record says is not what the surviving one says.
    """
    own = {one.id: one for one in partners if one.record_id == one.id}
    return [
        row
        for row in rows
        if (one := own.get(row.enterprise_id or 0)) is None
        or lies_elsewhere(row.region, one.region_code)
        or (industry and is_another_industry(row.industry, one.industry_code))
    ]


def _warn_of_what_stays(rows: Sequence[RosterRow], sender: Sender) -> None:
    """Tell a body what of its rows the record says otherwise, as far as it may see."""
    standings = _find_told(rows, sender) if rows else {}
    told = [
        (row, standings[row.enterprise_id])
        for row in rows
        if row.enterprise_id in standings
    ]
    regions = {code for row, one in told for code in (row.region, one.region_code)}
    industries = {c for row, one in told for c in (row.industry, one.industry_code)}
    region_names = map_region_names(regions)
    industry_names = {
        code: f"{code} {name}" for code, name in map_industry_names(industries).items()
    }
    for row, one in told:
        row.reasons.extend(_warn(row, one, region_names, industry_names))


def _find_told(rows: Sequence[RosterRow], sender: Sender) -> dict[int, Standing]:
    """Return what the sender may read: by right or grant, or in its own ledger."""
    ids = {row.enterprise_id for row in rows if row.enterprise_id}
    uploader = sender.uploader
    told = find_standings_for(actor=uploader, ids=ids) if uploader else {}
    regions = _read_regions(find_reported(sender, ids))
    return {
        pk: replace(told.get(pk, Standing("", "", "")), region_code=regions[pk])
        if pk in regions
        else told[pk]
        for pk in {*told, *regions}
    }


def _read_regions(ids: Collection[int]) -> dict[int, str]:
    """Return the regions that the ledger shows beside the names."""
    found = Enterprise.unscoped.filter(pk__in=ids).exclude(region=None)
    return {pk: str(code) for pk, code in found.values_list("pk", "region_id")}


def _warn(
    row: RosterRow,
    known: Standing,
    regions: Mapping[str, str],
    industries: Mapping[str, str],
) -> Iterator[Reason]:
    is_named = row.region_named is None
    if is_named and lies_elsewhere(row.region, known.region_code):
        facts = _name_both(known.region_code, row.region, regions)
        yield _tell_that_it_stays("region", REGION_STAYS, facts)
    if is_another_industry(row.industry, known.industry_code):
        facts = _name_both(known.industry_code, row.industry, industries)
        yield _tell_that_it_stays("industry", INDUSTRY_STAYS, facts)


def _tell_that_it_stays(field: str, message: str, facts: dict[str, str]) -> Reason:
    return Reason(field, "warning", message, CURE, data=facts, kind="record")


def _name_both(known: str, written: str, names: Mapping[str, str]) -> dict[str, str]:
    return {
        "known": names.get(known, known),
        "written_name": names.get(written, written),
    }

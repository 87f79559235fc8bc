"""An enterprise on record may stand in another region now: a person says so, once.

Nothing moves unasked. The answer is kept with the places that were answered, for this
enterprise, this move and the year of the roster; whoever reads or judges the row again
takes it from there. Whoever stayed in one year may have moved in the next.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.places.selectors import map_region_names
from zhisheng.apps.programme.choices import PlaceKind
from zhisheng.apps.programme.models import ImportRow, PlaceDecision
from zhisheng.apps.programme.selectors import (
    Sender,
    find_outside,
    list_changeable,
)
from zhisheng.apps.programme.sheets import Reason, RosterRow
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors import (
    Standing,
    find_standings,
    lies_elsewhere,
)

QUESTION = _("名录中登记在{known}，表中写的是{region}。")
CURE = _("请确认企业是已迁入，还是仍在原地。")
CURE_LEAVING = _(
    "请确认企业是已迁入，还是仍在原地；已迁入的，入库后由{region}的市场监管部门查看，不再在本单位的名录内。"
)
LEFT = _("入库后由{region}的市场监管部门查看，不再在本单位的名录内。")
MOVED = _("企业已迁入")
STAYED = _("仍在原地")
ANSWERS = {
    MOVED: _("名录中登记在{known}，表中写的是{region}；按本单位的答复，企业已迁入。"),
    STAYED: _("名录中登记在{known}，表中写的是{region}；按本单位的答复，仍在原地。"),
    "": _("名录中登记在{known}，表中写的是{region}；按本单位的答复作：{name}。"),
}
UNWRITTEN = _("没有填写到县（市、区），按名录中的{region}处理。")


def ask_about_moves(
    rows: Sequence[RosterRow], *, sender: Sender, ids: Collection[int], on: date
) -> None:
    """Ask about the rows of these enterprises that name a region outside the recorded.

    Where the sheet left the region to the code of the enterprise, the record knows it
    better. An enterprise of which a later state is recorded stays where it is.
    """
    standings = find_standings(list_changeable(sender).filter(pk__in=ids), on=on)
    moving = [
        (row, standings[row.enterprise_id])
        for row in rows
        if row.enterprise_id in standings
        and lies_elsewhere(row.region, standings[row.enterprise_id].region_code)
    ]
    if not moving:
        return
    moves = [_name_move(row, known, on.year) for row, known in moving]
    answers = _recall(sender.organisation, moves)
    codes = {code for row, known in moving for code in (row.region, known.region_code)}
    names = map_region_names(codes | set(answers.values()))
    leaving = _find_leaving([row for row, _known in moving], sender)
    for row, known in moving:
        if row.region_named is not None and not lies_elsewhere(
            row.region_named, known.region_code
        ):
            _leave_to_record(row, known, names)
            continue
        question = _ask(row, known, on.year, names)
        if (row.enterprise_id, row.region) in leaving:
            question = replace(question, cure=CURE_LEAVING)
        _settle(row, question, answers.get(question.text, ""), names)


def forget_move(row: RosterRow) -> None:
    """Put a row back to what it says itself, before it was compared with the record."""
    for reason in row.reasons:
        if reason.is_move:
            row.region = reason.data["written"]
    row.reasons = [reason for reason in row.reasons if not reason.is_move]


def may_have_moved(row: ImportRow) -> bool:
    """Tell whether the region of a row lies outside that of its enterprise on record."""
    changeable = list_changeable(Sender.of(row.roster_import))
    own = changeable.filter(pk__in=[row.enterprise_id])
    standings = find_standings(own, on=date(row.roster_import.year, 1, 1))
    return any(
        lies_elsewhere(row.region_code, known.region_code)
        for known in standings.values()
    )


def _find_leaving(
    rows: Sequence[RosterRow], sender: Sender
) -> set[tuple[int | None, str]]:
    """Return enterprises and regions that take them out of the sender's area.

    One that a unit keeps by itself stays with it, wherever it stands.
    """
    outside = find_outside(sender, {row.region for row in rows})
    leaving = {(row.enterprise_id, row.region) for row in rows if row.region in outside}
    if not leaving:
        return set()
    by_region = Enterprise.unscoped.filter(
        pk__in={pk for pk, _region in leaving}, unit=None
    )
    moved = set(by_region.values_list("pk", flat=True))
    return {(pk, region) for pk, region in leaving if pk in moved}


def _name_move(row: RosterRow, known: Standing, year: int) -> str:
    return f"{known.code} {known.region_code}→{row.region} {year}"


def _recall(
    organisation: Organisation | None, moves: Collection[str]
) -> dict[str, str]:
    if organisation is None:
        return {}
    answers = PlaceDecision.objects.filter(
        organisation=organisation,
        kind=PlaceKind.REGION,
        text__among=sorted(set(moves)),
    )
    return dict(answers.values_list("text", "code"))


def _leave_to_record(row: RosterRow, known: Standing, names: dict[str, str]) -> None:
    row.region = known.region_code
    row.reasons = [one for one in row.reasons if one.field != PlaceKind.REGION]
    region = names.get(row.region, row.region)
    row.reasons.append(
        Reason(PlaceKind.REGION, "warning", UNWRITTEN, data={"region": region})
    )


def _ask(row: RosterRow, known: Standing, year: int, names: dict[str, str]) -> Reason:
    old, new = known.region_code, row.region
    return Reason(
        PlaceKind.REGION,
        "to_confirm",
        QUESTION,
        CURE,
        text=_name_move(row, known, year),
        data={
            "known": names.get(old, old),
            "region": names.get(new, new),
            "written": new,
        },
        options=[
            {"code": new, "name": names.get(new, new), "label": MOVED},
            {"code": old, "name": names.get(old, old), "label": STAYED},
        ],
        kind="move",
    )


def _settle(row: RosterRow, question: Reason, code: str, names: dict[str, str]) -> None:
    """Take the answer that is known over, else let the row wait for one.

    A row that waits for its place is not yet answered as a whole.
    """
    if code not in names:
        row.decision = ""
        row.reasons.append(question)
        return
    labels = {one["code"]: one["label"] for one in question.options}
    row.region = code
    is_gone = question.cure == CURE_LEAVING and labels.get(code) == MOVED
    row.reasons.append(
        Reason(
            question.field,
            "answered",
            ANSWERS[labels.get(code, "")],
            LEFT if is_gone else "",
            text=question.text,
            data={**question.data, "name": names[code]},
            options=question.options,
            kind=question.kind,
        )
    )

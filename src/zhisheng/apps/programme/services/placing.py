"""A person says which region, industry, body or unit a text means; it is remembered."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.selectors import list_bodies
from zhisheng.apps.places.selectors import map_industry_names, map_region_names
from zhisheng.apps.programme.choices import NEW_BODY, PlaceKind, RowStatus
from zhisheng.apps.programme.errors import PlaceUnknownError, RowDecidedError
from zhisheng.apps.programme.models import ImportRow, PlaceDecision
from zhisheng.apps.programme.selectors import Sender, list_giving_units
from zhisheng.apps.programme.sheets import Reason, RosterRow

LONGEST_TEXT = 240
ASKING = frozenset({"refused", "to_confirm"})


def settle_place(
    row: RosterRow,
    alike: Iterable[RosterRow] = (),
    *,
    kind: str,
    code: str,
    organisation_id: int,
    actor: User,
) -> None:
    """Take a place a person chose over into the row; remember it for what was written.

    Where an enterprise on record may have moved, it is remembered for that move.

    The rows that are ``alike`` wrote the same and take it over too.
    """
    asked = [one for one in row.reasons if one.field == kind]
    if not any(map(can_choose, asked)):
        raise RowDecidedError
    organisation = Organisation.objects.select_related("unit").get(pk=organisation_id)
    name = _name_places(kind, [code], organisation).get(code)
    if name is None:
        raise PlaceUnknownError(code=code)
    moves = [one for one in asked if one.is_move]
    for reason in moves or filter(_is_about_text, asked):
        PlaceDecision.objects.update_or_create(
            organisation_id=organisation_id,
            kind=kind,
            text=reason.text[:LONGEST_TEXT],
            defaults={"code": code, "decided_by": actor},
        )
    # Whether an enterprise moved is told anew by the answer that was just kept.
    for one in () if moves else (row, *alike):
        _take(one, kind, code, name)


def recall_places(rows: Sequence[RosterRow], organisation: Organisation | None) -> None:
    """Use the answers this organisation gave before, so that nothing is asked twice."""
    asked = [
        (row, reason)
        for row in rows
        for reason in row.reasons
        if reason.severity != "answered"
        and can_choose(reason)
        and _is_about_text(reason)
    ]
    if organisation is None or not asked:
        return
    answers = _find_answers(organisation, {reason.text for _row, reason in asked})
    names = {
        kind: _name_places(
            kind,
            [code for (one, _), code in answers.items() if one == kind],
            organisation,
        )
        for kind in PlaceKind.values
    }
    for row, reason in asked:
        code = answers.get((reason.field, reason.text[:LONGEST_TEXT]), "")
        if code in names[reason.field]:
            _take(row, reason.field, code, names[reason.field][code])


def get_written(row: RosterRow, kind: str) -> str:
    """Return the words of a place that is open or answered, as they are remembered."""
    asked = [one for one in row.reasons if one.field == kind and _is_about_text(one)]
    return asked[-1].text[:LONGEST_TEXT] if asked else ""


def asks_place(row: ImportRow) -> bool:
    """Tell whether a person has to choose a region or an industry first."""
    return row.status == RowStatus.TO_CONFIRM and any(
        reason["field"] in PlaceKind.values and reason["severity"] == "to_confirm"
        for reason in row.reasons
    )


def can_choose(reason: Reason) -> bool:
    """Tell whether a person may choose; that a body names another is no question."""
    allowed = {"to_confirm", "answered"}
    if reason.field != PlaceKind.HELPER:
        allowed.add("refused")
    return reason.field in PlaceKind.values and reason.severity in allowed


def _is_about_text(reason: Reason) -> bool:
    """Tell whether a reason speaks of words; an empty or failed cell means no place."""
    is_place = reason.field in PlaceKind.values
    return is_place and bool(reason.text) and reason.column is None


def _find_answers(
    organisation: Organisation, texts: Iterable[str]
) -> dict[tuple[str, str], str]:
    found = PlaceDecision.objects.filter(
        organisation=organisation, text__in={text[:LONGEST_TEXT] for text in texts}
    )
    return {(answer.kind, answer.text): answer.code for answer in found}


def _name_places(
    kind: str, codes: Sequence[str], organisation: Organisation
) -> dict[str, str]:
    if not codes:
        return {}
    if kind == PlaceKind.REGION:
        return map_region_names(codes)
    if kind == PlaceKind.UNIT:
        units = list_giving_units(Sender.on_command_line(organisation))
        return dict(units.filter(code__in=codes).values_list("code", "name"))
    if kind == PlaceKind.HELPER:
        bodies = list_bodies().filter(code__in=codes)
        # A new body is called as it was written.
        return {NEW_BODY: ""} | dict(bodies.values_list("code", "name"))
    names = map_industry_names(codes)
    return {code: f"{code} {name}" for code, name in names.items()}


def _take(row: RosterRow, kind: str, code: str, name: str) -> None:
    """Write the place down and turn what was asked about it into what was answered."""
    asked = [one for one in row.reasons if one.field == kind]
    text = next((one.text for one in asked if one.text), "")
    setattr(row, kind, code)
    row.reasons = [one for one in row.reasons if one.field != kind]
    row.reasons.append(
        Reason(
            kind,
            "answered",
            _("“{text}”按本单位的答复登记为新机构。")
            if code == NEW_BODY
            else _("“{text}”按本单位的答复作：{name}。")
            if text
            else _("按本单位的答复作：{name}。"),
            text=text,
            column=next((one.column for one in asked if one.column), None),
            data={"text": text, "name": name},
            options=next((one.options for one in asked if one.options), ()),
        )
    )

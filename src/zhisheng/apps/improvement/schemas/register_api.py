"""What the API gives of the register: what anybody may see of it, no person's account."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from ninja import Schema

from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.choices import HelperKind
from zhisheng.apps.improvement.models import Helper


class HelperOut(Schema):
    """An entry; fields and languages are codes of our example lists."""

    code: str
    kind: HelperKind
    name: str
    organisation: str
    fields: list[str]
    regions: list[str]
    languages: list[str]
    capacity: int
    open_orders: int
    is_absent: bool
    is_qualified: bool


class HelperPageOut(Schema):
    items: list[HelperOut]
    next_after: int | None


def write_helpers(helpers: Iterable[Helper], on: date) -> list[HelperOut]:
    return [_write(one, on) for one in helpers]


def _write(helper: Helper, on: date) -> HelperOut:
    standing: Any = helper
    candidate = selectors.build_candidate(helper, on=on, has_conflict=False)
    return HelperOut(
        code=helper.code,
        kind=HelperKind(helper.kind),
        name=helper.name,
        organisation=helper.organisation.name if helper.organisation else "",
        fields=list(helper.field_codes),
        regions=list(helper.region_codes),
        languages=list(helper.language_codes),
        capacity=helper.capacity,
        open_orders=standing.load,
        is_absent=any(first <= on <= last for first, last in candidate.absences),
        is_qualified=candidate.is_qualified,
    )

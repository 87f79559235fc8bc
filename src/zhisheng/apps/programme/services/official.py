"""What stands by an administrative record, whatever a roster says: the row tells it."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_noop as _

from zhisheng.apps.programme.sheets import Reason, RosterRow
from zhisheng.apps.registry.selectors import (
    OfficialStanding,
    find_official_standings,
    lies_elsewhere,
)
from zhisheng.reference.industries import find_section

# The known value is not named: not every sender may see it.
KEPT = {
    "region": _("所在地以登记机关的记录为准，不按表中的改。"),
    "industry": _("行业以登记机关的记录为准，不按表中的改。"),
    "legal_form": _("主体类型以登记机关的记录为准，不按表中的改。"),
    "address": _("住所以登记机关的记录为准，不按表中的改。"),
}
CURE = _("登记机关的记录有误的，请企业先到登记机关更正。")


def warn_of_official(rows: Sequence[RosterRow]) -> set[int]:
    """Name on each row what is kept; return the enterprises whose region stands so."""
    ids = {row.enterprise_id for row in rows if row.enterprise_id}
    standings = find_official_standings(ids) if ids else {}
    for row in rows:
        known = standings.get(row.enterprise_id or 0)
        if known is not None:
            row.reasons.extend(
                Reason(field, "warning", KEPT[field], CURE, kind="record")
                for field in _list_kept(row, known)
            )
    return {pk for pk, one in standings.items() if "region_id" in one.fields}


def is_another_industry(written: str, known: str) -> bool:
    """Tell whether neither of two industries holds the other; an empty one is none."""
    if written.isalpha() or known.isalpha():
        return bool(written and known) and find_section(written) != find_section(known)
    return not (known.startswith(written) or written.startswith(known))


def _list_kept(row: RosterRow, known: OfficialStanding) -> Iterator[str]:
    told = known.fields
    if "region_id" in told and lies_elsewhere(row.region, known.region_code):
        yield "region"
    if "industry_id" in told and is_another_industry(row.industry, known.industry_code):
        yield "industry"
    if "legal_form" in told and row.legal_form not in {"", known.legal_form}:
        yield "legal_form"
    if "address" in told and row.address not in {"", known.address}:
        yield "address"

"""Helps that another office reported already: a roster would count them once more."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.choices import OrganisationKind
from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.programme.sheets import Reason, RosterRow


def warn_of_reported_helps(
    rows: Sequence[RosterRow], helper: Organisation | None
) -> None:
    """Warn where an office's roster names no body and another office was before it.

    The same list handed up from county to city would else count every help twice.
    """
    if helper is None or helper.kind != OrganisationKind.UNIT:
        return
    unnamed = [row for row in rows if row.enterprise_id and not row.helper_written]
    offices = _map_offices(unnamed, helper)
    for row in unnamed:
        names = offices.get((row.enterprise_id, row.year))
        if names:
            row.reasons.append(_tell(row.year, sorted(names)))


def _map_offices(
    rows: Sequence[RosterRow], helper: Organisation
) -> dict[tuple[int | None, int], set[str]]:
    if not rows:
        return {}
    helps = Engagement.given.filter(
        enterprise__in={row.enterprise_id for row in rows},
        year__in={row.year for row in rows},
        helper__kind=OrganisationKind.UNIT,
    ).exclude(helper=helper)
    offices: defaultdict[tuple[int | None, int], set[str]] = defaultdict(set)
    for enterprise, year, name in helps.values_list(
        "enterprise", "year", "helper__name"
    ):
        offices[enterprise, year].add(name)
    return offices


def _tell(year: int, names: Sequence[str]) -> Reason:
    return Reason(
        "helper",
        "warning",
        _(
            "{year} 年“{names}”已经报过对这家企业的帮扶；这里没有写帮扶机构，入库会再算一家次。"
        ),
        _("请写明帮扶机构；是同一次帮扶的，请删去这一行。"),
        data={"year": str(year), "names": "”“".join(names)},
    )

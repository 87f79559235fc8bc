"""What an organisation told of its helps, as the lines of the return it owes of them."""

import re
from collections.abc import Collection, Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from zhisheng.apps.accounts.choices import OrganisationKind
from zhisheng.apps.accounts.models import Organisation, Unit
from zhisheng.apps.programme.choices import (
    HelpKind,
    ImportStatus,
    RowState,
    Strength,
    TaskStatus,
)
from zhisheng.apps.programme.models import (
    Engagement,
    Enrolment,
    ImportRow,
    RosterImport,
    TaskEntry,
)
from zhisheng.apps.programme.selectors.imports import IN_STATE
from zhisheng.apps.programme.selectors.own_words import map_own_words
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.models.enterprises import build_condition_of_unit
from zhisheng.apps.returns.selectors import list_declared_values
from zhisheng.kit.sheets import CellValue
from zhisheng.reference.forms import ENROLMENTS, LEDGER, FormSpec

Line = dict[str, CellValue]
# Forms ask in Chinese whatever language the page has.
KINDS = {
    HelpKind.PUBLICITY: "公开宣贯",
    HelpKind.INTERPRETATION: "标准解读",
    HelpKind.DIAGNOSIS: "诊断",
    HelpKind.CONSULTANCY: "咨询",
    HelpKind.INTERNAL_AUDIT: "代做内审",
}
WILLINGNESS: dict[str, str] = {
    Strength.STRONG: "强",
    Strength.MEDIUM: "中",
    Strength.WEAK: "弱",
}
POTENTIAL: dict[str, str] = {
    Strength.STRONG: "大",
    Strength.MEDIUM: "中",
    Strength.WEAK: "小",
}
SELECTED: dict[bool | None, str] = {True: "是", False: "否"}
REVENUE = "revenue"


def takes_ledger_lines(entry: TaskEntry, form: FormSpec) -> bool:
    """Tell whether the lines of an entry can be taken from the ledger."""
    if form.lines_from == ENROLMENTS:
        return is_of_unit(entry.organisation)
    return form.lines_from == LEDGER and entry.organisation_id is not None


def is_of_unit(organisation: Organisation | None) -> bool:
    return organisation is not None and organisation.kind == OrganisationKind.UNIT


def find_year(period: str) -> int:
    """Return the year that a period as 2024年 or 2024年三季度 lies in, 0 without one."""
    found = re.match(r"\d{4}", period)
    return int(found.group()) if found else 0


def count_ledger_lines(
    *, organisation: Organisation, year: int, unit: Unit | None = None
) -> int:
    return _select_helps(organisation, year, unit).count()


def count_enrolment_lines(*, organisation: Organisation, year: int) -> int:
    return _select_enrolments(organisation, year).count()


def iterate_enrolment_lines(
    *, organisation: Organisation, year: int, codes: Collection[str] | None = None
) -> Iterator[Line]:
    """Yield a line for each enterprise of a unit's area that is in the ledger.

    ``codes``: of these enterprises alone.
    """
    enrolments = _select_enrolments(organisation, year).order_by("id")
    if codes is not None:
        enrolments = enrolments.filter(_is_on_record(codes))
    for one in enrolments.select_related("enterprise__merged_into"):
        yield {
            "name": one.enterprise.surviving.name,
            "uscc": one.enterprise.surviving.uscc,
            "willingness": WILLINGNESS.get(one.willingness, ""),
            "potential": POTENTIAL.get(one.potential, ""),
            "selected": SELECTED.get(one.is_selected, ""),
            "reason": one.reason,
        }


def _select_enrolments(organisation: Organisation, year: int) -> QuerySet[Enrolment]:
    if organisation.unit is None:
        return Enrolment.objects.none()
    enrolments = Enrolment.objects.filter(_is_governed_by(organisation.unit), year=year)
    # What stands with a merged record counts where the survivor has none itself.
    own = enrolments.filter(enterprise=OuterRef("enterprise__merged_into"))
    return enrolments.filter(~Exists(own))


def count_unanswered_rows(*, organisation: Organisation, year: int) -> int:
    """Count the rows of an organisation's rosters that wait for its answer."""
    rows = ImportRow.objects.filter(
        IN_STATE[RowState.TO_CONFIRM],
        roster_import__organisation=organisation,
        roster_import__year=year,
        roster_import__status__in=[ImportStatus.PREVIEWED, ImportStatus.APPLIED],
    )
    return rows.count()


def find_waiting_return(roster_import: RosterImport) -> TaskEntry | None:
    """Return the open return that an organisation can take from what it has put in."""
    entries = TaskEntry.objects.filter(
        organisation=roster_import.organisation_id,
        task__status=TaskStatus.OPEN,
        task__opens_on__lte=timezone.localdate(),
        task__period__startswith=str(roster_import.year),
        task__form_data__lines_from__in=[LEDGER, ENROLMENTS],
        waiting_at="",
        is_final=False,
    )
    return entries.select_related("task").order_by("task__due_on", "id").first()


def iterate_ledger_lines(
    *,
    organisation: Organisation,
    year: int,
    unit: Unit | None = None,
    codes: Collection[str] | None = None,
) -> Iterator[Line]:
    """Yield a line for each help, in the order of the ledger, in the helper's own words.

    Of an office a line for each enterprise of its area, whoever helped.
    ``unit``: of the helps of what this office answers for alone; ``codes``: of
    enterprises with these codes, on record or in the own words, alone.
    An enterprise is called as its helper's own roster calls it, so that a code under a
    made-up name does not tell the registered one.
    """
    helps = _select_helps(organisation, year, unit)
    if codes is not None:
        helps = helps.filter(_match_codes(organisation, codes))
    words = map_own_words([organisation.pk], helps.values("enterprise"), year=year)
    revenues = _map_revenues(organisation, helps, year)
    for one in helps.annotate(**OF_SURVIVOR).order_by("id").values(*COLUMNS):
        enterprise = one.pop("enterprise_id")
        kind = one.pop("help_kind")
        told = {name: one[column] for column, name in COLUMNS_TOLD.items()}
        yield {
            **told,
            **(words[enterprise]._asdict() if enterprise in words else {}),
            "method": KINDS.get(kind, ""),
            "revenue_before": revenues.get((enterprise, str(year - 1))),
            "revenue_after": revenues.get((enterprise, str(year))),
        }


def _match_codes(organisation: Organisation, codes: Collection[str]) -> Q:
    own = ImportRow.objects.filter(
        roster_import__organisation=organisation,
        is_applied=True,
        uscc__among=sorted(codes),
    )
    return _is_on_record(codes) | Q(enterprise__in=own.values("enterprise"))


def _is_on_record(codes: Collection[str]) -> Q:
    known = sorted(codes)
    survivor = Q(enterprise__merged_into__uscc__among=known)
    return Q(enterprise__uscc__among=known, enterprise__merged_into=None) | survivor


def _is_governed_by(unit: Unit) -> Q:
    """Tell of rows whose enterprise, or the one it was merged into, is of a unit's area."""
    governed = Enterprise.unscoped.filter(
        build_condition_of_unit(unit), merged_into=None
    )
    return Q(enterprise__in=governed) | Q(enterprise__merged_into__in=governed)


def _select_helps(
    organisation: Organisation, year: int, unit: Unit | None
) -> QuerySet[Engagement]:
    helps = Engagement.given.filter(year=year)
    if is_of_unit(organisation):
        helps = _select_of_area(helps, organisation.unit)
    else:
        helps = helps.filter(helper=organisation)
    if unit is None or not build_condition_of_unit(unit):
        return helps
    return helps.filter(_is_governed_by(unit))


def _select_of_area(
    helps: QuerySet[Engagement], unit: Unit | None
) -> QuerySet[Engagement]:
    """Keep what an office's enterprises were helped with, whoever helped.

    A table has one line for each enterprise: the help that was on record first.
    """
    if unit is None:
        return helps.none()
    of_area = helps.alias(
        holder=Coalesce("enterprise__merged_into_id", "enterprise_id")
    ).filter(_is_governed_by(unit))
    earlier = of_area.filter(holder=OuterRef("holder"), pk__lt=OuterRef("pk"))
    return of_area.filter(~Exists(earlier))


def _map_revenues(
    organisation: Organisation, helps: QuerySet[Engagement], year: int
) -> dict[tuple[int, str], str]:
    values = list_declared_values(
        declared_by=organisation,
        enterprises=helps.values("enterprise"),
        indicators=[REVENUE],
        periods=[str(year - 1), str(year)],
    )
    return {
        (enterprise, period): f"{value.normalize():f}"
        for enterprise, period, value in values.values_list(
            "enterprise_id", "period", "value"
        )
        if value is not None
    }


COLUMNS_TOLD = {
    "called": "name",
    "coded": "uscc",
    "placed": "region",
    "of_trade": "industry",
    "started_on": "help_start",
    "ended_on": "help_end",
    "problem": "problem",
}
COLUMNS = ("enterprise_id", "help_kind", *COLUMNS_TOLD)
# A merged record is called as the one that goes on.
OF_SURVIVOR = {
    column: Coalesce(f"enterprise__merged_into__{field}", f"enterprise__{field}")
    for column, field in (
        ("called", "name"),
        ("coded", "uscc"),
        ("placed", "region_id"),
        ("of_trade", "industry_id"),
    )
}

"""Totals that a region, trade, chain or pilot reported with a document."""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.selectors import (
    Actor,
    get_scope,
    list_organisations_acted_for,
)
from zhisheng.apps.places.models import Region
from zhisheng.apps.returns.choices import IndicatorLevel
from zhisheng.apps.returns.models import AreaValue, Indicator
from zhisheng.apps.returns.permissions import (
    ROLES_BY_ACTION,
    Action,
    may,
    may_change_total,
)
from zhisheng.kit.errors import NotFoundError

CODE_LENGTH = 6


def list_totals(
    *, level: str, subject_code: str, periods: Collection[str] | None = None
) -> QuerySet[AreaValue]:
    """Return what was reported for a subject, the latest document first."""
    totals = AreaValue.objects.filter(subject_kind=level, subject_code=subject_code)
    if periods is not None:
        totals = totals.filter(period__in=periods)
    return totals.select_related("indicator").order_by("-recorded_at", "-pk")


def list_totals_for(actor: Actor) -> QuerySet[AreaValue]:
    """Return the totals of an officer's regions and those the own office entered."""
    scope = get_scope(actor)
    if not may(actor, Action.ENTER_TOTAL):
        return AreaValue.objects.none()
    visible = Q(declared_by__in=scope.organisation_ids)
    for prefix in scope.region_prefixes:
        visible |= Q(
            subject_kind=IndicatorLevel.REGION,
            subject_code__gte=prefix.ljust(CODE_LENGTH, "0"),
            subject_code__lte=prefix.ljust(CODE_LENGTH, "9"),
        )
    totals = AreaValue.objects.filter(visible).select_related(
        "indicator", "declared_by__unit"
    )
    return totals.order_by("-pk")


def list_reporting_organisations_for(actor: Actor) -> QuerySet[Organisation]:
    """Return the offices in whose name a person may enter totals."""
    return list_organisations_acted_for(actor, ROLES_BY_ACTION[Action.ENTER_TOTAL])


def get_total_for(*, actor: Actor, code: str) -> AreaValue:
    total = list_totals_for(actor).filter(code=code).first()
    if total is None:
        raise NotFoundError
    return total


def list_total_refusals(
    *,
    level: str,
    subject_code: str,
    indicator: Indicator | None,
    period: str,
    document: str,
    actor: User,
) -> dict[str, str]:
    """Return all that is wrong with a total, by field; what is empty is not judged."""
    refusals = {}
    if level and indicator is not None and level not in indicator.levels:
        refusals["indicator"] = _("这个指标没有所选的层级。")
    if level == IndicatorLevel.REGION and subject_code:
        refusals |= _refuse_region(subject_code, actor)
    same = AreaValue.objects.filter(
        subject_kind=level,
        subject_code=subject_code,
        indicator=indicator,
        period=period,
        document=document,
    ).first()
    if same is not None and not may_change_total(actor, same):
        refusals["document"] = _("别的单位已登记这份文件的这个数。")
    return refusals


def _refuse_region(code: str, actor: User) -> dict[str, str]:
    if not Region.objects.filter(code=code).exists():
        return {"subject_code": _("没有这个行政区划代码。")}
    if not get_scope(actor).covers_region_code(code):
        return {"subject_code": _("这个地区不在您的管辖范围内。")}
    return {}

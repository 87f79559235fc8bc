"""Totals reported on paper: entered with their document, mended, taken back."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.places.models import Region
from zhisheng.apps.returns import selectors
from zhisheng.apps.returns.choices import IndicatorLevel, ValueSource
from zhisheng.apps.returns.models import AreaValue, Indicator
from zhisheng.apps.returns.permissions import (
    Action,
    require,
    require_change_of_total,
)
from zhisheng.apps.returns.services.examination import read_value
from zhisheng.apps.returns.services.wording import describe_value_error
from zhisheng.apps.returns.sheets import Declared, parse_answer
from zhisheng.kit import audit
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError, NotFoundError
from zhisheng.kit.sheets.errors import ValueRefusedError


@dataclass(frozen=True, slots=True)
class ReportedTotal:
    """A figure as a document reports it."""

    level: str
    subject_code: str
    indicator: Indicator
    period: str
    declared: Declared
    document: str
    subject_name: str = ""
    population: str = ""


@transaction.atomic
def record_total(
    *, reported: ReportedTotal, organisation: Organisation, actor: User
) -> AreaValue:
    """Enter a total in an office's name; the same figure of its document is replaced."""
    _require_reporter(actor, organisation)
    _refuse_wrong(reported, actor)
    return _write(reported, organisation, actor)


@transaction.atomic
def record_total_text(
    *,
    amount: str,
    indicator: str,
    organisation: Organisation,
    actor: User,
    **subject: str,
) -> AreaValue:
    """Read the amount as the document writes it, and enter the total."""
    _require_reporter(actor, organisation)
    known = Indicator.objects.filter(code=indicator).first()
    refusals = selectors.list_total_refusals(
        level=subject["level"],
        subject_code=subject["subject_code"],
        indicator=known,
        period=subject["period"],
        document=subject["document"],
        actor=actor,
    )
    declared = None
    if known is None:
        refusals["indicator"] = _("指标字典里没有这个指标。")
    else:
        declared, problem = _read_amount(amount, known)
        refusals |= {"amount": problem} if problem else {}
    if known is None or declared is None or refusals:
        raise FieldsRefusedError(refusals)
    reported = ReportedTotal(indicator=known, declared=declared, **subject)
    return _write(reported, organisation, actor)


@transaction.atomic
def withdraw_total(*, total: AreaValue, actor: User) -> None:
    """Take a reported total back; the audit entry keeps what it said."""
    locked = selectors.list_totals_for(actor).filter(pk=total.pk).first()
    if locked is None:
        raise NotFoundError
    require_change_of_total(actor, locked)
    audit.record(
        action="returns.total_withdrawn",
        subject=locked,
        actor=actor,
        old=read_total(locked),
    )
    locked.delete()


def read_total(total: AreaValue) -> dict[str, Any]:
    return {
        "level": total.subject_kind,
        "subject": total.subject_code,
        "indicator": total.indicator_id,
        "period": total.period,
        "document": total.document,
        **read_value(total).as_json(),
    }


def _write(
    reported: ReportedTotal, organisation: Organisation, actor: User
) -> AreaValue:
    key: dict[str, Any] = {
        "subject_kind": reported.level,
        "subject_code": reported.subject_code,
        "indicator": reported.indicator,
        "period": reported.period,
        "document": reported.document,
    }
    told = {
        **asdict(reported.declared),
        "subject_name": _name_region(reported) or reported.subject_name,
        "population": reported.population or reported.indicator.population,
        "source_kind": ValueSource.REPORTED,
        "source": reported.document[:120],
        "declared_by": organisation,
        "recorded_at": timezone.now(),
    }
    locked = AreaValue.objects.select_for_update()
    total, is_new = locked.get_or_create(**key, defaults=told)
    old = None if is_new else read_total(total)
    if not is_new:
        for name, value in told.items():
            setattr(total, name, value)
        total.save(update_fields=list(told))
    audit.record(
        action="returns.total_recorded" if is_new else "returns.total_changed",
        subject=total,
        actor=actor,
        old=old,
        new=read_total(total),
    )
    return total


def _read_amount(text: str, indicator: Indicator) -> tuple[Declared | None, str]:
    """Return what a document writes, or what is wrong with it."""
    try:
        declared = parse_answer(text, indicator=indicator, unit=indicator.unit)
    except ValueRefusedError as error:
        return None, describe_value_error(error)
    return declared, "" if declared else _("请填写数值。")


def _require_reporter(actor: User, organisation: Organisation) -> None:
    """Refuse whoever may not enter totals in the office's name."""
    require(actor, Action.ENTER_TOTAL)
    own = selectors.list_reporting_organisations_for(actor)
    if not own.filter(pk=organisation.pk).exists():
        raise ForbiddenError


def _refuse_wrong(reported: ReportedTotal, actor: User) -> None:
    refusals = selectors.list_total_refusals(
        level=reported.level,
        subject_code=reported.subject_code,
        indicator=reported.indicator,
        period=reported.period,
        document=reported.document,
        actor=actor,
    )
    if refusals:
        raise FieldsRefusedError(refusals)


def _name_region(reported: ReportedTotal) -> str:
    if reported.level != IndicatorLevel.REGION:
        return ""
    return Region.objects.get(code=reported.subject_code).full_name

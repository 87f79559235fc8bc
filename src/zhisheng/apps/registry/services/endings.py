"""What an end rules out: nothing happens after it, and it not before what happened."""

from datetime import date

from django.utils.translation import gettext as _

from zhisheng.apps.registry.choices import EnterpriseStatus, LifeEventKind
from zhisheng.apps.registry.errors import LifeEventRefusedError
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors.history import get_attributes
from zhisheng.ui.formats import format_date

ENDING = frozenset({LifeEventKind.CLOSED, LifeEventKind.LICENCE_REVOKED})
# What only happens to an enterprise that is there.
LIVING = (LifeEventKind.RENAMED, LifeEventKind.MOVED, LifeEventKind.CONVERTED)


def refuse_unended(enterprise: Enterprise, *, on: date) -> None:
    known = get_attributes(enterprise, on=on)
    status = known.status if known else enterprise.status
    if status not in {EnterpriseStatus.CLOSED, EnterpriseStatus.REVOKED}:
        raise LifeEventRefusedError(
            reason=_(
                "那一天企业没有注销或吊销，不用恢复。记错了的，请填当初记的那一天。"
            )
        )


def refuse_after_end(enterprise: Enterprise, *, on: date, kind: str = "") -> None:
    """Refuse what cannot happen any more to what was closed or revoked by that day."""
    known = get_attributes(enterprise, on=on)
    status = known.status if known else enterprise.status
    reason = ""
    if status == EnterpriseStatus.CLOSED:
        reason = _(
            "那一天企业已经注销，注销以后不再有别的变化。"
            "变化发生在注销以前的，请填实际日期。"
        )
    elif status == EnterpriseStatus.REVOKED and kind != LifeEventKind.CLOSED:
        reason = _(
            "那一天营业执照已被吊销，吊销以后只能再记注销。"
            "变化发生在吊销以前的，请填实际日期。"
        )
    elif kind == LifeEventKind.CLOSED and _is_revoked_after(enterprise, on):
        reason = _("已记有更晚的吊销，注销以后不会再被吊销，请核对日期。")
    if reason:
        raise LifeEventRefusedError(reason=reason)
    if kind in ENDING:
        _refuse_before_changes(enterprise, on)


def _refuse_before_changes(enterprise: Enterprise, on: date) -> None:
    """Refuse an end before what happened to an enterprise that was still there."""
    later = enterprise.life_events.filter(happened_on__gt=on, kind__in=LIVING)
    last = later.order_by("-happened_on", "-pk").first()
    if last is not None:
        told = _("{day}还记有“{kind}”，不会在那以前就注销或吊销，请核对日期。")
        kind = LifeEventKind(last.kind).label
        raise LifeEventRefusedError(
            reason=told.format(day=format_date(last.happened_on), kind=kind)
        )


def _is_revoked_after(enterprise: Enterprise, on: date) -> bool:
    later = enterprise.versions.filter(valid_from__gt=on)
    return later.filter(status=EnterpriseStatus.REVOKED).exists()

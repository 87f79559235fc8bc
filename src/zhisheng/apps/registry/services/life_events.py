"""What happens in the life of an enterprise; each kind changes the record its own way."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.registry import events as news
from zhisheng.apps.registry.choices import EnterpriseStatus, LegalForm, LifeEventKind
from zhisheng.apps.registry.errors import LifeEventRefusedError
from zhisheng.apps.registry.models import Enterprise, LifeEvent
from zhisheng.apps.registry.permissions import Action, require_on
from zhisheng.apps.registry.services.attributes import (
    clean_official,
    lock_enterprise,
    write_attributes,
)
from zhisheng.apps.registry.services.endings import refuse_after_end, refuse_unended
from zhisheng.apps.registry.services.enterprises import build_enterprise
from zhisheng.apps.registry.services.leaving import (
    refuse_leaving,
    refuse_starting_outside,
    tell_taking_office,
)
from zhisheng.kit import audit, events

# The fields a kind of event may carry; the first is the one it has to change.
FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        LifeEventKind.RENAMED: ("name",),
        LifeEventKind.MOVED: (
            "region_id",
            "address",
            "business_region_id",
            "business_address",
        ),
        LifeEventKind.CLOSED: (),
        LifeEventKind.LICENCE_REVOKED: (),
        LifeEventKind.RESTORED: (),
        LifeEventKind.CONVERTED: ("uscc", "legal_form", "name"),
    }
)
STATUSES: Mapping[str, EnterpriseStatus] = MappingProxyType(
    {
        LifeEventKind.CLOSED: EnterpriseStatus.CLOSED,
        LifeEventKind.LICENCE_REVOKED: EnterpriseStatus.REVOKED,
        LifeEventKind.RESTORED: EnterpriseStatus.ACTIVE,
    }
)


@dataclass(frozen=True, slots=True)
class HappenedEvent:
    """What happened to an enterprise that has its new values already."""

    enterprise: Enterprise
    kind: str
    on: date
    old: Mapping[str, Any]


@transaction.atomic
def record_life_event(
    *,
    enterprise: Enterprise,
    kind: str,
    happened_on: date,
    changes: Mapping[str, Any] = MappingProxyType({}),
    source: str = "",
    leaving_to: Collection[str] = (),
    actor: User | None,
) -> LifeEvent:
    """Record a renaming, a move, a closing, a revocation or a direct conversion.

    ``leaving_to`` names the region outside the actor's area for which it leaves.
    """
    require_on(actor, Action.RECORD_LIFE_EVENT, enterprise)
    lock_enterprise(enterprise)
    _refuse_impossible(enterprise, kind, happened_on)
    if kind == LifeEventKind.RESTORED and not source.strip():
        raise LifeEventRefusedError(
            reason=_("恢复要写明依据，例如撤销注销登记决定书。")
        )
    cleaned = clean_official(
        {name: value for name, value in changes.items() if name in FIELDS[kind]}
    )
    if kind in STATUSES:
        cleaned["status"] = STATUSES[kind]
    left = refuse_leaving(
        enterprise, cleaned, on=happened_on, leaving_to=leaving_to, actor=actor
    )
    came_from = str(enterprise.region or "")
    old = write_attributes(enterprise, cleaned, on=happened_on, actor=actor)
    if not old:
        raise LifeEventRefusedError(reason=_("与现有登记相同，没有需要记录的变化。"))
    event = _keep_event(enterprise, kind, happened_on, old, source, actor)
    audit.record(
        action=f"registry.enterprise_{kind}",
        subject=enterprise,
        actor=actor,
        old=old,
        new=event.details["new"],
    )
    if left and actor is not None:
        tell_taking_office(enterprise, came_from=came_from, actor=actor)
    return event


def record_any_event(
    *,
    enterprise: Enterprise,
    kind: str,
    happened_on: date,
    changes: Mapping[str, Any],
    source: str = "",
    leaving_to: Collection[str] = (),
    actor: User,
) -> None:
    """Record whatever the one form of events says, a succession included."""
    if kind != LifeEventKind.SUCCEEDED:
        record_life_event(
            enterprise=enterprise,
            kind=kind,
            happened_on=happened_on,
            changes=changes,
            source=source,
            leaving_to=leaving_to,
            actor=actor,
        )
        return
    here = {"region_id": enterprise.region_id, "industry_id": enterprise.industry_id}
    record_succession(
        predecessor=enterprise,
        official={**here, "address": enterprise.address, **changes},
        happened_on=happened_on,
        source=source,
        leaving_to=leaving_to,
        actor=actor,
    )


@transaction.atomic
def record_succession(
    *,
    predecessor: Enterprise,
    official: Mapping[str, Any],
    happened_on: date,
    source: str = "",
    leaving_to: Collection[str] = (),
    actor: User | None,
) -> Enterprise:
    """Record a new enterprise that carries on a closed one; each keeps its own record.

    ``leaving_to`` names the region outside the actor's area that it belongs to.
    """
    require_on(actor, Action.RECORD_LIFE_EVENT, predecessor)
    _refuse_future(happened_on)
    left = refuse_starting_outside(official, leaving_to=leaving_to, actor=actor)
    successor = _build_successor(predecessor, official, happened_on, source, actor)
    closed = {"status": EnterpriseStatus.CLOSED}
    write_attributes(predecessor, closed, on=happened_on, actor=actor)
    events.publish(
        news.EnterpriseSucceeded(
            enterprise_code=predecessor.code,
            successor_code=successor.code,
            on=happened_on,
        )
    )
    audit.record(
        action="registry.enterprise_succeeded",
        subject=predecessor,
        actor=actor,
        new={"successor": successor.code, "name": successor.name},
    )
    if left and actor is not None:
        came_from = str(predecessor.region or "")
        tell_taking_office(successor, came_from=came_from, actor=actor)
    return successor


def _build_successor(
    predecessor: Enterprise,
    official: Mapping[str, Any],
    on: date,
    source: str,
    actor: User | None,
) -> Enterprise:
    successor = build_enterprise(official, established_on=on, on=on, actor=actor)
    successor.predecessor = predecessor
    successor.save(update_fields=["predecessor"])
    LifeEvent.objects.create(
        enterprise=successor,
        kind=LifeEventKind.SUCCEEDED,
        happened_on=on,
        details={"predecessor": predecessor.code},
        source=source,
        recorded_by=actor,
    )
    return successor


def keep_events(
    happened: Sequence[HappenedEvent], *, source: str, actor: User | None
) -> int:
    """Keep what a file told of many enterprises; the calling service audits."""
    rows = [_build_event(one, source, actor) for one in happened]
    LifeEvent.objects.bulk_create(rows, batch_size=500)
    events.publish_all(
        [_tell(one.enterprise, one.kind, one.on, one.old) for one in happened]
    )
    return len(rows)


def note_changes(
    enterprise: Enterprise,
    old: Mapping[str, Any],
    *,
    on: date,
    source: str,
    actor: User | None,
) -> None:
    """Keep a renaming or a move that an approved change amounts to."""
    for kind in (LifeEventKind.RENAMED, LifeEventKind.MOVED):
        touched = {name: old[name] for name in FIELDS[kind] if name in old}
        if touched:
            _keep_event(enterprise, kind, on, touched, source, actor)


def _refuse_impossible(enterprise: Enterprise, kind: str, happened_on: date) -> None:
    if kind not in FIELDS:
        raise LifeEventRefusedError(reason=_("这类事项请用专门的页面办理。"))
    _refuse_future(happened_on)
    household = enterprise.legal_form == LegalForm.HOUSEHOLD
    if kind == LifeEventKind.CONVERTED and not household:
        raise LifeEventRefusedError(reason=_("只有个体工商户可以办理个转企。"))
    if kind == LifeEventKind.RESTORED:
        refuse_unended(enterprise, on=happened_on)
    else:
        refuse_after_end(enterprise, on=happened_on, kind=kind)


def _refuse_future(happened_on: date) -> None:
    if happened_on > timezone.localdate():
        raise LifeEventRefusedError(reason=_("日期不能晚于今天。"))


def _keep_event(
    enterprise: Enterprise,
    kind: str,
    on: date,
    old: Mapping[str, Any],
    source: str,
    actor: User | None,
) -> LifeEvent:
    happened = HappenedEvent(enterprise, kind, on, old)
    event = _build_event(happened, source, actor)
    event.save()
    events.publish(_tell(enterprise, kind, on, old))
    return event


def _build_event(happened: HappenedEvent, source: str, actor: User | None) -> LifeEvent:
    enterprise, old = happened.enterprise, happened.old
    return LifeEvent(
        enterprise=enterprise,
        kind=happened.kind,
        happened_on=happened.on,
        details={
            "old": dict(old),
            "new": {name: getattr(enterprise, name) for name in old},
        },
        source=source,
        recorded_by=actor,
    )


def _tell(
    enterprise: Enterprise, kind: str, on: date, old: Mapping[str, Any]
) -> events.Event:
    code = enterprise.code
    if kind == LifeEventKind.RENAMED:
        return news.EnterpriseRenamed(code, old["name"], enterprise.name, on)
    if kind == LifeEventKind.MOVED:
        before = old.get("region_id", enterprise.region_id)
        return news.EnterpriseMoved(code, before or "", enterprise.region_id or "", on)
    if kind == LifeEventKind.CONVERTED:
        before = old.get("uscc", enterprise.uscc)
        return news.EnterpriseConverted(code, before, enterprise.uscc, on)
    if kind == LifeEventKind.RESTORED:
        return news.EnterpriseRestored(code, on)
    return news.EnterpriseClosed(code, enterprise.status, on)

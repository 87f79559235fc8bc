"""Put an enterprise on record and keep its own fields right."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.accounts.selectors import NOBODY, find_area_above, get_scope
from zhisheng.apps.registry.choices import EnterpriseStatus, SizeClass
from zhisheng.apps.registry.errors import (
    AlikeKnownError,
    CodeKnownError,
    NothingChangedError,
)
from zhisheng.apps.registry.events import EnterpriseRegistered
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.permissions import (
    Action,
    may_see_field,
    require,
    require_on,
)
from zhisheng.apps.registry.selectors.alike import find_same_code, list_alike
from zhisheng.apps.registry.selectors.placing import find_unit_for_new
from zhisheng.apps.registry.services.attributes import (
    clean_official,
    lock_enterprise,
    save_unique,
    write_attributes,
    write_first_version,
)
from zhisheng.apps.registry.services.endings import refuse_after_end
from zhisheng.apps.registry.services.leaving import (
    refuse_leaving,
    tell_taking_office,
)
from zhisheng.apps.registry.services.name_index import index_names
from zhisheng.kit import audit, events
from zhisheng.kit.bulk import hold_lock
from zhisheng.kit.crypto import mask_mobile
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError
from zhisheng.kit.language import join_words
from zhisheng.methods.linkage import name_key
from zhisheng.methods.size_class import DEFINITION, SizeResult, classify_size


@dataclass(frozen=True, slots=True)
class SizeFacts:
    """What the regulation asks for; amounts in yuan, None where not known."""

    employees: int | None = None
    revenue_yuan: float | None = None
    total_assets_yuan: float | None = None


@transaction.atomic
def register_enterprise(
    *,
    official: Mapping[str, Any],
    established_on: date | None = None,
    on: date | None = None,
    source: str = "",
    others: Collection[str] = (),
    actor: User | None,
) -> Enterprise:
    """Put an enterprise into the registry; an officer may within the own area only.

    ``others`` are codes of records alike that somebody compared: other enterprises.
    """
    require(actor, Action.REGISTER)
    unit = find_unit_for_new(actor) if actor is not None else None
    _refuse_outside(official, unit, actor)
    _refuse_known(official)
    _refuse_alike(official, others)
    enterprise = build_enterprise(
        official,
        established_on=established_on,
        on=on,
        source=source,
        unit=unit,
        actor=actor,
    )
    require_on(actor, Action.REGISTER, enterprise)
    audit.record(
        action="registry.enterprise_registered",
        subject=enterprise,
        actor=actor,
        new={"name": enterprise.name, "uscc": enterprise.uscc}
        | ({"others": sorted(others)} if others else {}),
    )
    return enterprise


def build_enterprise(
    official: Mapping[str, Any],
    *,
    established_on: date | None = None,
    on: date | None = None,
    source: str = "",
    status: EnterpriseStatus = EnterpriseStatus.ACTIVE,
    unit: Unit | None = None,
    actor: User | None,
) -> Enterprise:
    """Save a new enterprise with version, index and news; the calling service audits."""
    cleaned = clean_official({"name": "", **official})
    enterprise = Enterprise(
        **cleaned,
        name_key=name_key(cleaned["name"]),
        established_on=established_on,
        source=source,
        status=status,
        unit=unit,
    )
    save_unique(enterprise)
    day = on or timezone.localdate()
    write_first_version(enterprise, on=day, source=source, actor=actor)
    index_names(
        Enterprise.unscoped.filter(pk=enterprise.pk).values_list("pk", "name_key")
    )
    events.publish(EnterpriseRegistered(enterprise_code=enterprise.code, on=day))
    return enterprise


@transaction.atomic
def update_enterprise(
    *,
    enterprise: Enterprise,
    changes: Mapping[str, Any],
    on: date | None = None,
    reason: str = "",
    leaving_to: Collection[str] = (),
    actor: User | None,
) -> Enterprise:
    """Correct official fields as of a day.

    ``leaving_to`` names the region outside the actor's area for which it leaves.
    """
    require_on(actor, Action.UPDATE_OFFICIAL, enterprise)
    cleaned, day = clean_official(changes), on or timezone.localdate()
    # What is recorded at the same moment waits: it may be the end.
    lock_enterprise(enterprise)
    refuse_after_end(enterprise, on=day)
    left = refuse_leaving(
        enterprise, cleaned, on=day, leaving_to=leaving_to, actor=actor
    )
    came_from = str(enterprise.region or "")
    old = write_attributes(enterprise, cleaned, on=day, actor=actor)
    if not old:
        raise NothingChangedError
    audit.record(
        action="registry.enterprise_updated",
        subject=enterprise,
        actor=actor,
        old=old,
        new={name: cleaned[name] for name in old} | {"reason": reason},
    )
    if left and actor is not None:
        tell_taking_office(enterprise, came_from=came_from, actor=actor)
    return enterprise


@transaction.atomic
def update_contact(
    *, enterprise: Enterprise, contact_name: str, contact_phone: str, actor: User
) -> Enterprise:
    """Change whom to call; the owner's own business, no approval."""
    require_on(actor, Action.EDIT_CONTACT, enterprise)
    old = describe_contact(enterprise)
    enterprise.contact_name = contact_name.strip()
    enterprise.contact_phone = contact_phone.strip()
    enterprise.save(update_fields=["contact_name", "contact_phone", "updated_at"])
    audit.record(
        action="registry.contact_updated",
        subject=enterprise,
        actor=actor,
        old=old,
        new=describe_contact(enterprise),
    )
    return enterprise


@transaction.atomic
def reveal_contact(*, enterprise: Enterprise, actor: User) -> str:
    """Return the full number; who looked at it is on record."""
    if not may_see_field(actor, "contact", enterprise):
        raise ForbiddenError
    audit.record(action="registry.contact_revealed", subject=enterprise, actor=actor)
    return enterprise.contact_phone


@transaction.atomic
def classify_enterprise(
    *,
    enterprise: Enterprise,
    facts: SizeFacts,
    on: date,
    source: str = "",
    actor: User | None,
) -> SizeResult:
    """Classify by the statistical regulation in force on a day and keep the basis."""
    require_on(actor, Action.UPDATE_OFFICIAL, enterprise)
    result = classify_size(
        industry_code=enterprise.industry_id,
        employees=facts.employees,
        revenue_yuan=facts.revenue_yuan,
        total_assets_yuan=facts.total_assets_yuan,
        on=on,
    )
    changes = {
        "size_class": SizeClass(result.size_class.value),
        "size_basis": _describe_basis(result, facts),
    }
    old = write_attributes(enterprise, changes, on=on, source=source, actor=actor)
    audit.record(
        action="registry.enterprise_classified",
        subject=enterprise,
        actor=actor,
        old=old,
        new=changes,
    )
    return result


def _refuse_outside(
    official: Mapping[str, Any], unit: Unit | None, actor: User | None
) -> None:
    """Refuse a region outside the area, or without an area outside that of above."""
    region = str(official.get("region_id") or "")
    if unit is not None:
        is_outside = not region.startswith(find_area_above(unit))
    else:
        scope = get_scope(actor) if actor is not None else NOBODY
        is_outside = scope.is_officer and not scope.covers_region_code(region)
    if is_outside and (region or unit is not None):
        raise FieldsRefusedError({"region_id": _("这个地区不在您的管辖范围内。")})


def _refuse_known(official: Mapping[str, Any]) -> None:
    """Refuse a code that another enterprise holds: nobody may say that it is another."""
    known = find_same_code(official)
    if known is not None:
        raise CodeKnownError(name=known.name)


def _refuse_alike(official: Mapping[str, Any], others: Collection[str]) -> None:
    """Refuse what may be on record; two of one county wait for each other."""
    hold_lock(f"registry.register:{official.get('region_id') or ''}")
    alike = [one for one in list_alike(official) if one.code not in others]
    if alike:
        raise AlikeKnownError(names=join_words(one.name for one in alike))


def describe_contact(enterprise: Enterprise) -> dict[str, str]:
    phone = enterprise.contact_phone
    return {"name": enterprise.contact_name, "phone": mask_mobile(phone)}


def _describe_basis(result: SizeResult, facts: SizeFacts) -> dict[str, Any]:
    return {
        "definition": result.definition.code if result.definition else DEFINITION,
        "row": result.row.code if result.row else "",
        "missing": list(result.missing),
        "employees": facts.employees,
        "revenue_yuan": facts.revenue_yuan,
        "total_assets_yuan": facts.total_assets_yuan,
    }

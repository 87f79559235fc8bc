"""Organisations by kind."""

from collections.abc import Sequence

from django.db import transaction

from zhisheng.apps.accounts.choices import OrganisationKind, Role
from zhisheng.apps.accounts.models import Organisation, Unit, User
from zhisheng.apps.accounts.permissions import Action, may
from zhisheng.apps.accounts.selectors import get_scope, map_bodies, may_administer
from zhisheng.apps.accounts.services.memberships import build_membership
from zhisheng.apps.places.models import Region
from zhisheng.kit import audit
from zhisheng.kit.bulk import hold_lock
from zhisheng.kit.errors import ForbiddenError
from zhisheng.methods.identifiers import parse_uscc
from zhisheng.methods.linkage.names import name_key


@transaction.atomic
def create_organisation(
    *,
    name: str,
    kind: str,
    uscc: str = "",
    approval_number: str = "",
    region: Region | None = None,
    actor: User | None,
) -> Organisation:
    """Create an organisation other than a unit; without an actor the platform does."""
    if actor is not None:
        _check_right_to_create(kind, actor)
    organisation = Organisation(
        name=name.strip(),
        kind=OrganisationKind(kind),
        uscc=_read_uscc(uscc),
        approval_number=approval_number.strip(),
        region=region,
    )
    organisation.save()
    audit.record(
        action="accounts.organisation_created",
        subject=organisation,
        actor=actor,
        new={"name": organisation.name, "kind": organisation.kind},
    )
    return organisation


@transaction.atomic
def open_enterprise_organisation(
    *,
    name: str,
    uscc: str = "",
    region: Region | None = None,
    unit: Unit | None = None,
    owner: User | None = None,
    actor: User,
) -> Organisation:
    """Open the organisation of an enterprise, with its owner as first member.

    The registry calls it once it has settled that the owner may: by an invitation, by
    self-registration of a new enterprise, or by a claim an officer approved.
    """
    organisation = Organisation.objects.create(
        name=name.strip(),
        kind=OrganisationKind.ENTERPRISE,
        uscc=_read_uscc(uscc),
        region=region,
        unit=unit,
    )
    if owner is not None:
        build_membership(user=owner, organisation=organisation, role=Role.OWNER)
    audit.record(
        action="accounts.enterprise_opened",
        subject=organisation,
        actor=actor,
        new={"name": organisation.name, "owner": owner.code if owner else None},
    )
    return organisation


@transaction.atomic
def find_or_create_bodies(
    *, names: Sequence[str], actor: User | None = None
) -> dict[str, Organisation]:
    """Return the certification body of each name; bodies not yet known are recorded.

    Names count as the same when they differ in width, spaces and brackets only.
    """
    # Two imports that name the same unknown body must not record it twice.
    hold_lock("accounts.bodies")
    known = map_bodies()
    fresh = {
        name_key(name): Organisation(
            name=name.strip(), kind=OrganisationKind.CERTIFICATION_BODY
        )
        for name in names
        if name_key(name) not in known
    }
    if fresh:
        Organisation.objects.bulk_create(fresh.values())
        audit.record(
            action="accounts.bodies_recorded",
            actor=actor,
            counts={"created": len(fresh)},
        )
    return {name: (known | fresh)[name_key(name)] for name in names}


@transaction.atomic
def close_organisation(*, organisation: Organisation, actor: User) -> Organisation:
    """Switch an organisation off: its people and keys act for it no longer."""
    scope = get_scope(actor)
    is_governing = may(Action.CREATE_ORGANISATION, scope.roles)
    if not (is_governing and may_administer(actor, organisation)):
        raise ForbiddenError
    organisation.is_active = False
    organisation.save(update_fields=["is_active"])
    audit.record(
        action="accounts.organisation_closed", subject=organisation, actor=actor
    )
    return organisation


def _check_right_to_create(kind: str, actor: User) -> None:
    """Officers create partners of the programme; units and the platform are not theirs."""
    scope = get_scope(actor)
    if not may(Action.CREATE_ORGANISATION, scope.roles):
        raise ForbiddenError
    if kind == OrganisationKind.UNIT:
        raise ForbiddenError
    if kind == OrganisationKind.PLATFORM and not scope.is_administrator:
        raise ForbiddenError


def _read_uscc(text: str) -> str:
    return parse_uscc(text).code if text.strip() else ""

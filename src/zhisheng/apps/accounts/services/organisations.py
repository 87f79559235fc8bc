"""Organisations by kind."""

from collections.abc import Collection, Mapping

from django.db import transaction

from zhisheng.apps.accounts.choices import OrganisationKind, Role
from zhisheng.apps.accounts.models import Organisation, Unit, User
from zhisheng.apps.accounts.permissions import Action, may
from zhisheng.apps.accounts.selectors import (
    get_scope,
    is_referred_to,
    list_bodies,
    may_administer,
)
from zhisheng.apps.accounts.services.memberships import build_membership
from zhisheng.apps.places.models import Region
from zhisheng.kit import audit
from zhisheng.kit.bulk import hold_lock
from zhisheng.kit.errors import ForbiddenError
from zhisheng.methods.identifiers import parse_uscc
from zhisheng.methods.linkage import bare_key, name_key

LONGEST_NUMBER = 40


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
    organisation = _find_unregistered(name, kind) or Organisation()
    organisation.name = name.strip()
    organisation.kind = OrganisationKind(kind)
    organisation.uscc = _read_uscc(uscc)
    organisation.approval_number = _read_number(approval_number)
    organisation.region = region
    organisation.source = ""
    # One that a roster named may have been closed before it was registered.
    organisation.is_active = True
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


def reopen_enterprise_organisation(
    *, organisation: Organisation, owner: User, actor: User
) -> None:
    """Let an owner look after an enterprise that its last one left.

    The registry calls it, like the opening, once it has settled that the owner may.
    """
    build_membership(user=owner, organisation=organisation, role=Role.OWNER)
    audit.record(
        action="accounts.enterprise_reopened",
        subject=organisation,
        actor=actor,
        new={"owner": owner.code},
    )


@transaction.atomic
def record_bodies(
    *, numbers: Mapping[str, str], source: str, actor: User | None = None
) -> dict[str, Organisation]:
    """Return the certification body of each name; those not known are recorded.

    ``numbers`` holds the approval number of each name, as far as it was written.
    Writings of one source that differ in legal form or remarks only are one body.
    """
    # Two imports that name the same unknown body must not record it twice.
    hold_lock("accounts.bodies")
    oldest_last = list(list_bodies().reverse())
    known = {name_key(body.name): body for body in oldest_last}
    made = {bare_key(body.name): body for body in oldest_last if body.source == source}
    told = {
        bare_key(name): _read_number(number)
        for name, number in reversed(list(numbers.items()))
        if _read_number(number)
    }
    fresh = {
        bare_key(name): Organisation(
            name=name.strip(),
            kind=OrganisationKind.CERTIFICATION_BODY,
            approval_number=told.get(bare_key(name), ""),
            source=source,
        )
        for name in reversed(list(numbers))
        if name_key(name) not in known and bare_key(name) not in made
    }
    if fresh:
        Organisation.objects.bulk_create(fresh.values())
        audit.record(
            action="accounts.bodies_recorded",
            actor=actor,
            counts={"created": len(fresh)},
        )
    made |= fresh
    return {name: known.get(name_key(name)) or made[bare_key(name)] for name in numbers}


@transaction.atomic
def drop_unused_bodies(*, bodies: Collection[int], actor: User | None = None) -> int:
    """Delete those of the bodies that only rosters named and nothing refers to."""
    hold_lock("accounts.bodies")
    made = Organisation.objects.filter(pk__in=bodies).exclude(source="")
    unused = [body for body in made if not is_referred_to(body)]
    if unused:
        Organisation.objects.filter(pk__in=[body.pk for body in unused]).delete()
        audit.record(
            action="accounts.bodies_dropped",
            actor=actor,
            old={"names": [body.name for body in unused]},
            counts={"dropped": len(unused)},
        )
    return len(unused)


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


def _find_unregistered(name: str, kind: str) -> Organisation | None:
    """Return the body that a roster recorded by this name; it is registered now."""
    if kind != OrganisationKind.CERTIFICATION_BODY:
        return None
    made = list_bodies().exclude(source="")
    return next((one for one in made if name_key(one.name) == name_key(name)), None)


def _check_right_to_create(kind: str, actor: User) -> None:
    """Officers create partners of the programme; units and the platform are not theirs."""
    scope = get_scope(actor)
    if not may(Action.CREATE_ORGANISATION, scope.roles):
        raise ForbiddenError
    if kind == OrganisationKind.UNIT:
        raise ForbiddenError
    if kind == OrganisationKind.PLATFORM and not scope.is_administrator:
        raise ForbiddenError


def _read_number(text: str) -> str:
    """Return an approval number; a dash, a slash or a whole sentence is none."""
    number = text.strip()
    return number if name_key(number) and len(number) <= LONGEST_NUMBER else ""


def _read_uscc(text: str) -> str:
    return parse_uscc(text).code if text.strip() else ""

"""Organisations, and who may see and administer which."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import DO_NOTHING, SET_NULL, ForeignObjectRel, Q, QuerySet
from django.utils import timezone

from zhisheng.apps.accounts.choices import OrganisationKind
from zhisheng.apps.accounts.models import Invitation, Membership, Organisation, User
from zhisheng.apps.accounts.permissions import (
    AUTHORISING_ROLES,
    ROLES_BY_ACTION,
    Action,
    may,
)
from zhisheng.apps.accounts.selectors.scope import Actor, Scope, get_scope
from zhisheng.kit.errors import ForbiddenError, NotFoundError

# Units and the platform have their own line; an enterprise is opened by its region.
KINDS_OPENED_OTHERWISE = frozenset(
    {OrganisationKind.UNIT, OrganisationKind.PLATFORM, OrganisationKind.ENTERPRISE}
)

WIDE_BRACKETS = str.maketrans("()", "（）")
NARROW_BRACKETS = str.maketrans("（）", "()")


@dataclass(frozen=True, slots=True)
class Administration:
    """What an actor may do in one organisation."""

    organisation: Organisation
    may_administer: bool
    may_invite: bool
    may_authorise: bool


def get_organisation(code: str) -> Organisation:
    """Return an organisation to the platform itself; pages ask get_organisation_for."""
    organisation = _organisations().filter(code=code).first()
    if organisation is None:
        raise NotFoundError
    return organisation


def find_organisation(*, code_or_number: str, kind: str = "") -> Organisation | None:
    """Find an active organisation by its code, credit code or approval number."""
    if not code_or_number:
        return None
    found = _organisations().filter(
        Q(code=code_or_number)
        | Q(uscc=code_or_number)
        | Q(approval_number=code_or_number),
        is_active=True,
    )
    return (found.filter(kind=kind) if kind else found).order_by("pk").first()


def list_organisations_called(text: str) -> QuerySet[Organisation]:
    """Return the active organisations of exactly this code, number or name, by age."""
    asked = text.strip()
    if not asked:
        return _organisations().none()
    # Brackets are typed in either width.
    names = {asked, asked.translate(WIDE_BRACKETS), asked.translate(NARROW_BRACKETS)}
    code = asked.upper()
    return (
        _organisations()
        .filter(
            Q(code=code) | Q(uscc=code) | Q(approval_number=code) | Q(name__in=names),
            is_active=True,
        )
        .order_by("pk")
    )


def list_bodies() -> QuerySet[Organisation]:
    """Return every certification body, the oldest first, closed ones too."""
    bodies = Organisation.objects.filter(kind=OrganisationKind.CERTIFICATION_BODY)
    return bodies.order_by("pk")


def map_organisation_ids(codes: Collection[str]) -> dict[str, int]:
    """Return the ids of the organisations that have one of the codes."""
    found = Organisation.objects.filter(code__in=codes).order_by()
    return dict(found.values_list("code", "pk"))


def is_referred_to(organisation: Organisation) -> bool:
    """Tell whether rows of any app refer to an organisation and would go or stay with it.

    References that a deletion merely empties do not count.
    """
    for relation in Organisation._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.many_to_many:
            continue
        if relation.on_delete in {SET_NULL, DO_NOTHING}:
            continue
        rows = relation.related_model._base_manager
        if rows.filter(**{relation.field.name: organisation}).exists():
            return True
    return False


def get_organisation_of_unit(unit_code: str) -> Organisation:
    """Return the organisation that people of a unit belong to."""
    organisation = (
        _organisations()
        .filter(unit__code=unit_code, kind=OrganisationKind.UNIT)
        .order_by("pk")
        .first()
    )
    if organisation is None:
        raise NotFoundError
    return organisation


def list_organisations_for(actor: Actor) -> QuerySet[Organisation]:
    """Return the organisations that a person belongs to."""
    return _organisations().filter(pk__in=get_scope(actor).organisation_ids)


def list_organisations_acted_for(
    actor: Actor, roles: Collection[str]
) -> QuerySet[Organisation]:
    """Return the organisations in which a person has one of the roles, oldest first."""
    user_id = get_scope(actor).user_id
    if user_id is None:
        return _organisations().none()
    acting = Membership.objects.present().filter(user_id=user_id, role__in=roles)
    own = _organisations().filter(pk__in=acting.values("organisation"), is_active=True)
    return own.order_by("pk")


def list_certification_bodies() -> QuerySet[Organisation]:
    """Return the bodies an enterprise can choose from; their names are public.

    One that a roster merely named is not among them until an office registers it.
    """
    return _organisations().filter(
        kind=OrganisationKind.CERTIFICATION_BODY, is_active=True, source=""
    )


def list_partners_for(actor: Actor) -> QuerySet[Organisation]:
    """Return the partners of the programme to whoever may add one."""
    if not may(Action.CREATE_ORGANISATION, get_scope(actor).roles):
        raise ForbiddenError
    own_pages = (OrganisationKind.UNIT, OrganisationKind.ENTERPRISE)
    return _organisations().filter(is_active=True).exclude(kind__in=own_pages)


def list_administered_organisations_for(actor: User) -> QuerySet[Organisation]:
    """Return the own organisations whose members and tokens the person looks after."""
    leading = Membership.objects.present().filter(
        user=actor,
        role__in=ROLES_BY_ACTION[Action.ADMINISTER_ORGANISATION],
    )
    return _organisations().filter(
        pk__in=leading.values("organisation"), is_active=True
    )


def get_organisation_for(*, actor: Actor, code: str) -> Organisation:
    """Return an organisation that the actor belongs to, administers or invites into."""
    return get_administration_for(actor=actor, code=code).organisation


def get_administration_for(*, actor: Actor, code: str) -> Administration:
    organisation = get_organisation(code)
    scope = get_scope(actor)
    administration = _weigh_rights(actor, scope, organisation)
    belongs = organisation.pk in scope.organisation_ids
    if not (belongs or administration.may_administer or administration.may_invite):
        raise NotFoundError
    return administration


def may_administer(actor: Actor, organisation: Organisation) -> bool:
    """Tell whether the actor looks after members and tokens of the organisation.

    A leading person of it does, an administrator everywhere, an officer in the units
    below; an officer does not look into the members of enterprises.
    """
    return _weigh_rights(actor, get_scope(actor), organisation).may_administer


def may_invite(actor: Actor, organisation: Organisation) -> bool:
    """Tell whether the actor may send an invitation into the organisation."""
    return _weigh_rights(actor, get_scope(actor), organisation).may_invite


def list_members(organisation: Organisation) -> QuerySet[Membership]:
    """Return the present members that are persons, not programs."""
    return (
        Membership.objects.present()
        .filter(organisation=organisation, user__is_machine=False)
        .select_related("user", "organisation")
        .order_by("pk")
    )


def get_member_for(
    *, actor: Actor, organisation_code: str, user_code: str, role: str
) -> Membership:
    """Return a membership of an organisation the actor administers, or the actor's own."""
    organisation = get_organisation_for(actor=actor, code=organisation_code)
    member = list_members(organisation).filter(user__code=user_code, role=role).first()
    if member is None:
        raise NotFoundError
    if member.user_id != actor.pk and not may_administer(actor, organisation):
        raise NotFoundError
    return member


def get_invitation_for(*, actor: Actor, code: str) -> Invitation:
    """Return a waiting invitation into an organisation the actor invites into."""
    found = Invitation.objects.select_related(
        "organisation__unit", "organisation__region"
    )
    invitation = found.filter(code=code).first()
    if invitation is None or not may_invite(actor, invitation.organisation):
        raise NotFoundError
    return invitation


def list_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """Return the invitations that can still be accepted."""
    return Invitation.objects.filter(
        organisation=organisation,
        accepted_at=None,
        withdrawn_at=None,
        expires_at__gt=timezone.now(),
    ).order_by("-created_at", "-pk")


def _organisations() -> QuerySet[Organisation]:
    return Organisation.objects.select_related("unit", "region")


def _weigh_rights(
    actor: Actor, scope: Scope, organisation: Organisation
) -> Administration:
    if not organisation.is_active:
        return Administration(
            organisation, may_administer=False, may_invite=False, may_authorise=False
        )
    administers = (
        scope.is_administrator
        or _governs_unit(scope, organisation)
        or _leads(actor, organisation)
    )
    return Administration(
        organisation,
        may_administer=administers,
        may_invite=administers
        or _governs_enterprise(scope, organisation)
        or _invites_first_person(scope, organisation),
        may_authorise=scope.holds(organisation.pk, AUTHORISING_ROLES),
    )


def _governs_unit(scope: Scope, organisation: Organisation) -> bool:
    unit = organisation.unit
    is_unit = organisation.kind == OrganisationKind.UNIT
    return is_unit and unit is not None and scope.covers_unit_path(unit.path)


def _governs_enterprise(scope: Scope, organisation: Organisation) -> bool:
    if organisation.kind != OrganisationKind.ENTERPRISE:
        return False
    if not may(Action.INVITE_INTO_ENTERPRISE, scope.roles):
        return False
    if organisation.unit is not None:
        return scope.covers_unit_path(organisation.unit.path)
    region = organisation.region
    return region is not None and scope.covers_region_code(region.code)


def _invites_first_person(scope: Scope, organisation: Organisation) -> bool:
    """Tell whether an officer may open a partner of the programme to its first person.

    Once somebody is there the partner invites its own people, so that no officer
    slips into a body or bank.
    """
    if organisation.kind in KINDS_OPENED_OTHERWISE:
        return False
    if not may(Action.INVITE_FIRST_PERSON, scope.roles):
        return False
    return not Membership.objects.filter(organisation=organisation).exists()


def _leads(actor: Actor, organisation: Organisation) -> bool:
    if actor.pk is None:
        return False
    return (
        Membership.objects.present()
        .filter(
            user_id=actor.pk,
            organisation=organisation,
            role__in=ROLES_BY_ACTION[Action.ADMINISTER_ORGANISATION],
        )
        .exists()
    )

"""Who sends a roster: what it may change on record, and what the sender may see there."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from django.db.models import Case, F, Max, Q, QuerySet, When
from django.db.models.functions import Coalesce

from zhisheng.apps.accounts.choices import OrganisationKind, UnitKind
from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.selectors import (
    find_area,
    find_area_above,
    get_scope,
    is_platform,
)
from zhisheng.apps.programme.models import Engagement, ImportRow, RosterImport
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.models.enterprises import (
    build_condition_of_unit,
    build_governed_condition,
)


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name a roster is read, and who uploaded it.

    The answers of the organisation count; what is told of the registry is what the
    uploader may see. Without one the platform uploads, for an organisation that has no
    more right by that; only in its own name, or in nobody's, is nothing hidden.
    """

    organisation: Organisation | None
    uploader: User | None = None
    is_platform: bool = False

    @classmethod
    def of(cls, roster_import: RosterImport) -> Self:
        uploader = roster_import.uploaded_by
        if uploader is not None and is_platform(uploader):
            return cls.on_command_line(roster_import.organisation)
        return cls(roster_import.organisation, uploader)

    @classmethod
    def on_command_line(cls, organisation: Organisation | None) -> Self:
        return cls(organisation, is_platform=_is_platform_itself(organisation))

    @property
    def is_office(self) -> bool:
        organisation = self.organisation
        return organisation is not None and organisation.kind == OrganisationKind.UNIT


def _is_platform_itself(organisation: Organisation | None) -> bool:
    """Tell whether the command line acts for the platform or the authority alone."""
    if organisation is None or organisation.kind == OrganisationKind.PLATFORM:
        return True
    unit = organisation.unit
    return unit is not None and unit.kind == UnitKind.AUTHORITY


def list_changeable(sender: Sender) -> QuerySet[Enterprise]:
    """Return the enterprises whose record a roster may change.

    An office changes what it governs, not what it was merely granted to see; a body's
    roster adds helps and values but never changes a record, nor does its preview show
    what stands there.
    """
    if sender.is_platform:
        return Enterprise.unscoped.all()
    if not sender.is_office:
        return Enterprise.unscoped.none()
    return Enterprise.unscoped.filter(_match_governed(sender))


def _match_governed(sender: Sender) -> Q:
    if sender.uploader is not None:
        return build_governed_condition(get_scope(sender.uploader), sender.uploader)
    unit = sender.organisation.unit if sender.organisation else None
    return build_condition_of_unit(unit) if unit else Q(pk__in=[])


def find_outside(sender: Sender, codes: Collection[str]) -> frozenset[str]:
    """Return which regions lie outside the area an office keeps the roster of."""
    if sender.is_platform or not sender.is_office:
        return frozenset()
    prefixes = _list_prefixes(sender)
    return frozenset(code for code in codes if code and not code.startswith(prefixes))


def _list_prefixes(sender: Sender) -> tuple[str, ...]:
    """Return how the regions begin; a station gives itself what lies where it does."""
    unit = sender.organisation.unit if sender.organisation else None
    if unit is not None and find_area(unit) is None:
        return (find_area_above(unit),)
    if sender.uploader is not None:
        return tuple(get_scope(sender.uploader).region_prefixes)
    area = find_area(unit) if unit is not None else None
    return () if area is None else (area,)


def find_changeable(sender: Sender, ids: Collection[int]) -> frozenset[int]:
    found = list_changeable(sender).filter(pk__in=ids)
    return frozenset(found.values_list("pk", flat=True))


def find_visible(sender: Sender, ids: Collection[int]) -> frozenset[int]:
    """Return which enterprises the sender has a right to see."""
    if sender.is_platform:
        return frozenset(ids)
    if sender.uploader is None:
        return find_changeable(sender, ids)
    visible = Enterprise.objects.visible_to(sender.uploader).filter(pk__in=ids)
    return frozenset(visible.values_list("pk", flat=True))


def find_reported(sender: Sender, ids: Collection[int]) -> frozenset[int]:
    """Return which enterprises stand in the ledger of the sending organisation.

    One that it reported under other names alone does not count: whoever types a code
    with a made-up name would be told the registered one by the next roster.
    """
    if sender.organisation is None:
        return frozenset()
    own = Q(helper=sender.organisation) | Q(reported_by=sender.organisation)
    of_these = Q(enterprise__in=ids) | Q(enterprise__merged_into__in=ids)
    helps = Engagement.objects.filter(own, of_these)
    settled = Coalesce("enterprise__merged_into_id", "enterprise_id")
    reported = frozenset(helps.values_list(settled, flat=True))
    return reported - _find_misnamed(sender.organisation, reported)


def _find_misnamed(organisation: Organisation, ids: Collection[int]) -> frozenset[int]:
    """Return the enterprises that none of an organisation's rows calls by their name."""
    if not ids:
        return frozenset()
    told = ImportRow.objects.filter(
        roster_import__organisation=organisation, enterprise__in=ids, is_applied=True
    )
    is_named = Max(Case(When(name_key=F("enterprise__name_key"), then=1), default=0))
    named = told.order_by().values("enterprise").annotate(is_named=is_named)
    return frozenset(named.filter(is_named=0).values_list("enterprise", flat=True))

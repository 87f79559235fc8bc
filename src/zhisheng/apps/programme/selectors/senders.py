"""Who sends a roster: what it may change on record, and what the sender may see there."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from zhisheng.apps.accounts.choices import OrganisationKind
from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.selectors import get_scope, is_platform
from zhisheng.apps.programme.models import Engagement, RosterImport
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.models.enterprises import build_governed_condition


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name a roster is read, and who uploaded it.

    The answers of the organisation count; what is told of the registry is what the
    uploader may see. A dry run on the command line acts for the platform.
    """

    organisation: Organisation | None
    uploader: User | None = None
    is_platform: bool = False

    @classmethod
    def of(cls, roster_import: RosterImport) -> Self:
        uploader = roster_import.uploaded_by
        return cls(
            roster_import.organisation,
            uploader,
            is_platform=uploader is not None and is_platform(uploader),
        )

    @property
    def is_office(self) -> bool:
        organisation = self.organisation
        return (
            self.uploader is not None
            and organisation is not None
            and organisation.kind == OrganisationKind.UNIT
        )


def list_changeable(sender: Sender) -> QuerySet[Enterprise]:
    """Return the enterprises whose record a roster may change.

    An office changes what it governs, not what it was merely granted to see; a body's
    roster adds helps and values but never changes a record, nor does its preview show
    what stands there.
    """
    if sender.is_platform:
        return Enterprise.unscoped.all()
    if sender.uploader is None or not sender.is_office:
        return Enterprise.unscoped.none()
    uploader = sender.uploader
    governed = build_governed_condition(get_scope(uploader), uploader)
    return Enterprise.unscoped.filter(governed)


def find_changeable(sender: Sender, ids: Collection[int]) -> frozenset[int]:
    found = list_changeable(sender).filter(pk__in=ids)
    return frozenset(found.values_list("pk", flat=True))


def find_visible(sender: Sender, ids: Collection[int]) -> frozenset[int]:
    """Return which enterprises the sender has a right to see."""
    if sender.is_platform:
        return frozenset(ids)
    if sender.uploader is None:
        return frozenset()
    visible = Enterprise.objects.visible_to(sender.uploader).filter(pk__in=ids)
    return frozenset(visible.values_list("pk", flat=True))


def find_reported(sender: Sender, ids: Collection[int]) -> frozenset[int]:
    """Return which enterprises stand in the ledger of the sending organisation."""
    own = Q(helper=sender.organisation) | Q(reported_by=sender.organisation)
    of_these = Q(enterprise__in=ids) | Q(enterprise__merged_into__in=ids)
    helps = Engagement.objects.filter(own, of_these)
    settled = Coalesce("enterprise__merged_into_id", "enterprise_id")
    return frozenset(helps.values_list(settled, flat=True))

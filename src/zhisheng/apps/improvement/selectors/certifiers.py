"""Which bodies an enterprise may choose to be certified by, and which it chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.accounts.selectors import list_certification_bodies
from zhisheng.apps.improvement.models import CertifierChoice
from zhisheng.apps.improvement.selectors.impartiality import (
    ShownConflict,
    map_choice_conflicts,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors import list_record_ids

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class OfferedBody:
    """A body with what speaks against choosing it; nothing does in most cases."""

    body: Organisation
    conflicts: tuple[ShownConflict, ...]


def find_certifier_choice(enterprise: Enterprise) -> CertifierChoice | None:
    """Return the open choice; one of a merged record stands as its own."""
    return list_open_choices(enterprise).first()


def list_open_choices(enterprise: Enterprise) -> QuerySet[CertifierChoice]:
    """Return what is chosen: more than one only where a merged record had its own."""
    records = list_record_ids(enterprise.pk)
    open_ = CertifierChoice.objects.filter(enterprise__in=records, ended_at=None)
    return open_.select_related("certifier").order_by("-chosen_at", "-pk")


def get_body_to_choose(code: str) -> Organisation | None:
    return list_certification_bodies().filter(code=code).first()


def list_offered_bodies(
    *, enterprise: Enterprise, text: str, on: date
) -> Sequence[OfferedBody]:
    """Return the bodies whose name or number holds a text, by name: nobody is ranked."""
    asked = text.strip()
    holds = Q(name__icontains=asked) | Q(approval_number__icontains=asked)
    bodies = list(
        list_certification_bodies().filter(holds).order_by("name", "pk")[:MOST_SHOWN]
    )
    found = map_choice_conflicts(enterprise=enterprise, certifiers=bodies, on=on)
    return [OfferedBody(one, found[one.pk]) for one in bodies]

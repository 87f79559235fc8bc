"""Who of an office can be asked about a task."""

from django.db.models import QuerySet

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Membership, Unit, User

MOST_PEOPLE = 300


def list_officers_of(units: QuerySet[Unit]) -> QuerySet[Membership]:
    """Return the officers of units that the caller has been let to see, by unit."""
    found = Membership.objects.filter(
        organisation__unit__in=units.values("code"),
        role=Role.OFFICER,
        ended_at=None,
        user__is_active=True,
        user__is_machine=False,
    )
    named = found.select_related("user", "organisation__unit")
    return named.order_by("organisation__unit__path", "user__name")[:MOST_PEOPLE]


def is_officer_of(person: User, unit: Unit) -> bool:
    found = Membership.objects.filter(
        user=person, organisation__unit=unit, role=Role.OFFICER, ended_at=None
    )
    return found.exists()

"""Who answers for the enterprises, bodies and units of entries, and so is told of them."""

from django.db.models import Q, QuerySet

from zhisheng.apps.accounts.models import Membership, User
from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.permissions import ANSWERING


def select_answering(entries: QuerySet[TaskEntry]) -> QuerySet[User]:
    """Return the people who answer for the enterprises, bodies or units of entries."""
    own = entries.exclude(organisation=None).values("organisation")
    of_enterprises = entries.exclude(enterprise__organisation=None).values(
        "enterprise__organisation"
    )
    whose = Q(organisation__in=own) | Q(organisation__in=of_enterprises)
    return select_people(whose, role__in=ANSWERING)


def select_people(whose: Q, **roles: object) -> QuerySet[User]:
    """Return people whose membership still runs, in the organisations and roles given."""
    running = Membership.objects.present().filter(whose, **roles)
    return User.objects.filter(
        pk__in=running.values("user"), is_active=True, is_machine=False
    )

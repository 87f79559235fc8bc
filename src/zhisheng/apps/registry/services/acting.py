"""代办: an office above decides in place of the one in charge, and says why."""

from django.db.models import QuerySet
from django.urls import reverse

from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.accounts.services import (
    Acting,
    Notice,
    clean_acting_reason,
    send_notice,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.permissions import Action
from zhisheng.apps.registry.selectors.charge import find_deciding
from zhisheng.apps.registry.selectors.offices import list_officers


def require_acting(enterprise: Enterprise, actor: User, reason: str) -> Acting | None:
    """Tell in whose name the actor decides; for another office not without a word."""
    found = find_deciding(actor, enterprise)
    if found is None:
        return None
    office, charged = found
    if office == charged:
        return Acting(office)
    said = clean_acting_reason(reason, whose=charged.name)
    return Acting(office, charged, said)


def tell_acted_for(
    enterprise: Enterprise, acting: Acting | None, *, title: str, key: str, actor: User
) -> None:
    """Tell the office in whose place somebody decided, with the reason."""
    if acting is None or acting.acted_for is None:
        return
    notice = Notice(
        template="todo",
        title=title,
        key=f"acted:{key}",
        link=reverse("registry:detail", args=[enterprise.code]),
        data={
            "enterprise": enterprise.name,
            "unit": acting.office.name,
            "reason": acting.reason,
        },
    )
    people = select_officers(acting.acted_for, Action.DECIDE)
    send_notice(notice=notice, recipients=people.exclude(pk=actor.pk), actor=actor)


def select_officers(office: Unit, action: Action) -> QuerySet[User]:
    """Return the people of an office who may do something."""
    members = list_officers(action).filter(organisation__unit=office)
    return User.objects.filter(pk__in=members.values("user"))

"""Units that the enterprises of a roster may be given to."""

from django.db.models import QuerySet

from zhisheng.apps.accounts.models import Organisation, Unit
from zhisheng.apps.accounts.selectors import find_area, list_units_below
from zhisheng.apps.programme.selectors.senders import Sender


def list_giving_units(sender: Sender) -> QuerySet[Unit]:
    """Return the running units a sender gives enterprises to: its own and those below."""
    if sender.is_platform:
        found = Unit.objects.all()
    elif sender.is_office:
        found = list_office_units(sender.organisation)
    else:
        found = Unit.objects.none()
    return found.filter(ended_on=None).select_related("parent").order_by("path")


def list_office_units(organisation: Organisation | None) -> QuerySet[Unit]:
    unit = organisation.unit if organisation else None
    return list_units_below(unit) if unit else Unit.objects.none()


def find_station(sender: Sender) -> Unit | None:
    """Return the sender's own unit where it has no area of its own, as a station."""
    organisation = sender.organisation
    unit = organisation.unit if sender.is_office and organisation else None
    return unit if unit and find_area(unit) is None and unit.parent_id else None

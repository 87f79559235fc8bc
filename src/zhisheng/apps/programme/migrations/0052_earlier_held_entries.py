from datetime import timedelta

from django.db import migrations
from django.db.models import Exists, F, OuterRef, Q, Subquery


def tell_held(apps, schema_editor):
    """Tell of what was handed in before by whom, and whether its own people were asked."""
    entries = apps.get_model("programme", "TaskEntry").objects
    filled = entries.filter(is_filled_for=True)
    filled.update(needs_check=True, filled_office=Subquery(_find_office(apps)))
    links = apps.get_model("programme", "TaskLink").objects
    # A link younger than a day was not sent a second time.
    sent = links.filter(
        entry=OuterRef("pk"), made_at__gte=OuterRef("submitted_at") - timedelta(days=1)
    ).exclude(address_masked="")
    asked = filled.filter(
        Q(enterprise=None) | Q(enterprise__organisation__isnull=False) | Exists(sent)
    )
    entries.filter(pk__in=asked.values("pk")).update(check_asked_at=F("submitted_at"))
    steps = apps.get_model("programme", "EntryStep").objects
    last = steps.filter(
        entry=OuterRef("pk"), act__in=["submitted", "filled_for"]
    ).order_by("-id")
    by_link = steps.filter(link__address_masked="", act="submitted")
    found = entries.filter(is_filled_for=False, pk__in=by_link.values("entry"))
    came = found.alias(last=Subquery(last.values("link__address_masked")[:1]))
    entries.filter(pk__in=came.filter(last="").values("pk")).update(needs_check=True)


def _find_office(apps):
    """Find the office of who filled an entry in, where the person still is or was last."""
    memberships = apps.get_model("accounts", "Membership").objects
    theirs = memberships.filter(
        user=OuterRef("filled_by"), role="officer", organisation__unit__isnull=False
    )
    return theirs.order_by("-id").values("organisation__unit")[:1]


class Migration(migrations.Migration):
    dependencies = [("programme", "0051_held_entries")]

    operations = [
        migrations.RunPython(tell_held, migrations.RunPython.noop, elidable=True)
    ]

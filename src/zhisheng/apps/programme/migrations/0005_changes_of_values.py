"""Put what applied rosters changed into the table of all changes of values."""

from itertools import islice

from django.db import migrations

ROWS_PER_STATEMENT = 500


def move_changes(apps, schema_editor):
    change_class = apps.get_model("returns", "ValueChange")
    found = apps.get_model("programme", "ImportChange").objects.filter(table="value")
    live = found.exclude(roster_import__status="withdrawn").order_by("id")
    rows = live.values_list("roster_import__code", "old").iterator(chunk_size=2000)
    while batch := list(islice(rows, ROWS_PER_STATEMENT)):
        change_class.objects.bulk_create(
            change_class(
                source=code,
                value_id=change["value_id"],
                old=change["old"],
                new=change["new"],
            )
            for code, change in batch
        )
    found.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0004_engagement_writers"),
        ("returns", "0006_changes_of_sheets"),
    ]

    operations = [migrations.RunPython(move_changes, migrations.RunPython.noop)]

"""Put what applied sheets changed into the table of all changes of values."""

from django.db import migrations

ROWS_PER_STATEMENT = 500


def move_changes(apps, schema_editor):
    change_class = apps.get_model("returns", "ValueChange")
    sheets = apps.get_model("returns", "SheetImport").objects.filter(status="applied")
    for sheet in sheets.order_by("applied_at").iterator(chunk_size=10):
        change_class.objects.bulk_create(
            [
                change_class(
                    source=sheet.code,
                    value_id=change["value_id"],
                    old=change["old"],
                    new=change["new"],
                )
                for change in sheet.changes
            ],
            batch_size=ROWS_PER_STATEMENT,
        )


class Migration(migrations.Migration):
    dependencies = [("returns", "0005_value_changes")]

    operations = [migrations.RunPython(move_changes, migrations.RunPython.noop)]

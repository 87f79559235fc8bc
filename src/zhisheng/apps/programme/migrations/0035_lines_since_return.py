from django.db import migrations, models

import zhisheng.apps.programme.choices


def take_over(apps, schema_editor):
    """Lines were noted as mended alike, left ones and new ones too; so they stay."""
    rows = apps.get_model("programme", "EntryRow").objects.filter(is_mended=True)
    rows.update(since_return="mended")


class Migration(migrations.Migration):
    dependencies = [("programme", "0034_units_of_rows")]

    operations = [
        migrations.AddField(
            model_name="entryrow",
            name="since_return",
            field=models.CharField(
                blank=True,
                choices=zhisheng.apps.programme.choices.get_returns_since,
                default="",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="entrystep",
            name="dropped",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="entryrow", name="is_mended"),
    ]

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def tell_first_times(apps, schema_editor):
    """Of what was handed in before, the steps tell when it was for the first time."""
    steps = apps.get_model("programme", "EntryStep").objects
    first = steps.filter(entry=OuterRef("pk"), act__in=["submitted", "filled_for"])
    handed_in = apps.get_model("programme", "TaskEntry").objects.filter(
        submitted_at__isnull=False
    )
    handed_in.update(
        handed_in_at=Subquery(first.order_by("id").values("done_at")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [("programme", "0035_lines_since_return")]

    operations = [
        migrations.AddField(
            model_name="reportingtask",
            name="keeps_day_off",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="taskentry",
            name="handed_in_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(
            tell_first_times, migrations.RunPython.noop, elidable=True
        ),
    ]

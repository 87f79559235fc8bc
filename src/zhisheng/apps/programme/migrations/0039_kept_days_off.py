from django.db import migrations

from zhisheng.methods.working_days import is_working_day


def keep_days_off(apps, schema_editor):
    """Earlier tasks were given their deadline as it stands: one on a day off was meant."""
    tasks = apps.get_model("programme", "ReportingTask").objects
    days = tasks.values_list("due_on", flat=True).distinct().order_by()
    off = [day for day in days if not is_working_day(day)]
    tasks.filter(due_on__in=off).update(keeps_day_off=True)


class Migration(migrations.Migration):
    dependencies = [("programme", "0038_keepers_of_answers")]

    operations = [
        migrations.RunPython(keep_days_off, migrations.RunPython.noop, elidable=True),
    ]

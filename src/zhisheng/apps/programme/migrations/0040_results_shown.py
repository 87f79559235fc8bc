from django.db import migrations, models


def keep_earlier_results(apps, schema_editor):
    """What was archived when results were not public stays so until its office shows it."""
    notices = apps.get_model("programme", "PublicNotice").objects
    notices.filter(status="archived").update(is_result_public=False)


class Migration(migrations.Migration):
    dependencies = [("programme", "0039_kept_days_off")]

    operations = [
        migrations.AddField(
            model_name="publicnotice",
            name="is_result_public",
            field=models.BooleanField(default=True),
        ),
        migrations.RunPython(
            keep_earlier_results, migrations.RunPython.noop, elidable=True
        ),
    ]

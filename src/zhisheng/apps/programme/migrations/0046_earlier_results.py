from django.db import migrations


def keep_earlier_results(apps, schema_editor):
    """What was archived when results were not public stays so until its office shows it."""
    notices = apps.get_model("programme", "PublicNotice").objects
    notices.filter(status="archived").update(is_result_public=False)


class Migration(migrations.Migration):
    dependencies = [("programme", "0045_settled_steps")]

    operations = [
        migrations.RunPython(
            keep_earlier_results, migrations.RunPython.noop, elidable=True
        ),
    ]

from django.db import migrations, models
from django.db.models import F, Q


def mark_disputed(apps, schema_editor):
    visits = apps.get_model("improvement", "HelpVisit")
    is_no = Q(said_came=False) | Q(said_kind=False)
    visits.objects.filter(is_no).update(disputed_at=F("said_at"))


class Migration(migrations.Migration):
    dependencies = [("improvement", "0007_certifier_choices")]

    operations = [
        migrations.AddField("helpvisit", "disputed_at", models.DateTimeField(null=True)),
        migrations.RunPython(
            mark_disputed, migrations.RunPython.noop, elidable=True
        ),
    ]

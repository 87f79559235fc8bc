from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("improvement", "0008_disputed_visits")]

    operations = [
        migrations.AddField(
            "casestep",
            "acted_for_name",
            models.CharField(max_length=100, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "casestep",
            "acting_reason",
            models.CharField(max_length=300, blank=True, default=""),
            preserve_default=False,
        ),
    ]

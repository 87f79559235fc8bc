from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0037_added_entries")]

    operations = [
        migrations.AddField(
            model_name="taskentry",
            name="kept_by",
            field=models.JSONField(default=dict),
        ),
    ]

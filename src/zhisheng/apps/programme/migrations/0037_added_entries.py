from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0036_late_entries")]

    operations = [
        migrations.AddField(
            model_name="taskentry",
            name="added_reason",
            field=models.CharField(blank=True, max_length=300),
        ),
    ]

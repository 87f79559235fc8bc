from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0039_kept_days_off")]

    operations = [
        migrations.AddField(
            model_name="publicnotice",
            name="is_result_public",
            field=models.BooleanField(default=True),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0046_earlier_results")]

    operations = [
        migrations.AddField(
            model_name="noticesubject",
            name="source",
            field=models.CharField(blank=True, max_length=16),
        ),
    ]

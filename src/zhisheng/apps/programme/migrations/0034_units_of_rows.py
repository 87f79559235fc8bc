from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0033_earlier_links"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrow",
            name="unit_code",
            field=models.CharField(blank=True, max_length=24),
        ),
        migrations.AddField(
            model_name="importrow",
            name="unit_text",
            field=models.CharField(blank=True, max_length=240),
        ),
    ]

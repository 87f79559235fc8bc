from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0042_recipient_changes")]

    operations = [
        migrations.AddField(
            model_name='entryremark',
            name='reply',
            field=models.CharField(blank=True, max_length=300),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0012_joined_codes'),
    ]

    operations = [
        migrations.AddField(
            model_name='columnset',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
    ]

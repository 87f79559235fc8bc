from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("returns", "0006_changes_of_sheets")]

    operations = [
        migrations.RemoveField(model_name="sheetimport", name="changes"),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0005_changes_of_values")]

    operations = [
        migrations.AddIndex(
            model_name="importchange",
            index=models.Index(
                fields=["table", "object_id"], name="import_change_object"
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0044_acted_for")]

    operations = [
        migrations.AddIndex(
            model_name="entrystep",
            index=models.Index(
                condition=models.Q(("act", "settled")),
                fields=["entry", "done_at"],
                name="step_settled",
            ),
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("maturity", "0004_standing")]
    operations = [
        migrations.AddField(
            model_name="evaluationanswer",
            name="review",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="answers",
                to="maturity.review",
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("returns", "0004_sheet_statuses")]

    operations = [
        migrations.CreateModel(
            name="ValueChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("source", models.CharField(max_length=120)),
                ("value_id", models.BigIntegerField()),
                ("old", models.JSONField(null=True)),
                ("new", models.JSONField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["source"], name="value_change_source"),
                    models.Index(fields=["value_id"], name="value_change_value"),
                ],
            },
        ),
        migrations.AddField(
            model_name="sheetimport",
            name="kept",
            field=models.JSONField(default=list),
        ),
    ]

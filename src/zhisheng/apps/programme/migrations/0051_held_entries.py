import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_unit_phones"),
        ("programme", "0050_notice_versions"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="tasklink", name="task_link_one_alive"),
        migrations.RemoveIndex(model_name="taskentry", name="entry_unchecked"),
        migrations.AddField(
            model_name="taskentry",
            name="check_asked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="taskentry",
            name="filled_office",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.unit",
                to_field="code",
            ),
        ),
        migrations.AddField(
            model_name="taskentry",
            name="is_said_right",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="taskentry",
            name="needs_check",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="taskentry",
            index=models.Index(
                condition=Q(("confirmed_at", None), ("needs_check", True)),
                fields=["task", "unit_path", "is_final", "is_disputed"],
                name="entry_unchecked",
            ),
        ),
        migrations.AddIndex(
            model_name="taskentry",
            index=models.Index(
                condition=Q(("is_disputed", True)),
                fields=["task"],
                name="entry_disputed",
            ),
        ),
        migrations.AddConstraint(
            model_name="tasklink",
            constraint=models.UniqueConstraint(
                condition=Q(("address_masked", ""), ("ended_at", None)),
                fields=("entry",),
                name="task_link_one_handed_over",
            ),
        ),
        migrations.AddConstraint(
            model_name="tasklink",
            constraint=models.UniqueConstraint(
                condition=Q(
                    ("ended_at", None), Q(("address_masked", ""), _negated=True)
                ),
                fields=("entry",),
                name="task_link_one_sent",
            ),
        ),
    ]

"""Reserve ids for rows read before ids were reserved, so that they can be applied."""

from django.db import migrations

from zhisheng.kit.bulk import reserve_ids, split

BATCH = 500


def give_ids(apps, schema_editor):
    enterprise_class = apps.get_model("registry", "Enterprise")
    rows = apps.get_model("programme", "ImportRow").objects.filter(
        new_enterprise_id=None, is_applied=False
    )
    rows = rows.exclude(enterprise_code="").exclude(status="refused")
    codes = sorted(set(rows.values_list("enterprise_code", flat=True)))
    for batch in split(codes, BATCH):
        # An import applied in part has created some of them already.
        made = enterprise_class._base_manager.filter(code__in=batch)
        ids = dict(made.values_list("code", "pk"))
        fresh = [code for code in batch if code not in ids]
        ids.update(zip(fresh, reserve_ids(enterprise_class, len(fresh)), strict=True))
        for code, identifier in ids.items():
            rows.filter(enterprise_code=code).update(new_enterprise_id=identifier)


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0006_changes_by_object"),
        ("registry", "0002_references_of_mass_tables"),
    ]

    operations = [migrations.RunPython(give_ids, migrations.RunPython.noop)]

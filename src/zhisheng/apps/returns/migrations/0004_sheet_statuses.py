from django.db import migrations


def tell_statuses(apps, schema_editor):
    """Every sheet kept before was checked as it was uploaded."""
    sheets = apps.get_model("returns", "SheetImport").objects
    sheets.filter(withdrawn_at__isnull=False).update(status="withdrawn")
    sheets.filter(withdrawn_at=None, applied_at__isnull=False).update(status="applied")
    sheets.filter(withdrawn_at=None, applied_at=None).update(status="previewed")


class Migration(migrations.Migration):
    dependencies = [("returns", "0003_sheet_jobs")]
    operations = [migrations.RunPython(tell_statuses, migrations.RunPython.noop)]

from django.db import migrations


def tell_proofs(apps, schema_editor):
    """Take what was said signed in for proven, and what was said by a link for not."""
    engagements = apps.get_model("programme", "Engagement").objects
    said = engagements.filter(is_confirmed__isnull=False, confirmation_proof="")
    said.filter(is_confirmed=True, recorded_by__isnull=False).update(
        confirmation_proof="account"
    )
    said.update(confirmation_proof="none")


class Migration(migrations.Migration):
    dependencies = [("programme", "0025_confirmation_proofs")]

    operations = [migrations.RunPython(tell_proofs, migrations.RunPython.noop)]

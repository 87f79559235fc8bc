"""What enterprises were called before, found in their versions, so that search finds it."""

from itertools import islice

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F

from zhisheng.methods.linkage import name_key

BATCH = 2_000


def collect_former_names(apps, schema_editor):
    versions = apps.get_model("registry", "EnterpriseVersion")
    former_name = apps.get_model("registry", "FormerName")
    told = versions.objects.exclude(name=F("enterprise__name")).order_by("pk")
    rows = told.values_list("enterprise_id", "name", "enterprise__name_key")
    found = (
        former_name(enterprise_id=pk, name=name, name_key=name_key(name))
        for pk, name, current in rows.iterator(chunk_size=BATCH)
        if name_key(name) != current
    )
    while batch := list(islice(found, BATCH)):
        former_name.objects.bulk_create(batch, ignore_conflicts=True)


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0007_statements'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('name_key', models.CharField(max_length=120)),
                ('enterprise', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='former_names', to='registry.enterprise')),
            ],
            options={
                'indexes': [models.Index(fields=['name_key'], name='former_name_key')],
                'constraints': [models.UniqueConstraint(fields=('enterprise', 'name_key'), name='former_name_once')],
            },
        ),
        migrations.RunPython(
            collect_former_names, migrations.RunPython.noop, elidable=True
        ),
    ]

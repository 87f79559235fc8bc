"""Staging rows of an importer; reported totals stand in for them."""

from django.db.models import BigIntegerField, F
from django.db.models.functions import Cast

from zhisheng.apps.returns import services
from zhisheng.apps.returns.models import AreaValue


def stage(enterprise, body, document, **content):
    AreaValue.objects.create(
        subject_kind="staged",
        subject_code=str(enterprise.pk),
        indicator_id=content.pop("indicator", "revenue"),
        period=content.pop("period", "2024"),
        document=document,
        declared_by=body,
        **content,
    )


def staged(document):
    return AreaValue.objects.filter(document__startswith=document).annotate(
        enterprise_id=Cast("subject_code", BigIntegerField()),
        indicator_code=F("indicator_id"),
    )


def record(document):
    return services.record_values_from(
        staging=staged(document),
        source_kind="roster",
        source=f"roster:{document}",
        actor=None,
    )

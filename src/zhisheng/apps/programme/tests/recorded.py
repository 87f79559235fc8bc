"""What an import may have written, to compare before and after."""

from zhisheng.apps.programme.models import (
    Engagement,
    Enrolment,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.returns.models import Value


def describe_everything():
    """Return what an import may write, to compare before and after."""
    return {
        "enterprises": sorted(
            Enterprise.unscoped.values_list(
                "name", "uscc", "region_id", "industry_id", "address", "size_class"
            )
        ),
        "enrolments": sorted(Enrolment.objects.values_list("enterprise__name", "year")),
        "helps": sorted(
            Engagement.objects.values_list(
                "enterprise__name", "year", "helper__name", "method", "problem"
            )
        ),
        "values": sorted(
            Value.objects.values_list(
                "enterprise__name", "indicator_id", "period", "value"
            )
        ),
    }


def list_values(enterprise):
    return {
        (value.indicator_id, value.period): (value.value, value.is_approximate)
        for value in Value.objects.filter(enterprise=enterprise)
    }

"""What of the returns is kept for a time only."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as _

from zhisheng.apps.returns.models import Form, Return
from zhisheng.kit.retention import RetentionRule, delete_in_batches, erases


@erases(
    RetentionRule("returns.filings", _("指标填报表"), _("最后改动后，按表上写的年数"))
)
def erase_filings(now: datetime) -> int:
    """Erase the filled-in forms; the values taken from them are figures of the programme."""
    return sum(
        delete_in_batches(
            Return.objects.filter(
                form=form,
                updated_at__lt=now - timedelta(days=365 * form.retention_years),
            )
        )
        for form in Form.objects.all()
    )

"""Count acts exactly, whichever process they come to.

The cache will not do: its counter is read and written in two steps, and counting on
makes it forget when it was to end.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from zhisheng.kit.crypto import blind_index
from zhisheng.kit.errors import RateLimitedError
from zhisheng.kit.pacing.models import Pace


@transaction.atomic
def count_within(*, kind: str, who: str, most: int, period: timedelta) -> None:
    """Count one act of this kind, or refuse it until the period is over.

    The count is taken back with the transaction around it, so that only what was done
    is counted.
    """
    now = timezone.now()
    key = blind_index(who, purpose=f"pace/{kind}")
    pace, _is_new = Pace.objects.get_or_create(
        key=key, defaults={"ends_at": now + period}
    )
    is_over = Q(ends_at__lte=now)
    # One statement, so that acts at the same moment cannot slip by.
    counted = Pace.objects.filter(is_over | Q(count__lt=most), pk=pace.pk).update(
        count=Case(When(is_over, then=Value(1)), default=F("count") + 1),
        ends_at=Case(When(is_over, then=Value(now + period)), default=F("ends_at")),
    )
    if counted:
        return
    if not Pace.objects.filter(pk=pace.pk).exists():
        # Forgotten between the two statements: its period is over.
        count_within(kind=kind, who=who, most=most, period=period)
    else:
        raise RateLimitedError(retry_after_seconds=_seconds_between(now, pace.ends_at))


def forget_old_paces() -> int:
    """Delete the counts whose period is over; return how many."""
    return Pace.objects.filter(ends_at__lte=timezone.now()).delete()[0]


def _seconds_between(now: datetime, end: datetime) -> int:
    return max(1, int((end - now).total_seconds()) + 1)

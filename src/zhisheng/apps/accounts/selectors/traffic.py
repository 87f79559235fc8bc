"""Whether messages go out: counts by channel, never whom they were for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from zhisheng.apps.accounts.choices import ChannelName, DispatchStatus
from zhisheng.apps.accounts.models import ChannelOutage, Dispatch
from zhisheng.kit.channels import list_channel_names

DAY, WEEK = timedelta(days=1), timedelta(days=7)
OUT = (DispatchStatus.HANDED_OVER, DispatchStatus.RECEIVED)


@dataclass(frozen=True, slots=True)
class Traffic:
    """What became of the texts of a span; ``received`` are those with a receipt."""

    out: int
    received: int
    failed: int


@dataclass(frozen=True, slots=True)
class ChannelTraffic:
    """One channel; ``down_since`` is None while it takes what it is handed."""

    name: str
    label: str
    waiting: int
    oldest: datetime | None
    down_since: datetime | None
    day: Traffic
    week: Traffic


def list_traffic() -> tuple[ChannelTraffic, ...]:
    """Return the channels of this installation; the caller has asked for the right."""
    now = timezone.now()
    outages = dict(ChannelOutage.objects.values_list("channel", "since"))
    waiting = Dispatch.objects.filter(status=DispatchStatus.WAITING)
    queued = {
        channel: (count, oldest)
        for channel, count, oldest in waiting.order_by()
        .values_list("channel")
        .annotate(Count("pk"), Min("created_at"))
    }
    day, week = (_count(now - span) for span in (DAY, WEEK))
    none = Traffic(0, 0, 0)
    return tuple(
        ChannelTraffic(
            name,
            str(ChannelName(name).label),
            *queued.get(name, (0, None)),
            outages.get(name),
            day.get(name, none),
            week.get(name, none),
        )
        for name in list_channel_names()
    )


def _count(since: datetime) -> dict[str, Traffic]:
    found = Dispatch.objects.filter(created_at__gte=since).order_by()
    counted = found.values_list("channel").annotate(
        out=Count("pk", filter=Q(status__in=OUT)),
        received=Count("pk", filter=Q(status=DispatchStatus.RECEIVED)),
        failed=Count("pk", filter=Q(status=DispatchStatus.FAILED)),
    )
    return {channel: Traffic(*counts) for channel, *counts in counted}

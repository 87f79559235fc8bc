"""Handing over what waits: at least once, never forgotten, one text for several matters.

A worker first moves the next attempt of what it takes, then hands it over, then notes
what the channel said. Killed in between, the same text is handed over again under the
same key, by which the channel drops it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.choices import ChannelName, DispatchStatus
from zhisheng.apps.accounts.models import ChannelOutage, Dispatch
from zhisheng.apps.accounts.services.merging import merge_waiting, redirect
from zhisheng.apps.accounts.services.messages import is_quiet, leave_quiet_hours
from zhisheng.kit import bulk
from zhisheng.kit.channels import (
    ChannelDownError,
    Outcome,
    Parcel,
    Verdict,
    get_channel,
    list_channel_names,
)
from zhisheng.reference.messages import get_template, load_templates

BATCH = 500
# Longer than any channel takes for a batch.
CLAIM = timedelta(minutes=5)
MAX_ATTEMPTS = 8
FIRST_BACKOFF = timedelta(seconds=30)
LONGEST_BACKOFF = timedelta(hours=1)
NOTED = (
    "status", "attempts", "next_attempt_at", "handed_over_at", "problem", "address",
    "secret",
)  # fmt: skip


def deliver_messages(*, report: Callable[[int], None] = lambda _taken: None) -> int:
    """Merge what waits and hand it over; return how many texts the channels took."""
    merge_waiting(timezone.now())
    _expire(timezone.now())
    taken, down = 0, set[str]()
    while claimed := _claim(timezone.now(), down):
        for channel, dispatches in _group(claimed).items():
            try:
                taken += _hand_over(channel, dispatches)
                ChannelOutage.objects.filter(channel=channel).delete()
            except ChannelDownError:
                _put_back(dispatches)
                down.add(channel)
                ChannelOutage.objects.get_or_create(channel=channel)
        report(taken)
    return taken


def note_receipts(channel: str, received: Iterable[tuple[str, bool]]) -> int:
    """Note what a channel reports of texts it took; what it repeats changes nothing."""
    now, noted = timezone.now(), 0
    for code, is_delivered in received:
        status = DispatchStatus.RECEIVED if is_delivered else DispatchStatus.FAILED
        waiting = Dispatch.objects.filter(
            code=code, channel=channel, status=DispatchStatus.HANDED_OVER
        )
        noted += waiting.update(status=status, receipt_at=now)
    return noted


def _claim(now: datetime, down: set[str]) -> list[Dispatch]:
    """Take a batch for this worker alone, until the claim runs out."""
    due = Dispatch.objects.filter(
        status=DispatchStatus.WAITING,
        next_attempt_at__lte=now,
        channel__in=set(list_channel_names()) - down,
    )
    if is_quiet(now):
        due = due.filter(template__in=_list_immediate())
    with transaction.atomic():
        rows = due.select_for_update(skip_locked=True, of=("self",)).select_related(
            "recipient"
        )
        claimed = list(rows.order_by("next_attempt_at", "id")[:BATCH])
        Dispatch.objects.filter(pk__in=[one.pk for one in claimed]).update(
            attempts=F("attempts") + 1, next_attempt_at=now + CLAIM
        )
    for one in claimed:
        one.attempts += 1
    return claimed


def _list_immediate() -> list[str]:
    return [one.code for one in load_templates() if one.is_immediate]


def _expire(now: datetime) -> None:
    """Drop what would come too late to be of use, or to somebody who left."""
    is_over = Q(expires_at__lte=now) | Q(recipient__is_active=False)
    Dispatch.objects.filter(is_over, status=DispatchStatus.WAITING).update(
        status=DispatchStatus.EXPIRED, address="", secret=""
    )


def _group(dispatches: Iterable[Dispatch]) -> dict[str, list[Dispatch]]:
    grouped = defaultdict(list)
    for one in dispatches:
        grouped[one.channel].append(one)
    return grouped


def _hand_over(channel: str, dispatches: Sequence[Dispatch]) -> int:
    outcomes = get_channel(channel).hand_over([_wrap(one) for one in dispatches])
    said = {outcome.key: outcome for outcome in outcomes}
    with transaction.atomic():
        ours = _lock_ours(dispatches)
        for one in ours:
            unsaid = Outcome(one.code, Verdict.LATER, "no answer")
            _note(one, said.get(one.code, unsaid))
        columns = ((*(getattr(one, name) for name in NOTED), one.pk) for one in ours)
        bulk.update_rows(Dispatch, NOTED, columns)
        _try_other_channels(ours)
    return sum(one.status == DispatchStatus.HANDED_OVER for one in ours)


def _lock_ours(dispatches: Iterable[Dispatch]) -> list[Dispatch]:
    """Lock what no other worker took while this one was slow: that one has the word."""
    claimed = {one.pk: one for one in dispatches}
    waiting = Dispatch.objects.select_for_update().filter(
        pk__in=claimed, status=DispatchStatus.WAITING
    )
    found = waiting.order_by("pk").values_list("pk", "attempts")
    return [claimed[pk] for pk, attempts in found if claimed[pk].attempts == attempts]


def _wrap(dispatch: Dispatch) -> Parcel:
    template = get_template(dispatch.template)
    link = f"{settings.PUBLIC_URL}{_lead(dispatch)}" if dispatch.link else ""
    return Parcel(
        key=dispatch.code,
        address=dispatch.address,
        text=template.write(
            count=dispatch.count,
            link=link,
            secret=dispatch.secret,
            is_english=getattr(dispatch.recipient, "language", "") == "en",
        ),
        template=template.code,
        link=link,
    )


def _lead(dispatch: Dispatch) -> str:
    """Let a text lead whom it reached on by a code, without name and password."""
    if dispatch.channel == ChannelName.TEXT and dispatch.recipient_id:
        return reverse("accounts:text_link", args=[dispatch.code])
    return dispatch.link


def _note(dispatch: Dispatch, outcome: Outcome) -> None:
    now = timezone.now()
    dispatch.problem = outcome.reason
    if outcome.verdict == Verdict.TAKEN:
        dispatch.status, dispatch.handed_over_at = DispatchStatus.HANDED_OVER, now
    elif outcome.verdict == Verdict.REFUSED or dispatch.attempts >= MAX_ATTEMPTS:
        dispatch.status = DispatchStatus.FAILED
    else:
        dispatch.next_attempt_at = _plan_next(dispatch, now)
    if dispatch.status != DispatchStatus.WAITING:
        dispatch.address = dispatch.secret = ""


def _plan_next(dispatch: Dispatch, now: datetime) -> datetime:
    wait = min(FIRST_BACKOFF * 2 ** (dispatch.attempts - 1), LONGEST_BACKOFF)
    is_immediate = get_template(dispatch.template).is_immediate
    return now + wait if is_immediate else leave_quiet_hours(now + wait)


def _put_back(dispatches: Sequence[Dispatch]) -> None:
    """Offer again, with the next beat, what a channel that is down never looked at."""
    with transaction.atomic():
        ours = [one.pk for one in _lock_ours(dispatches)]
        Dispatch.objects.filter(pk__in=ours).update(
            attempts=F("attempts") - 1, next_attempt_at=timezone.now()
        )


def _try_other_channels(dispatches: Sequence[Dispatch]) -> None:
    """Send what a channel refused by the next one that reaches the person."""
    failed = [one for one in dispatches if one.status == DispatchStatus.FAILED]
    for one in failed:
        other = redirect(one)
        if other is not None:
            other.save()
            one.messages.update(dispatch=other)

"""Telling people something: into the inbox at once, outside when it may go there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    JSONField,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast
from django.utils import timezone

from zhisheng.apps.accounts.choices import ChannelName
from zhisheng.apps.accounts.models import ChannelRefusal, Dispatch, Message, User
from zhisheng.kit import audit, bulk, jobs
from zhisheng.reference.messages import MessageTemplate, get_template

QUIET_FROM, QUIET_UNTIL = time(20), time(8)
# What is sent to one person within this time goes out as one text.
MERGE_WAIT = timedelta(minutes=5)
DELIVER = "accounts.deliver_messages"
TOLD = ("key", "template", "title", "data", "link", "sent_by_id", "due_at")


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told: ``title`` and ``data`` stay inside, only ``link`` goes out.

    ``key`` names what it is about; a person is told the same once.
    """

    template: str
    title: str
    key: str
    link: str
    data: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def send_notice(
    *, notice: Notice, recipients: QuerySet[User], actor: User | None
) -> int:
    """Put a notice into the inbox of everybody selected; return for how many it is new."""
    template = get_template(notice.template)
    sent = bulk.insert_from(
        Message,
        recipients.order_by("pk").annotate(**_list_columns(notice, template, actor)),
        {"recipient": "pk", **{name: f"told_{name}" for name in TOLD}},
        ignore_conflicts=True,
    )
    if sent and template.is_immediate:
        jobs.enqueue(name=DELIVER, payload={}, key="now")
    audit.record(
        action="accounts.notice_sent",
        actor=actor,
        new={"template": notice.template, "key": notice.key},
        counts={"sent": sent},
    )
    return sent


@transaction.atomic
def restate_notices(*, about: str, data: Mapping[str, str], actor: User | None) -> int:
    """Let notices about a matter say what it says by now; return how many do.

    A demo moves the days of its tasks into the past, and what was said of them with it.
    """
    found = list(Message.objects.select_for_update().filter(key__contains=about))
    for message in found:
        message.data |= data
    Message.objects.bulk_update(found, ["data"])
    audit.record(
        action="accounts.notices_restated",
        actor=actor,
        new={"about": about, **data},
        counts={"restated": len(found)},
    )
    return len(found)


def _list_columns(
    notice: Notice, template: MessageTemplate, actor: User | None
) -> dict[str, Value | Cast]:
    now = timezone.now()
    due = now if template.is_immediate else leave_quiet_hours(now + MERGE_WAIT)
    text, moment = CharField(), DateTimeField()
    return {
        "told_key": Value(notice.key, output_field=text),
        "told_template": Value(notice.template, output_field=text),
        "told_title": Value(notice.title, output_field=text),
        "told_data": Value(dict(notice.data), output_field=JSONField()),
        "told_link": Value(notice.link, output_field=text),
        # PostgreSQL takes a bare NULL for text.
        "told_sent_by_id": Cast(Value(actor.pk if actor else None), BigIntegerField()),
        "told_due_at": Value(due, output_field=moment),
    }


def is_quiet(moment: datetime) -> bool:
    """Tell whether people are left alone: from 20:00 to 8:00 by the clock here."""
    clock = timezone.localtime(moment).time()
    return clock >= QUIET_FROM or clock < QUIET_UNTIL


def leave_quiet_hours(moment: datetime) -> datetime:
    """Return the moment itself, or the next 8:00 if it falls into the quiet hours."""
    if not is_quiet(moment):
        return moment
    here = timezone.localtime(moment)
    day = here.date() + timedelta(days=here.time() >= QUIET_FROM)
    return datetime.combine(day, QUIET_UNTIL, tzinfo=here.tzinfo)


@transaction.atomic
def send_secret(
    *,
    template: str,
    mobile: str,
    secret: str,
    lifetime: timedelta,
    recipient: User | None = None,
) -> Dispatch:
    """Send a code or a link to a mobile number, with or without an account.

    The secret is kept encrypted until the channel took it, and not a moment longer.
    """
    now = timezone.now()
    is_immediate = get_template(template).is_immediate
    dispatch = Dispatch.objects.create(
        recipient=recipient,
        address=mobile,
        channel=ChannelName.TEXT,
        template=template,
        secret=secret,
        next_attempt_at=now if is_immediate else leave_quiet_hours(now),
        expires_at=now + lifetime,
    )
    jobs.enqueue(name=DELIVER, payload={}, key="now")
    audit.record(
        action="accounts.secret_sent",
        subject=dispatch,
        new={"template": template, "to": mobile},
    )
    return dispatch


@dataclass(frozen=True, slots=True)
class SecretParcel:
    """A mobile number and what it is to be told."""

    mobile: str = field(repr=False)
    secret: str = field(repr=False)


@transaction.atomic
def send_secrets(
    *, template: str, parcels: Sequence[SecretParcel], lifetime: timedelta
) -> int:
    """Send codes or links to many who have no account; return to how many."""
    now = timezone.now()
    is_immediate = get_template(template).is_immediate
    sent = Dispatch.objects.bulk_create(
        [
            Dispatch(
                address=one.mobile,
                channel=ChannelName.TEXT,
                template=template,
                secret=one.secret,
                next_attempt_at=now if is_immediate else leave_quiet_hours(now),
                expires_at=now + lifetime,
            )
            for one in parcels
        ]
    )
    jobs.enqueue(name=DELIVER, payload={}, key="now")
    audit.record(
        action="accounts.secrets_sent",
        new={"template": template},
        counts={"texts": len(sent)},
    )
    return len(sent)


@transaction.atomic
def read_messages(*, actor: User, until: int) -> int:
    """Note the actor's messages up to one as read; return how many were not."""
    unread = Message.objects.filter(recipient=actor, read_at=None, pk__lte=until)
    return unread.update(read_at=timezone.now())


@transaction.atomic
def choose_channels(*, wanted: frozenset[str], actor: User) -> None:
    """Keep through which channels a person wants to be told what the law does not demand."""
    unwanted = set(ChannelName.values) - wanted
    old = ChannelRefusal.objects.filter(user=actor)
    before = sorted(old.values_list("channel", flat=True))
    old.exclude(channel__in=unwanted).delete()
    ChannelRefusal.objects.bulk_create(
        [ChannelRefusal(user=actor, channel=name) for name in sorted(unwanted)],
        ignore_conflicts=True,
    )
    audit.record(
        action="accounts.channels_chosen",
        subject=actor,
        actor=actor,
        old={"refused": before},
        new={"refused": sorted(unwanted)},
    )

"""A person's inbox, and by which ways the person can be told something outside."""

from dataclasses import dataclass

from zhisheng.apps.accounts.choices import ChannelName
from zhisheng.apps.accounts.models import (
    ChannelAddress,
    ChannelRefusal,
    Message,
    User,
)
from zhisheng.apps.accounts.selectors.paging import PAGE_SIZE, Page
from zhisheng.kit.channels import list_channel_names


@dataclass(frozen=True, slots=True)
class ChannelChoice:
    """A channel of this installation, whether it reaches the person and is wanted."""

    name: str
    label: str
    is_reachable: bool
    is_wanted: bool


def list_messages_for(*, actor: User, before: int = 0) -> Page[Message]:
    """Return one page of the actor's inbox, newest first."""
    messages = Message.objects.filter(recipient=actor).order_by("-id")
    if before:
        messages = messages.filter(id__lt=before)
    rows = list(messages[: PAGE_SIZE + 1])
    is_last = len(rows) <= PAGE_SIZE
    shown = rows[:PAGE_SIZE]
    return Page(tuple(shown), None if is_last else shown[-1].pk)


def count_unread_for(actor: User) -> int:
    return Message.objects.filter(recipient=actor, read_at=None).count()


def has_mail_channel() -> bool:
    return ChannelName.MAIL in list_channel_names()


def list_channels_for(actor: User) -> tuple[ChannelChoice, ...]:
    refused = set(
        ChannelRefusal.objects.filter(user=actor).values_list("channel", flat=True)
    )
    known = set(
        ChannelAddress.objects.filter(user=actor).values_list("channel", flat=True)
    )
    known |= {ChannelName.TEXT.value} if actor.verified_mobile else set()
    known |= {ChannelName.MAIL.value} if actor.email else set()
    return tuple(
        ChannelChoice(
            name, str(ChannelName(name).label), name in known, name not in refused
        )
        for name in list_channel_names()
    )

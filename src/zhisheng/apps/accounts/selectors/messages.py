"""A person's inbox, and by which ways the person can be told something outside."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.choices import ChannelName
from zhisheng.apps.accounts.models import (
    ChannelAddress,
    ChannelRefusal,
    Message,
    User,
)
from zhisheng.apps.accounts.selectors.paging import PAGE_SIZE, Page
from zhisheng.kit.channels import list_channel_names
from zhisheng.kit.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class ChannelChoice:
    """A channel of this installation, whether it reaches the person and is wanted."""

    name: str
    label: str
    is_reachable: bool
    is_wanted: bool
    # How the known address may be shown; empty where it is none the person gave here.
    shown: str = ""
    # Where it is given or changed, and removed again.
    url: str = ""
    is_removable: bool = False


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


def find_own_mailbox(actor: User) -> str:
    """Return the mailbox that a person gave and confirmed, empty without one."""
    own = ChannelAddress.objects.filter(user=actor, channel=ChannelName.MAIL).first()
    return own.address if own else ""


def list_channels_for(actor: User) -> tuple[ChannelChoice, ...]:
    refused = set(
        ChannelRefusal.objects.filter(user=actor).values_list("channel", flat=True)
    )
    known = {
        one.channel: _show(one) for one in ChannelAddress.objects.filter(user=actor)
    }
    reached = known.keys() | ({ChannelName.TEXT} if actor.verified_mobile else set())
    return tuple(
        ChannelChoice(
            name,
            str(ChannelName(name).label),
            name in reached,
            name not in refused,
            known.get(name, ""),
            _find_page(name),
            name in known,
        )
        for name in list_channel_names()
    )


def is_local(channel: str) -> bool:
    """Tell whether nothing of a channel can leave this machine, as in a demo."""
    is_trial = settings.DEBUG or settings.DEMO
    wanted = settings.CHANNELS.get(channel, {})
    return bool(is_trial and wanted.get("adapter") == "local")


def require_channel(channel: str) -> None:
    """Raise unless the installation has the channel and people bind themselves to it."""
    if channel not in set(list_channel_names()) - {ChannelName.TEXT}:
        raise NotFoundError


def _show(address: ChannelAddress) -> str:
    """Return enough to know an own mailbox by; names of other channels say nothing."""
    if address.channel != ChannelName.MAIL:
        return _("已绑定")
    name, at, domain = address.address.partition("@")
    return f"{name[:1]}***{at}{domain}"


def _find_page(channel: str) -> str:
    if channel == ChannelName.TEXT:
        return reverse("accounts:me")
    if channel == ChannelName.MAIL:
        return reverse("accounts:give_mailbox")
    return reverse("accounts:bind_channel", args=[channel])

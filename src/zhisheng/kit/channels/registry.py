"""Which adapter serves which channel, as the settings say."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from zhisheng.kit.channels.gateway import GatewayChannel
from zhisheng.kit.channels.local import LocalChannel
from zhisheng.kit.channels.mail import MailChannel
from zhisheng.kit.channels.parcels import Channel

ADAPTERS: Mapping[str, type[Any]] = {
    "local": LocalChannel,
    "gateway": GatewayChannel,
    "mail": MailChannel,
}


def list_channel_names() -> tuple[str, ...]:
    """Return the channels of this installation; what is not configured is not offered."""
    return tuple(settings.CHANNELS)


@cache
def get_channel(name: str) -> Channel:
    """Return the adapter of a channel."""
    wanted = settings.CHANNELS[name]
    adapter = ADAPTERS.get(wanted["adapter"])
    if adapter is None:
        raise ImproperlyConfigured(f"channel {name}: no adapter {wanted['adapter']}")
    options = {key: value for key, value in wanted.items() if key != "adapter"}
    channel: Channel = adapter(name=name, **options)
    return channel

"""Ways to reach a person outside the platform, each behind the same small door."""

from zhisheng.kit.channels.local import (
    LocalDelivery,
    find_local_text,
    list_local_deliveries,
)
from zhisheng.kit.channels.parcels import (
    Channel,
    ChannelDownError,
    Outcome,
    Parcel,
    Verdict,
)
from zhisheng.kit.channels.registry import get_channel, list_channel_names
from zhisheng.kit.channels.signing import check_signature, sign

__all__ = [
    "Channel",
    "ChannelDownError",
    "LocalDelivery",
    "Outcome",
    "Parcel",
    "Verdict",
    "check_signature",
    "find_local_text",
    "get_channel",
    "list_channel_names",
    "list_local_deliveries",
    "sign",
]

"""The tables of people, organisations and messages."""

from zhisheng.apps.accounts.models.messages import (
    ChannelAddress,
    ChannelRefusal,
    Dispatch,
    Message,
)
from zhisheng.apps.accounts.models.people import (
    ApiToken,
    Invitation,
    Membership,
    Organisation,
    ProcessingRecord,
    Unit,
    User,
    new_organisation_code,
    new_user_code,
)

__all__ = [
    "ApiToken",
    "ChannelAddress",
    "ChannelRefusal",
    "Dispatch",
    "Invitation",
    "Membership",
    "Message",
    "Organisation",
    "ProcessingRecord",
    "Unit",
    "User",
    "new_organisation_code",
    "new_user_code",
]

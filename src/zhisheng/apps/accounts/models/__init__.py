"""The tables of people, organisations and messages."""

from zhisheng.apps.accounts.models.column_sets import (
    ColumnSet,
    new_column_set_code,
)
from zhisheng.apps.accounts.models.messages import (
    ChannelAddress,
    ChannelBinding,
    ChannelOutage,
    ChannelRefusal,
    Dispatch,
    Message,
)
from zhisheng.apps.accounts.models.mobile_codes import MobileCode
from zhisheng.apps.accounts.models.people import (
    MOBILE_PURPOSE,
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
    "MOBILE_PURPOSE",
    "ApiToken",
    "ChannelAddress",
    "ChannelBinding",
    "ChannelOutage",
    "ChannelRefusal",
    "ColumnSet",
    "Dispatch",
    "Invitation",
    "Membership",
    "Message",
    "MobileCode",
    "Organisation",
    "ProcessingRecord",
    "Unit",
    "User",
    "new_column_set_code",
    "new_organisation_code",
    "new_user_code",
]

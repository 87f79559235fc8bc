"""The public door to what this app can read."""

from zhisheng.apps.registry.selectors.partners import Partner, find_partners
from zhisheng.apps.registry.selectors.pending_changes import (
    EnterpriseChange,
    list_pending_changes,
)
from zhisheng.apps.registry.selectors.records import get_enterprise_id

__all__ = [
    "EnterpriseChange",
    "Partner",
    "find_partners",
    "get_enterprise_id",
    "list_pending_changes",
]

"""The public door to what this app can do; every service writes one audit entry."""

from zhisheng.apps.registry.selectors.pending_changes import EnterpriseChange
from zhisheng.apps.registry.services.grants import (
    end_grant,
    end_grants_of_source,
    grant_access,
)
from zhisheng.apps.registry.services.importing import (
    create_enterprises_from,
    update_enterprises_from,
)
from zhisheng.apps.registry.services.withdrawing import (
    KeptEnterprise,
    Reversal,
    revert_source,
)

__all__ = [
    "EnterpriseChange",
    "KeptEnterprise",
    "Reversal",
    "create_enterprises_from",
    "end_grant",
    "end_grants_of_source",
    "grant_access",
    "revert_source",
    "update_enterprises_from",
]

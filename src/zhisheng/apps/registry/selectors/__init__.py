"""The public door to what this app can read."""

from zhisheng.apps.registry.selectors.consents import (
    ConsentView,
    find_recipients,
    list_consenting_enterprises_for,
    list_consents_for,
    pick_consent_for,
    pick_consenting_enterprise_for,
)
from zhisheng.apps.registry.selectors.history import (
    Attributes,
    HistoryEntry,
    get_attributes,
    list_attributes,
    list_founding_days,
    list_history_for,
)
from zhisheng.apps.registry.selectors.partners import (
    Partner,
    find_partners,
)
from zhisheng.apps.registry.selectors.pending_changes import (
    EnterpriseChange,
    list_pending_changes,
)
from zhisheng.apps.registry.selectors.records import (
    EnterpriseRecord,
    GrantView,
    Reference,
    find_by_uscc,
    get_enterprise_for,
    get_enterprise_id,
    list_grants_for,
    list_own_enterprises_for,
    list_record_ids,
    pick_enterprise_for,
    pick_grant_for,
)
from zhisheng.apps.registry.selectors.reviews import (
    ClaimView,
    ProposalView,
    count_pending_for,
    get_proof_for,
    list_own_claims_for,
    list_pending_claims_for,
    list_pending_proposals_for,
    list_proposals_of_for,
    pick_claim_for,
    pick_proposal_for,
)
from zhisheng.apps.registry.selectors.roster import (
    COUNT_LIMIT,
    EXPORT_LIMIT,
    RosterFilters,
    RosterPage,
    export_enterprises_for,
    list_enterprises_for,
)
from zhisheng.apps.registry.selectors.views import (
    EnterpriseRow,
)

__all__ = [
    "COUNT_LIMIT",
    "EXPORT_LIMIT",
    "Attributes",
    "ClaimView",
    "ConsentView",
    "EnterpriseChange",
    "EnterpriseRecord",
    "EnterpriseRow",
    "GrantView",
    "HistoryEntry",
    "Partner",
    "ProposalView",
    "Reference",
    "RosterFilters",
    "RosterPage",
    "count_pending_for",
    "export_enterprises_for",
    "find_by_uscc",
    "find_partners",
    "find_recipients",
    "get_attributes",
    "get_enterprise_for",
    "get_enterprise_id",
    "get_proof_for",
    "list_attributes",
    "list_consenting_enterprises_for",
    "list_consents_for",
    "list_enterprises_for",
    "list_founding_days",
    "list_grants_for",
    "list_history_for",
    "list_own_claims_for",
    "list_own_enterprises_for",
    "list_pending_changes",
    "list_pending_claims_for",
    "list_pending_proposals_for",
    "list_proposals_of_for",
    "list_record_ids",
    "pick_claim_for",
    "pick_consent_for",
    "pick_consenting_enterprise_for",
    "pick_enterprise_for",
    "pick_grant_for",
    "pick_proposal_for",
]

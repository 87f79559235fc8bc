"""The public door to what this app can do; every service writes one audit entry."""

from zhisheng.apps.registry.selectors.pending_changes import EnterpriseChange
from zhisheng.apps.registry.services.administrative import take_official_fields
from zhisheng.apps.registry.services.claims import (
    claim_enterprise,
    count_look_up,
    decide_claim,
    register_own_enterprise,
    withdraw_claim,
)
from zhisheng.apps.registry.services.consents import (
    LONGEST_CONSENT_MONTHS,
    ConsentTerms,
    check_terms,
    compute_latest_end,
    end_consent,
    give_consent,
)
from zhisheng.apps.registry.services.enterprises import (
    SizeFacts,
    classify_enterprise,
    register_enterprise,
    reveal_contact,
    update_contact,
    update_enterprise,
)
from zhisheng.apps.registry.services.exchange import (
    BatchTerms,
    TakenFile,
    fail_exchange,
    queue_exchange_applying,
    retry_exchange,
    upload_exchange,
)
from zhisheng.apps.registry.services.exchange_applying import (
    apply_exchange,
    forget_exchange_rows,
)
from zhisheng.apps.registry.services.exchange_reading import (
    mark_exchange,
    read_exchange,
)
from zhisheng.apps.registry.services.exchange_sending import (
    SendTerms,
    send_exchange,
)
from zhisheng.apps.registry.services.grants import (
    end_grant,
    grant_access,
)
from zhisheng.apps.registry.services.handing_over import (
    EnterpriseHeir,
    hand_over_enterprises,
)
from zhisheng.apps.registry.services.importing import (
    create_enterprises_from,
    update_enterprises_from,
)
from zhisheng.apps.registry.services.leaving import tell_left
from zhisheng.apps.registry.services.licences import claim_by_licence
from zhisheng.apps.registry.services.life_events import (
    record_any_event,
    record_life_event,
    record_succession,
)
from zhisheng.apps.registry.services.merging import (
    merge_enterprises,
    unmerge_enterprise,
)
from zhisheng.apps.registry.services.placing import (
    place_enterprise,
    place_enterprises,
    take_over_from_unit,
)
from zhisheng.apps.registry.services.proposals import (
    decide_proposal,
    propose_change,
    withdraw_proposal,
)
from zhisheng.apps.registry.services.statements import (
    make_statement,
    withdraw_statement,
)
from zhisheng.apps.registry.services.withdrawing import (
    KEPT,
    KeptEnterprise,
    Reversal,
    revert_source,
)

__all__ = [
    "KEPT",
    "LONGEST_CONSENT_MONTHS",
    "BatchTerms",
    "ConsentTerms",
    "EnterpriseChange",
    "EnterpriseHeir",
    "KeptEnterprise",
    "Reversal",
    "SendTerms",
    "SizeFacts",
    "TakenFile",
    "apply_exchange",
    "check_terms",
    "claim_by_licence",
    "claim_enterprise",
    "classify_enterprise",
    "compute_latest_end",
    "count_look_up",
    "create_enterprises_from",
    "decide_claim",
    "decide_proposal",
    "end_consent",
    "end_grant",
    "fail_exchange",
    "forget_exchange_rows",
    "give_consent",
    "grant_access",
    "hand_over_enterprises",
    "make_statement",
    "mark_exchange",
    "merge_enterprises",
    "place_enterprise",
    "place_enterprises",
    "propose_change",
    "queue_exchange_applying",
    "read_exchange",
    "record_any_event",
    "record_life_event",
    "record_succession",
    "register_enterprise",
    "register_own_enterprise",
    "retry_exchange",
    "reveal_contact",
    "revert_source",
    "send_exchange",
    "take_official_fields",
    "take_over_from_unit",
    "tell_left",
    "unmerge_enterprise",
    "update_contact",
    "update_enterprise",
    "update_enterprises_from",
    "upload_exchange",
    "withdraw_claim",
    "withdraw_proposal",
    "withdraw_statement",
]

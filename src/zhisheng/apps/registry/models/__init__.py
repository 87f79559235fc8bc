from zhisheng.apps.registry.models.enterprises import (
    Enterprise,
    EnterpriseAttributes,
    EnterpriseVersion,
    Grant,
    LifeEvent,
    NamePair,
)
from zhisheng.apps.registry.models.exchange import (
    ExchangeBatch,
    ExchangeRow,
    OutsideRecord,
)
from zhisheng.apps.registry.models.names import FormerName
from zhisheng.apps.registry.models.reviews import ChangeProposal, Claim
from zhisheng.apps.registry.models.statements import Statement

__all__ = [
    "ChangeProposal",
    "Claim",
    "Enterprise",
    "EnterpriseAttributes",
    "EnterpriseVersion",
    "ExchangeBatch",
    "ExchangeRow",
    "FormerName",
    "Grant",
    "LifeEvent",
    "NamePair",
    "OutsideRecord",
    "Statement",
]

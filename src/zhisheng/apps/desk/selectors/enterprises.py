"""One enterprise across the apps: helps, ledger entries and values, for its officers."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.programme.selectors import list_engagements_of
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors import OutsideView, list_outside_records
from zhisheng.apps.returns.models import Value
from zhisheng.apps.returns.selectors import (
    list_effective_values,
    list_governed_enterprises_for,
)
from zhisheng.kit.errors import NotFoundError

MOST_VALUES = 60


@dataclass(frozen=True, slots=True)
class EnterpriseWork:
    """What was done for an enterprise and what it told; newest first."""

    enterprise: Enterprise
    helps: Sequence[Engagement]
    values: Sequence[Value]
    told: Sequence[OutsideView]


def get_enterprise_work_for(*, actor: Actor, code: str) -> EnterpriseWork:
    """Return it of an enterprise the officer governs; to others it is not there."""
    enterprise = list_governed_enterprises_for(actor).filter(code=code).first()
    if enterprise is None:
        raise NotFoundError
    values = list_effective_values(enterprise_ids=[enterprise.pk])
    newest = values.select_related("indicator", "declared_by").order_by(
        "-period", "indicator__position"
    )
    return EnterpriseWork(
        enterprise=enterprise,
        helps=list_engagements_of(enterprise_code=code),
        values=list(newest[:MOST_VALUES]),
        told=list_outside_records(enterprise),
    )

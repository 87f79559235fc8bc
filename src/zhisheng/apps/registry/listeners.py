"""News of lower apps."""

from zhisheng.apps.accounts.events import EnterpriseLeft, UnitEnded
from zhisheng.apps.registry import services
from zhisheng.kit.events import listens_to


@listens_to(UnitEnded)
def take_over_enterprises(event: UnitEnded) -> None:
    services.take_over_from_unit(unit_code=event.unit_code, heir_code=event.heir_code)


@listens_to(EnterpriseLeft)
def tell_of_left_enterprise(event: EnterpriseLeft) -> None:
    services.tell_left(organisation_code=event.organisation_code)

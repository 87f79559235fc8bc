"""News of lower apps."""

from zhisheng.apps.accounts.events import UnitEnded
from zhisheng.apps.registry import services
from zhisheng.kit.events import listens_to


@listens_to(UnitEnded)
def take_over_enterprises(event: UnitEnded) -> None:
    services.take_over_from_unit(unit_code=event.unit_code, heir_code=event.heir_code)

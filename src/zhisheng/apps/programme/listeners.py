"""News of lower apps."""

from zhisheng.apps.programme import services
from zhisheng.apps.registry.events import EnterprisesPlaced
from zhisheng.kit.events import listens_to


@listens_to(EnterprisesPlaced)
def follow_enterprises(event: EnterprisesPlaced) -> None:
    services.follow_enterprises(unit_code=event.unit_code)

"""Whether messages go out, for whoever looks after the platform."""

from zhisheng.apps.accounts.selectors import Actor, ChannelTraffic, list_traffic
from zhisheng.apps.desk.permissions import require


def list_traffic_for(actor: Actor) -> tuple[ChannelTraffic, ...]:
    require(actor, "desk.see_traffic")
    return list_traffic()

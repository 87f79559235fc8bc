"""How often one person or one address may do a thing within a time."""

from zhisheng.kit.pacing.counting import count_within, forget_old_paces
from zhisheng.kit.pacing.models import Pace

__all__ = ["Pace", "count_within", "forget_old_paces"]

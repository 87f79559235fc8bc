"""代审: an office above reviews in place of the one whose turn it is, and says why."""

from dataclasses import dataclass

from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.programme.choices import LONGEST_REASON
from zhisheng.apps.programme.errors import (
    ActingReasonLongError,
    ActingReasonMissingError,
)
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.selectors.acting import find_acting_office
from zhisheng.kit.errors import ForbiddenError


@dataclass(frozen=True, slots=True)
class Acting:
    """Which office acts; where it is another one's turn, for which, and why."""

    office: Unit
    acted_for: Unit | None = None
    reason: str = ""

    def as_step(self) -> dict[str, object]:
        """Return what a step on the way of an entry keeps of it."""
        return {
            "unit": self.office,
            "acted_for": self.acted_for,
            "acting_reason": self.reason,
        }

    def as_audit(self) -> dict[str, str]:
        if self.acted_for is None:
            return {}
        return {"office": self.office.code, "acting_reason": self.reason}


def require_acting(unit: Unit, actor: User, reason: str) -> Acting:
    """Tell in whose name the actor reviews at a unit; for another one not without a word."""
    require(actor, "programme.manage_tasks")
    office = find_acting_office(actor, unit)
    if office is None:
        raise ForbiddenError
    if office == unit:
        return Acting(unit)
    said = reason.strip()
    if not said:
        raise ActingReasonMissingError(unit=unit.name)
    if len(said) > LONGEST_REASON:
        raise ActingReasonLongError(most=LONGEST_REASON)
    return Acting(office, unit, said)

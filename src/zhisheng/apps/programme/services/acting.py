"""代审: an office above reviews in place of the one whose turn it is, and says why."""

from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.accounts.services import Acting
from zhisheng.apps.programme.choices import LONGEST_REASON
from zhisheng.apps.programme.errors import (
    ActingReasonLongError,
    ActingReasonMissingError,
)
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.selectors.acting import find_acting_office
from zhisheng.kit.errors import ForbiddenError


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

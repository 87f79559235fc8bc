"""代办: in whose name an office decides; in place of one below it with a reason."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Unit
from zhisheng.kit.errors import FieldsRefusedError

LONGEST_REASON = 300


def clean_acting_reason(reason: str, *, whose: str) -> str:
    """Return why somebody acts in place of another; without a word nobody does."""
    said = reason.strip()
    if not said:
        told = _("这件事归“{unit}”办。要代它办，请写明原因，它会看到。")
        raise FieldsRefusedError({"acting_reason": told.format(unit=whose)})
    if len(said) > LONGEST_REASON:
        told = _("代办原因最多 {most} 个字，请写短一些。")
        raise FieldsRefusedError({"acting_reason": told.format(most=LONGEST_REASON)})
    return said


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

    def as_names(self) -> dict[str, str]:
        """Return what a decision keeps of it, by the names of the day."""
        return {
            "office_name": self.office.name,
            "acted_for_name": self.acted_for.name if self.acted_for else "",
            "acting_reason": self.reason,
        }

    def as_audit(self) -> dict[str, str]:
        if self.acted_for is None:
            return {}
        return {"office": self.office.code, "acting_reason": self.reason}

"""代办: in whose name an office decides; in place of one below it with a reason."""

from dataclasses import dataclass

from zhisheng.apps.accounts.models import Unit


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

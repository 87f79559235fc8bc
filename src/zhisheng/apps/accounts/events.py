from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class UnitEnded:
    """A unit is no more; the one above it takes over what it answered for."""

    name: ClassVar[str] = "accounts.unit_ended"

    unit_code: str
    heir_code: str

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class UnitEnded:
    """A unit is no more; the one above it takes over what it answered for."""

    name: ClassVar[str] = "accounts.unit_ended"

    unit_code: str
    heir_code: str


@dataclass(frozen=True, slots=True)
class EnterpriseLeft:
    """The last who looked after an enterprise closed the account."""

    name: ClassVar[str] = "accounts.enterprise_left"

    organisation_code: str

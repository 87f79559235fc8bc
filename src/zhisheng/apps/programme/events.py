from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class RosterApplied:
    name: ClassVar[str] = "programme.roster_applied"

    import_code: str
    year: int
    rows: int


@dataclass(frozen=True, slots=True)
class RosterWithdrawn:
    name: ClassVar[str] = "programme.roster_withdrawn"

    import_code: str
    year: int


@dataclass(frozen=True, slots=True)
class SubjectsDropped:
    """Lines left a draft that other apps had put there; or the whole draft went."""

    name: ClassVar[str] = "programme.subjects_dropped"

    notice_code: str
    sources: tuple[str, ...]

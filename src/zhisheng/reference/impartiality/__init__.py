"""Which help conflicts with certifying the same client, and for how long, as dated data."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from zhisheng.reference.loader import (
    ReferenceDataError,
    Status,
    build_records,
    pick,
    read_yaml,
)


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """A kind of help, given by whom, and the clause it offends.

    Attributes
    ----------
    relation : str
        ``body`` itself, its ``group``, or a ``person`` who works for it.
    """

    kind: str
    relation: str
    clause: str


@dataclass(frozen=True, slots=True)
class ImpartialityRule:
    """What conflicts, and for how many years after the help has ended."""

    years: int
    lines: tuple[ConflictLine, ...]
    standard: str
    source: str
    jurisdiction: str
    status: Status
    valid_from: date
    valid_to: date | None

    def find_line(self, kind: str, relation: str) -> ConflictLine | None:
        """Return the line for a kind of help by somebody so related, if there is one."""
        return next(
            (x for x in self.lines if (x.kind, x.relation) == (kind, relation)), None
        )

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of help that conflict at all."""
        return frozenset(line.kind for line in self.lines)


@cache
def load_rules() -> tuple[ImpartialityRule, ...]:
    """Load the rules of all times."""
    return build_records(ImpartialityRule, read_yaml(__name__, "rules.yaml"))


@cache
def find_rule(on: date) -> ImpartialityRule:
    """Return the rule in force on a day.

    Raises
    ------
    ReferenceDataError
        If none is in force.
    """
    found = pick(load_rules(), on)
    if not found:
        raise ReferenceDataError(f"no rule of impartiality on {on}")
    return found[-1]

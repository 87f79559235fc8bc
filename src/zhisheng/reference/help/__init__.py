"""Fields of help, languages and the clock of an order, as data; the lists are examples."""

from collections.abc import Iterable, Mapping
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
class Named:
    """An entry of one of our own lists: an example, never an official classification."""

    code: str
    name: str
    english: str
    status: Status = Status.EXAMPLE
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TravelHours:
    """Hours needed between two visits by how far apart their works lie."""

    county: float
    city: float
    province: float
    nation: float

    def as_steps(self) -> tuple[float, float, float, float]:
        """Return the hours from the same county outward."""
        return (self.county, self.city, self.province, self.nation)


@dataclass(frozen=True, slots=True)
class OrderTerms:
    """How long who is asked may think, and how many may be asked one after the other.

    Attributes
    ----------
    answer_working_days : int
        Working days within which an order is accepted or declined.
    most_asked : int
        How many an enterprise may name at once, asked in its order.
    taken_up_days : int
        Days within which an order counts as taken up in time.
    """

    answer_working_days: int
    most_asked: int
    taken_up_days: int
    travel_hours: TravelHours
    source: str
    jurisdiction: str
    status: Status
    valid_from: date
    valid_to: date | None


@cache
def load_fields() -> Mapping[str, Named]:
    """Load the fields of help by code, in the order they are shown."""
    found = build_records(Named, read_yaml(__name__, "fields.yaml"))
    return {one.code: one for one in found}


def find_field(clauses: Iterable[str]) -> str:
    """Return the field that helps with the first of some clauses, or an empty text.

    Parameters
    ----------
    clauses : Iterable[str]
        Numbers of clauses of GB/T 19001-2016; the nearest listed clause above counts.
    """
    fields = {
        one: field.code for field in load_fields().values() for one in field.clauses
    }
    for clause in clauses:
        parts = clause.split(".")
        above = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
        found = next((fields[one] for one in above if one in fields), "")
        if found:
            return found
    return ""


@cache
def load_languages() -> Mapping[str, Named]:
    """Load the languages by code, in the order they are shown."""
    found = build_records(Named, read_yaml(__name__, "languages.yaml"))
    return {one.code: one for one in found}


@cache
def load_terms() -> tuple[OrderTerms, ...]:
    """Load the terms of all times."""
    return build_records(OrderTerms, read_yaml(__name__, "terms.yaml"))


@cache
def find_terms(on: date) -> OrderTerms:
    """Return the terms in force on a day.

    Raises
    ------
    ReferenceDataError
        If none is in force.
    """
    found = pick(load_terms(), on)
    if not found:
        raise ReferenceDataError(f"no terms of orders on {on}")
    return found[-1]

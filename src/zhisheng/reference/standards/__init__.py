"""Which clauses a standard has, by edition; their texts are not kept here."""

from dataclasses import dataclass
from functools import cache

from zhisheng.reference.loader import Status, build_records, read_yaml


@dataclass(frozen=True, slots=True)
class Standard:
    """An edition of a standard and the numbers of its clauses.

    Attributes
    ----------
    equals : str
        The standard it was taken over from without a change, numbered alike.
    clauses : tuple[str, ...]
        The innermost ones; what these lie in can be named as well.
    """

    standard: str
    edition: str
    equals: str
    source: str
    status: Status
    clauses: tuple[str, ...]

    def has_clause(self, number: str) -> bool:
        """Tell whether there is such a clause, or a chapter of this number."""
        return any(
            one == number or one.startswith(f"{number}.") for one in self.clauses
        )


@cache
def load_standards() -> tuple[Standard, ...]:
    """Load every edition whose clauses are known."""
    return build_records(Standard, read_yaml(__name__, "clauses.yaml"))


def find_standard(standard: str, edition: str) -> Standard | None:
    """Return an edition by the name and year that a reference to it gives."""
    return next(
        (
            one
            for one in load_standards()
            if (one.standard, one.edition) == (standard, edition)
        ),
        None,
    )

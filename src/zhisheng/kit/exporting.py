"""What can be exported column by column; each app offers its own exports."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhisheng.kit.errors import NotFoundError

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, _User
    from django.http import QueryDict

    Finder = Callable[[_User | AnonymousUser, QueryDict], "Export"]


# Words of the choosing itself; everything else in an address belongs to the export.
OWN_WORDS = frozenset(
    {"columns", "editing", "set", "version", "first", "up", "down", "format"}
)


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column that may be chosen; ``key`` stays the same whatever it is called."""

    key: str
    label: str
    is_usual: bool = True


@dataclass(frozen=True, slots=True)
class Export:
    """An export as a reader may take it now.

    Saved choices of columns belong to ``name`` and ``form``; ``file_url`` hands it out and
    ``kept`` is what the address says besides the columns.
    """

    name: str
    title: str
    columns: tuple[ExportColumn, ...]
    file_url: str
    back_url: str
    form: str = ""
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ExportOffer:
    """Who may take an export, and how it is found by the words of an address."""

    name: str
    roles: frozenset[str]
    find: "Finder"


_offers: dict[str, ExportOffer] = {}


def offers_export(
    name: str, *, roles: Collection[str]
) -> Callable[["Finder"], "Finder"]:
    """Register an export; its finder raises unless the actor may take it."""

    def register(find: "Finder") -> "Finder":
        _offers[name] = ExportOffer(name, frozenset(roles), find)
        return find

    return register


def get_offer(name: str) -> ExportOffer:
    if name not in _offers:
        raise NotFoundError
    return _offers[name]


def list_offers() -> tuple[ExportOffer, ...]:
    return tuple(_offers[name] for name in sorted(_offers))


def list_kept(
    query: "QueryDict", left_out: Collection[str] = OWN_WORDS
) -> tuple[tuple[str, str], ...]:
    """Return what an address says besides, but for empty words."""
    return tuple(
        (name, value)
        for name, values in query.lists()
        for value in values
        if value and name not in left_out
    )

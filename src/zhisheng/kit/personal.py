"""What the platform holds of one person; every app tells its own part here.

A person may see all of it and take it along. Each part says what it is for and how long
it is kept, so that the page of rights needs no list of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from django.contrib.auth.models import _User

Row = Mapping[str, str]
Provider = Callable[["_User"], Iterable[Row]]


@dataclass(frozen=True, slots=True)
class PersonalPart:
    """One part: its name, what it is for, how long it is kept; all Chinese texts.

    ``holds`` names the tables it reads, as in "registry.Claim": the data catalogue tells
    of their fields what is told here. ``is_use`` marks what tells who uses the data, by
    what right: that stands beside the consents as well.
    """

    name: str
    purpose: str
    kept: str
    holds: tuple[str, ...] = ()
    is_use: bool = False


@dataclass(frozen=True, slots=True)
class _Source:
    part: PersonalPart
    provider: Provider


_sources: dict[str, _Source] = {}


def tells(part: PersonalPart) -> Callable[[Provider], Provider]:
    """Register the function that knows a part; rows are texts by Chinese labels."""

    def register(provider: Provider) -> Provider:
        known = _sources.get(part.name)
        if known and known.provider.__module__ != provider.__module__:
            raise ValueError(f"part {part.name} comes from {known.provider.__module__}")
        _sources[part.name] = _Source(part, provider)
        return provider

    return register


def list_parts() -> list[PersonalPart]:
    """Return every part some app tells of."""
    return [source.part for source in _sources.values()]


def read_parts(user: "_User") -> Iterator[tuple[PersonalPart, Iterable[Row]]]:
    """Yield every part with all that is held of the person, the newest rows first.

    Rows are read as far as they are asked for.
    """
    for source in _sources.values():
        yield source.part, source.provider(user)


def read_uses(user: "_User") -> Iterator[tuple[PersonalPart, Iterable[Row]]]:
    """Yield the parts that tell who uses data of the person, by what right."""
    return ((part, rows) for part, rows in read_parts(user) if part.is_use)


def write_moment(moment: datetime | None) -> str:
    """Return a moment as the clock here showed it, empty for none."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""

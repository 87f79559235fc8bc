"""What is handed to a channel and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class ChannelDownError(Exception):
    """The channel takes nothing at the moment; everything is offered again later."""


class Verdict(StrEnum):
    """What became of one parcel."""

    TAKEN = "taken"
    # Worth another try: too many at once, a fault on the other side.
    LATER = "later"
    # Never worth one: no such address, a text that was not approved.
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One text for one address; ``key`` lets the channel drop a repeat."""

    key: str
    address: str = field(repr=False)
    text: str = field(repr=False)
    template: str
    link: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    key: str
    verdict: Verdict
    reason: str = ""


class Channel(Protocol):
    """Hands parcels over; raises ``ChannelDownError`` if it takes none at all."""

    def hand_over(self, parcels: Sequence[Parcel]) -> Sequence[Outcome]: ...

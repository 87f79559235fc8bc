"""What a home page is made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    label: str
    value: str
    unit: str
    base: str
    definition: str
    source: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One place to go, or one thing that stands: its name, and what it is about."""

    label: str
    text: str
    url: str = ""
    icon: str = "arrow-right"

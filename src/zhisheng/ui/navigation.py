"""What a page's navigation is made of; `ui/base.html` draws it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NavigationLink:
    label: str
    url: str
    icon: str = "arrow-right"
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class NavigationGroup:
    label: str
    links: tuple[NavigationLink, ...]

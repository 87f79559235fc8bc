"""What a page's navigation is made of; `ui/base.html` draws it."""

from collections.abc import Iterable
from dataclasses import dataclass

from zhisheng.ui.tables import Text


@dataclass(frozen=True, slots=True)
class NavigationLink:
    label: Text
    url: str
    icon: str = "arrow-right"
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class NavigationGroup:
    label: Text
    links: tuple[NavigationLink, ...]


def list_links(
    entries: Iterable[NavigationLink | NavigationGroup],
) -> list[NavigationLink]:
    """Return the links of a navigation in their order, without the groups."""
    return [
        link
        for entry in entries
        for link in (entry.links if isinstance(entry, NavigationGroup) else (entry,))
    ]

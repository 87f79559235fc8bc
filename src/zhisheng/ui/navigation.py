"""What a page's navigation is made of; `ui/base.html` draws it."""

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

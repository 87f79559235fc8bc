"""How a person wants pages shown; kept in cookies, so it works signed out."""

from collections.abc import Mapping
from dataclasses import dataclass

THEME_COOKIE = "zs_theme"
TYPE_COOKIE = "zs_type"
THEMES = ("auto", "light", "dark")
TYPES = ("normal", "large")


@dataclass(frozen=True, slots=True)
class DisplayPreferences:
    theme: str
    is_large: bool

    @property
    def color_scheme(self) -> str:
        return "light dark" if self.theme == "auto" else self.theme


def read_display_preferences(cookies: Mapping[str, str]) -> DisplayPreferences:
    theme = cookies.get(THEME_COOKIE, "auto")
    return DisplayPreferences(
        theme=theme if theme in THEMES else "auto",
        is_large=cookies.get(TYPE_COOKIE) == "large",
    )

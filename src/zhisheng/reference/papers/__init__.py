"""How an official paper 公文 is laid out, as dated data."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from zhisheng.reference.loader import (
    ReferenceDataError,
    Status,
    build_records,
    pick,
    read_yaml,
)


@dataclass(frozen=True, slots=True)
class Font:
    """A typeface by its usual name, and free ones that may stand in for it."""

    code: str
    name: str
    free: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextStyle:
    """The typeface, by code, and the size in points of one element."""

    font: str
    size_pt: str

    @property
    def points(self) -> float:
        """The size as a number."""
        return float(self.size_pt)


@dataclass(frozen=True, slots=True)
class Styles:
    """The elements whose typeface or size the standard names."""

    mark: TextStyle
    number: TextStyle
    title: TextStyle
    body: TextStyle
    first_level: TextStyle
    second_level: TextStyle
    imprint: TextStyle
    page_number: TextStyle


@dataclass(frozen=True, slots=True)
class PaperLayout:
    """The layout of an official paper: sizes in mm and points, gaps in lines and characters.

    Attributes
    ----------
    mark_top_mm : int
        From the top of the type area to the name of the issuing authority.
    number_blank_lines, title_blank_lines, recipients_blank_lines, attachment_blank_lines : int
        Empty lines above each element.
    date_right_characters : int
        Room to the right of the date of a paper that bears a seal.
    page_number_gap_mm : int
        From the bottom of the type area down to the number of the page.
    """

    code: str
    name: str
    source: str
    jurisdiction: str
    status: Status
    valid_from: date
    valid_to: date | None
    page_width_mm: int
    page_height_mm: int
    top_mm: int
    left_mm: int
    body_width_mm: int
    body_height_mm: int
    lines: int
    characters: int
    mark_top_mm: int
    number_blank_lines: int
    rule_gap_mm: int
    title_blank_lines: int
    recipients_blank_lines: int
    indent_characters: int
    attachment_blank_lines: int
    date_right_characters: int
    thick_rule_mm: str
    thin_rule_mm: str
    imprint_indent_characters: int
    page_number_gap_mm: int
    page_number_indent_characters: int
    mark_colour: str
    rule_mm: str
    styles: Styles
    fonts: tuple[Font, ...]

    @property
    def bottom_mm(self) -> int:
        """What is left below the type area."""
        return self.page_height_mm - self.top_mm - self.body_height_mm

    @property
    def right_mm(self) -> int:
        """What is left beside the type area."""
        return self.page_width_mm - self.left_mm - self.body_width_mm

    def get_font(self, style: TextStyle) -> str:
        """Return the name of the typeface of a style."""
        return next(font.name for font in self.fonts if font.code == style.font)


@cache
def load_layouts() -> tuple[PaperLayout, ...]:
    """Load every layout that ships with the package.

    Raises
    ------
    ReferenceDataError
        If the type area does not fit the page or a style has no typeface.
    """
    layouts = build_records(PaperLayout, read_yaml(__name__, "layouts.yaml"))
    for layout in layouts:
        known = {font.code for font in layout.fonts}
        used = {getattr(layout.styles, name).font for name in Styles.__slots__}
        if used - known or layout.bottom_mm <= 0 or layout.right_mm <= 0:
            raise ReferenceDataError(f"{layout.code}: styles or sizes do not fit")
    return layouts


def find_layout(on: date) -> PaperLayout:
    """Return the layout in force on a day, the newest where none was yet."""
    found = pick(load_layouts(), on) or load_layouts()
    return found[-1]


def get_layout(code: str) -> PaperLayout:
    """Return the layout of this code.

    Raises
    ------
    ReferenceDataError
        If there is none.
    """
    found = next((one for one in load_layouts() if one.code == code), None)
    if found is None:
        raise ReferenceDataError(f"no layout {code}")
    return found


def to_points(millimetres: str | int) -> float:
    """Return a length in points."""
    return float(Decimal(millimetres) * 72 / Decimal("25.4"))

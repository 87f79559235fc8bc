"""The classification as frozen records."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from zhisheng.reference.loader import read_rows

PACKAGE = "zhisheng.reference.industries"
DIVISION_DIGITS = 2


class IndustryLevel(StrEnum):
    """Depth in the classification: 门类, 大类, 中类, 小类."""

    SECTION = "section"
    DIVISION = "division"
    GROUP = "group"
    CLASS = "class"


@dataclass(frozen=True, slots=True)
class Industry:
    """One entry of GB/T 4754-2017.

    Attributes
    ----------
    code : str
        A letter for a section, two to four digits below it.
    parent_code : str
        Code one level up, empty for a section.
    english_name : str
        Our own translation, near the wording of ISIC; sections and divisions have one.
    """

    code: str
    name: str
    level: IndustryLevel
    section: str
    parent_code: str
    english_name: str = ""


@cache
def load_industries() -> tuple[Industry, ...]:
    """Load the 20 sections, 97 divisions, 473 groups and 1,381 classes.

    Notes
    -----
    Source: GB/T 4754-2017 国民经济行业分类; see README.md beside the file.
    """
    english = {
        row["code"]: row["english_name"] for row in read_rows(PACKAGE, "english.csv")
    }
    return tuple(
        Industry(
            code=row["code"],
            name=row["name"],
            level=IndustryLevel(row["level"]),
            section=row["section"],
            parent_code=row["parent_code"],
            english_name=english.get(row["code"], ""),
        )
        for row in read_rows(PACKAGE, "gbt4754_2017.csv")
    )


def find_section(code: str) -> str:
    """Return the letter of the section a code lies in; empty where it is unknown."""
    return _map_sections().get(code, "")


@cache
def _map_sections() -> dict[str, str]:
    return {industry.code: industry.section for industry in load_industries()}


def find_english_name(code: str) -> str:
    """Return the English name of a section or division, or of a class's division."""
    names = _index_english_names()
    return names.get(code) or names.get(code[:DIVISION_DIGITS], "")


def search_english_names(text: str) -> tuple[str, ...]:
    """Return the codes of sections and divisions whose English name has every word."""
    words = text.lower().split()
    return tuple(
        code
        for code, name in _index_english_names().items()
        if words and all(word in name.lower() for word in words)
    )


@cache
def _index_english_names() -> Mapping[str, str]:
    return {one.code: one.english_name for one in load_industries() if one.english_name}

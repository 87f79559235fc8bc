"""The classification as frozen records."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from zhisheng.reference.loader import read_rows


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
    """

    code: str
    name: str
    level: IndustryLevel
    section: str
    parent_code: str


@cache
def load_industries() -> tuple[Industry, ...]:
    """Load the 20 sections, 97 divisions, 473 groups and 1,381 classes.

    Notes
    -----
    Source: GB/T 4754-2017 国民经济行业分类; see README.md beside the file.
    """
    return tuple(
        Industry(
            code=row["code"],
            name=row["name"],
            level=IndustryLevel(row["level"]),
            section=row["section"],
            parent_code=row["parent_code"],
        )
        for row in read_rows("zhisheng.reference.industries", "gbt4754_2017.csv")
    )

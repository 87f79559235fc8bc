"""Industries of GB/T 4754-2017: sections, divisions, groups and classes."""

from zhisheng.reference.industries.classification import (
    Industry,
    IndustryLevel,
    find_english_name,
    find_section,
    load_industries,
    search_english_names,
)
from zhisheng.reference.industries.matching import (
    IndustryIndex,
    IndustryMatch,
    MatchState,
    is_related,
)
from zhisheng.reference.industries.words import ProductWords, load_product_words

__all__ = [
    "Industry",
    "IndustryIndex",
    "IndustryLevel",
    "IndustryMatch",
    "MatchState",
    "ProductWords",
    "find_english_name",
    "find_section",
    "is_related",
    "load_industries",
    "load_product_words",
    "search_english_names",
]

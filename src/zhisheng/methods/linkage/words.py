"""The lists of words by which a name is taken apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

import yaml


@dataclass(frozen=True, slots=True)
class WordLists:
    """Words of ``words.yaml``, ready for look-up.

    ``legal_forms`` and ``trades`` map a word to its group; the tuples beside them
    hold the same words, longest first. ``traditional`` is a translation table.
    """

    legal_forms: Mapping[str, str]
    trades: Mapping[str, str]
    bracket_forms: frozenset[str]
    form_words: frozenset[str]
    placeholders: frozenset[str]
    surnames: frozenset[str]
    shop_endings: frozenset[str]
    branches: tuple[str, ...]
    provinces: frozenset[str]
    traditional: Mapping[int, str]


def sort_longest_first(words: frozenset[str] | Mapping[str, str]) -> tuple[str, ...]:
    """Order words so that the first that fits is the longest that fits."""
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@lru_cache(maxsize=1)
def load_words() -> WordLists:
    """Read the word lists of this package once."""
    path = files(__package__).joinpath("words.yaml")
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return WordLists(
        legal_forms=_invert(raw["legal_forms"]),
        trades=_invert(raw["trades"]),
        bracket_forms=frozenset(raw["bracket_forms"]),
        form_words=frozenset(raw["form_words"]),
        placeholders=frozenset(raw["placeholders"]),
        surnames=frozenset(raw["surnames"]),
        shop_endings=frozenset(raw["shop_endings"]),
        branches=sort_longest_first(frozenset(raw["branches"])),
        provinces=_name_provinces(raw["provinces"], raw["province_suffixes"]),
        traditional=MappingProxyType(
            {ord(pair[0]): pair[1] for pair in raw["traditional"].split()}
        ),
    )


def _invert(groups: dict[str, list[str]]) -> Mapping[str, str]:
    return MappingProxyType(
        {word: group for group, words in groups.items() for word in words}
    )


def _name_provinces(names: list[str], suffixes: list[str]) -> frozenset[str]:
    full = {name + suffix for name in names for suffix in suffixes}
    return frozenset(names) | frozenset(full)

"""Words for products, and parts of names, that point at classes without naming one."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from zhisheng.reference.industries.classification import Industry, IndustryLevel
from zhisheng.reference.loader import Status, build_records, read_yaml

_TRADE: Final = re.compile(r"(?:制造|加工|生产|服务|批发|零售)业?$")
_AND: Final = re.compile(r"[、和与及]")
# 其制品 and 类似产品 say nothing outside their own name.
_EMPTY: Final = re.compile(r"^(其|类似|有关|相关|辅助|专用|配件|零件|制品|设备|器材)")
_TAIL: Final = re.compile(
    r"及(?:其制品|类似产品|类似制品|类似品|有关物品)(?=制造|加工)"
)
_SHORTEST: Final = 2


@dataclass(frozen=True, slots=True)
class ProductWords:
    """Words that people write for products of the same classes.

    Attributes
    ----------
    codes : tuple[str, ...]
        Classes to choose from; never taken without being asked.
    """

    codes: tuple[str, ...]
    words: tuple[str, ...]
    status: Status


@cache
def load_product_words() -> tuple[ProductWords, ...]:
    """Load the words in the order of the file."""
    content = read_yaml("zhisheng.reference.industries", "words.yaml")
    return build_records(ProductWords, content)


def drop_tail(name: str) -> str:
    """Shorten 金属丝绳及其制品制造 to 金属丝绳制造, as people write it."""
    return _TAIL.sub("", name)


def group_by_word(industries: Iterable[Industry]) -> dict[str, tuple[Industry, ...]]:
    """Map parts of the classes' names and usual words to the classes they may mean."""
    by_code = {industry.code: industry for industry in industries}
    groups: defaultdict[str, dict[str, Industry]] = defaultdict(dict)
    for industry in by_code.values():
        if industry.level is IndustryLevel.CLASS:
            for part in _list_parts(industry.name):
                groups[part][industry.code] = industry
    for entry in load_product_words():
        known = {code: by_code[code] for code in entry.codes if code in by_code}
        for word in entry.words:
            groups[word.upper()] = known
    return {word: tuple(found.values()) for word, found in groups.items()}


def _list_parts(name: str) -> Iterator[str]:
    """List 酱油 and 食醋 of 酱油、食醋及类似制品制造."""
    parts = _AND.split(_TRADE.sub("", name.removeprefix("其他")))
    for part in parts if len(parts) > 1 else ():
        if len(part) >= _SHORTEST and not _EMPTY.match(part):
            yield part

"""From an industry as people write it to an entry of the classification."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from zhisheng.reference.industries.classification import Industry, IndustryLevel
from zhisheng.reference.industries.words import drop_tail, group_by_word

_CODE: Final = re.compile(r"([A-T]?)(\d{2,4})(?:\.0+)?|([A-T])")
_LEADING_CODE: Final = re.compile(
    r"(?:[(\[【]?([A-T]?)(\d{2,4})(?!\d)|([A-T])(?=[\s、:.\-\u4e00-\u9fff]))"
)
_TRAILING_CODE: Final = re.compile(r"(?:[(\[【]|\s)([A-T]?)(\d{2,4})()[)\]】]?$")
_SPLIT_CODE: Final = re.compile(r"^([A-T])[\s\-_.]+(?=\d)")
_NOISE: Final = re.compile(r"[\s、,;:()\[\]【】《》\-—_/·.。“”\"'|]+")
_LEVELS: Final = re.compile(r"[/\\>|→]|(?<=业)\s*-+\s*")
# Words of a trade; 2022年 is no class with a name behind it.
_WORDS: Final = re.compile(r"(?![年月])[\u4e00-\u9fff]{2}")
_TRADE_WORDS: Final = re.compile(r"(制造|加工|生产|服务)$")
_BUSINESS: Final = re.compile(r"(行业|产业|业)$")
_LOOSE_WORDS: Final = re.compile(r"[和与及的等]|(行业|产业|业)$")

_MOST_REMEMBERED: Final = 200_000
_LONGEST_TEXT: Final = 200

Fold = Callable[[str], str]
Find = Callable[[str], tuple[Industry, ...]]


class MatchState(StrEnum):
    """Outcome of reading an industry."""

    FOUND = "found"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class IndustryMatch:
    """What a text stands for.

    Attributes
    ----------
    industry : Industry or None
        The entry, if exactly one fits.
    candidates : tuple[Industry, ...]
        All entries that fit when several do, or the entries a shortened name
        (工业机器人) or a product (丝网) may mean; to be confirmed.
    """

    state: MatchState
    industry: Industry | None = None
    candidates: tuple[Industry, ...] = ()

    @property
    def code(self) -> str | None:
        """Code of the entry found."""
        return self.industry.code if self.industry else None


class IndustryIndex:
    """Looks industries up by code or name; remembers every text it has read."""

    def __init__(self, industries: Iterable[Industry]) -> None:
        self._by_code = {industry.code: industry for industry in industries}
        self._by_name = self._group(_fold_name)
        self._by_loose_name = self._group(_fold_loosely)
        self._by_short_name = self._group(_fold_without_tail)
        self._by_product = self._group(_fold_to_product)
        self._by_word = group_by_word(self._by_code.values())
        self._seen: dict[str, IndustryMatch] = {}

    def resolve(self, text: object) -> IndustryMatch:
        """Find the entry a text stands for.

        Parameters
        ----------
        text : object
            A code (``"3340"``, ``"C3340"``, ``3340.0``), a name at any level, or both.

        Returns
        -------
        IndustryMatch
            Not found for an unknown code, an unknown name, or a section letter that
            contradicts the digits; ambiguous if a name belongs to several entries.
        """
        written = _write_plainly(text)
        match = self._seen.get(written)
        if match is None:
            if len(self._seen) >= _MOST_REMEMBERED:
                self._seen.clear()
            match = self._seen[written] = self._read_levels(written)
        return match

    def _read_levels(self, written: str) -> IndustryMatch:
        """Read a path such as 制造业/金属制品业 as its narrowest level."""
        whole = self._read(written)
        parts = [self._read(part.strip()) for part in _LEVELS.split(written)]
        entries = [part.industry for part in parts if part.industry]
        if len(parts) == 1 or len(entries) < len(parts):
            return whole
        narrow = max(entries, key=_measure_depth)
        if all(is_related(entry, narrow) for entry in entries):
            return _state_one(narrow)
        return IndustryMatch(MatchState.AMBIGUOUS, candidates=tuple(entries))

    def _read(self, written: str) -> IndustryMatch:
        whole = _CODE.fullmatch(written.replace(" ", ""))
        if whole:
            return _state_one(self._find_code(whole))
        named = _LEADING_CODE.match(written) or _TRAILING_CODE.search(written)
        if named:
            rest = written[: named.start()] + written[named.end() :]
            return self._weigh(self._find_code(named), self._find_name(rest), rest)
        return self._find_name(written, self._find_word)

    def _find_code(self, code: re.Match[str]) -> Industry | None:
        section, digits = code[1] or code[3] or "", code[2] or ""
        industry = self._by_code.get(digits or section)
        if industry is None or section not in {"", industry.section}:
            return None
        return industry

    def _weigh(
        self, coded: Industry | None, named: IndustryMatch, rest: str
    ) -> IndustryMatch:
        """Settle a text that holds a code and words; a contradiction is asked back."""
        entries = named.candidates or ((named.industry,) if named.industry else ())
        if coded is None:
            state = MatchState.AMBIGUOUS if entries else MatchState.NOT_FOUND
            return IndustryMatch(state, candidates=entries)
        second = _CODE.fullmatch(_NOISE.sub("", rest))
        if second and not entries:
            other = self._find_code(second)
            both = (coded, other) if other else (coded,)
            return IndustryMatch(MatchState.AMBIGUOUS, candidates=both)
        if not entries:
            return _trust_code(coded, rest)
        related = tuple(e for e in entries if is_related(e, coded))
        if related:
            return _state_one(max((coded, *related), key=_measure_depth))
        return IndustryMatch(MatchState.AMBIGUOUS, candidates=(coded, *entries))

    def _find_name(self, written: str, find_more: Find | None = None) -> IndustryMatch:
        """Read a name; beside a code a mere word for a product says nothing more."""
        loose = _fold_loosely(written)
        found = (
            self._by_name.get(_fold_name(written))
            or self._by_loose_name.get(loose)
            or self._by_short_name.get(loose, ())
        )
        deepest = _keep_deepest(found)
        if len(deepest) == 1:
            return _state_one(deepest[0])
        product = self._by_product.get(_fold_to_product(written), ())
        near = deepest or _keep_deepest(product)
        if not near and find_more is not None:
            near = find_more(written)
        state = MatchState.AMBIGUOUS if near else MatchState.NOT_FOUND
        return IndustryMatch(state, candidates=near)

    def _find_word(self, written: str) -> tuple[Industry, ...]:
        name = _fold_name(written)
        return self._by_word.get(name) or self._by_word.get(
            _TRADE_WORDS.sub("", _BUSINESS.sub("", name)), ()
        )

    def _group(self, fold: Fold) -> dict[str, tuple[Industry, ...]]:
        groups: defaultdict[str, list[Industry]] = defaultdict(list)
        for industry in self._by_code.values():
            groups[fold(industry.name)].append(industry)
        return {name: tuple(group) for name, group in groups.items() if name}


def _trust_code(coded: Industry, rest: str) -> IndustryMatch:
    """Take a code beside words nobody knows; one that runs into them is asked back."""
    if len(coded.code) > 1 and not rest[:1].isalnum():
        return _state_one(coded)
    if coded.level is IndustryLevel.CLASS and _WORDS.match(rest):
        return IndustryMatch(MatchState.AMBIGUOUS, candidates=(coded,))
    return _state_one(None)


def _state_one(industry: Industry | None) -> IndustryMatch:
    state = MatchState.FOUND if industry else MatchState.NOT_FOUND
    return IndustryMatch(state, industry)


def _write_plainly(text: object) -> str:
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    plain = unicodedata.normalize("NFKC", str(text)).strip().upper()[:_LONGEST_TEXT]
    return _SPLIT_CODE.sub(r"\1", plain)


def _fold_name(name: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", name).upper())


def _fold_loosely(name: str) -> str:
    return _LOOSE_WORDS.sub("", _fold_name(name))


def _fold_without_tail(name: str) -> str:
    return _fold_loosely(drop_tail(name))


def _fold_to_product(name: str) -> str:
    return _TRADE_WORDS.sub("", _fold_loosely(name))


def _measure_depth(industry: Industry) -> int:
    return len(industry.code) + industry.code.isdigit()


def is_related(one: Industry, other: Industry) -> bool:
    """Tell whether one entry is the other or stands above or below it."""
    if one.code.isdigit() and other.code.isdigit():
        return one.code.startswith(other.code) or other.code.startswith(one.code)
    return one.section == other.section


def _keep_deepest(entries: Iterable[Industry]) -> tuple[Industry, ...]:
    """Drop an entry whose descendant bears the same name (366 and 3660)."""
    ordered = sorted(entries, key=_measure_depth, reverse=True)
    kept: list[Industry] = []
    for entry in ordered:
        if not any(is_related(entry, deeper) for deeper in kept):
            kept.append(entry)
    return tuple(kept)

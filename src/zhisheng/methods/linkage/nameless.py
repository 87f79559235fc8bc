"""Tell what stands where a name should but names no enterprise."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from enum import StrEnum
from functools import lru_cache

from zhisheng.methods.linkage.names import name_key
from zhisheng.methods.linkage.words import load_words, sort_longest_first

# Symbols people put for characters they leave out; × would vanish in the key.
_STANDS_FOR = str.maketrans("×✕✖╳＊*○◯□■", "X" * 10)
_LEFT_OUT = re.compile(
    r"(?<![A-Z])X{2,}(?![A-Z])|某{2,}|某[A-Z甲乙丙]?(?=公司|企业|厂|店|单位|$)"
)
# Nearly all names are Han characters only and hold nothing to be folded.
_HAN = re.compile("[\u4e00-\u9fff]+")
# Angle brackets of either width.
_MARKUP = re.compile("[<>＜＞]")
_BRACKETS = re.compile("[()]")
_LETTER = re.compile("[A-Z\u3400-\u9fff\U00020000-\U0003ffff]")
_FEWEST_CHARACTERS = 2
_PLACE_ENDS = tuple("省市区县旗盟州")


class Nameless(StrEnum):
    """Why a text names no enterprise.

    ``NO_OWN_NAME`` is a doubt only: 丝网厂 and 安平县有限公司 tell the trade, the place
    and the form of many enterprises, and yet a licence may say no more. ``PERSON`` is
    one too: 王五 is a person's name, and yet the sign of a shop may say it.
    """

    MARKUP = "markup"
    NO_LETTERS = "no_letters"
    PLACEHOLDER = "placeholder"
    LEGAL_FORM = "legal_form"
    TRADE = "trade"
    NO_OWN_NAME = "no_own_name"
    PERSON = "person"


def tell_nameless(
    text: str, *, regions: Collection[str] = frozenset()
) -> Nameless | None:
    """Return why a text names no enterprise; None where it may be a name.

    Parameters
    ----------
    text : str
        What is written where the name should stand.
    regions : Collection[str]
        Full names of provinces, cities and counties.

    Notes
    -----
    Source: 企业名称登记管理规定 (2020), articles 6 and 8: a name holds an own name of at
    least two characters. Short names such as 华为 are names.
    """
    if _MARKUP.search(text):
        return Nameless.MARKUP
    key = name_key(text if _HAN.fullmatch(text) else _write_plainly(text))
    if not _LETTER.search(key):
        return Nameless.NO_LETTERS
    if _compile_forms().fullmatch(key):
        return Nameless.LEGAL_FORM
    if _is_placeholder(key):
        return Nameless.PLACEHOLDER
    return _tell_own_name(key, regions)


def _write_plainly(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text.translate(_STANDS_FOR)).upper()
    return _BRACKETS.sub("", name_key(plain))


def _is_placeholder(key: str) -> bool:
    if len(key) < _FEWEST_CHARACTERS or _LEFT_OUT.search(key):
        return True
    return bool(_compile_placeholders().fullmatch(key))


def _tell_own_name(key: str, regions: Collection[str]) -> Nameless | None:
    words = load_words()
    if key in words.trades:
        return Nameless.TRADE
    ending = _compile_ending().search(key)
    body = key[: ending.start()] if ending else key
    if len(body) < _FEWEST_CHARACTERS or _compile_trades().fullmatch(body):
        return Nameless.NO_OWN_NAME
    is_place = body in regions or body in words.provinces
    if is_place and body.endswith(_PLACE_ENDS):
        return Nameless.NO_OWN_NAME
    return Nameless.PERSON if ending is None and _is_person(key, regions) else None


def _is_person(key: str, regions: Collection[str]) -> bool:
    """Tell whether one or two characters alone follow a family name."""
    words = load_words()
    if not _compile_persons().fullmatch(key) or key[-1] in words.shop_endings:
        return False
    is_place = any(key + end in regions for end in _PLACE_ENDS)
    return not is_place and not _compile_trade().search(key)


def _join(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sort_longest_first(frozenset(words))))


def _name_forms() -> str:
    words = load_words()
    return _join({*words.legal_forms, *words.bracket_forms, *words.form_words})


@lru_cache(maxsize=1)
def _compile_forms() -> re.Pattern[str]:
    return re.compile(f"(?:{_name_forms()})+")


@lru_cache(maxsize=1)
def _compile_ending() -> re.Pattern[str]:
    return re.compile(f"(?:{_name_forms()})+$")


@lru_cache(maxsize=1)
def _compile_trades() -> re.Pattern[str]:
    return re.compile(f"(?:{_join(load_words().trades)})+")


@lru_cache(maxsize=1)
def _compile_trade() -> re.Pattern[str]:
    return re.compile(_join(load_words().trades))


@lru_cache(maxsize=1)
def _compile_persons() -> re.Pattern[str]:
    return re.compile(f"(?:{_join(load_words().surnames)})[\u4e00-\u9fff]{{1,2}}")


@lru_cache(maxsize=1)
def _compile_placeholders() -> re.Pattern[str]:
    words, forms = _join(load_words().placeholders), _name_forms()
    return re.compile(f"(?:{words})+(?:[0-9]+|[A-Z])?(?:{forms})*(?:[0-9]+|[A-Z])?")

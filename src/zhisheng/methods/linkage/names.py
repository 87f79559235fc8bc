"""Take the name of an enterprise apart: region, own name, trade, legal form."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from zhisheng.methods.linkage.words import load_words, sort_longest_first

# Han characters alone fold to themselves.
_PLAIN = re.compile(r"[\u4e00-\u9fff]+")
_BRACKETS = str.maketrans("[]{}〔〕【】〈〉《》「」『』〖〗", "()" * 9)
_DROPPED = re.compile(r"[^\w()]|_")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_ORDINAL = re.compile(r"第([0-9]+|[零一二三四五六七八九十百]+)(?:号|分)?")
_LAST_NUMBER = re.compile(r"([0-9]+|[一二三四五六七八九十]+)(?:号|分)?$")
_DIGITS = re.compile(r"[0-9]+")
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,7}?(?:自治州|自治县|自治旗|新区|地区|省|市|县|区|旗|盟)"
)
_TOWN = re.compile(r"[\u4e00-\u9fff]{2,4}?(?:街道|镇|乡)")
_NUMERALS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_PLACE_ENDS = ("自治区", "自治州", "自治县", "自治旗", "地区", "新区", *"省市县区旗盟")
_COUNTY_ENDS = ("县", "区", "旗")
_SHORTEST_OWN_NAME = 2


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name of an enterprise in parts.

    ``full`` is the folded name; ``core`` the name proper (字号); ``region_prefix``
    the region words met before it or in brackets; ``trade`` and ``legal_form`` what
    stood behind it; ``brackets`` what brackets said that is neither region nor legal
    form; ``pinyin`` one syllable for each character of ``core``; ``branch`` the part
    that makes it a branch of another enterprise; ``numbers`` its ordinal numbers.
    """

    full: str
    core: str
    region_prefix: str
    trade: str
    legal_form: str
    brackets: tuple[str, ...]
    pinyin: tuple[str, ...]
    branch: str
    numbers: tuple[int, ...]


def name_key(text: str) -> str:
    """Fold a name to the key under which it is compared and remembered.

    Width, spaces, invisible and directional characters, kind of brackets, letter
    case, punctuation and traditional characters make no difference; every other
    character does.
    """
    if _PLAIN.fullmatch(text):
        return text.translate(load_words().traditional)
    folded = unicodedata.normalize("NFKC", text).translate(_BRACKETS).upper()
    folded = unicodedata.normalize("NFKC", folded)
    return _DROPPED.sub("", folded).translate(load_words().traditional)


def normalise_name(text: str, *, regions: Collection[str] = frozenset()) -> NameParts:
    """Take a name apart.

    Parameters
    ----------
    text : str
        The name as written.
    regions : Collection[str]
        Names of provinces, cities and counties, with or without their 省, 市, 县, 区.
        A frozenset is prepared only once. Without any, provinces and words that end
        like a county are recognised. Where nothing but a trade follows, the last
        region is the name proper: 新华丝网厂.

    Notes
    -----
    Source: 企业名称登记管理规定 (2020), article 6: a name consists of region, own name
    (at least two characters, article 8), trade and form of organisation.
    """
    full = name_key(text)
    places = _prepare_regions(
        regions if isinstance(regions, frozenset) else frozenset(regions)
    )
    body, said, notes, form = _open_brackets(full, places)
    body, branch = _split_branch(body, places)
    body, legal_form = _strip_legal_form(body)
    words, body = _strip_regions(body, places, may_guess=not regions)
    body, numbers = _strip_numbers(body)
    core, trade = _strip_trades(body)
    if words and core in load_words().trades:
        core, trade = _shorten_place(words[-1]), core + trade
    return NameParts(
        full=full,
        core=core,
        region_prefix="".join((*words, *said)),
        trade=trade,
        legal_form=legal_form or form,
        brackets=notes,
        pinyin=spell(core),
        branch=branch,
        numbers=numbers,
    )


def spell(text: str) -> tuple[str, ...]:
    """Give the most usual reading of each character, without tones."""
    return tuple(map(_spell_character, text))


@cache
def _spell_character(character: str) -> str:
    # Loaded on use: its dictionary takes half a second of every start.
    from pypinyin import Style, pinyin

    return str(pinyin(character, style=Style.NORMAL)[0][0])


@lru_cache(maxsize=8)
def _prepare_regions(regions: frozenset[str]) -> frozenset[str]:
    short = {_shorten_place(name) for name in regions}
    return regions | short | load_words().provinces


def _shorten_place(name: str) -> str:
    for end in _PLACE_ENDS:
        if name.endswith(end) and len(name) - len(end) >= _SHORTEST_OWN_NAME:
            return name.removesuffix(end)
    return name


def _open_brackets(
    full: str, places: frozenset[str]
) -> tuple[str, tuple[str, ...], tuple[str, ...], str]:
    if "(" not in full:
        return full.replace(")", ""), (), (), ""
    said, notes, form = [], [], ""
    for inside in _BRACKETED.findall(full):
        if inside in load_words().bracket_forms:
            form = inside
        elif inside in places or _PLACE.fullmatch(inside):
            said.append(inside)
        elif inside:
            notes.append(inside)
    body = _BRACKETED.sub("", full).replace("(", "").replace(")", "")
    return body, tuple(said), tuple(notes), form


@lru_cache(maxsize=1)
def _compile_branch() -> re.Pattern[str]:
    ends = "|".join(load_words().branches)
    return re.compile(rf"^(.{{2,}}?(?:公司|集团|厂|合作社))(.{{0,12}}(?:{ends}))$")


def _split_branch(body: str, places: frozenset[str]) -> tuple[str, str]:
    if found := _compile_branch().match(body):
        return found.group(1), found.group(2)
    for end in ("分公司", "分厂", "分店"):
        if body.endswith(end):
            return _split_bare_branch(body.removesuffix(end), end, places)
    return body, ""


def _split_bare_branch(body: str, end: str, places: frozenset[str]) -> tuple[str, str]:
    for length in range(6, 1, -1):
        if len(body) > length + 1 and body[-length:] in places:
            return body[:-length], body[-length:] + end
    return body, end


def _strip_legal_form(body: str) -> tuple[str, str]:
    for form in _group_forms_by_end().get(body[-1:], ()):
        if body.endswith(form) and len(body) > len(form):
            return body.removesuffix(form), form
    return body, ""


def _strip_regions(
    body: str, places: frozenset[str], *, may_guess: bool
) -> tuple[list[str], str]:
    words: list[str] = []
    rest = body
    while length := _measure_region(rest, places, words, may_guess=may_guess):
        if len(rest) - length < _SHORTEST_OWN_NAME:
            break
        words.append(rest[:length])
        rest = rest[length:]
    return words, rest


def _measure_region(
    body: str, places: frozenset[str], before: list[str], *, may_guess: bool
) -> int:
    # Behind a county comes at most a town: 新华 in 安平县新华丝网厂 is no 新华区.
    if before and before[-1].endswith(_COUNTY_ENDS):
        found = _TOWN.match(body)
        return found.end() if found else 0
    for length in range(min(len(body), 11), 1, -1):
        if body[:length] in places:
            return length
    pattern = _TOWN if before else _PLACE if may_guess else None
    found = pattern.match(body) if pattern else None
    return found.end() if found else 0


def _strip_numbers(body: str) -> tuple[str, tuple[int, ...]]:
    numbers = [_read_number(text) for text in _ORDINAL.findall(body)]
    rest = _ORDINAL.sub("", body) if numbers else body
    last = _LAST_NUMBER.search(rest)
    if last and last.start() >= _SHORTEST_OWN_NAME:
        numbers.append(_read_number(last.group(1)))
        rest = rest[: last.start()]
    numbers.extend(int(text) for text in _DIGITS.findall(rest))
    return rest or body, tuple(numbers)


def _read_number(text: str) -> int:
    if text.isdigit() and text.isascii():
        return int(text)
    tens, ten, units = text.rpartition("十")
    if not ten:
        return int("".join(str(_NUMERALS.get(char, 0)) for char in text))
    return 10 * _NUMERALS.get(tens[-1:], 1) + _NUMERALS.get(units, 0)


@lru_cache(maxsize=1)
def _group_forms_by_end() -> dict[str, tuple[str, ...]]:
    return _group_by_end(load_words().legal_forms)


@lru_cache(maxsize=1)
def _group_trades_by_end() -> dict[str, tuple[str, ...]]:
    return _group_by_end(load_words().trades)


def _group_by_end(words: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    ends: dict[str, tuple[str, ...]] = {}
    for word in sort_longest_first(words):
        ends[word[-1]] = (*ends.get(word[-1], ()), word)
    return ends


def _strip_trades(body: str) -> tuple[str, str]:
    end = len(body)
    ends = _group_trades_by_end()
    while end > _SHORTEST_OWN_NAME:
        for word in ends.get(body[end - 1], ()):
            fits = end - len(word) >= _SHORTEST_OWN_NAME
            if fits and body.endswith(word, 0, end):
                end -= len(word)
                break
        else:
            break
    return body[:end], body[end:]


def list_trade_groups(trade: str) -> frozenset[str]:
    """List the kinds of trade that the words of a name tell; general words tell none."""
    words = load_words().trades
    groups: set[str] = set()
    start = 0
    while start < len(trade):
        length = next(
            (n for n in range(8, 1, -1) if trade[start : start + n] in words), 1
        )
        groups.add(words.get(trade[start : start + length], "general"))
        start += length
    return frozenset(groups - {"general"})

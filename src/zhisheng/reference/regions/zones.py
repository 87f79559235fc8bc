"""Development zones as people write them: one word per kind, without the city's name."""

import re
from collections.abc import Iterable
from typing import Final

# 高新技术产业开发区, 高新技术产业园区, 高新开发区 are said for one another, and so are
# the names of an economic zone; a rank before the name (国家级) distinguishes nothing.
_KINDS: Final = (
    (
        re.compile(
            r"(?:国家级?|省级)?(?:高新(?:技术|科技)?|高技术)(?:产业)?(?:开发)?(?:园区|园|区)"
        ),
        "高新区",
    ),
    (
        re.compile(r"(?:国家级?|省级)?(?:经济(?:技术)?开发区|经济技术区|经开区)"),
        "经开区",
    ),
)
# What tells a zone that the table does not hold from a misspelt division.
_ENDINGS: Final = (
    r"高新区|经开区|开发区|工业园区|产业园区|工业园|产业园|科技园区|科技园|园区|"
    r"工业集中区|产业集聚区|产业聚集区|集聚区|工业区|"
    r"综合保税区|保税港区|保税区|出口加工区|自由贸易试验区|自贸试验区|自贸区|"
    r"城乡一体化示范区|管理区|新区|新城(?!区)|经济区|度假区|风景名胜区|"
    r"农垦(?:总局|管理局|集团)?|农场|林场|牧场|"
    r"[0-9〇零一二三四五六七八九十百]+团场?"
)
_ZONE: Final = re.compile(rf"([\u4e00-\u9fff0-9A-Z]{{0,10}}?(?:{_ENDINGS}))(.*)")
_CENTRE: Final = re.compile(r"市区|市直|市本级|本级")
_DIVISION: Final = re.compile(r"[省市县旗盟]")
_GENERIC: Final = re.compile(_ENDINGS)
_OPEN_ZONE: Final = re.compile(r"(开发区|经开区|高新区)$")


def fold_zone(text: str) -> str:
    """Write each zone's kind in one way: 石家庄高新技术开发区 as 石家庄高新区."""
    for pattern, word in _KINDS:
        text = pattern.sub(word, text)
    return text


def drop_prefixes(name: str, prefixes: Iterable[str]) -> str:
    """Take the names of the areas around it from the front of a zone's name.

    Parameters
    ----------
    name : str
        E.g. 河北沧州经济开发区.
    prefixes : Iterable[str]
        Names of the province and the city, long and short.

    Returns
    -------
    str
        What the zone is called inside its city, e.g. 经开区.
    """
    known = sorted(prefixes, key=len, reverse=True)
    rest = fold_zone(name)
    while True:
        found = next((p for p in known if rest.startswith(p) and rest != p), None)
        if found is None:
            return rest
        rest = rest.removeprefix(found)


def is_centre(word: str) -> bool:
    """Whether a word means the city itself, not a zone of it (市本级)."""
    return _CENTRE.fullmatch(word) is not None


def split_zone(text: str, *, is_placed: bool) -> str:
    """Read the zone a folded text begins with; empty if it names none.

    Parameters
    ----------
    text : str
        What follows a place, or a whole cell.
    is_placed : bool
        Whether a place stands before it; only then an address may follow a zone of a
        plain kind (高新区长江大道).
    """
    if _CENTRE.fullmatch(text):
        return text
    found = _ZONE.fullmatch(text)
    if found is None or _DIVISION.search(found[1]):
        return ""
    is_plain = _GENERIC.fullmatch(found[1]) is not None
    return found[1] if not found[2] or (is_placed and is_plain) else ""


def is_alike(word: str, written: str) -> bool:
    """Whether what is written may be a loose word for a zone (开发区 for 高新区)."""
    if written == "开发区":
        return _OPEN_ZONE.search(word) is not None
    return word.endswith(written)


def is_said_for(word: str, written: str) -> bool:
    """Whether a zone is called just so: 开发区 alone is the economic one."""
    return word == written or (word, written) == ("经开区", "开发区")

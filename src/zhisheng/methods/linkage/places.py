"""How the regions and the addresses of two enterprises stand to each other."""

import re
from typing import Literal

from rapidfuzz import fuzz

from zhisheng.methods.linkage.names import name_key

Nearness = Literal["same", "contains", "near", "other", "unknown"]

# Cities without counties: their own code is the lowest level.
_CITIES_WITHOUT_COUNTIES = frozenset({"441900", "442000", "460400", "620200"})
_LEADING_REGION = re.compile(
    r"^(?:\w{2,8}?(?:省|自治区))?(?:\w{2,8}?(?:市|自治州|地区|盟))?"
    r"(?:\w{1,7}?(?:县|(?<!小)(?<!业)(?<!园)(?<!发)(?<!社)区|旗|市))?"
)
_NUMBER = re.compile(r"[0-9]+|[一二三四五六七八九十]+(?=[号幢栋座楼室])")
_SIMILAR_ADDRESS = 85.0
_SHORTEST_ADDRESS = 4


def is_county(code: str) -> bool:
    """Tell whether a code is of the lowest level."""
    return not code.endswith("00") or code in _CITIES_WITHOUT_COUNTIES


def relate_regions(code: str, other: str) -> Nearness:
    """Tell how two division codes of six digits stand to each other."""
    if not code or not other:
        return "unknown"
    if code == other:
        return "same" if is_county(code) else "contains"
    short, long = sorted((_significant(code), _significant(other)), key=len)
    if long.startswith(short):
        return "contains"
    return "near" if code[:4] == other[:4] else "other"


def address_key(address: str) -> str:
    """Fold an address without its province, city and county."""
    folded = name_key(address).replace("(", "").replace(")", "")
    return _LEADING_REGION.sub("", folded, count=1)


def do_addresses_agree(key: str, other_key: str) -> bool:
    """Tell whether two folded addresses name the same numbered place.

    A village or a park without a number is shared by many and supports nothing.
    """
    numbers = _NUMBER.findall(key)
    if not numbers or numbers != _NUMBER.findall(other_key):
        return False
    if min(len(key), len(other_key)) < _SHORTEST_ADDRESS:
        return False
    return (
        key.endswith(other_key)
        or other_key.endswith(key)
        or fuzz.ratio(key, other_key) >= _SIMILAR_ADDRESS
    )


def _significant(code: str) -> str:
    if is_county(code):
        return code
    return code[:2] if code.endswith("0000") else code[:4]

"""Short names of divisions."""

import re
from typing import Final

PLACEHOLDERS: Final = frozenset(
    {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "直辖县级行政区划"}
)
_PEOPLES: Final = re.compile(
    r"((蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|"
    r"傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|"
    r"羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|"
    r"裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各)族"
    r"|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯|维吾尔)$"
)
_AUTONOMOUS: Final = re.compile(r"自治[区州县旗]$")
_BANNER: Final = re.compile(r"[前后左右中]旗$")
# 清新区 and 万柏林区 end like a 新区 and a 林区 without being one.
_ENDING: Final = re.compile(
    r"((?<=神农架)林区|(?<=..)特区|地区|(?<=..)新区|省|市|县|区|盟|旗)$"
)
_SHORTEST: Final = 2


def shorten_name(name: str) -> str:
    """Strip the generic ending of a division's name.

    Parameters
    ----------
    name : str
        E.g. 安平县, 内蒙古自治区, 积石山保安族东乡族撒拉族自治县.

    Returns
    -------
    str
        E.g. 安平, 内蒙古, 积石山; never under two characters, so 丰县 stays.
    """
    if _AUTONOMOUS.search(name):
        return _strip_peoples(_AUTONOMOUS.sub("", name))
    if _BANNER.search(name):
        return name
    short = _ENDING.sub("", name)
    return short if len(short) >= _SHORTEST else name


def _strip_peoples(name: str) -> str:
    rest = _PEOPLES.sub("", name)
    if rest != name and len(rest) >= _SHORTEST:
        return _strip_peoples(rest)
    return name.removesuffix("族") if len(name) > _SHORTEST else name

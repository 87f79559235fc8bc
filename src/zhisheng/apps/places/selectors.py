"""Read regions and industries; both tables are small and public."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from functools import cache

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from zhisheng.apps.places.models import Industry, Region, RegionChange
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.kit.language import is_english
from zhisheng.reference import regions as reference
from zhisheng.reference.industries import find_english_name, search_english_names

SUGGESTION_LIMIT = 20
NATION = "000000"
# The character after "9": every code of digits stands before it.
AFTER_DIGITS = ":"


def get_region(code: str) -> Region:
    region = Region.objects.filter(code=code).first()
    if region is None:
        raise NotFoundError
    return region


def get_region_range(code: str) -> tuple[str, str]:
    """Return (first, after last) of the codes in a region; empty or 000000 is the nation."""
    if code in {"", NATION}:
        return "0", AFTER_DIGITS
    prefix = get_region_prefix(code)
    return get_prefix_range(prefix)


def get_region_prefix(code: str) -> str:
    """Return the leading digits that all codes below a six-digit code share."""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def get_prefix_range(prefix: str) -> tuple[str, str]:
    """Return (first, after last) of the texts that begin with a prefix."""
    if not prefix:
        return "", "\U0010ffff"
    return prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)


def list_children(code: str = "") -> QuerySet[Region]:
    """Return the divisions directly below a region; without a code, the provinces."""
    return Region.objects.filter(parent__code=code) if code else list_provinces()


def list_provinces() -> QuerySet[Region]:
    return Region.objects.filter(parent=None, valid_to=None)


def list_ancestors(code: str) -> list[Region]:
    """Return the regions from the province down to this one, itself included."""
    codes = {code[:2] + "0000", code[:4] + "00", code}
    return list(Region.objects.filter(code__in=codes))


def search_regions(text: str, *, limit: int = SUGGESTION_LIMIT) -> list[Region]:
    """Find regions in use by code, name or pinyin; wider ones first."""
    wanted = text.strip()
    if not wanted:
        return list(list_provinces()[:limit])
    regions = Region.objects.filter(valid_to=None)
    if wanted.isdigit():
        first, after = get_prefix_range(wanted)
        return list(regions.filter(code__gte=first, code__lt=after)[:limit])
    found = list(regions.filter(_match_words(wanted, "full_name")))
    found.sort(
        key=lambda region: _rank(wanted, region.name, region.pinyin, region.code)
    )
    return found[:limit]


def map_region_names(codes: Collection[str]) -> dict[str, str]:
    """Return the full names of regions by code, former ones included."""
    found = Region.objects.filter(code__in=codes)
    return dict(found.values_list("code", "full_name"))


def map_industry_names(codes: Collection[str]) -> dict[str, str]:
    """Return the names of industries by code."""
    found = Industry.objects.filter(code__in=codes)
    return dict(found.values_list("code", "name"))


def find_written_region(text: str) -> Region | None:
    """Find the region a usual name such as 恩施州 or 衡水高新区 means without doubt."""
    code = _get_region_index().resolve(texts=[text]).code
    return Region.objects.filter(code=code).first() if code else None


@cache
def _get_region_index() -> reference.RegionIndex:
    return reference.RegionIndex(reference.load_regions())


def get_industry(code: str) -> Industry:
    industry = Industry.objects.filter(code=code).first()
    if industry is None:
        raise NotFoundError
    return industry


def name_industry(code: str, name: str) -> str:
    """Return the name in the reader's language; in English a class has its division's.

    Only sections and divisions have an English name.
    """
    return (find_english_name(code) if is_english() else "") or name


def name_industry_with_code(code: str, name: str) -> str:
    """Return 「3340 金属丝绳及其制品制造」, or in English what the class belongs to."""
    shown = name_industry(code, name)
    if shown == name or has_english_name(code):
        return f"{code} {shown}".strip()
    return _("%(code)s（属于%(division)s）") % {"code": code, "division": shown}


def has_english_name(code: str) -> bool:
    """Tell whether an industry is a section or division, which have English names."""
    return len(code) <= len("33")


def require_known_codes(*, region: str = "", industry: str = "") -> None:
    """Refuse codes that stand for nothing: asked for by a slip, an empty list misleads."""
    refused = {}
    is_nation = region in {"", NATION}
    if not is_nation and not Region.objects.filter(code=region).exists():
        refused["region"] = _("没有这个区划代码，请写六位代码，例如 131125。")
    if industry and not Industry.objects.filter(code=industry.upper()).exists():
        refused["industry"] = _(
            "没有这个行业代码，请写门类字母或二到四位数字，例如 C、33、3340。"
        )
    if refused:
        raise FieldsRefusedError(refused)


def list_industry_children(code: str = "") -> QuerySet[Industry]:
    """Return the classes directly below one; without a code, the sections."""
    if code:
        return Industry.objects.filter(parent__code=code)
    return Industry.objects.filter(parent=None)


def match_industry_subtree(code: str, *, field: str = "industry") -> Q:
    """Return the condition that a foreign key to an industry lies at or below a code."""
    if code.isalpha():
        return Q(**{f"{field}__section": code.upper()})
    first, after = get_prefix_range(code)
    return Q(**{f"{field}__gte": first, f"{field}__lt": after})


def search_industries(text: str, *, limit: int = SUGGESTION_LIMIT) -> list[Industry]:
    """Find classes by code (with or without section letter), name or pinyin.

    Sections and divisions are also found by words of their English name.
    """
    wanted = text.strip()
    if not wanted:
        return list(list_industry_children()[:limit])
    digits = wanted.lstrip("ABCDEFGHIJKLMNOPQRSTabcdefghijklmnopqrst")
    if digits.isdigit():
        first, after = get_prefix_range(digits)
        return list(Industry.objects.filter(code__gte=first, code__lt=after)[:limit])
    if len(wanted) == 1 and wanted.isascii():
        return list(Industry.objects.filter(code=wanted.upper()))
    english = Q(code__in=search_english_names(wanted))
    found = list(Industry.objects.filter(_match_words(wanted, "name") | english))
    found.sort(key=lambda one: _rank(wanted, one.name, one.pinyin, one.code))
    return found[:limit]


def list_successors(
    code: str, start: date, end: date
) -> list[tuple[str, Decimal | None]]:
    """Return the codes a region's figures went to between two days, with their shares.

    A share of None means that a split came without published shares, so that figures
    cannot be divided; a region that did not change is its own successor.
    """
    changes = RegionChange.objects.filter(
        effective_on__gt=start, effective_on__lte=end
    ).order_by("effective_on", "new_code")
    shares: dict[str, Decimal | None] = {code: Decimal(1)}
    by_day: dict[date, list[RegionChange]] = {}
    for change in changes:
        by_day.setdefault(change.effective_on, []).append(change)
    for same_day in by_day.values():
        shares = _follow_changes(shares, same_day)
    return sorted(shares.items())


def _follow_changes(
    shares: dict[str, Decimal | None], changes: list[RegionChange]
) -> dict[str, Decimal | None]:
    moved: dict[str, Decimal | None] = {}
    for code, share in shares.items():
        targets = [change for change in changes if change.old_code == code]
        if not targets:
            moved[code] = _add_shares(moved.get(code, Decimal(0)), share)
        for change in targets:
            part = _share_of(change, len(targets))
            product = None if part is None or share is None else share * part
            moved[change.new_code] = _add_shares(
                moved.get(change.new_code, Decimal(0)), product
            )
    return moved


def _share_of(change: RegionChange, targets: int) -> Decimal | None:
    if change.share is not None:
        return change.share
    return Decimal(1) if targets == 1 else None


def _add_shares(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    return None if left is None or right is None else left + right


def _match_words(text: str, name_field: str) -> Q:
    """Every word must occur: 「浙江 吴兴」 finds 吴兴区, 「anp」 begins 安平's pinyin."""
    condition = Q()
    for word in text.lower().split():
        if word.isascii():
            condition &= Q(pinyin__startswith=word) | Q(pinyin__contains=f" {word}")
        else:
            condition &= Q(**{f"{name_field}__contains": word})
    return condition


def _rank(text: str, name: str, pinyin: str, code: str) -> tuple[int, int, str]:
    """Order hits: exact beginning of the name or pinyin first, then wider before narrower."""
    begins = name.startswith(text) or any(
        part.startswith(text.lower()) for part in pinyin.split()
    )
    depth = len(code.rstrip("0"))
    return (0 if begins else 1), depth, code

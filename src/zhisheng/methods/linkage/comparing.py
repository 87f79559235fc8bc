"""Decide whether two candidates are the same enterprise.

The order of the rules is the method: code, then full name, then what makes two
enterprises of one family (numbers, branches), then the name proper, then spelling.
"""

from collections.abc import Collection
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from zhisheng.methods.linkage.candidates import Candidate, Comparison, Verdict
from zhisheng.methods.linkage.names import (
    NameParts,
    list_trade_groups,
    normalise_name,
)
from zhisheng.methods.linkage.places import (
    Nearness,
    address_key,
    do_addresses_agree,
    relate_regions,
)

_HOUSEHOLD = "92"
_LONG_NAME = 4
_FORMER = "原"


@dataclass(frozen=True, slots=True)
class Side:
    """A candidate with its name taken apart once for many comparisons."""

    candidate: Candidate
    uscc: str
    parts: NameParts
    address: str


def prepare(candidate: Candidate, *, regions: Collection[str] = frozenset()) -> Side:
    """Fold the code and take the name apart."""
    uscc = candidate.uscc.strip().upper()
    parts = normalise_name(candidate.name, regions=regions)
    return Side(candidate, uscc, parts, address_key(candidate.address))


def compare(
    a: Candidate, b: Candidate, *, regions: Collection[str] = frozenset()
) -> Comparison:
    """Compare two candidates; the order of the two makes no difference.

    Returns
    -------
    Comparison
        ``certain`` only if code and name are equal, or if one code is missing and the
        full legal name and the county are equal with nothing against it. Nothing else
        may be merged without a person.

    Notes
    -----
    Source: 企业名称登记管理规定 (2020), article 17: within one registration authority no
    two enterprises of a trade bear the same name; 个体工商户 by 市场监管总局令第82号.
    """
    return compare_sides(prepare(a, regions=regions), prepare(b, regions=regions))


def compare_sides(a: Side, b: Side) -> Comparison:
    """Compare two prepared candidates."""
    near = relate_regions(a.candidate.region_code, b.candidate.region_code)
    if a.uscc and b.uscc:
        verdict, reasons = _judge_codes(a, b, near)
    else:
        verdict, reasons = _judge_names(a, b, near)
    score = 1.0 if verdict == "certain" else _score(a.parts, b.parts, near)
    return Comparison(verdict, score, reasons)


def _judge_codes(a: Side, b: Side, near: Nearness) -> tuple[Verdict, tuple[str, ...]]:
    if a.uscc == b.uscc:
        if a.parts.full == b.parts.full and a.parts.full:
            return "certain", ("uscc", "name")
        return "to_confirm", ("name",)
    became_company = (a.uscc[:2] == _HOUSEHOLD) != (b.uscc[:2] == _HOUSEHOLD)
    same_core = a.parts.core == b.parts.core and not _is_other_member(a, b)
    if became_company and same_core and near == "same":
        return "different", ("uscc", "possible_predecessor")
    return "different", ("uscc",)


def _judge_names(a: Side, b: Side, near: Nearness) -> tuple[Verdict, tuple[str, ...]]:
    if not a.parts.full or not b.parts.full:
        return "different", ("name_missing",)
    if a.parts.full == b.parts.full:
        return _judge_equal_names(a, b, near)
    if member := _is_other_member(a, b):
        return "different", (member,)
    supported = near != "other" and _support(a, b)
    if _names_as_former(a.parts, b.parts) and near in ("same", "contains", "unknown"):
        return "to_confirm", ("former_name",)
    if a.parts.core == b.parts.core:
        return _judge_equal_cores(a, b, near, supported=supported)
    return _judge_spelling(a, b, near, supported=supported)


def _judge_equal_names(
    a: Side, b: Side, near: Nearness
) -> tuple[Verdict, tuple[str, ...]]:
    if near == "other" or near == "near":
        if a.parts.region_prefix or _support(a, b):
            return "to_confirm", ("region", "name")
        return "different", ("region",)
    if near != "same":
        return "to_confirm", ("name", f"region_{near}")
    if not a.parts.legal_form:
        return "to_confirm", ("name_incomplete",)
    if _are_industries_apart(a.candidate, b.candidate):
        return "to_confirm", ("name", "industry")
    return "certain", ("name", "region")


def _judge_equal_cores(
    a: Side, b: Side, near: Nearness, *, supported: bool
) -> tuple[Verdict, tuple[str, ...]]:
    if supported:
        return "to_confirm", ("core", "address")
    if near in ("other", "near"):
        return "different", ("region",)
    if not _are_trades_related(a.parts, b.parts):
        return "different", ("trade",)
    return "to_confirm", ("core", f"region_{near}")


def _judge_spelling(
    a: Side, b: Side, near: Nearness, *, supported: bool
) -> tuple[Verdict, tuple[str, ...]]:
    homophone = a.parts.pinyin == b.parts.pinyin
    close = homophone or _is_one_slip(a.parts, b.parts) or _contains_core(a, b)
    if close and supported and _are_trades_related(a.parts, b.parts):
        return "to_confirm", ("spelling", "address")
    if near not in ("same", "contains"):
        return "different", ("core",)
    # In two or three characters one other character is another enterprise (华丰, 华锋);
    # in a longer name proper, all else equal, it is more often a slip of the typist.
    if _is_slip_in_long_name(a.parts, b.parts) or _is_slip_in_trade(a.parts, b.parts):
        return "to_confirm", ("spelling",)
    return "different", ("homophone",) if homophone else ("core",)


def _is_other_member(a: Side, b: Side) -> str:
    if a.parts.branch != b.parts.branch:
        return "branch"
    if sorted(a.parts.numbers) != sorted(b.parts.numbers):
        return "number"
    return ""


def _support(a: Side, b: Side) -> bool:
    return do_addresses_agree(a.address, b.address)


def _names_as_former(a: NameParts, b: NameParts) -> bool:
    return any(
        note.startswith(_FORMER) and note.removeprefix(_FORMER).lstrip("名") == full
        for notes, full in ((a.brackets, b.full), (b.brackets, a.full))
        for note in notes
    )


def _are_industries_apart(a: Candidate, b: Candidate) -> bool:
    division, other = a.industry_code[:2], b.industry_code[:2]
    return bool(division and other and division != other)


def _are_trades_related(a: NameParts, b: NameParts) -> bool:
    groups, others = list_trade_groups(a.trade), list_trade_groups(b.trade)
    return not groups or not others or bool(groups & others)


def _is_one_slip(a: NameParts, b: NameParts) -> bool:
    return OSA.distance(a.core, b.core, score_cutoff=1) <= 1


def _contains_core(a: Side, b: Side) -> bool:
    return a.parts.core.startswith(b.parts.core) or b.parts.core.startswith(
        a.parts.core
    )


def _is_slip_in_long_name(a: NameParts, b: NameParts) -> bool:
    if min(len(a.core), len(b.core)) < _LONG_NAME:
        return False
    return _is_one_slip(a, b) and _are_trades_related(a, b)


def _is_slip_in_trade(a: NameParts, b: NameParts) -> bool:
    stems = a.core + a.trade, b.core + b.trade
    if stems[0][:2] != stems[1][:2] or min(map(len, stems)) < _LONG_NAME:
        return False
    return OSA.distance(*stems, score_cutoff=1) <= 1


_REGION_SCORES: dict[Nearness, float] = {
    "same": 1.0,
    "contains": 0.7,
    "unknown": 0.5,
    "near": 0.3,
    "other": 0.0,
}


def _score(a: NameParts, b: NameParts, near: Nearness) -> float:
    core = fuzz.ratio(a.core, b.core)
    full = fuzz.ratio(a.full, b.full)
    sound = fuzz.ratio(" ".join(a.pinyin), " ".join(b.pinyin))
    names = (0.45 * core + 0.25 * full + 0.1 * sound) / 100
    return round(min(names + 0.19 * _REGION_SCORES[near], 0.99), 4)

"""Find enterprises by part of the name, or by the beginning of a code."""

import re
from collections.abc import Collection

from django.db.models import F, Q

from zhisheng.apps.registry.errors import TermTooShortError
from zhisheng.apps.registry.models import FormerName, NamePair
from zhisheng.apps.registry.selectors.name_pairs import list_pairs
from zhisheng.methods.linkage import name_key

SHORTEST_TERM = 2
# A pair with fewer enterprises is taken at once; above the limit they count as equal.
ENOUGH = 200
PROBE_LIMIT = 2_000
ENTERPRISE_CODE = re.compile(r"E-?[0-9A-Z]{10}")
# Six letters and digits, digits among them: no name, the beginning of a code.
USCC_PART = re.compile(r"(?=.*[0-9])[0-9A-Z]{6,18}")
USCC_LENGTH = 18


def is_code(term: str) -> bool:
    """Tell whether a search word is the beginning of a unified social credit code."""
    return USCC_PART.fullmatch(name_key(term)) is not None


def match_term(term: str, *, with_former: bool = False) -> Q:
    """Return the condition of a search word; empty finds everything.

    Punctuation makes no difference in a name, so a word of nothing else is too short.
    A name is found through its rarest pair of neighbouring characters, then compared;
    a word of nothing but common endings is compared at once, as most rows match.
    ``with_former`` takes the word as part of an earlier name as well.
    """
    if not term.strip():
        return Q()
    key = name_key(term)
    if ENTERPRISE_CODE.fullmatch(term.strip().upper()):
        return Q(code=term.strip().upper())
    if is_code(term):
        return Q(uscc__gte=key, uscc__lte=key.ljust(USCC_LENGTH, "Z"))
    if len(key) < SHORTEST_TERM:
        raise TermTooShortError
    former = FormerName.objects.filter(name_key__contains=key).values("enterprise_id")
    has_former = with_former and former.exists()
    pairs = list_pairs(key)
    if not pairs:
        named = Q(name_key__contains=key)
        return named | Q(pk__in=former) if has_former else named
    holders = NamePair.objects.filter(pair=_choose_rarest(pairs))
    found = holders.values("enterprise_id")
    named = Q(name_key__contains=key) if len(key) > SHORTEST_TERM else Q()
    if not has_former:
        return named & Q(pk__in=found)
    # One list of ids, so that no row is looked at which is in neither.
    either = Q(pk__in=found.union(former))
    return either & (named | Q(pk__in=former)) if named else either


def list_former_names(ids: Collection[int], term: str = "") -> dict[int, list[str]]:
    """Return earlier names of enterprises, those alone that hold the word."""
    names = FormerName.objects.filter(
        enterprise__in=ids, name_key__contains=name_key(term)
    ).exclude(name_key=F("enterprise__name_key"))
    found: dict[int, list[str]] = {}
    for pk, name in names.order_by("pk").values_list("enterprise_id", "name"):
        found.setdefault(pk, []).append(name)
    return found


def _choose_rarest(pairs: list[int]) -> int:
    best, fewest = pairs[0], PROBE_LIMIT + 1
    if len(pairs) == 1:
        return best
    for pair in pairs:
        probe = NamePair.objects.filter(pair=pair).values("pair")[:PROBE_LIMIT]
        count = probe.count()
        if count < fewest:
            best, fewest = pair, count
        if count < ENOUGH:
            break
    return best

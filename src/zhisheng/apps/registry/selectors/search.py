"""Find enterprises by part of the name, or by the beginning of a code."""

import re

from django.db.models import Q

from zhisheng.apps.registry.errors import TermTooShortError
from zhisheng.apps.registry.models import NamePair
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


def match_term(term: str) -> Q:
    """Return the condition of a search word; empty finds everything.

    Punctuation makes no difference in a name, so a word of nothing else is too short.
    A name is found through its rarest pair of neighbouring characters, then compared;
    a word of nothing but common endings is compared at once, as most rows match.
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
    condition = Q(name_key__contains=key) if len(key) > SHORTEST_TERM else Q()
    pairs = list_pairs(key)
    if not pairs:
        return Q(name_key__contains=key)
    holders = NamePair.objects.filter(pair=_choose_rarest(pairs))
    return condition & Q(pk__in=holders.values("enterprise_id"))


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

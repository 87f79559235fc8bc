"""Known enterprises that rows of a roster may be: few queries, never a scan."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from zhisheng.apps.registry.models import Enterprise, NamePair
from zhisheng.apps.registry.models.enterprises import match_region
from zhisheng.apps.registry.selectors.name_pairs import list_pairs
from zhisheng.kit import bulk
from zhisheng.methods.linkage import Candidate, blocking_keys
from zhisheng.methods.linkage.places import address_key
from zhisheng.reference.regions import list_region_names

VALUES_PER_QUERY = 2_000
PREFECTURE_DIGITS = 4

COLUMNS = (
    "pk",
    "survivor_id",
    "survivor_code",
    "uscc",
    "name",
    "name_key",
    "region_id",
    "address",
    "industry_id",
)


@dataclass(frozen=True, slots=True)
class Partner:
    """A known enterprise.

    Of a merged record the values are its own, id and code those of the surviving one.
    """

    record_id: int
    id: int
    code: str
    uscc: str
    name: str
    name_key: str
    region_code: str
    address: str
    industry_code: str

    def as_candidate(self) -> Candidate:
        return Candidate(
            name=self.name,
            uscc=self.uscc,
            region_code=self.region_code,
            industry_code=self.industry_code,
            address=self.address,
        )


def find_partners(candidates: Sequence[Candidate]) -> list[Partner]:
    """Return every known enterprise that one of the candidates could be.

    A candidate with a code is looked for by it, and where no enterprise holds the code,
    among those recorded without one; a candidate without a code is looked for by the
    keys of ``methods.linkage.blocking_keys``.
    """
    found: dict[int, Partner] = {}
    codes = {one.uscc for one in candidates if one.uscc}
    if codes:
        _collect(found, Q(uscc__among=sorted(codes)))
    held = {partner.uscc for partner in found.values()}
    newcomers = [one for one in candidates if one.uscc and one.uscc not in held]
    if newcomers and Enterprise.unscoped.filter(uscc="").exists():
        _collect_by_keys(found, newcomers, Q(uscc=""))
    _collect_by_keys(found, [one for one in candidates if not one.uscc], Q())
    return list(found.values())


def _collect_by_keys(
    found: dict[int, Partner], candidates: Iterable[Candidate], also: Q
) -> None:
    names, words, buildings = _sort_keys(candidates)
    if names:
        _collect(found, Q(name_key__among=sorted(names)) & also)
    for prefecture, heads in words.items():
        near = match_region(prefecture) & also
        for batch in bulk.split(sorted(heads), VALUES_PER_QUERY):
            _collect(found, near & _match_words(batch))
    for prefecture, numbers in buildings.items():
        near = match_region(prefecture) & also
        ids = _find_addresses(Enterprise.unscoped.filter(near), numbers)
        for some in bulk.split(ids, VALUES_PER_QUERY):
            _collect(found, Q(pk__in=some))


def _sort_keys(
    candidates: Iterable[Candidate],
) -> tuple[set[str], dict[str, set[str]], dict[str, set[str]]]:
    names: set[str] = set()
    words: dict[str, set[str]] = defaultdict(set)
    buildings: dict[str, set[str]] = defaultdict(set)
    for candidate in candidates:
        for key in blocking_keys(candidate, regions=list_region_names()):
            kind, rest = key[:2], key[2:]
            if kind == "n:":
                names.add(rest)
            elif kind in {"h:", "t:"}:
                words[rest[:PREFECTURE_DIGITS]].add(rest[PREFECTURE_DIGITS + 1 :])
            elif kind == "a:":
                buildings[rest[:PREFECTURE_DIGITS]].add(rest[PREFECTURE_DIGITS + 1 :])
    return names, words, buildings


def _match_words(words: Collection[str]) -> Q:
    pairs = [pair for word in words for pair in list_pairs(word)]
    condition = Q(
        pk__in=NamePair.objects.filter(pair__in=pairs).values("enterprise_id")
    )
    for word in words:
        if not list_pairs(word):
            condition |= Q(name_key__contains=word)
    return condition


def _find_addresses(
    enterprises: QuerySet[Enterprise], numbers: Collection[str]
) -> Iterator[int]:
    addresses = enterprises.exclude(address="").values_list("pk", "address")
    for pk, address in addresses.iterator():
        key = address_key(address)
        if any(number in key for number in numbers):
            yield pk


def _collect(found: dict[int, Partner], condition: Q) -> None:
    rows = Enterprise.unscoped.filter(condition).annotate(
        survivor_id=Coalesce("merged_into_id", "id"),
        survivor_code=Coalesce("merged_into__code", "code"),
    )
    for pk, identifier, *texts in rows.values_list(*COLUMNS).iterator():
        found[pk] = Partner(pk, identifier, *(text or "" for text in texts))

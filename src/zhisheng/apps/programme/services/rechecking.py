"""Rows whose place was settled later are judged again by the rules of the reading."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from operator import attrgetter, itemgetter

from django.db.models import Q, prefetch_related_objects
from django.db.models.functions import Left

from zhisheng.apps.accounts.selectors import map_organisation_ids
from zhisheng.apps.programme.choices import PlaceKind, RowStatus
from zhisheng.apps.programme.models import ImportRow, RosterImport
from zhisheng.apps.programme.selectors import Sender, count_contradicting
from zhisheng.apps.programme.services.comparing import forget_record
from zhisheng.apps.programme.services.contradicting import (
    tell_of_places,
    warn_again_of_places,
)
from zhisheng.apps.programme.services.matching import (
    Kindred,
    Newcomers,
    classify_rows,
    match_rows,
)
from zhisheng.apps.programme.services.placing import get_written
from zhisheng.apps.programme.services.units import Units
from zhisheng.apps.programme.sheets import (
    Reason,
    RosterRow,
    StagedValue,
    mark_repeated,
)
from zhisheng.kit.bulk import update_rows
from zhisheng.methods.linkage import Candidate, blocking_keys
from zhisheng.reference.regions import list_region_names

IDENTITY = (
    "sheet", "row", "name", "name_key", "uscc", "region_code", "region_named", "industry_code",
    "unit_code", "address", "year", "helper_name", "helper_code", "enterprise_id", "new_enterprise_id", "enterprise_code",
)  # fmt: skip
TELLING = ("status", "reasons")
TOLD = ("status", "reasons", "decision", "is_applied")
WRITTEN = (
    "uscc", "region_code", "industry_code", "region_text", "industry_text", "helper_text", "helper_code", "helper_id", "unit_code", "unit_text", "status", "reasons", "size_class", "size_basis",
    "enterprise_id", "candidates", "decision", "decided_by_id", "new_enterprise_id",
    "enterprise_code",
)  # fmt: skip
# Where the words of the blocking keys of these kinds stand.
SHARED = {
    "h": "name_key__contains",
    "t": "name_key__contains",
    "a": "address__contains",
}
# More words than this are not looked for one by one; the rows of the prefecture are.
MOST_WORDS = 100
STANDS = ~Q(status=RowStatus.REFUSED)


def restore_rows(rows: Sequence[ImportRow]) -> list[RosterRow]:
    """Return staged rows as the reading left them, before they were compared."""
    prefetch_related_objects(rows, "values")
    return [_restore(row) for row in rows]


def recheck_rows(
    roster_import: RosterImport, rows: Sequence[ImportRow], reads: Sequence[RosterRow]
) -> None:
    """Compare rows of one import with their file and the registry again; write it down.

    The rows are given in the order of the file; the number of queries does not depend
    on how many they are.
    """
    for read in reads:
        forget_record(read)
    Units(Sender.of(roster_import)).settle_again(reads)
    others = list(_iterate_namesakes(roster_import, rows, reads))
    _mark_repeated(rows, reads, others)
    restored = [restore_identity(other) for other in others]
    warn_again_of_places(reads, _order(rows, reads, others, restored))
    tell_others(roster_import, others, restored)
    kindred = Kindred(_iterate_coded(roster_import, rows, reads))
    kindred.learn(_iterate_neighbours(roster_import, rows, reads))
    match_rows(
        reads,
        sender=Sender.of(roster_import),
        kindred=kindred,
        on=date(roster_import.year, 1, 1),
    )
    classify_rows(reads)
    before = Counter(row.status for row in rows)
    newcomers = _number(rows, reads, others)
    helpers = map_organisation_ids({read.helper for read in reads})
    for row, read, newcomer in zip(rows, reads, newcomers, strict=True):
        _take_over(row, read, newcomer, helpers.get(read.helper))
    get_written = attrgetter(*WRITTEN, "pk")
    update_rows(ImportRow, WRITTEN, map(get_written, rows))
    count_again(roster_import, before, Counter(row.status for row in rows))
    if "contradicting" in roster_import.counts or any(
        read.contradicts for read in (*reads, *restored)
    ):
        _count_contradicting(roster_import)


def _order(
    rows: Sequence[ImportRow],
    reads: Sequence[RosterRow],
    others: Sequence[ImportRow],
    restored: Sequence[RosterRow],
) -> list[RosterRow]:
    """Return all rows of these enterprises in the order of the file."""
    known = [(other.pk, read) for other, read in zip(others, restored, strict=True)]
    known += [(row.pk, read) for row, read in zip(rows, reads, strict=True)]
    return [read for _position, read in sorted(known, key=itemgetter(0))]


def tell_others(
    roster_import: RosterImport,
    others: Sequence[ImportRow],
    restored: Sequence[RosterRow],
) -> None:
    """Write down what rows that nobody answered are told now of a place that was settled."""
    changed = []
    before: Counter[str] = Counter()
    for other, read in zip(others, restored, strict=True):
        status = other.status
        if not other.is_applied and tell_of_places(other, read):
            before[status] += 1
            changed.append(other)
    update_rows(ImportRow, TELLING, map(attrgetter(*TELLING, "pk"), changed))
    count_again(roster_import, before, Counter(other.status for other in changed))


def _count_contradicting(roster_import: RosterImport) -> None:
    """Keep for the copy that comes back how many rows contradict each other now."""
    counts = {
        **roster_import.counts,
        "contradicting": count_contradicting(roster_import),
    }
    roster_import.counts = {name: count for name, count in counts.items() if count}
    roster_import.save(update_fields=["counts"])


def asks_about_rows(row: ImportRow) -> bool:
    """Whether the row came without a code and may be one of its file that has one."""
    return any(candidate["by"] == "row" for candidate in row.candidates)


def take_code(row: ImportRow, uscc: str) -> None:
    """Make the row the enterprise of its file with this code; without one, its own."""
    if row.uscc != uscc:
        row.uscc, row.new_enterprise_id = uscc, None
        others = list(_list_same(row))
        newcomers = _number([row], [restore_identity(row)], others)
        row.new_enterprise_id, row.enterprise_code = newcomers[0]


def find_settled(row: ImportRow) -> int | None:
    """Return the enterprise on record that another row of this code stands for."""
    settled = (other.enterprise_id for other in _list_same(row))
    return next((known for known in settled if known is not None), None)


def _restore(row: ImportRow) -> RosterRow:
    read = restore_identity(row)
    if asks_about_rows(row):
        read.uscc = ""
    read.values = [
        StagedValue(
            one.indicator_code, one.period, one.value, one.low, one.high,
            one.is_approximate,
        )
        for one in row.values.all()
    ]  # fmt: skip
    read.enterprise_id = None
    read.employees = read.find_employees()
    reasons = map(Reason.restore, row.reasons)
    read.reasons = [reason for reason in reasons if not _comes_of_comparing(reason)]
    return read


def restore_identity(row: ImportRow) -> RosterRow:
    """Return what a staged row says of itself, and which enterprise it stands for."""
    return RosterRow(
        sheet=row.sheet or None,
        row=row.row,
        name=row.name,
        name_key=row.name_key,
        uscc=row.uscc,
        region=row.region_code,
        region_named=row.region_named,
        industry=row.industry_code,
        unit=row.unit_code,
        address=row.address,
        year=row.year,
        helper_name=row.helper_name,
        helper=row.helper_code,
        enterprise_id=row.enterprise_id,
    )


def _comes_of_comparing(reason: Reason) -> bool:
    return reason.kind in {"identity", "code"} or reason.field == "duplicate"


def _iterate_others(
    roster_import: RosterImport, rows: Sequence[ImportRow], condition: Q
) -> Iterator[ImportRow]:
    """Yield the other rows of the file, in its order."""
    own = {row.pk for row in rows}
    others = ImportRow.objects.alias(
        province=Left("region_code", 2), prefecture=Left("region_code", 4)
    ).filter(condition, roster_import=roster_import)
    found = others.order_by("id").only(*IDENTITY, *TOLD)
    return (other for other in found.iterator() if other.pk not in own)


def _list_same(row: ImportRow) -> Iterator[ImportRow]:
    """Return the other rows of the enterprise that a row is of by its code or name."""
    return _iterate_namesakes(row.roster_import, [row], [restore_identity(row)])


def _iterate_namesakes(
    roster_import: RosterImport, rows: Sequence[ImportRow], reads: Sequence[RosterRow]
) -> Iterator[ImportRow]:
    """Yield the rows that one of these may repeat: of its code, or its name and region."""
    codes = sorted({read.uscc for read in reads} - {""})
    codeless = [read for read in reads if not read.uscc]
    same = Q(
        uscc="",
        name_key__among=sorted({read.name_key for read in codeless}),
        region_code__among=sorted({read.region for read in codeless}),
    )
    namesakes = Q(uscc__among=codes) | same
    return _iterate_others(roster_import, rows, namesakes & STANDS)


def _mark_repeated(
    rows: Sequence[ImportRow], reads: Sequence[RosterRow], others: Sequence[ImportRow]
) -> None:
    """Mark what repeats a row that stands.

    Later rows of the same code have been compared with a row that waited, but not with
    one that was refused, nor under a region nobody knew: such a row comes last.
    """
    ordered = [((False, other.pk), restore_identity(other)) for other in others]
    for row, read in zip(rows, reads, strict=True):
        is_new = row.status == RowStatus.REFUSED or not read.uscc
        ordered.append(((is_new, row.pk), read))
    ordered.sort(key=lambda pair: pair[0])
    mark_repeated((read for _position, read in ordered), {})


def _iterate_neighbours(
    roster_import: RosterImport, rows: Sequence[ImportRow], reads: Sequence[RosterRow]
) -> Iterator[RosterRow]:
    """Yield the rows without a code that may be the same enterprise by name and place."""
    regions = {read.region for read in reads if read.region and not read.uscc}
    if not regions:
        return
    provinces = {region[:2] for region in regions if region.endswith("0000")}
    prefectures = {region[:4] for region in regions if not region.endswith("0000")}
    near = Q(province__in=provinces) | Q(prefecture__in=prefectures)
    near &= Q(uscc="", enterprise=None) & STANDS
    yield from map(restore_identity, _iterate_others(roster_import, rows, near))


def _iterate_coded(
    roster_import: RosterImport, rows: Sequence[ImportRow], reads: Sequence[RosterRow]
) -> Iterator[RosterRow]:
    """Yield the rows with a code that those without one may be, in the order of the file.

    Rows that are refused are among them, because they come back mended.
    """
    condition = _share_words([read for read in reads if not read.uscc])
    others = _iterate_others(roster_import, rows, condition & ~Q(uscc=""))
    coded = [(other.pk, restore_identity(other)) for other in others]
    pairs = zip(rows, reads, strict=True)
    coded.extend((row.pk, read) for row, read in pairs if read.uscc)
    coded.sort(key=itemgetter(0))
    yield from (read for _position, read in coded)


def _share_words(reads: Sequence[RosterRow]) -> Q:
    """Return what rows fulfil whose name or address shares a word with one of these."""
    words = {word for read in reads for word in _list_words(read)}
    shares = Q(name_key__among=sorted({read.name_key for read in reads}))
    if len(words) > MOST_WORDS:
        return shares | Q(prefecture__in={place for _field, place, _word in words})
    for field, place, word in sorted(words):
        shares |= Q(prefecture=place, **{field: word})
    return shares


def _list_words(read: RosterRow) -> Iterator[tuple[str, str, str]]:
    candidate = Candidate(read.name, "", read.region, read.industry, read.address)
    for key in blocking_keys(candidate, regions=list_region_names()):
        kind, _separator, rest = key.partition(":")
        place, _separator, word = rest.partition(":")
        if kind in SHARED and word:
            yield SHARED[kind], place, word


def _number(
    rows: Sequence[ImportRow], reads: Sequence[RosterRow], others: Sequence[ImportRow]
) -> list[tuple[int | None, str]]:
    """Return id and code for a new enterprise: those of its other rows, else fresh ones."""
    newcomers = Newcomers()
    for other in others:
        newcomers.learn(
            restore_identity(other), other.new_enterprise_id, other.enterprise_code
        )
    for row, read in zip(rows, reads, strict=True):
        if read.uscc == row.uscc and (read.uscc or read.region == row.region_code):
            newcomers.learn(read, row.new_enterprise_id, row.enterprise_code)
    return newcomers.number(reads)


def _take_over(
    row: ImportRow,
    read: RosterRow,
    newcomer: tuple[int | None, str],
    helper_id: int | None,
) -> None:
    row.uscc = read.uscc
    row.region_code, row.industry_code = read.region, read.industry
    row.unit_code = read.unit
    for kind in PlaceKind:
        setattr(row, f"{kind}_text", get_written(read, kind))
    row.helper_code, row.helper_id = read.helper, helper_id
    row.status = read.status
    row.reasons = [reason.as_dict() for reason in read.reasons]
    row.size_class, row.size_basis = read.size_class, read.size_basis
    row.enterprise_id = read.enterprise_id
    row.candidates, row.decision = read.candidates, read.decision
    row.new_enterprise_id, row.enterprise_code = newcomer


def count_again(
    roster_import: RosterImport, before: Counter[str], after: Counter[str]
) -> None:
    """Move the rows between the counts of the import; other counts stay."""
    if before == after:
        return
    counts = dict(roster_import.counts)
    for status in before | after:
        counts[status] = counts.get(status, 0) + after[status] - before[status]
    roster_import.counts = {key: value for key, value in counts.items() if value != 0}
    roster_import.save(update_fields=["counts"])

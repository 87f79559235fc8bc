"""A row whose place was settled later is judged again by the rules of the reading."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from zhisheng.apps.programme.choices import RowStatus
from zhisheng.apps.programme.models import ImportRow, RosterImport
from zhisheng.apps.programme.services.matching import (
    Kindred,
    classify_rows,
    match_rows,
)
from zhisheng.apps.programme.sheets import (
    Reason,
    RosterRow,
    StagedValue,
    mark_repeated,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.bulk import reserve_ids
from zhisheng.kit.codes import new_code
from zhisheng.methods.linkage import Candidate, blocking_keys
from zhisheng.reference.regions import list_region_names

# Where the words of the blocking keys of these kinds stand.
SHARED = {
    "h": "name_key__contains",
    "t": "name_key__contains",
    "a": "address__contains",
}


def restore_row(row: ImportRow) -> RosterRow:
    """Return a staged row as the reading left it, before it was compared."""
    values = [
        StagedValue(
            one.indicator_code, one.period, one.value, one.low, one.high,
            one.is_approximate,
        )
        for one in row.values.all()
    ]  # fmt: skip
    read = _restore_identity(row)
    if asks_about_rows(row):
        read.uscc = ""
    read.values = values
    read.enterprise_id = None
    staff = read.get_value("employees", str(row.year))
    read.employees = None if staff is None else int(staff)
    read.reasons = [
        Reason(**reason) for reason in row.reasons if not _comes_of_comparing(reason)
    ]
    return read


def recheck_row(row: ImportRow, read: RosterRow) -> None:
    """Compare the row with its file and the registry again, and write down the outcome."""
    roster_import = row.roster_import
    seen: dict[tuple[object, ...], RosterRow] = {}
    mark_repeated(list(_iterate_namesakes(row, read)), seen)
    mark_repeated([read], seen)
    kindred = Kindred(_iterate_coded(row, read))
    kindred.mark(list(_iterate_neighbours(row, read)))
    match_rows([read], organisation=roster_import.organisation, kindred=kindred)
    classify_rows([read])
    before = row.status
    _write(row, read)
    _count_again(roster_import, before, row.status)


def asks_about_rows(row: ImportRow) -> bool:
    """Whether the row came without a code and may be one of its file that has one."""
    return any(candidate["by"] == "row" for candidate in row.candidates)


def take_code(row: ImportRow, uscc: str) -> None:
    """Make the row the enterprise of its file with this code; without one, its own."""
    if row.uscc != uscc:
        row.uscc, row.new_enterprise_id = uscc, None
        row.new_enterprise_id, row.enterprise_code = _number(row)


def find_settled(row: ImportRow) -> int | None:
    """Return the enterprise on record that another row of this code stands for."""
    same = _list_others(row).filter(uscc=row.uscc).exclude(enterprise=None)
    return same.values_list("enterprise", flat=True).first()


def _restore_identity(row: ImportRow) -> RosterRow:
    return RosterRow(
        sheet=row.sheet or None,
        row=row.row,
        name=row.name,
        name_key=row.name_key,
        uscc=row.uscc,
        region=row.region_code,
        industry=row.industry_code,
        address=row.address,
        year=row.year,
        helper_name=row.helper_name,
        enterprise_id=row.enterprise_id,
    )


def _comes_of_comparing(reason: dict[str, object]) -> bool:
    is_identity = reason["field"] == "name" and reason["severity"] == "to_confirm"
    return is_identity or reason["field"] == "duplicate"


def _list_others(row: ImportRow) -> QuerySet[ImportRow]:
    others = ImportRow.objects.filter(roster_import=row.roster_import_id)
    return others.exclude(pk=row.pk).exclude(status=RowStatus.REFUSED).order_by("id")


def _iterate_namesakes(row: ImportRow, read: RosterRow) -> Iterator[RosterRow]:
    """Yield the rows of the file that this one may repeat.

    Later rows of the same code have been compared with a row that waited, but not with
    one that was refused, nor under a region nobody knew.
    """
    others = _list_others(row)
    if read.uscc:
        others = others.filter(uscc=read.uscc)
        if row.status != RowStatus.REFUSED:
            others = others.filter(pk__lt=row.pk)
    else:
        others = others.filter(uscc="", name_key=read.name_key, region_code=read.region)
    yield from map(_restore_identity, others)


def _iterate_neighbours(row: ImportRow, read: RosterRow) -> Iterator[RosterRow]:
    """Yield the rows without a code that may be the same enterprise by name and place."""
    if read.uscc:
        return
    prefecture = read.region[:2] if read.region.endswith("0000") else read.region[:4]
    others = _list_others(row).filter(uscc="", enterprise=None)
    for other in others.filter(region_code__startswith=prefecture):
        yield _restore_identity(other)


def _iterate_coded(row: ImportRow, read: RosterRow) -> Iterator[RosterRow]:
    """Yield the rows with a code whose name or address shares a word with this row's."""
    if read.uscc:
        return
    shares = Q(name_key=read.name_key)
    candidate = Candidate(read.name, "", read.region, read.industry, read.address)
    for key in blocking_keys(candidate, regions=list_region_names()):
        kind, _separator, rest = key.partition(":")
        place, _separator, word = rest.partition(":")
        if kind in SHARED and word:
            shares |= Q(region_code__startswith=place, **{SHARED[kind]: word})
    others = ImportRow.objects.filter(shares, roster_import=row.roster_import_id)
    yield from map(_restore_identity, others.exclude(uscc="").order_by("id"))


def _write(row: ImportRow, read: RosterRow) -> None:
    row.uscc = read.uscc
    row.region_code, row.industry_code = read.region, read.industry
    row.status = read.status
    row.reasons = [reason.as_dict() for reason in read.reasons]
    row.size_class, row.size_basis = read.size_class, read.size_basis
    row.enterprise_id = read.enterprise_id
    row.candidates, row.decision = read.candidates, read.decision
    row.new_enterprise_id, row.enterprise_code = _number(row)
    row.save()


def _number(row: ImportRow) -> tuple[int | None, str]:
    """Return id and code for a new enterprise: those of its other rows, else fresh ones."""
    if row.status == RowStatus.REFUSED:
        return None, ""
    same = _list_others(row).exclude(new_enterprise_id=None).filter(uscc=row.uscc)
    if not row.uscc:
        same = same.filter(name_key=row.name_key, region_code=row.region_code)
    elif row.new_enterprise_id is not None:
        return row.new_enterprise_id, row.enterprise_code
    found = same.values_list("new_enterprise_id", "enterprise_code").first()
    return found or (reserve_ids(Enterprise, 1)[0], new_code("E"))


def _count_again(roster_import: RosterImport, before: str, after: str) -> None:
    if before == after:
        return
    counts = dict(roster_import.counts)
    counts[before] -= 1
    counts[after] = counts.get(after, 0) + 1
    roster_import.counts = {key: value for key, value in counts.items() if value != 0}
    roster_import.save(update_fields=["counts"])

"""What a withdrawn roster made and another one tells of as well goes over to that one.

It stays as that one says it: what only the withdrawn roster said becomes empty, and what
was changed since stays and is listed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.models import (
    Engagement,
    Enrolment,
    ImportChange,
    KeptChange,
    RosterImport,
)
from zhisheng.apps.programme.services.applying import TABLES, plain
from zhisheng.apps.programme.services.chains import TakenOut, list_chains
from zhisheng.apps.programme.services.heirs import COLUMNS, Heirs, Words, key_of
from zhisheng.apps.programme.services.keeping import (
    get_written_at,
    list_kept_rows,
    list_overtaken_records,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.services import EnterpriseHeir, hand_over_enterprises
from zhisheng.kit.bulk import split

BATCH = 500
# A field that only says more about another one.
EXPLAINS = {
    "started_precision": "started_on",
    "ended_precision": "ended_on",
    "size_basis": "size_class",
}
DATES = frozenset({"started_on", "started_precision", "ended_on", "ended_precision"})


@dataclass(frozen=True, slots=True)
class Estate:
    """What a thing has from the withdrawn roster, and which changes followed on that.

    ``left`` holds each field's last word of that roster, ``said`` what its heirs say.
    """

    left: Mapping[str, Any]
    said: Mapping[str, Any]
    overtaken: Mapping[str, ImportChange]


def hand_over_rows(
    roster_import: RosterImport, heirs: Heirs, table: str
) -> Iterator[KeptChange]:
    """Hand over helps or ledger entries; yield what others changed on them since."""
    model, names = TABLES[table]
    owners = ["source", "reported_by"] if model is Engagement else ["source"]
    for batch in split(sorted(heirs.others), BATCH):
        words = heirs.read(batch, table)
        made = model.objects.filter(source=roster_import.code, enterprise__in=batch)
        items = {one.pk: one for one in made if key_of(one, table) in words}
        chains = list_chains(table, items)
        later: dict[int, list[str]] = {}
        for pk, item in items.items():
            told = words[key_of(item, table)]
            changed = _take_on(item, told, _settle(told, chains[pk], table))
            if changed:
                later[pk] = changed
        yield from list_kept_rows(roster_import, table, later)
        _write_chains(roster_import, table, chains.values())
        model.objects.bulk_update(items.values(), [*names, *owners], batch_size=BATCH)


def hand_over_made(
    roster_import: RosterImport, heirs: Heirs, actor: User
) -> list[KeptChange]:
    """Hand over enterprises; return what others changed on them since."""
    kept: list[KeptChange] = []
    hand_over_enterprises(
        heirs=_iterate_heirs(roster_import, heirs, kept),
        source=roster_import.code,
        actor=actor,
    )
    return kept


def pass_on(
    change: TakenOut, words: Words | None, table: str
) -> tuple[TakenOut, list[ImportChange]]:
    """Tell what is left of a change once later heirs have what they say as well."""
    if words is None:
        return change, []
    found = {name: _find_later(change, name, words, table) for name in change.new}
    passed = {name: heir for name, heir in found.items() if heir is not None}
    links = [
        ImportChange(
            roster_import=heir,
            table=table,
            object_id=change.object_id,
            old=_pick(change.old, [k for k, one in passed.items() if one == heir]),
            new=_pick(change.new, [k for k, one in passed.items() if one == heir]),
        )
        for heir in dict.fromkeys(passed.values())
    ]
    left = [name for name in change.new if name not in passed]
    old, new = _pick(change.old, left), _pick(change.new, left)
    return replace(change, old=old, new=new), links


def _find_later(
    change: TakenOut, name: str, words: Words, table: str
) -> RosterImport | None:
    """Return which heir says a changed field again; what explains it goes with it."""
    leader = EXPLAINS.get(name, name)
    told = leader if leader in change.new else name
    return words.find_later(told, table, change.new[told])


def _pick(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: values[name] for name in names}


def _iterate_heirs(
    roster_import: RosterImport, heirs: Heirs, kept: list[KeptChange]
) -> Iterator[EnterpriseHeir]:
    for batch in split(sorted(heirs.others), BATCH):
        words = heirs.read(batch, "enterprise")
        made = Enterprise.unscoped.filter(source=roster_import.code, pk__in=batch)
        ids = [pk for pk in made.values_list("pk", flat=True) if (pk,) in words]
        chains = list_chains("enterprise", ids)
        taken_out = []
        for pk in ids:
            told = words[pk,]
            estate = _settle(told, chains[pk], "enterprise")
            taken_out.append(TakenOut(pk, {}, {}, dict(estate.overtaken)))
            yield EnterpriseHeir(pk, told.heir.code, estate.left, estate.said)
        kept += list_overtaken_records(roster_import, taken_out)
        _write_chains(roster_import, "enterprise", chains.values())


def _settle(words: Words, chain: Sequence[ImportChange], table: str) -> Estate:
    """Follow what became of each field, and let the next change follow on the heirs."""
    left = words.list_own(table)
    overtaken: dict[str, ImportChange] = {}
    for change in chain:
        is_own = change.roster_import_id == words.own.roster_import_id
        for name, new in change.new.items():
            if is_own:
                left[name] = new
                overtaken.pop(name, None)
                continue
            if name in left and name not in overtaken:
                said = words.say(name, table, but=change.roster_import_id)
                change.old[name] = plain(said)
            overtaken[name] = change
    said = {name: words.say(name, table) for name in COLUMNS[table]}
    return Estate(
        {name: was for name, was in left.items() if name not in overtaken},
        said,
        overtaken,
    )


def _take_on(item: Engagement | Enrolment, words: Words, estate: Estate) -> list[str]:
    """Make the heir the source of a row; return the fields that say something newer."""
    same = {
        k for k, was in estate.left.items() if plain(getattr(item, k)) == plain(was)
    }
    later = {*estate.overtaken, *estate.left} - same
    item.source = words.heir.code
    if isinstance(item, Engagement):
        item.reported_by_id = words.heir.organisation_id
    if get_written_at(item) is None:
        _say_only(item, {name: estate.said[name] for name in same})
    return sorted(later)


def _say_only(item: Engagement | Enrolment, said: Mapping[str, Any]) -> None:
    """Write what the heirs say; dates of two heirs that contradict each other stay."""
    start = said.get("started_on", getattr(item, "started_on", None))
    end = said.get("ended_on", getattr(item, "ended_on", None))
    is_sound = start is None or end is None or start <= end
    for name, value in said.items():
        if is_sound or name not in DATES:
            setattr(item, name, value)


def _write_chains(
    roster_import: RosterImport, table: str, chains: Iterable[Sequence[ImportChange]]
) -> None:
    """Keep what later changes follow on now; the withdrawn roster's own links go."""
    changes = [change for chain in chains for change in chain]
    own = {one.pk for one in changes if one.roster_import_id == roster_import.pk}
    others = [one for one in changes if one.pk not in own]
    ImportChange.objects.bulk_update(others, ["old"], batch_size=BATCH)
    for batch in split(sorted(own), BATCH):
        ImportChange.objects.filter(pk__in=batch, table=table).delete()

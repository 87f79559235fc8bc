"""What a withdrawn roster made and another one tells of as well goes over to that one.

It stays as that one says it: what only the withdrawn roster said becomes empty, and what
was changed since stays and is listed.
"""

from collections import defaultdict
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
from zhisheng.apps.programme.selectors import (
    DATES,
    Sender,
    is_in_order,
    list_changeable,
)
from zhisheng.apps.programme.services.chains import TakenOut, list_chains
from zhisheng.apps.programme.services.entries import TABLES, plain
from zhisheng.apps.programme.services.heirs import (
    COLUMNS,
    UNSIZED,
    Heirs,
    Key,
    Words,
    key_of,
)
from zhisheng.apps.programme.services.keeping import (
    TOLD_AS,
    get_written_at,
    list_kept_records,
    list_kept_rows,
    list_overtaken_records,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.services import (
    EnterpriseHeir,
    KeptEnterprise,
    hand_over_enterprises,
)
from zhisheng.kit.bulk import split

BATCH = 500
# Dated versions of a record do not hold them, so nobody can be named for a change.
CONTACT = frozenset({"contact_name", "contact_phone"})


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
        made = model.objects.select_for_update().filter(
            source=roster_import.code, enterprise__in=batch
        )
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


def keep_changers(read: Mapping[Key, Words]) -> dict[Key, Words]:
    """Keep as heirs of changed records the rosters that may change those records."""
    imports = {
        row.roster_import_id: row.roster_import
        for words in read.values()
        for row in words.heirs
    }
    ids = [enterprise for (enterprise,) in read if enterprise is not None]
    allowed: defaultdict[Key, set[int]] = defaultdict(set)
    for pk, one in imports.items():
        changeable = list_changeable(Sender.of(one)).filter(pk__in=ids).order_by()
        for enterprise in changeable.values_list("pk", flat=True):
            allowed[enterprise,].add(pk)
    kept = {key: words.only(allowed[key]) for key, words in read.items()}
    return {key: words for key, words in kept.items() if words is not None}


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
    leader = TOLD_AS.get(name, name)
    told = leader if leader in change.new else name
    if told in UNSIZED and "industry_id" in change.new:
        words = words.without_lent()
    return words.find_later(told, table, change.new[told])


def _pick(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: values[name] for name in names}


def _iterate_heirs(
    roster_import: RosterImport, heirs: Heirs, kept: list[KeptChange]
) -> Iterator[EnterpriseHeir]:
    for batch in split(sorted(heirs.others), BATCH):
        words = heirs.read(batch, "enterprise")
        made = Enterprise.unscoped.select_for_update().filter(
            source=roster_import.code, pk__in=batch
        )
        found = [enterprise for enterprise in made if (enterprise.pk,) in words]
        chains = list_chains("enterprise", [enterprise.pk for enterprise in found])
        estates = {
            one.pk: _settle(words[one.pk,], chains[one.pk], "enterprise")
            for one in found
        }
        kept += _list_later_changes(roster_import, found, estates)
        for pk, estate in estates.items():
            yield EnterpriseHeir(pk, words[pk,].heir.code, estate.left, estate.said)
        _write_chains(roster_import, "enterprise", chains.values())


def _list_later_changes(
    roster_import: RosterImport,
    enterprises: Iterable[Enterprise],
    estates: Mapping[int, Estate],
) -> Iterator[KeptChange]:
    """List what other rosters and what people changed on records since."""
    yield from list_overtaken_records(
        roster_import,
        [
            TakenOut(pk, {}, {}, dict(estate.overtaken))
            for pk, estate in estates.items()
        ],
    )
    changed = [
        KeptEnterprise(
            one.pk,
            one.code,
            one.name,
            "changed",
            tuple(
                name
                for name, was in estates[one.pk].left.items()
                if name not in CONTACT and getattr(one, name) != was
            ),
        )
        for one in enterprises
    ]
    left = {pk: estate.left for pk, estate in estates.items()}
    yield from list_kept_records(roster_import, changed, left)


def _settle(words: Words, chain: Sequence[ImportChange], table: str) -> Estate:
    """Follow what became of each field, and let the next change follow on the heirs."""
    left = words.list_own(table)
    overtaken: dict[str, ImportChange] = {}
    for change in chain:
        is_own = change.roster_import_id == words.own[0].roster_import_id
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
    is_sound = is_in_order(start, end)
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

"""Load the public tables of regions and industries."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import models, transaction

from zhisheng.apps.places.models import Industry, Region, RegionChange
from zhisheng.kit import audit
from zhisheng.reference import industries, regions

BATCH_SIZE = 500
REGION_FIELDS = [
    "name",
    "short_name",
    "full_name",
    "pinyin",
    "level",
    "kind",
    "parent",
    "valid_from",
    "valid_to",
]
CHANGE_FIELDS = ["kind", "share", "source"]
INDUSTRY_FIELDS = ["name", "level", "section", "parent", "pinyin"]


@transaction.atomic
def load_reference_regions() -> int:
    """Bring regions and their documented changes up to the shipped table."""
    changes = regions.load_changes()
    count = _save_regions(regions.load_regions(), changes)
    audit.record(
        action="places.regions_loaded",
        counts={"regions": count, "changes": _save_changes(changes)},
    )
    return count


@transaction.atomic
def load_reference_industries() -> int:
    """Bring industries up to the shipped table."""
    count = _save_industries(industries.load_industries())
    audit.record(action="places.industries_loaded", counts={"industries": count})
    return count


def spell_pinyin(*names: str) -> str:
    """Return each name as one word of pinyin and one of initials: 「tongxiang tx」."""
    # Loaded on use: its dictionary takes half a second of every start.
    from pypinyin import Style, lazy_pinyin

    words: list[str] = []
    for name in names:
        words.append("".join(lazy_pinyin(name)).lower())
        words.append("".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower())
    return " ".join(dict.fromkeys(words))


def _save_regions(
    records: Iterable[regions.Region], changes: Iterable[regions.RegionChange]
) -> int:
    present = {record.code: _build_region(record) for record in records}
    former: dict[str, Region] = {}
    for change in changes:
        day = change.effective
        replaced = {change.old.code} - {new.code for new in change.new}
        for code in replaced - present.keys():
            former[code] = _build_former(code, change.old.name, day, present)
        for new in change.new:
            if new.code != change.old.code and new.code in present:
                _date_beginning(present[new.code], day, changes)
    return _upsert(
        Region, [*present.values(), *former.values()], ["code"], REGION_FIELDS
    )


def _build_region(record: regions.Region) -> Region:
    return Region(
        code=record.code,
        name=record.name,
        short_name=record.short_name,
        full_name=record.full_name,
        pinyin=spell_pinyin(record.full_name, record.short_name),
        level=record.level,
        kind=record.kind,
        parent_id=record.parent_code or None,
    )


def _build_former(
    code: str, name: str, day: date, present: Mapping[str, Region]
) -> Region:
    """Keep a division that is gone, so that old rosters still find it."""
    city = present.get(f"{code[:4]}00")
    parent = city or present[f"{code[:2]}0000"]
    full_name = f"{parent.full_name}{name}"
    return Region(
        code=code,
        name=name,
        short_name=name,
        full_name=full_name,
        pinyin=spell_pinyin(full_name, name),
        level="county" if not code.endswith("00") else "city",
        parent_id=parent.code,
        valid_to=day - timedelta(days=1),
    )


def _date_beginning(
    region: Region, day: date, changes: Iterable[regions.RegionChange]
) -> None:
    """Date a code from the change, unless it stood before the change as well."""
    stood_before = any(
        change.old.code == region.code and change.effective <= day for change in changes
    )
    if not stood_before:
        region.valid_from = day


def _save_changes(records: Iterable[regions.RegionChange]) -> int:
    rows = [
        RegionChange(
            old_code=record.old.code,
            new_code=new.code,
            kind=record.kind,
            effective_on=record.effective,
            # No official split of figures is known; only a whole area has a share.
            share=Decimal(1) if len(record.new) == 1 else None,
            source=record.document,
        )
        for record in records
        for new in record.new
    ]
    key = ["old_code", "new_code", "effective_on"]
    return _upsert(RegionChange, rows, key, CHANGE_FIELDS)


def _save_industries(records: Iterable[industries.Industry]) -> int:
    rows = [
        Industry(
            code=record.code,
            name=record.name,
            level=record.level,
            section=record.section,
            parent_id=record.parent_code or None,
            pinyin=spell_pinyin(record.name),
        )
        for record in records
    ]
    return _upsert(Industry, rows, ["code"], INDUSTRY_FIELDS)


def _upsert(
    model: type[models.Model],
    rows: Sequence[models.Model],
    key: list[str],
    fields: list[str],
) -> int:
    model._default_manager.bulk_create(
        rows,
        batch_size=BATCH_SIZE,
        update_conflicts=True,
        unique_fields=key,
        update_fields=fields,
    )
    return len(rows)

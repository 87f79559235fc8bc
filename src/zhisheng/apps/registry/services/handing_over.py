"""Give what a withdrawn source made to another one that tells of it as well."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from zhisheng.apps.accounts.models import User
from zhisheng.apps.registry.models import Enterprise, EnterpriseVersion
from zhisheng.apps.registry.services.name_index import reindex_name
from zhisheng.kit import audit, bulk
from zhisheng.methods.linkage import name_key

BATCH = 500


@dataclass(frozen=True, slots=True)
class EnterpriseHeir:
    """Another source that tells of an enterprise which a withdrawn one made.

    ``left`` are the fields that still hold what the withdrawn one said, unless a person
    changed them; ``said`` is what the heir says.
    """

    enterprise_id: int
    source: str
    left: Mapping[str, Any]
    said: Mapping[str, Any]


@transaction.atomic
def hand_over_enterprises(
    *, heirs: Iterable[EnterpriseHeir], source: str, actor: User | None
) -> int:
    """Make each heir the source of its enterprise, which then says what the heir says.

    An enterprise with an account of its own keeps its fields: they are the owner's.
    """
    count = 0
    for batch in bulk.split(heirs, BATCH):
        count += len(batch)
        _hand_over(batch, source)
    audit.record(
        action="registry.enterprises_handed_over",
        actor=actor,
        old={"source": source},
        counts={"enterprises": count},
    )
    return count


def _hand_over(heirs: Sequence[EnterpriseHeir], source: str) -> None:
    ids = [heir.enterprise_id for heir in heirs]
    found = Enterprise.unscoped.select_for_update().in_bulk(ids)
    versions: defaultdict[int, list[EnterpriseVersion]] = defaultdict(list)
    for version in EnterpriseVersion.objects.filter(enterprise__in=ids):
        versions[version.enterprise_id].append(version)
    for heir in _leave_taken_codes(heirs):
        enterprise = found[heir.enterprise_id]
        rows: list[Enterprise | EnterpriseVersion] = [
            enterprise,
            *versions[enterprise.pk],
        ]
        for row in rows:
            if row.source == source:
                row.source = heir.source
            if enterprise.organisation_id is None:
                _say_as(row, heir)
        _rename(enterprise)
    fields = ["source", *sorted({name for heir in heirs for name in heir.said})]
    Enterprise.unscoped.bulk_update(found.values(), [*fields, "name_key"], 500)
    dated = [name for name in fields if not name.startswith("contact")]
    kept = [version for one in versions.values() for version in one]
    EnterpriseVersion.objects.bulk_update(kept, dated, batch_size=500)


def _leave_taken_codes(heirs: Sequence[EnterpriseHeir]) -> Iterator[EnterpriseHeir]:
    """Yield the heirs; one whose code another enterprise has leaves the code as it is."""
    codes = {heir.said["uscc"] for heir in heirs} - {""}
    holders = Enterprise.unscoped.filter(uscc__in=codes, merged_into=None)
    taken = dict(holders.values_list("uscc", "pk"))
    for heir in heirs:
        code = heir.said["uscc"]
        if code and taken.setdefault(code, heir.enterprise_id) != heir.enterprise_id:
            left = {name: was for name, was in heir.left.items() if name != "uscc"}
            yield replace(heir, left=left)
        else:
            yield heir


def _say_as(row: Enterprise | EnterpriseVersion, heir: EnterpriseHeir) -> None:
    for name, was in heir.left.items():
        if getattr(row, name, None) == was:
            setattr(row, name, heir.said[name])


def _rename(enterprise: Enterprise) -> None:
    old_key, enterprise.name_key = enterprise.name_key, name_key(enterprise.name)
    if enterprise.name_key != old_key:
        reindex_name(enterprise, old_key=old_key)

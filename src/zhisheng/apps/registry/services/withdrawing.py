"""Take back what an import made and changed; what happened since stays and is listed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from django.db import transaction
from django.db.models import CASCADE, SET_NULL, Model, QuerySet

from zhisheng.apps.accounts.models import User
from zhisheng.apps.registry.models import Enterprise, EnterpriseVersion
from zhisheng.apps.registry.selectors.pending_changes import EnterpriseChange
from zhisheng.apps.registry.selectors.references import (
    list_references,
    list_referred_ids,
)
from zhisheng.apps.registry.services.name_index import forget_names
from zhisheng.apps.registry.services.placing import announce_placed
from zhisheng.kit import audit, bulk

BATCH = 2_000
# Goes before the source of what outlives the import which made it.
KEPT = "kept:"
Reason = Literal["referred", "changed"]


@dataclass(frozen=True, slots=True)
class KeptEnterprise:
    """What a withdrawal leaves as it is.

    ``referred``: made by the import, but others use it now. ``changed``: a value the
    import had changed was changed again later.
    """

    enterprise_id: int
    code: str
    name: str
    reason: Reason
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reversal:
    deleted: int
    restored: int
    kept: tuple[KeptEnterprise, ...]


@transaction.atomic
def revert_source(
    *,
    source: str,
    changes: Iterable[EnterpriseChange],
    actor: User | None,
    ignoring: Collection[type[Model]] = (),
    again: Collection[int] = (),
    heirs: Mapping[int, str] = MappingProxyType({}),
) -> Reversal:
    """Restore the changed enterprises and delete the made ones nothing refers to.

    Rows of higher apps that came with the import are deleted before by their own
    services; ``ignoring`` names models whose references do not keep an enterprise.
    ``again`` are ids of enterprises that an earlier withdrawal had to keep; ``heirs``
    names, for an enterprise, the source that says some of what was changed as well.
    """
    restored, kept = 0, []
    for batch in bulk.split(changes, BATCH):
        count, changed_since = _restore(batch, source, heirs)
        restored += count
        kept += changed_since
    deleted, referred = _delete_made(source, ignoring)
    deleted += _delete_freed(again, ignoring)
    reversal = Reversal(deleted, restored, (*kept, *referred))
    audit.record(
        action="registry.source_reverted",
        actor=actor,
        old={"source": source},
        counts={"deleted": deleted, "restored": restored, "kept": len(reversal.kept)},
    )
    return reversal


def _restore(
    changes: Sequence[EnterpriseChange], source: str, heirs: Mapping[int, str]
) -> tuple[int, list[KeptEnterprise]]:
    ids = [change.enterprise_id for change in changes]
    found = Enterprise.unscoped.select_for_update().in_bulk(ids)
    versions = _list_later_versions(ids, source, heirs)
    kept, restored, touched = [], 0, list[EnterpriseVersion]()
    for change in changes:
        enterprise = found.get(change.enterprise_id)
        if enterprise is None:
            continue
        later = _put_back(enterprise, change)
        for version in versions.get(enterprise.pk, []):
            _put_back(version, change)
            touched.append(version)
        restored += len(later) < len(change.old)
        if later:
            kept.append(_keep(enterprise, "changed", later))
    fields = sorted({name for change in changes for name in change.old})
    if fields:
        Enterprise.unscoped.bulk_update(found.values(), fields, batch_size=500)
    placed = {one.enterprise_id for one in changes if "unit_id" in one.old}
    announce_placed({pk: found[pk].unit_id for pk in placed & found.keys()})
    EnterpriseVersion.objects.bulk_update(touched, ["source", *fields], batch_size=500)
    EnterpriseVersion.objects.filter(enterprise__in=ids, source=source).delete()
    return restored, kept


def _put_back(
    row: Enterprise | EnterpriseVersion, change: EnterpriseChange
) -> tuple[str, ...]:
    """Set the old values; return the fields that hold something newer."""
    later = []
    for name, new in change.new.items():
        if getattr(row, name) == new:
            setattr(row, name, change.old[name])
        else:
            later.append(name)
    return tuple(later)


def _list_later_versions(
    ids: Sequence[int], source: str, heirs: Mapping[int, str]
) -> dict[int, list[EnterpriseVersion]]:
    """Return the versions written after the import's own; they carry its values on.

    Where an heir says some of it as well, the import's own versions become the heir's.
    """
    own: dict[int, int] = {}
    later: dict[int, list[EnterpriseVersion]] = {}
    for version in EnterpriseVersion.objects.filter(enterprise__in=ids).order_by("pk"):
        if version.source == source:
            own.setdefault(version.enterprise_id, version.pk)
            version.source = heirs.get(version.enterprise_id, source)
        if version.source != source and version.enterprise_id in own:
            later.setdefault(version.enterprise_id, []).append(version)
    return later


def _delete_made(
    source: str, ignoring: Collection[type[Model]]
) -> tuple[int, list[KeptEnterprise]]:
    made = Enterprise.unscoped.filter(source=source)
    referred = list_referred_ids(made, source=source, ignoring=ignoring)
    kept = [
        _keep(enterprise, "referred")
        for batch in bulk.split(sorted(referred), BATCH)
        for enterprise in made.filter(pk__in=batch).order_by("pk")
    ]
    # Marked as nobody's, so that the deletion below is one condition without a list.
    for batch in bulk.split(sorted(referred), BATCH):
        made.filter(pk__in=batch).update(source=f"{KEPT}{source}"[:40])
    return _delete_all(made), kept


def _delete_freed(ids: Collection[int], ignoring: Collection[type[Model]]) -> int:
    """Delete what earlier withdrawals kept and nothing refers to any more."""
    deleted = 0
    for batch in bulk.split(ids, BATCH):
        kept = Enterprise.unscoped.filter(pk__in=batch, source__startswith=KEPT)
        for mark in sorted(set(kept.values_list("source", flat=True))):
            made = kept.filter(source=mark)
            source = mark.removeprefix(KEPT)
            referred = list_referred_ids(made, source=source, ignoring=ignoring)
            deleted += _delete_all(made.exclude(pk__in=referred))
    return deleted


def _delete_all(made: QuerySet[Enterprise]) -> int:
    """Delete by one statement a table; a reference left over fails the transaction."""
    forget_names(made)
    ids = made.order_by().values("pk")
    for model, name, on_delete in list_references():
        rows = model._base_manager.filter(**{f"{name}__in": ids})
        if on_delete is CASCADE:
            rows.delete()
        elif on_delete is SET_NULL:
            rows.update(**{name: None})
    return made._raw_delete(made.db)


def _keep(
    enterprise: Enterprise, reason: Reason, fields: tuple[str, ...] = ()
) -> KeptEnterprise:
    return KeptEnterprise(
        enterprise.pk, enterprise.code, enterprise.name, reason, fields
    )

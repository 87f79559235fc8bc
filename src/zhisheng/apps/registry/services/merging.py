"""Join two records of one enterprise, so that it can be undone.

Nothing is moved: the rows of the merged record stay with it and are read together with
the surviving one's through ``merged_into`` (`selectors.list_record_ids`, `map_owners`).
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.registry.choices import EnterpriseStatus, LifeEventKind
from zhisheng.apps.registry.errors import MergeRefusedError, UsccTakenError
from zhisheng.apps.registry.events import EnterprisesMerged, EnterprisesUnmerged
from zhisheng.apps.registry.models import Enterprise, LifeEvent
from zhisheng.apps.registry.permissions import Action, require_on
from zhisheng.apps.registry.services.attributes import write_attributes
from zhisheng.kit import audit, events


@transaction.atomic
def merge_enterprises(
    *, duplicate: Enterprise, survivor: Enterprise, reason: str = "", actor: User | None
) -> Enterprise:
    """Read one record as part of another from now on; return the surviving one."""
    duplicate, survivor = _lock_both(duplicate, survivor)
    for enterprise in (duplicate, survivor):
        require_on(actor, Action.MERGE, enterprise)
    _refuse_impossible(duplicate, survivor)
    details = _describe_state(duplicate, survivor)
    status = {"status": EnterpriseStatus.MERGED}
    write_attributes(duplicate, status, on=timezone.localdate(), actor=actor)
    duplicate.merged_records.update(merged_into=survivor)
    _point_to(duplicate, survivor)
    _keep_event(duplicate, LifeEventKind.MERGED, details | {"reason": reason}, actor)
    events.publish(EnterprisesMerged(duplicate.code, survivor.code))
    audit.record(
        action="registry.enterprises_merged",
        subject=duplicate,
        actor=actor,
        new=details | {"reason": reason},
    )
    return survivor


@transaction.atomic
def unmerge_enterprise(*, duplicate: Enterprise, actor: User | None) -> Enterprise:
    """Take a merge back: the record stands by itself again, as it stood before."""
    survivor = duplicate.merged_into
    if survivor is None:
        raise MergeRefusedError(reason=_("这条记录没有并入别的记录。"))
    duplicate, survivor = _lock_both(duplicate, survivor)
    for enterprise in (duplicate, survivor):
        require_on(actor, Action.MERGE, enterprise)
    details = _find_merge(duplicate)
    _refuse_taken(duplicate)
    _stand_alone(duplicate, survivor, details, actor)
    _keep_event(duplicate, LifeEventKind.UNMERGED, {"survivor": survivor.code}, actor)
    events.publish(EnterprisesUnmerged(duplicate.code, survivor.code))
    audit.record(
        action="registry.enterprises_unmerged",
        subject=duplicate,
        actor=actor,
        old={"survivor": survivor.code},
    )
    return duplicate


def _lock_both(first: Enterprise, second: Enterprise) -> tuple[Enterprise, Enterprise]:
    rows = Enterprise.unscoped.select_for_update().order_by("pk")
    locked = {row.pk: row for row in rows.filter(pk__in=[first.pk, second.pk])}
    return locked[first.pk], locked[second.pk]


def _refuse_impossible(duplicate: Enterprise, survivor: Enterprise) -> None:
    if duplicate.pk == survivor.pk:
        raise MergeRefusedError(reason=_("不能把一条记录并入它自己。"))
    if duplicate.merged_into_id or survivor.merged_into_id:
        raise MergeRefusedError(reason=_("其中一条已并入别的记录，请先撤销那次合并。"))
    if duplicate.organisation_id and survivor.organisation_id:
        raise MergeRefusedError(reason=_("两条记录都有企业账号，请先停用其中一个。"))
    if duplicate.uscc and survivor.uscc and duplicate.uscc != survivor.uscc:
        raise MergeRefusedError(
            reason=_("两条记录的统一社会信用代码不同，是两家企业，不能合并。")
        )
    if duplicate.uscc and not survivor.uscc:
        raise MergeRefusedError(reason=_("请把没有代码的记录并入有代码的记录。"))


def _describe_state(duplicate: Enterprise, survivor: Enterprise) -> dict[str, Any]:
    return {
        "survivor": survivor.code,
        "status": duplicate.status,
        "moves_organisation": duplicate.organisation_id is not None,
        "absorbed": list(duplicate.merged_records.values_list("code", flat=True)),
    }


def _point_to(duplicate: Enterprise, survivor: Enterprise) -> None:
    organisation = duplicate.organisation
    duplicate.merged_into = survivor
    duplicate.organisation = None
    duplicate.save(update_fields=["merged_into", "organisation", "updated_at"])
    if organisation is not None:
        survivor.organisation = organisation
        survivor.save(update_fields=["organisation", "updated_at"])


def _find_merge(duplicate: Enterprise) -> dict[str, Any]:
    events_of = duplicate.life_events.filter(kind=LifeEventKind.MERGED)
    event = events_of.order_by("-pk").first()
    if event is None:
        raise MergeRefusedError(reason=_("找不到这次合并的记录。"))
    return dict(event.details)


def _refuse_taken(duplicate: Enterprise) -> None:
    holders = Enterprise.unscoped.filter(uscc=duplicate.uscc, merged_into=None)
    if duplicate.uscc and holders.exists():
        raise UsccTakenError


def _stand_alone(
    duplicate: Enterprise,
    survivor: Enterprise,
    details: dict[str, Any],
    actor: User | None,
) -> None:
    duplicate.merged_into = None
    if details["moves_organisation"]:
        duplicate.organisation, survivor.organisation = survivor.organisation, None
        survivor.save(update_fields=["organisation", "updated_at"])
    duplicate.save(update_fields=["merged_into", "organisation", "updated_at"])
    status = {"status": details["status"]}
    write_attributes(duplicate, status, on=timezone.localdate(), actor=actor)
    absorbed = Enterprise.unscoped.filter(code__in=details["absorbed"])
    absorbed.filter(merged_into=survivor).update(merged_into=duplicate)


def _keep_event(
    enterprise: Enterprise, kind: str, details: dict[str, Any], actor: User | None
) -> None:
    LifeEvent.objects.create(
        enterprise=enterprise,
        kind=kind,
        happened_on=timezone.localdate(),
        details=details,
        recorded_by=actor,
    )

"""An enterprise goes to another office: asked about before, told to who takes it."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import get_scope
from zhisheng.apps.accounts.services import Notice, send_notice
from zhisheng.apps.places.selectors import get_region
from zhisheng.apps.registry.errors import LeavesAreaError
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.permissions import Action
from zhisheng.apps.registry.selectors.leaving import (
    find_region_left,
    is_region_told_later,
)
from zhisheng.apps.registry.selectors.offices import (
    find_office_of_region,
    find_staffed_office,
)
from zhisheng.apps.registry.services.acting import select_officers

CAME = gettext_noop("“{enterprise}”由{region}迁来，现在归您这里管，请核对登记信息。")
LEFT = gettext_noop(
    "“{enterprise}”的负责人注销了账号，现在没有人管。要办的事请联系企业，请它重新认领。"
)


def refuse_leaving(
    enterprise: Enterprise,
    changes: Mapping[str, Any],
    *,
    on: date,
    leaving_to: Collection[str],
    actor: User | None,
) -> str:
    """Return the region for which it leaves the actor's area; unasked it stays.

    What is dated before a later word about the region does not move it today.
    """
    if actor is None or is_region_told_later(enterprise, on=on):
        return ""
    region = find_region_left(get_scope(actor), enterprise, changes)
    return _require_agreed(region, leaving_to)


def refuse_starting_outside(
    official: Mapping[str, Any], *, leaving_to: Collection[str], actor: User | None
) -> str:
    """Return the region outside the actor's area where a successor starts.

    It is given to no unit, whatever its predecessor was.
    """
    if actor is None:
        return ""
    region = find_region_left(get_scope(actor), Enterprise(), official)
    return _require_agreed(region, leaving_to)


def _require_agreed(region: str, leaving_to: Collection[str]) -> str:
    if region and region not in leaving_to:
        office = find_office_of_region(region)
        raise LeavesAreaError(
            region=get_region(region).full_name,
            office=office.name if office else _("当地市场监管部门"),
        )
    return region


def tell_taking_office(enterprise: Enterprise, *, came_from: str, actor: User) -> None:
    """Tell the officers of the first office with people that has the enterprise now."""
    version = enterprise.versions.count()
    notice = Notice(
        template="todo",
        title=CAME,
        key=f"moved:{enterprise.code}:{enterprise.region_id}:{version}",
        link=reverse("registry:detail", args=[enterprise.code]),
        data={"enterprise": enterprise.name, "region": came_from or _("别处")},
    )
    _send_to_office(enterprise, notice, actor=actor)


@transaction.atomic
def tell_left(*, organisation_code: str) -> None:
    """Tell the office that nobody looks after an enterprise any more; repeatable."""
    enterprise = Enterprise.unscoped.filter(
        organisation__code=organisation_code, merged_into=None
    ).first()
    if enterprise is None:
        return
    notice = Notice(
        template="todo",
        title=LEFT,
        key=f"left:{enterprise.code}:{timezone.localdate()}",
        link=reverse("registry:detail", args=[enterprise.code]),
        data={"enterprise": enterprise.name},
    )
    _send_to_office(enterprise, notice, actor=None)


def _send_to_office(
    enterprise: Enterprise, notice: Notice, *, actor: User | None
) -> None:
    """Send to the people of the first office that has some."""
    office = find_staffed_office(enterprise)
    if office is not None:
        people = select_officers(office, Action.UPDATE_OFFICIAL)
        send_notice(notice=notice, recipients=people, actor=actor)

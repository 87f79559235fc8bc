"""代办: an office above puts a roster into the register in place of who uploaded it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.services import (
    Acting,
    Notice,
    clean_acting_reason,
    send_notice,
)
from zhisheng.apps.programme.models import RosterImport
from zhisheng.apps.programme.selectors.acting import find_office_above
from zhisheng.apps.programme.selectors.imports import is_in_place_of, select_uploaders
from zhisheng.kit.errors import ForbiddenError

ACTED = gettext_noop("您单位上传的名单 {code} 由{unit}代为入库了。原因：{reason}")


def require_acting_on_import(
    roster_import: RosterImport, actor: User, reason: str
) -> Acting | None:
    """Tell in whose place the actor acts, None where it is the own roster or nobody's."""
    if not is_in_place_of(actor, roster_import):
        return None
    unit = roster_import.organisation.unit
    office = find_office_above(actor, unit.path) if unit is not None else None
    if office is None:
        raise ForbiddenError
    said = clean_acting_reason(reason, whose=roster_import.organisation.name)
    return Acting(office, unit, said)


def tell_uploaders(
    roster_import: RosterImport, acting: Acting | None, *, actor: User
) -> None:
    """Tell who uploaded a roster that an office above put it into the register."""
    if acting is None:
        return
    notice = Notice(
        template="todo",
        title=ACTED,
        key=f"acted:{roster_import.code}:{timezone.now().isoformat()}",
        link=reverse("programme:import_detail", args=[roster_import.code]),
        data={
            "code": roster_import.code,
            "unit": acting.office.name,
            "reason": acting.reason,
        },
    )
    people = select_uploaders(roster_import.organisation)
    send_notice(notice=notice, recipients=people.exclude(pk=actor.pk), actor=actor)

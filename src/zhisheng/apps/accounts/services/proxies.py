"""An owner lets another person act for the enterprise until a day 授权代办.

A proxy fills in reporting tasks and returns, evaluates the enterprise and states how things
stand with it, and nothing else: consents, members, keys and the registered facts stay with
the owner.
"""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.permissions import AUTHORISING_ROLES
from zhisheng.apps.accounts.selectors import get_scope
from zhisheng.apps.accounts.services.invitations import (
    LIFETIME,
    IssuedInvitation,
    issue_invitation,
)
from zhisheng.apps.accounts.services.messages import send_secret
from zhisheng.apps.accounts.services.people import check_mobile
from zhisheng.kit import audit
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError
from zhisheng.kit.pacing import count_within

LONGEST_DAYS = 366
MOST_TEXTS_A_DAY = 10


@transaction.atomic
def authorise_proxy(
    *,
    organisation: Organisation,
    invitee: str,
    until: date,
    mobile: str = "",
    actor: User,
) -> IssuedInvitation:
    """Invite a person to act until a day; to a mobile number the link goes as a text.

    Whether the number is known here is neither asked nor told.
    """
    if not get_scope(actor).holds(organisation.pk, AUTHORISING_ROLES):
        raise ForbiddenError
    _check_terms(until, mobile)
    issued = issue_invitation(
        organisation=organisation,
        role=Role.PROXY,
        invitee=invitee,
        actor=actor,
        until=until,
    )
    audit.record(
        action="accounts.proxy_invited",
        subject=organisation,
        actor=actor,
        new={"invitation": issued.invitation.code, "until": f"{until}"},
    )
    if mobile:
        _send_link(issued, mobile, actor)
    return issued


def _check_terms(until: date, mobile: str) -> None:
    today = timezone.localdate()
    refusals = check_mobile(mobile)
    if not today <= until <= today + timedelta(days=LONGEST_DAYS):
        refusals["until"] = _("最后一天从今天起、不超过一年，例如本年的最后一天。")
    if refusals:
        raise FieldsRefusedError(fields=refusals)


def _send_link(issued: IssuedInvitation, mobile: str, actor: User) -> None:
    count_within(
        kind="accounts.proxy_texts",
        who=actor.code,
        most=MOST_TEXTS_A_DAY,
        period=timedelta(days=1),
    )
    path = reverse("accounts:open_link", args=[issued.invitation.code, issued.secret])
    send_secret(
        template="task_link",
        mobile=mobile.strip(),
        secret=f"{settings.PUBLIC_URL}{path}",
        lifetime=LIFETIME,
    )

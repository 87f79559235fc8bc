"""An enterprise says whether a help that was reported of it took place.

Asked by a link or its QR code, which its helper hands over; who has an account answers on
the own page. A help that was confirmed is no longer changed by a roster.
"""

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import get_scope
from zhisheng.apps.programme.errors import (
    ConfirmationDoneError,
    ConfirmationOverError,
    OwnHelpError,
)
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.programme.permissions import ALLOWED
from zhisheng.kit import audit
from zhisheng.kit.errors import NotFoundError

SALT = "programme.help_confirmation"
LIFETIME_SECONDS = 90 * 24 * 3600
LONGEST_NOTE = 300


def write_confirmation_address(engagement_id: int) -> str:
    """Return the address at which the enterprise answers; it lasts 90 days."""
    token = signing.dumps(engagement_id, salt=SALT)
    return settings.PUBLIC_URL + reverse("programme:confirm_help", args=[token])


def read_confirmation(token: str, *, actor: User | None) -> Engagement:
    """Return the help a link asks about; who is signed in answers for the own enterprise.

    The body that helped, and an office, cannot answer for it.
    """
    try:
        pk = signing.loads(token, salt=SALT, max_age=LIFETIME_SECONDS)
    except signing.SignatureExpired as error:
        raise ConfirmationOverError from error
    except signing.BadSignature as error:
        raise NotFoundError from error
    found = Engagement.given.select_related("helper", "enterprise__merged_into")
    engagement = found.filter(pk=pk).first()
    if engagement is None:
        raise NotFoundError
    if actor is not None and not _answers_for(actor, engagement):
        raise OwnHelpError
    return engagement


@transaction.atomic
def answer_confirmation(
    *, engagement: Engagement, is_right: bool, note: str = "", actor: User | None
) -> Engagement:
    """Note what the enterprise says; that it is right can be said once."""
    locked = Engagement.objects.select_for_update().get(pk=engagement.pk)
    if locked.is_confirmed:
        raise ConfirmationDoneError
    now = timezone.now()
    locked.is_confirmed, locked.confirmed_at = is_right, now
    locked.confirmed_note = "" if is_right else note.strip()[:LONGEST_NOTE]
    if is_right:
        # A withdrawal and later rosters leave it, as whatever a person wrote on.
        locked.recorded_at, locked.recorded_by = now, actor
    locked.save()
    audit.record(
        action="programme.help_confirmed" if is_right else "programme.help_disputed",
        subject=locked.enterprise,
        actor=actor,
        new={"year": locked.year, "helper": locked.helper_id, "by_link": actor is None},
    )
    return locked


def _answers_for(actor: User, engagement: Engagement) -> bool:
    enterprise = engagement.enterprise.merged_into or engagement.enterprise
    may = ALLOWED["programme.confirm_help"]
    return get_scope(actor).holds(enterprise.organisation_id, may)

"""A new password for someone who forgot it, by a link from one who knows the person."""

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction

from zhisheng.apps.accounts.errors import InvitationExpiredError
from zhisheng.apps.accounts.models import Membership, User
from zhisheng.apps.accounts.permissions import ROLES_WITH_END
from zhisheng.apps.accounts.selectors import get_scope, get_user, may_administer
from zhisheng.kit import audit
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError


@transaction.atomic
def issue_password_link(*, user: User, actor: User) -> str:
    """Return the secret of a link with which the person sets a new password.

    It works once and for three days. Whoever asks for it must look after every
    organisation the person belongs to, since the link opens them all.
    """
    if not _may_reset(user, actor):
        raise ForbiddenError
    audit.record(action="accounts.password_link_issued", subject=user, actor=actor)
    return default_token_generator.make_token(user)


def check_password_link(*, user_code: str, secret: str) -> User:
    """Return the person behind a link that still works."""
    user = get_user(user_code)
    is_good = default_token_generator.check_token(user, secret)
    if user.is_machine or not user.is_active or not is_good:
        raise InvitationExpiredError
    return user


@transaction.atomic
def set_password_by_link(*, user_code: str, secret: str, password: str) -> User:
    """Set the new password; the link and the person's sessions end with it."""
    user = check_password_link(user_code=user_code, secret=secret)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise FieldsRefusedError(
            fields={"password": " ".join(error.messages)}
        ) from None
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(action="accounts.password_reset", subject=user, actor=user)
    return user


def _may_reset(user: User, actor: User) -> bool:
    if user.is_machine or not user.is_active or user.pk == actor.pk:
        return False
    if get_scope(actor).is_administrator:
        return True
    memberships = Membership.objects.present().filter(user=user)
    # A proxy helps from outside: whose account it is, no owner has to say.
    if memberships.filter(role__in=ROLES_WITH_END).exists():
        return False
    organisations = [
        membership.organisation
        for membership in memberships.select_related("organisation__unit")
    ]
    return bool(organisations) and all(
        may_administer(actor, organisation) for organisation in organisations
    )

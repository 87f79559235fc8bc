"""People: created by invitation or self-registration, corrected and closed by themselves."""

import re
from collections.abc import Collection, Iterable

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.choices import OrganisationKind
from zhisheng.apps.accounts.errors import LastLeaderError
from zhisheng.apps.accounts.events import EnterpriseLeft
from zhisheng.apps.accounts.models import (
    MOBILE_PURPOSE,
    ChannelAddress,
    ChannelBinding,
    Membership,
    Message,
    MobileCode,
    User,
)
from zhisheng.apps.accounts.selectors import is_username_taken
from zhisheng.apps.accounts.services.memberships import refuse_last_leader
from zhisheng.kit import audit, events
from zhisheng.kit.crypto import blind_index
from zhisheng.kit.errors import FieldsRefusedError

# Public on purpose: only the demo programme has people with it, and only its
# sign-in page shows it.
DEMO_PASSWORD = "Zhisheng-demo-2024"  # noqa: S105 - a shown login of made-up people
DEMO_MOBILE = "13800000001"
SYSTEM_USERNAME = "system"
MOBILE = re.compile(r"1[3-9]\d{9}")
PROFILE_FIELDS = (
    "name", "language", "large_type", "mobile", "mobile_index", "mobile_verified_at",
)  # fmt: skip
USERNAME = re.compile(r"[\w.@+-]{3,40}")


@transaction.atomic
def create_person(
    *,
    username: str,
    password: str,
    name: str,
    mobile: str = "",
    language: str = "",
    actor: User | None,
) -> User:
    """Create a person who can sign in but belongs to no organisation yet.

    Without an actor the person registers in person.
    """
    user = build_person(username=username, password=password, name=name, mobile=mobile)
    user.language = language
    user.save()
    audit.record(action="accounts.person_created", subject=user, actor=actor or user)
    return user


def build_person(*, username: str, password: str, name: str, mobile: str = "") -> User:
    """Return an unsaved person; every refused field is told at once."""
    user = User(username=username.strip(), name=name.strip())
    refusals = _check_person(user, password=password, mobile=mobile)
    if refusals:
        raise FieldsRefusedError(fields=refusals)
    user.set_password(password)
    set_mobile(user, mobile)
    return user


@transaction.atomic
def update_profile(
    *, name: str, mobile: str, language: str, large_type: bool, actor: User
) -> User:
    """Correct one's own details."""
    refusals = {**_check_name(name), **check_mobile(mobile)}
    if refusals:
        raise FieldsRefusedError(fields=refusals)
    old = {"name": actor.name, "language": actor.language}
    actor.name = name.strip()
    actor.language = language
    actor.large_type = large_type
    set_mobile(actor, mobile)
    actor.save(update_fields=PROFILE_FIELDS)
    audit.record(
        action="accounts.profile_updated",
        subject=actor,
        actor=actor,
        old=old,
        new={"name": actor.name, "language": actor.language},
    )
    return actor


@transaction.atomic
def close_account(*, leaving: Collection[str] = (), actor: User) -> None:
    """Leave every organisation and forget the name and number; deeds stay in the audit.

    ``leaving`` holds the codes of the enterprises that nobody will look after then. An
    office or a body is not left like that: it has somebody who takes over.
    """
    # A second tap waits here, and finds done what it asks for.
    if not User.objects.select_for_update().get(pk=actor.pk).is_active:
        return
    memberships = Membership.objects.filter(user=actor, ended_at=None)
    left = _list_left(memberships.select_related("organisation"), leaving)
    audit.record(
        action="accounts.account_closed",
        subject=actor,
        actor=actor,
        new={"left": left} if left else None,
    )
    events.publish_all([EnterpriseLeft(code) for code in left])
    memberships.update(ended_at=timezone.now())
    SocialAccount.objects.filter(user=actor).delete()
    ChannelAddress.objects.filter(user=actor).delete()
    ChannelBinding.objects.filter(user=actor).delete()
    MobileCode.objects.filter(user=actor).delete()
    Message.objects.filter(recipient=actor).delete()
    actor.username = f"closed-{actor.code.lower()}"
    actor.name = ""
    actor.is_active = False
    actor.set_unusable_password()
    set_mobile(actor, "")
    actor.save()


def _list_left(
    memberships: Iterable[Membership], leaving: Collection[str]
) -> list[str]:
    """Return the codes of what nobody looks after then; what must not be is refused."""
    left = []
    for membership in memberships:
        organisation = membership.organisation
        try:
            refuse_last_leader(membership)
        except LastLeaderError:
            is_enterprise = organisation.kind == OrganisationKind.ENTERPRISE
            if not is_enterprise or organisation.code not in leaving:
                raise
            left.append(organisation.code)
    return left


def get_system_user() -> User:
    """Return the platform's own account, in whose name periodic work is done."""
    user, is_new = User.objects.get_or_create(
        username=SYSTEM_USERNAME,
        defaults={"name": "平台系统", "is_active": False, "is_machine": True},
    )
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def set_mobile(user: User, mobile: str) -> None:
    """Keep the number; another one than before has yet to be verified."""
    if mobile.strip() == user.mobile:
        return
    user.mobile = mobile.strip()
    user.mobile_verified_at = None
    user.mobile_index = (
        blind_index(user.mobile, purpose=MOBILE_PURPOSE) if user.mobile else ""
    )


def _check_person(user: User, *, password: str, mobile: str) -> dict[str, str]:
    refusals = {**_check_name(user.name), **check_mobile(mobile)}
    if not USERNAME.fullmatch(user.username):
        refusals["username"] = _(
            "登录名为3至40个字，可用汉字、字母、数字和 . @ + - _，例如 liuli2024。"
        )
    elif _is_reserved(user.username) or is_username_taken(user.username):
        refusals["username"] = _("这个登录名已有人使用，请换一个，例如加上单位简称。")
    try:
        validate_password(password, user)
    except ValidationError as error:
        refusals["password"] = " ".join(error.messages)
    return refusals


def _is_reserved(username: str) -> bool:
    return username.lower() == SYSTEM_USERNAME


def _check_name(name: str) -> dict[str, str]:
    if 2 <= len(name.strip()) <= 60:
        return {}
    return {"name": _("请填写姓名，例如：刘丽。")}


def check_mobile(mobile: str, *, is_needed: bool = False) -> dict[str, str]:
    is_left_out = not mobile.strip() and not is_needed
    if is_left_out or MOBILE.fullmatch(mobile.strip()):
        return {}
    return {"mobile": _("手机号码应为11位数字、以1开头，例如 13800000000。")}

"""Six digits by text message: to sign in, and to prove that a number is one's own.

What a browser asks for is answered alike, and with the same statements, whether the
number is known or not: only the job that sends the text looks.
"""

import hmac
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from zhisheng.apps.accounts.choices import CodePurpose
from zhisheng.apps.accounts.errors import (
    CodeRefusedError,
    MobileMissingError,
    SecondFactorNeededError,
)
from zhisheng.apps.accounts.models import ChannelBinding, Dispatch, MobileCode, User
from zhisheng.apps.accounts.selectors import get_scope, has_second_factor
from zhisheng.apps.accounts.selectors.mobile_codes import (
    find_holder,
    list_mobile_indexes,
)
from zhisheng.apps.accounts.services.messages import send_secret
from zhisheng.apps.accounts.services.people import check_mobile, set_mobile
from zhisheng.kit import audit, jobs
from zhisheng.kit.bulk import hold_lock
from zhisheng.kit.crypto import blind_index
from zhisheng.kit.errors import FieldsRefusedError
from zhisheng.kit.pacing import count_within

DIGITS = 6
LIFETIME = timedelta(minutes=5)
MOST_TRIES = 5
KEPT_FOR = timedelta(days=1)
SEND = "accounts.send_mobile_code"
TEMPLATE = "sign_in_code"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Kind of count, how many, within what. A number gets few; behind one address of a
# carrier there are many people; verifying goes to any number and costs the platform.
PACES_OF_NUMBER = (
    ("accounts.code_soon", 1, timedelta(minutes=1)),
    ("accounts.code_of_number", 5, HOUR),
    ("accounts.code_of_number_a_day", 10, DAY),
)
MOST_OF_ADDRESS_AN_HOUR = 60
MOST_OF_PERSON_A_DAY = 10
MOST_TO_ANY_NUMBER_AN_HOUR = 2_000


@transaction.atomic
def ask_sign_in_code(*, mobile: str, address: str) -> MobileCode:
    """Note that a browser wants to sign in with a number; a text follows if it may."""
    _refuse_wrong_mobile(mobile)
    _slow_down(mobile.strip(), address)
    return _ask(CodePurpose.SIGN_IN, mobile.strip(), None)


def ask_code_of_text(*, text: Dispatch, address: str) -> MobileCode:
    """Send a code to the number that a text went to; whoever opens it need not say it."""
    number = text.recipient.verified_mobile if text.recipient else ""
    return ask_sign_in_code(mobile=number, address=address)


@transaction.atomic
def ask_verification_code(*, address: str, actor: User) -> MobileCode:
    """Send a code to the number of the actor's profile, whoever holds it."""
    if not actor.mobile:
        raise MobileMissingError
    _slow_down(actor.mobile, address)
    count_within(
        kind="accounts.code_of_person",
        who=actor.code,
        most=MOST_OF_PERSON_A_DAY,
        period=DAY,
    )
    count_within(
        kind="accounts.code_to_any_number",
        who="platform",
        most=MOST_TO_ANY_NUMBER_AN_HOUR,
        period=HOUR,
    )
    return _ask(CodePurpose.VERIFY, actor.mobile, actor)


@transaction.atomic
def send_mobile_code(*, code: str) -> None:
    """Make the digits and send them, once; to sign in only to whom the number leads."""
    asked = MobileCode.objects.select_for_update().filter(code=code, digest="").first()
    if asked is None or asked.expires_at <= timezone.now():
        return
    if asked.purpose == CodePurpose.SIGN_IN:
        asked.user = find_holder(asked.mobile)
    if asked.user is None:
        return
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    dispatch = send_secret(
        template=TEMPLATE,
        mobile=asked.mobile,
        secret=digits,
        lifetime=LIFETIME,
        recipient=asked.user,
    )
    asked.digest = _digest(asked, digits)
    asked.dispatch_code = dispatch.code
    asked.expires_at = timezone.now() + LIFETIME
    asked.save()


def redeem_sign_in_code(*, code: str, digits: str) -> User:
    """Return the person whom the digits let in; every try counts, also a refused one."""
    asked = _try(code, digits, CodePurpose.SIGN_IN, None)
    if asked is None or asked.user is None:
        raise CodeRefusedError
    if get_scope(asked.user).is_administrator and not has_second_factor(asked.user):
        raise SecondFactorNeededError
    audit.record(
        action="accounts.sign_in_code_taken", subject=asked.user, actor=asked.user
    )
    return asked.user


def verify_mobile(*, code: str, digits: str, actor: User) -> User:
    """Note that the actor holds the number; whoever held it before holds it no more."""
    asked = _try(code, digits, CodePurpose.VERIFY, actor)
    if asked is None or asked.mobile != actor.mobile:
        raise CodeRefusedError
    return hold_mobile(user=actor, mobile=actor.mobile, actor=actor)


@transaction.atomic
def hold_mobile(*, user: User, mobile: str, actor: User | None) -> User:
    """Let a number lead to a person alone; without an actor the platform vouches."""
    indexes = list_mobile_indexes(mobile)
    # Of two who prove it in the same moment, the second takes it from the first.
    hold_lock(f"accounts.mobile:{indexes[0]}")
    former = User.objects.filter(
        mobile_index__in=indexes, mobile_verified_at__isnull=False
    ).exclude(pk=user.pk)
    taken_from = list(former.values_list("code", flat=True))
    former.update(mobile_verified_at=None)
    set_mobile(user, mobile)
    user.mobile_verified_at = timezone.now()
    user.save(update_fields=["mobile", "mobile_index", "mobile_verified_at"])
    audit.record(
        action="accounts.mobile_verified",
        subject=user,
        actor=actor,
        new={"mobile": mobile, "taken_from": taken_from},
    )
    return user


def forget_mobile_codes() -> int:
    """Delete the codes nobody can use any more; return how many."""
    end = timezone.now() - KEPT_FOR
    old = (MobileCode, ChannelBinding)
    return sum(one.objects.filter(expires_at__lte=end).delete()[0] for one in old)


def _refuse_wrong_mobile(mobile: str) -> None:
    refusals = check_mobile(mobile, is_needed=True)
    if refusals:
        raise FieldsRefusedError(fields=refusals)


def _slow_down(mobile: str, address: str) -> None:
    for kind, most, period in PACES_OF_NUMBER:
        count_within(kind=kind, who=mobile, most=most, period=period)
    count_within(
        kind="accounts.code_of_address",
        who=address,
        most=MOST_OF_ADDRESS_AN_HOUR,
        period=HOUR,
    )


def _ask(purpose: CodePurpose, mobile: str, user: User | None) -> MobileCode:
    asked = MobileCode.objects.create(
        purpose=purpose,
        mobile=mobile,
        user=user,
        expires_at=timezone.now() + LIFETIME,
    )
    jobs.enqueue(name=SEND, payload={"code": asked.code})
    return asked


@transaction.atomic
def _try(
    code: str, digits: str, purpose: CodePurpose, actor: User | None
) -> MobileCode | None:
    """Count a try and return the request if the digits fit it; committed either way."""
    asked = (
        MobileCode.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(code=code, purpose=purpose, used_at=None, tries__lt=MOST_TRIES)
        .filter(expires_at__gt=timezone.now())
        .first()
    )
    if asked is None:
        return None
    asked.tries += 1
    # Digits that were never sent have no digest, and nothing equals that.
    is_right = hmac.compare_digest(asked.digest, _digest(asked, digits.strip()))
    if is_right:
        asked.used_at = timezone.now()
    asked.save(update_fields=["tries", "used_at"])
    if is_right:
        return asked
    # Not about the request itself, whose code is the browser's secret.
    audit.record(
        action="accounts.mobile_code_refused",
        subject=asked.user,
        actor=actor,
        new={"purpose": purpose, "tries": asked.tries},
    )
    return None


def _digest(asked: MobileCode, digits: str) -> str:
    """Keyed, since a million digits are tried out in a second."""
    return blind_index(f"{asked.code}/{digits}", purpose="mobile-code")

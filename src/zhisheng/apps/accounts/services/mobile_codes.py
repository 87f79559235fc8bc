"""Six digits by text message: to sign in, and to prove that a number is one's own.

What a browser asks for is answered alike, and with the same statements, whether the
number is known or not: only the job that sends the text looks.

A stranger at one address who asks for codes of somebody's number does not keep its holder
out: within a minute no second text goes out, but the digits of the first let in every
browser that asked then, and one address uses up only a part of the texts that a number
gets. Strangers at many addresses can use up all the texts of a day; then another way of
signing in is left, and nothing here prevents it.

Guessing is held down by counting the tries of a number on a day, wherever they come from.
Whoever uses these up locks out only browsers that have not signed in with the number yet:
where its holder did before, tries are not counted so, but five for each request as ever.
"""

import hmac
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from zhisheng.apps.accounts.choices import CodePurpose
from zhisheng.apps.accounts.errors import (
    CodeRefusedError,
    CodeTriesUsedUpError,
    MobileMissingError,
    SecondFactorNeededError,
)
from zhisheng.apps.accounts.models import ChannelBinding, Dispatch, MobileCode, User
from zhisheng.apps.accounts.models.mobile_codes import CODE_PURPOSE
from zhisheng.apps.accounts.selectors import get_scope, has_second_factor
from zhisheng.apps.accounts.selectors.mobile_codes import (
    find_holder,
    list_mobile_indexes,
    select_asked,
    select_live_texts,
    select_sent,
)
from zhisheng.apps.accounts.services.messages import send_secret
from zhisheng.apps.accounts.services.people import check_mobile, set_mobile
from zhisheng.kit import audit, jobs
from zhisheng.kit.bulk import hold_lock
from zhisheng.kit.crypto import blind_index
from zhisheng.kit.errors import FieldsRefusedError, RateLimitedError
from zhisheng.kit.pacing import count_within

DIGITS = 6
LIFETIME = timedelta(minutes=5)
MOST_TRIES = 5
KEPT_FOR = timedelta(days=1)
Pace = tuple[str, int, timedelta]
SEND = "accounts.send_mobile_code"
TEMPLATE = "sign_in_code"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Kind of count, how many, within what. A number gets few texts; behind one address of a
# carrier there are many people; verifying goes to any number and costs the platform.
PACE_OF_TEXTS = ("accounts.code_soon", 1, timedelta(minutes=1))
PACES_OF_NUMBER = (
    ("accounts.code_of_number", 5, HOUR),
    ("accounts.code_of_number_a_day", 10, DAY),
)
# What one address uses up of them, so that something is left for whoever holds the number.
PACES_OF_NUMBER_HERE = (
    ("accounts.code_of_number_here", 4, HOUR),
    ("accounts.code_of_number_here_a_day", 8, DAY),
)
# Each request that shares a text may be guessed at, so there are not many.
PACES_OF_REPEATS = (
    ("accounts.code_repeated", 20, HOUR),
    ("accounts.code_repeated_a_day", 40, DAY),
)
PACES_OF_REPEATS_HERE = (
    ("accounts.code_repeated_here", 8, HOUR),
    ("accounts.code_repeated_here_a_day", 16, DAY),
)
# Of all browsers together that have not signed in with the number before.
PACE_OF_TRIES = ("accounts.code_tries_of_number", 20, DAY)
MOST_OF_ADDRESS_AN_HOUR = 60
MOST_OF_PERSON_A_DAY = 10
MOST_TO_ANY_NUMBER_AN_HOUR = 2_000


@transaction.atomic
def ask_sign_in_code(*, mobile: str, address: str) -> MobileCode:
    """Note that a browser wants to sign in with a number; a text follows if it may.

    Within a minute of another request that one's text serves, whoever it was.
    """
    _refuse_wrong_mobile(mobile)
    number = mobile.strip()
    _slow_down_address(address)
    joined = ""
    if _takes(PACE_OF_TEXTS, number):
        _slow_down(PACES_OF_NUMBER_HERE, f"{number}/{address}")
        _slow_down(PACES_OF_NUMBER, number)
    else:
        _slow_down(PACES_OF_REPEATS, number)
        _slow_down(PACES_OF_REPEATS_HERE, f"{number}/{address}")
        before = select_asked(number, CodePurpose.SIGN_IN).filter(joined="")
        joined = before.order_by("-pk").values_list("code", flat=True)[0]
    return _ask(CodePurpose.SIGN_IN, number, None, joined=joined)


def ask_code_of_text(*, text: Dispatch, address: str) -> MobileCode:
    """Send a code to the number that a text went to; whoever opens it need not say it."""
    number = text.recipient.verified_mobile if text.recipient else ""
    return ask_sign_in_code(mobile=number, address=address)


@transaction.atomic
def ask_verification_code(*, address: str, actor: User) -> MobileCode:
    """Send a code to the number of the actor's profile, whoever holds it."""
    if not actor.mobile:
        raise MobileMissingError
    # Apart from signing in, so that nobody's account keeps the holder of a number out.
    for paces in ([PACE_OF_TEXTS], PACES_OF_NUMBER):
        _slow_down(paces, f"verify/{actor.mobile}")
    _slow_down_address(address)
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
    if asked.is_repeat:
        sent = select_sent(asked).first()
        asked.dispatch_code = sent.dispatch_code if sent else ""
        asked.save(update_fields=["user", "dispatch_code"])
        return
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


def redeem_sign_in_code(*, code: str, digits: str, is_known: bool = False) -> User:
    """Return the person whom the digits let in; every try counts, also a refused one.

    A browser ``is_known`` that has signed in with the number before.
    """
    asked = _try(code, digits, CodePurpose.SIGN_IN, None, is_known=is_known)
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


def _takes(pace: Pace, who: str) -> bool:
    """Count one act, or tell that there are enough of them for now."""
    try:
        _slow_down([pace], who)
    except RateLimitedError:
        return False
    return True


def _slow_down(paces: Iterable[Pace], who: str) -> None:
    for kind, most, period in paces:
        count_within(kind=kind, who=who, most=most, period=period)


def _slow_down_address(address: str) -> None:
    count_within(
        kind="accounts.code_of_address",
        who=address,
        most=MOST_OF_ADDRESS_AN_HOUR,
        period=HOUR,
    )


def _ask(
    purpose: CodePurpose, mobile: str, user: User | None, *, joined: str = ""
) -> MobileCode:
    asked = MobileCode.objects.create(
        purpose=purpose,
        mobile=mobile,
        mobile_index=blind_index(mobile, purpose=CODE_PURPOSE),
        user=user,
        joined=joined,
        expires_at=timezone.now() + LIFETIME,
    )
    jobs.enqueue(name=SEND, payload={"code": asked.code})
    return asked


@transaction.atomic
def _try(
    code: str,
    digits: str,
    purpose: CodePurpose,
    actor: User | None,
    *,
    is_known: bool = True,
) -> MobileCode | None:
    """Count a try and return the request if the digits fit it; committed either way."""
    found = MobileCode.objects.filter(code=code, purpose=purpose).first()
    if found is None:
        return None
    # Two browsers may use each other's text: one after the other.
    hold_lock(f"accounts.code:{blind_index(found.mobile, purpose=CODE_PURPOSE)}")
    asked = (
        MobileCode.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(code=code, purpose=purpose, used_at=None, tries__lt=MOST_TRIES)
        .filter(expires_at__gt=timezone.now())
        .first()
    )
    if asked is None:
        return None
    if not is_known and not _takes(PACE_OF_TRIES, asked.mobile):
        raise CodeTriesUsedUpError
    asked.tries += 1
    sent = _find_sent(asked, digits.strip())
    if sent is not None:
        asked.used_at, asked.user = timezone.now(), sent.user
        select_live_texts(asked).update(used_at=asked.used_at)
    asked.save(update_fields=["tries", "used_at", "user"])
    if sent is not None:
        return asked
    # Not about the request itself, whose code is the browser's secret.
    audit.record(
        action="accounts.mobile_code_refused",
        subject=asked.user,
        actor=actor,
        new={"purpose": purpose, "tries": asked.tries},
    )
    return None


def _find_sent(asked: MobileCode, digits: str) -> MobileCode | None:
    """Return the text whose digits these are, of those that let in who asked."""
    for sent in select_sent(asked).select_related("user"):
        if hmac.compare_digest(sent.digest, _digest(sent, digits)):
            return sent
    return None


def _digest(asked: MobileCode, digits: str) -> str:
    """Keyed, since a million digits are tried out in a second."""
    return blind_index(f"{asked.code}/{digits}", purpose="mobile-code")

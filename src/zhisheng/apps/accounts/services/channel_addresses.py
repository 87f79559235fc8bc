"""Where a person is reached by e-mail, WeChat or DingTalk: each proven before it counts.

An e-mail address by a code that was sent there; WeChat and DingTalk by a code that the
person sends from there, since only the channel knows whom it came from.
"""

import hmac
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.choices import ChannelName, DispatchStatus
from zhisheng.apps.accounts.errors import CodeRefusedError
from zhisheng.apps.accounts.models import (
    ChannelAddress,
    ChannelBinding,
    Dispatch,
    Message,
    User,
)
from zhisheng.apps.accounts.services.messages import DELIVER
from zhisheng.kit import audit, jobs
from zhisheng.kit.crypto import blind_index
from zhisheng.kit.errors import NotFoundError, RateLimitedError
from zhisheng.kit.pacing import count_within

LIFETIME = timedelta(minutes=10)
MAIL_DIGITS, BINDING_DIGITS = 6, 8
MOST_TRIES = 5
MOST_AN_HOUR, HOUR = 5, timedelta(hours=1)
# Whoever sends more codes than a person mistypes is trying them out.
MOST_CODES_OF_AN_ADDRESS = 10
TEMPLATE = "address_code"
BOUND = _(
    "有一种接收方式绑定到了您的账号。不是您本人绑定的，请到“接收方式”里删除，并修改密码。"
)


@transaction.atomic
def ask_mailbox_code(*, mailbox: str, actor: User) -> Dispatch:
    """Send a code to an address that somebody says is theirs."""
    for kind, who in (("person", actor.code), ("mailbox", mailbox.lower())):
        count_within(
            kind=f"accounts.mail_code_of_{kind}",
            who=who,
            most=MOST_AN_HOUR,
            period=HOUR,
        )
    digits = _make_digits(MAIL_DIGITS)
    _keep(actor, ChannelName.MAIL, digits, mailbox)
    dispatch = Dispatch.objects.create(
        recipient=actor,
        address=mailbox,
        channel=ChannelName.MAIL,
        template=TEMPLATE,
        secret=digits,
        expires_at=timezone.now() + LIFETIME,
    )
    jobs.enqueue(name=DELIVER, payload={}, key="now")
    audit.record(action="accounts.mailbox_asked", subject=dispatch, actor=actor)
    return dispatch


def confirm_mailbox(*, digits: str, actor: User) -> ChannelAddress:
    """Take an address whose code came back; every try counts, also a refused one."""
    binding = _try(digits, actor)
    if binding is None:
        raise CodeRefusedError
    return _bind(binding, binding.address)


@transaction.atomic
def ask_binding_code(*, channel: str, actor: User) -> str:
    """Return the code to send from a channel; the one before is over."""
    count_within(
        kind="accounts.binding_codes",
        who=actor.code,
        most=MOST_AN_HOUR,
        period=HOUR,
    )
    digits = _make_digits(BINDING_DIGITS)
    _keep(actor, channel, digits, "")
    audit.record(
        action="accounts.binding_asked",
        subject=actor,
        actor=actor,
        new={"channel": channel},
    )
    return digits


@transaction.atomic
def take_bindings(channel: str, told: Iterable[tuple[str, str]]) -> int:
    """Bind the addresses that codes came from, as the channel tells; return how many."""
    alive = ChannelBinding.objects.select_for_update(of=("self",)).filter(
        channel=channel, expires_at__gt=timezone.now()
    )
    bound = 0
    for digits, address in told:
        if not _may_try(channel, address):
            continue
        binding = alive.filter(digest=_digest(channel, digits)).first()
        if channel != ChannelName.MAIL and binding is not None:
            _bind(binding, address)
            bound += 1
    return bound


def _may_try(channel: str, address: str) -> bool:
    """Count a code that came from an address, fit or not."""
    try:
        count_within(
            kind=f"accounts.binding_tries_by_{channel}",
            who=address,
            most=MOST_CODES_OF_AN_ADDRESS,
            period=HOUR,
        )
    except RateLimitedError:
        return False
    return True


@transaction.atomic
def remove_address(*, channel: str, actor: User) -> None:
    """Forget where a person is reached by a channel."""
    removed, _by_table = ChannelAddress.objects.filter(
        user=actor, channel=channel
    ).delete()
    if not removed:
        raise NotFoundError
    _stop_waiting(actor, channel)
    audit.record(
        action="accounts.address_removed",
        subject=actor,
        actor=actor,
        old={"channel": channel},
    )


@transaction.atomic
def _bind(binding: ChannelBinding, address: str) -> ChannelAddress:
    user, channel = binding.user, binding.channel
    _stop_waiting(user, channel)
    known, _is_new = ChannelAddress.objects.update_or_create(
        user=user, channel=channel, defaults={"address": address}
    )
    binding.delete()
    _tell_bound(user, channel)
    audit.record(
        action="accounts.address_bound",
        subject=user,
        actor=user,
        new={"channel": channel},
    )
    return known


def _tell_bound(user: User, channel: str) -> None:
    """Tell it inside alone: outside it would go to whoever was bound."""
    moment = timezone.now().isoformat()
    Message.objects.create(
        recipient=user,
        key=f"bound:{channel}:{moment}",
        template="todo",
        title=BOUND,
        link=reverse("accounts:channels"),
        is_waiting=False,
    )


def _stop_waiting(user: User, channel: str) -> None:
    """Send nothing more to the address before; the inbox has what it was about.

    A code that is on its way proves an address of its own.
    """
    waiting = Dispatch.objects.filter(
        recipient=user, channel=channel, status=DispatchStatus.WAITING
    )
    waiting.exclude(template=TEMPLATE).update(
        status=DispatchStatus.EXPIRED, address="", secret=""
    )


def _keep(user: User, channel: str, digits: str, address: str) -> None:
    ChannelBinding.objects.update_or_create(
        user=user,
        channel=channel,
        defaults={
            "address": address,
            "digest": _digest(channel, digits),
            "tries": 0,
            "expires_at": timezone.now() + LIFETIME,
        },
    )


@transaction.atomic
def _try(digits: str, actor: User) -> ChannelBinding | None:
    """Count a try and return the request if the digits fit it; committed either way."""
    found = ChannelBinding.objects.select_for_update(of=("self",)).filter(
        user=actor,
        channel=ChannelName.MAIL,
        tries__lt=MOST_TRIES,
        expires_at__gt=timezone.now(),
    )
    binding = found.select_related("user").first()
    if binding is None:
        return None
    binding.tries += 1
    binding.save(update_fields=["tries"])
    digest = _digest(ChannelName.MAIL, digits.strip())
    return binding if hmac.compare_digest(binding.digest, digest) else None


def _make_digits(number: int) -> str:
    return f"{secrets.randbelow(10**number):0{number}}"


def _digest(channel: str, digits: str) -> str:
    """Keyed, since all codes are tried out in no time."""
    return blind_index(f"{channel}/{digits}", purpose="channel-binding")

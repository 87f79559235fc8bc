"""Whom a mobile number leads to, and what the stand-in of text messages received."""

from django.db.models import QuerySet
from django.utils import timezone

from zhisheng.apps.accounts.choices import ChannelName, CodePurpose
from zhisheng.apps.accounts.models import (
    MOBILE_PURPOSE,
    Dispatch,
    MobileCode,
    User,
)
from zhisheng.apps.accounts.models.mobile_codes import CODE_PURPOSE
from zhisheng.apps.accounts.selectors.messages import is_local
from zhisheng.apps.accounts.selectors.people import is_shut_out
from zhisheng.kit.channels import find_local_text
from zhisheng.kit.crypto import blind_index, list_blind_indexes

# A browser that signed in with a number keeps this digest of it.
KNOWN_PURPOSE = "mobile-known-browser"


def list_mobile_indexes(mobile: str) -> list[str]:
    return list_blind_indexes(mobile, purpose=MOBILE_PURPOSE)


def find_holder(mobile: str) -> User | None:
    """Return the person who verified the number and may sign in."""
    holder = User.objects.filter(
        mobile_index__in=list_mobile_indexes(mobile),
        mobile_verified_at__isnull=False,
        is_active=True,
        is_machine=False,
    ).first()
    return None if holder is None or is_shut_out(holder) else holder


def name_for_lock_out(code: str) -> str:
    """Return under which name failed tries of a code count: the person's own, if any.

    A number that leads to nobody is locked out like any other.
    """
    asked = MobileCode.objects.select_related("user").filter(code=code).first()
    if asked is None:
        return ""
    if asked.user is not None:
        return asked.user.username
    return f"mobile-{blind_index(asked.mobile, purpose=MOBILE_PURPOSE)[:16]}"


def select_sent(asked: MobileCode) -> QuerySet[MobileCode]:
    """Keep the texts that let in who asked, which are few: each makes guessing easier.

    One's own, and to sign in those after it, for the newest is what people read; whoever
    got no text of one's own has the one that was joined, and no other.
    """
    texts = select_live_texts(asked)
    if asked.joined:
        return texts.filter(code=asked.joined)
    if asked.purpose == CodePurpose.SIGN_IN:
        return texts.filter(pk__gte=asked.pk)
    return texts.filter(pk=asked.pk)


def select_live_texts(asked: MobileCode) -> QuerySet[MobileCode]:
    """Keep the texts of a number for one purpose that would let somebody in now.

    Whoever came in by one needs no other, and none is left to be guessed.
    """
    return (
        select_asked(asked.mobile, asked.purpose)
        .filter(used_at=None, expires_at__gt=timezone.now())
        .exclude(digest="")
    )


def select_asked(mobile: str, purpose: str) -> QuerySet[MobileCode]:
    """Keep the requests for codes of a number."""
    indexes = list_blind_indexes(mobile, purpose=CODE_PURPOSE)
    return MobileCode.objects.filter(mobile_index__in=indexes, purpose=purpose)


def name_number(code: str) -> str:
    """Return a keyed digest of the number that a request is about, empty for none."""
    asked = MobileCode.objects.filter(code=code).first()
    return blind_index(asked.mobile, purpose=KNOWN_PURPOSE) if asked else ""


def find_text(code: str) -> Dispatch | None:
    """Return a text that leads to a page, whoever it went to."""
    sent = Dispatch.objects.filter(code=code, channel=ChannelName.TEXT).exclude(link="")
    return sent.select_related("recipient").first()


def may_answer_by_code(text: Dispatch) -> bool:
    """Tell whether who got a text signs in by a code: its number is still proved."""
    recipient = text.recipient
    return (
        recipient is not None
        and recipient.is_active
        and bool(recipient.verified_mobile)
    )


def is_code_on_its_way(code: str) -> bool:
    """Tell whether a browser's request for a code can still be answered."""
    asked = MobileCode.objects.filter(code=code, used_at=None)
    return asked.filter(expires_at__gt=timezone.now()).exists()


def is_text_shown() -> bool:
    """Tell whether pages may show texts: only where none can leave this machine."""
    return is_local(ChannelName.TEXT)


def find_shown_text(code: str) -> str:
    """Return the text with the digits, in a demo; empty while it is on its way."""
    asked = MobileCode.objects.filter(code=code).first() if is_text_shown() else None
    return find_local_text(asked.dispatch_code) if asked else ""

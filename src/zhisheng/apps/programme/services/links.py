"""One-task links: an enterprise without an account fills in what it got a link for.

A link works once: the browser that starts with it is given a key and may come back until
the link is over; the address alone opens nothing any more.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.accounts.selectors import get_scope
from zhisheng.apps.accounts.services import SecretParcel, send_secrets
from zhisheng.apps.programme.errors import (
    EntryLockedError,
    LinkNotForOfficesError,
    LinkNotForTablesError,
    LinkOverError,
    LinkReplacedError,
    LinkUsedError,
)
from zhisheng.apps.programme.models import ReportingTask, TaskEntry, TaskLink
from zhisheng.apps.programme.selectors.acting import is_below
from zhisheng.apps.programme.selectors.checks import CHECK_TERM
from zhisheng.apps.programme.selectors.links import (
    find_check_mobile,
    is_mobile,
    select_reachable,
    select_replaced,
    takes_check_link,
    was_sent_lately,
)
from zhisheng.apps.programme.selectors.reporting import get_form
from zhisheng.apps.programme.services.reporting import (
    require_begun,
    require_office,
    require_open,
)
from zhisheng.kit import audit, jobs
from zhisheng.kit.bulk import split
from zhisheng.kit.crypto import mask_mobile
from zhisheng.kit.errors import ForbiddenError, NotFoundError

SEND = "programme.send_links"
LIFETIME = CHECK_TERM
SECRET_BYTES = 16
BATCH = 500
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A link with its address, which is told here and never again."""

    link: TaskLink
    address: str = field(repr=False)


@transaction.atomic
def issue_link(*, entry: TaskEntry, actor: User) -> IssuedLink:
    """Make a link to hand over by hand; the one before it is over.

    It is to fill an entry in, or to check what an office has filled in.
    """
    if not get_scope(actor).covers_unit_path(entry.unit_path):
        raise ForbiddenError
    is_check = takes_check_link(entry)
    if not is_check:
        _require_fillable(entry)
    (issued,) = _make([entry], actor, mobiles=[""], is_check=is_check)
    audit.record(
        action="programme.link_issued",
        subject=entry.task,
        actor=actor,
        new={"entry": entry.pk, "link": issued.link.code},
    )
    return issued


@transaction.atomic
def queue_links(*, task: ReportingTask, unit: Unit, actor: User) -> int:
    """Have links sent to everybody missing below a unit who has a mobile and no account.

    Return how many there are at most: which numbers are mobiles the job finds out, since
    they are encrypted. Somebody is sent a link once a day at most.
    """
    require_office(unit, actor)
    require_open(task)
    require_begun(task)
    if get_form(task).rows:
        raise LinkNotForTablesError
    found = select_reachable(task, unit).count()
    if found:
        jobs.enqueue(
            name=SEND,
            payload={"task": task.code, "unit": unit.code},
            actor=actor,
            key=f"links:{task.code}:{unit.code}",
        )
    audit.record(
        action="programme.links_queued",
        subject=task,
        actor=actor,
        new={"unit": unit.code},
        counts={"links": found},
    )
    return found


def send_check_link(entry: TaskEntry, actor: User | None) -> str:
    """Ask an enterprise without an account to look at what was filled in for it.

    Return the code of the link. Nothing is sent without a mobile on record, of tables,
    which no link shows, and while the link before is younger than a day: it shows what
    was filled in since as well.
    """
    mobile = find_check_mobile(entry)
    if not mobile or was_sent_lately(entry):
        return ""
    (issued,) = _make([entry], actor, mobiles=[mobile], is_check=True)
    parcel = SecretParcel(mobile, issued.address)
    send_secrets(template="task_link", parcels=[parcel], lifetime=LIFETIME)
    return issued.link.code


def send_links(
    *,
    task: ReportingTask,
    unit: Unit,
    actor: User | None,
    report: Report = lambda _done, _of: None,
) -> int:
    """Make and send the links batch by batch; killed, it goes on with who is left."""
    waiting = list(select_reachable(task, unit).values_list("pk", flat=True))
    sent = 0
    for batch in split(waiting, BATCH):
        with transaction.atomic():
            sent += _send_batch(task, unit, batch, actor)
        report(sent, len(waiting))
    return sent


def find_link(*, code: str, secret: str = "", key: str = "") -> TaskLink | None:
    """Return the link of whoever knows its address or its key, over or not."""
    link = _find(code)
    if link is None:
        return None
    is_known = secret and _fits(link.secret_hash, secret)
    return link if is_known or (key and _fits(link.key_hash, key)) else None


def open_link(*, code: str, secret: str) -> TaskLink:
    """Return the link behind an address if it still opens."""
    link = find_link(code=code, secret=secret)
    if link is None:
        raise NotFoundError
    if link.opened_at is not None:
        raise LinkUsedError
    _refuse_over(link)
    return link


@transaction.atomic
def start_link(*, code: str, secret: str, visitor: User | None = None) -> str:
    """Open a link for good; return the key by which its browser comes back.

    A ``visitor`` who is signed in for an office above fills in under that name instead.
    """
    link = open_link(code=code, secret=secret)
    _refuse_offices(link, visitor)
    if not link.entry.awaits_check:
        _require_fillable(link.entry)
    key = secrets.token_urlsafe(SECRET_BYTES)
    # Of two browsers at once only one finds it unopened.
    unopened = TaskLink.objects.filter(pk=link.pk, opened_at=None, ended_at=None)
    if not unopened.update(opened_at=timezone.now(), key_hash=_hash(key)):
        raise LinkUsedError
    audit.record(
        action="programme.link_opened",
        subject=link.entry.task,
        new={"entry": link.entry_id, "link": link.code},
    )
    return key


def resume_link(*, code: str, key: str, visitor: User | None = None) -> TaskLink:
    """Return the link of a browser that started with it."""
    link = find_link(code=code, key=key)
    if link is None:
        raise NotFoundError
    _refuse_over(link)
    _refuse_offices(link, visitor)
    return link


def _refuse_offices(link: TaskLink, visitor: User | None) -> None:
    if visitor is not None and is_below(visitor, link.entry):
        raise LinkNotForOfficesError


def _send_batch(
    task: ReportingTask, unit: Unit, batch: Sequence[int], actor: User | None
) -> int:
    # The job may have waited while the task was ended.
    require_open(task)
    reachable = select_reachable(task, unit).filter(pk__in=batch)
    mobiles = {
        one: one.enterprise.contact_phone
        for one in reachable.select_related("enterprise", "task")
        if one.enterprise and is_mobile(one.enterprise.contact_phone)
    }
    issued = _make(list(mobiles), actor, mobiles=list(mobiles.values()))
    parcels = [SecretParcel(mobiles[one.link.entry], one.address) for one in issued]
    send_secrets(template="task_link", parcels=parcels, lifetime=LIFETIME)
    audit.record(
        action="programme.links_sent",
        subject=task,
        actor=actor,
        new={"unit": unit.code},
        counts={"links": len(issued)},
    )
    return len(issued)


def _make(
    entries: Sequence[TaskEntry],
    actor: User | None,
    *,
    mobiles: Sequence[str],
    is_check: bool = False,
) -> list[IssuedLink]:
    """Make a link for each entry, to be sent to a mobile or, without one, handed over."""
    now = timezone.now()
    _lock(entries)
    over = select_replaced(entries, is_check=is_check, is_sent=any(mobiles))
    over.update(ended_at=now)
    told = [secrets.token_urlsafe(SECRET_BYTES) for _ in entries]
    links = TaskLink.objects.bulk_create(
        [
            TaskLink(
                entry=entry,
                secret_hash=_hash(secret),
                made_by=actor,
                made_at=now,
                expires_at=now + LIFETIME,
                address_masked=mask_mobile(mobile),
            )
            for entry, secret, mobile in zip(entries, told, mobiles, strict=True)
        ]
    )
    return [
        IssuedLink(link, _write_address(link, secret))
        for link, secret in zip(links, told, strict=True)
    ]


def _lock(entries: Sequence[TaskEntry]) -> None:
    """Let nobody else make a link for these entries at the same moment."""
    ids = [one.pk for one in entries]
    locked = TaskEntry.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    list(locked.values_list("pk"))


def _write_address(link: TaskLink, secret: str) -> str:
    return settings.PUBLIC_URL + reverse(
        "programme:open_link", args=[link.code, secret]
    )


def _find(code: str) -> TaskLink | None:
    links = TaskLink.objects.select_related("entry__task__unit", "entry__enterprise")
    return links.filter(code=code).first()


def _fits(known: str, secret: str) -> bool:
    return hmac.compare_digest(known, _hash(secret))


def _hash(secret: str) -> str:
    """Digest a secret of 128 random bits; a slow hash would add nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _refuse_over(link: TaskLink) -> None:
    if link.expires_at <= timezone.now():
        raise LinkOverError
    if link.ended_at is not None:
        raise LinkReplacedError


def _require_fillable(entry: TaskEntry) -> None:
    if get_form(entry.task).rows:
        raise LinkNotForTablesError
    require_open(entry.task)
    require_begun(entry.task)
    if entry.waiting_at or entry.is_final:
        raise EntryLockedError(task=entry.task.name)

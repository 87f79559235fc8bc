"""Who can be reached by a one-task link."""

import re
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone

from zhisheng.apps.accounts.models import Membership, Unit
from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.programme.choices import Audience, TaskStatus
from zhisheng.apps.programme.models import ReportingTask, TaskEntry, TaskLink
from zhisheng.apps.programme.selectors.checks import select_unchecked
from zhisheng.apps.programme.selectors.entry_views import select_outstanding
from zhisheng.apps.programme.selectors.people import select_answering
from zhisheng.apps.programme.selectors.reaching import match_unreachable
from zhisheng.apps.programme.selectors.reporting import get_form, select_of_unit

# Nobody is sent more than one link a day for the same matter.
PAUSE = timedelta(days=1)
MOST_COUNTED = 1_000
MOBILE = re.compile(r"1[3-9]\d{9}")


def is_mobile(phone: str) -> bool:
    """Tell whether a text message reaches a telephone."""
    return MOBILE.fullmatch(phone) is not None


def find_check_mobile(entry: TaskEntry) -> str:
    """Return the mobile on record to which a link to check an entry can be sent.

    It is empty of tables, which no link shows.
    """
    enterprise = entry.enterprise
    if enterprise is None or get_form(entry.task).rows:
        return ""
    return enterprise.contact_phone if is_mobile(enterprise.contact_phone) else ""


def can_ask(entry: TaskEntry) -> bool:
    """Tell whether there is anybody to ask whether an entry is right."""
    return bool(find_check_mobile(entry)) or has_people(entry)


def has_people(entry: TaskEntry) -> bool:
    """Tell whether anybody with an account answers for who an entry is of."""
    return select_answering(TaskEntry.objects.filter(pk=entry.pk)).exists()


def select_askable() -> QuerySet[TaskEntry]:
    """Keep what nobody could be asked to check when it came, and perhaps somebody can now.

    A number on record may still be no mobile.
    """
    unasked = TaskEntry.objects.filter(
        task__status=TaskStatus.OPEN,
        check_asked_at=None,
        is_disputed=False,
        is_final=False,
    ).alias(phone_length=Length("enterprise__contact_phone"))
    return select_unchecked(unasked).filter(
        ~match_unreachable() | Q(phone_length__gt=0)
    )


def find_filling_office(entry: TaskEntry) -> Unit | None:
    """Return the office, above the entry, of whoever handed it in for others."""
    if not entry.is_filled_for or entry.filled_by is None:
        return None
    theirs = get_scope(entry.filled_by).officer_unit_paths
    above = [one for one in theirs if entry.unit_path.startswith(one)]
    return Unit.objects.filter(path__in=above).order_by("path").last()


def opens_still(entry: TaskEntry, step: int) -> bool:
    """Tell whether the link by which a step of an entry was taken is not over."""
    links = entry.steps.filter(pk=step).values("link")
    alive = TaskLink.objects.filter(ended_at=None, expires_at__gt=timezone.now())
    return alive.filter(pk__in=links).exists()


def takes_check_link(entry: TaskEntry) -> bool:
    """Tell whether a link to check what an office filled in can be handed over.

    Where its own people were asked, they answer under their own name.
    """
    is_open = entry.task.status == TaskStatus.OPEN and entry.awaits_check
    is_unasked = entry.is_filled_for and entry.check_asked_at is None
    is_shown = entry.enterprise_id is not None and not get_form(entry.task).rows
    return is_open and is_unasked and is_shown


def select_replaced(
    entries: Sequence[TaskEntry], *, is_check: bool, is_sent: bool = False
) -> QuerySet[TaskLink]:
    """Keep the links that are over once there are new ones for these entries.

    One to check leaves alone the one by which it was filled in.
    """
    alive = TaskLink.objects.filter(
        entry__in=[one.pk for one in entries], ended_at=None
    )
    if not is_check:
        return alive
    handed_over = Q(address_masked="")
    return alive.filter(~handed_over if is_sent else handed_over)


def find_used_link_for(*, actor: Actor, entry: TaskEntry) -> TaskLink | None:
    """Return the link somebody works with that a new one of the actor's would end."""
    if not get_scope(actor).covers_unit_path(entry.unit_path):
        return None
    replaced = select_replaced([entry], is_check=takes_check_link(entry))
    used = replaced.filter(expires_at__gt=timezone.now()).exclude(opened_at=None)
    return used.order_by("pk").last()


def takes_links(task: ReportingTask) -> bool:
    """Tell whether links to fill in a task can be sent to enterprises now."""
    is_open = task.status == TaskStatus.OPEN and task.has_begun
    return is_open and task.audience == Audience.ENTERPRISES and not get_form(task).rows


def select_reachable(task: ReportingTask, unit: Unit) -> QuerySet[TaskEntry]:
    """Keep the missing entries of enterprises with a telephone on record and nobody's account."""
    missing = select_outstanding(select_of_unit(task, unit))
    recent = _select_recent().filter(entry=OuterRef("pk"))
    # The number itself is encrypted; whether there is one is not.
    reachable = missing.filter(
        _match_nobody(), ~Exists(recent), enterprise__isnull=False
    ).alias(phone_length=Length("enterprise__contact_phone"))
    found = reachable.filter(phone_length__gt=0)
    return found.order_by("pk")


def _match_nobody() -> Q:
    """Match entries of enterprises without an account, or that all of its people left."""
    members = Membership.objects.filter(
        organisation=OuterRef("enterprise__organisation")
    )
    present = Membership.objects.present().filter(
        organisation=OuterRef("enterprise__organisation"), user__is_active=True
    )
    is_left = Q(Exists(members.exclude(ended_at=None)), ~Exists(present))
    return Q(enterprise__organisation=None) | is_left


def was_sent_lately(entry: TaskEntry) -> bool:
    """Tell whether a link sent by text message today still leads to the entry.

    One that was only handed over may never have reached the enterprise.
    """
    sent = _select_recent().exclude(address_masked="")
    alive = sent.filter(ended_at=None, expires_at__gt=timezone.now())
    return alive.filter(entry=entry).exists()


def _select_recent() -> QuerySet[TaskLink]:
    return TaskLink.objects.filter(made_at__gt=timezone.now() - PAUSE)


def count_reachable(task: ReportingTask, unit: Unit) -> int:
    """Count them up to a thousand; who sends does not need to know more."""
    return select_reachable(task, unit)[:MOST_COUNTED].count()

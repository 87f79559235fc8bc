"""A visit to help is written down, with what came of it."""

from dataclasses import dataclass
from datetime import date, time

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.improvement import errors, selectors
from zhisheng.apps.improvement.choices import OrderAct, OrderState
from zhisheng.apps.improvement.models import HelpOrder, HelpVisit, HelpVisitFile
from zhisheng.apps.improvement.models.orders import LONGEST_NOTES
from zhisheng.apps.improvement.services.order_rules import (
    keep,
    lock_as_it_is,
    note,
    record,
)
from zhisheng.apps.improvement.services.order_telling import (
    CHANGED,
    VISITED,
    tell_enterprise,
)
from zhisheng.apps.programme.choices import HelpKind
from zhisheng.kit import files
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.kit.files.content import DOCX, IMAGES, PDF, XLSX

MOST_FILES = 20
MOST_VISITS = 50
VISIT_FILE = files.FileKind(
    name="help_visit",
    allowed=frozenset({PDF, DOCX, XLSX, *IMAGES}),
    max_bytes=20 * 1024 * 1024,
    retention_days=5 * 365,
    is_sealed=True,
)
NOTED = ("visited_on", "starts_at", "ends_at", "help_kind", "looked_at", "advice")


@dataclass(frozen=True, slots=True)
class VisitNotes:
    """What is noted of a visit; ``note_key`` is made where it was written."""

    visited_on: date
    starts_at: time
    ends_at: time
    help_kind: str
    looked_at: str
    advice: str = ""
    note_key: str = ""


@transaction.atomic
def write_visit(*, order: HelpOrder, notes: VisitNotes, actor: User) -> HelpVisit:
    """Write a visit down; what was sent already, as after a lost connection, is returned."""
    locked = lock_taken(order, actor)
    sent = notes.note_key and locked.visits.filter(note_key=notes.note_key).first()
    if sent:
        return _keep_latest(sent, notes, actor)
    if locked.state != OrderState.ACCEPTED:
        state = str(OrderState(locked.state).label)
        raise errors.OrderStepNotNowError(state=state)
    _check(locked, notes)
    number = (locked.visits.aggregate(top=Max("number"))["top"] or 0) + 1
    if number > MOST_VISITS:
        told = _("一张单子最多写 {most} 次上门。").format(most=MOST_VISITS)
        raise FieldsRefusedError({"visited_on": told})
    visit = HelpVisit(order=locked, number=number, note_key=notes.note_key[:40])
    _take_over(visit, notes)
    visit.helper, visit.written_by = locked.helper, actor
    visit.save()
    keep(locked)
    note(locked, OrderAct.VISIT, actor)
    tell_enterprise(locked, VISITED, actor, f"visit:{number}")
    record("improvement.visit_written", locked, actor, new=_describe(visit))
    return visit


@transaction.atomic
def change_visit(*, visit: HelpVisit, notes: VisitNotes, actor: User) -> HelpVisit:
    """Change what was noted until the enterprise confirmed it or an office looked."""
    locked = lock_taken(visit.order, actor)
    found = pick_own_visit(locked, visit)
    if found.is_confirmed or found.found_at:
        raise errors.VisitSettledError
    if _is_noted(found, notes):
        return found
    _check(locked, notes)
    old = _describe(found)
    _take_over(found, notes)
    # What the enterprise said was of what stood there before.
    found.said_came = found.said_kind = found.said_free = found.said_at = None
    found.proof, found.signature = "", None
    found.save()
    keep(locked)
    tell_enterprise(locked, CHANGED, actor, f"visit_changed:{found.number}")
    record("improvement.visit_changed", locked, actor, old=old, new=_describe(found))
    return found


@transaction.atomic
def attach_visit_file(
    *, visit: HelpVisit, upload: File[bytes], actor: User
) -> HelpVisitFile:
    """Keep a photo or paper with a visit; none is ever demanded."""
    locked = lock_taken(visit.order, actor)
    found = pick_own_visit(locked, visit)
    if found.files.count() >= MOST_FILES:
        raise errors.TooManyFilesError(most=MOST_FILES)
    stored = files.store(
        upload,
        kind=VISIT_FILE,
        original_name=upload.name or "",
        organisation_code=name_owner(locked),
        actor=actor,
    )
    sent = found.files.filter(file__sha256=stored.sha256).first()
    if sent is not None:
        # Sent twice, as after a lost connection.
        files.delete_file(stored)
        return sent
    number = (found.files.aggregate(top=Max("number"))["top"] or 0) + 1
    kept = HelpVisitFile.objects.create(visit=found, number=number, file=stored)
    record(
        "improvement.visit_file_added",
        locked,
        actor,
        new={"visit": found.number, "file": stored.code, "sha256": stored.sha256},
    )
    return kept


def lock_taken(order: HelpOrder, actor: User) -> HelpOrder:
    taken = selectors.get_taken_order_for(actor=actor, code=order.code)
    return lock_as_it_is(taken.pk)


def pick_visit(order: HelpOrder, visit: HelpVisit) -> HelpVisit:
    found = order.visits.filter(pk=visit.pk).first()
    if found is None:
        raise NotFoundError
    return found


def pick_own_visit(order: HelpOrder, visit: HelpVisit) -> HelpVisit:
    """Return a visit of who has the order now; of who gave it back it stays as it is."""
    found = pick_visit(order, visit)
    if found.helper_id != order.helper_id:
        raise NotFoundError
    return found


def _keep_latest(sent: HelpVisit, notes: VisitNotes, actor: User) -> HelpVisit:
    """Keep what was typed on after the first sending had come through unheard."""
    if _is_noted(sent, notes):
        return sent
    return change_visit(visit=sent, notes=notes, actor=actor)


def _is_noted(visit: HelpVisit, notes: VisitNotes) -> bool:
    told = HelpVisit()
    _take_over(told, notes)
    return all(getattr(told, name) == getattr(visit, name) for name in NOTED)


def _take_over(visit: HelpVisit, notes: VisitNotes) -> None:
    visit.visited_on = notes.visited_on
    visit.starts_at, visit.ends_at = notes.starts_at, notes.ends_at
    visit.help_kind = notes.help_kind
    visit.looked_at, visit.advice = notes.looked_at.strip(), notes.advice.strip()


def _check(order: HelpOrder, notes: VisitNotes) -> None:
    refused: dict[str, str] = {}
    first = timezone.localdate(order.ordered_at)
    if not first <= notes.visited_on <= timezone.localdate():
        refused["visited_on"] = _("请选点单那天到今天之间的日子。")
    if notes.ends_at <= notes.starts_at:
        refused["ends_at"] = _("离开的时间要晚于到的时间。过了半夜的请分两次写。")
    if notes.help_kind not in HelpKind.values:
        refused["help_kind"] = _("请从列出的里面选。")
    if not notes.looked_at.strip():
        refused["looked_at"] = _("请写一句看了什么、聊了什么。")
    for name in ("looked_at", "advice"):
        count = len(getattr(notes, name))
        if count > LONGEST_NOTES:
            refused[name] = _("最多 {most} 字，现在 {count} 字。").format(
                most=LONGEST_NOTES, count=count
            )
    if refused:
        raise FieldsRefusedError(refused)


def name_owner(order: HelpOrder) -> str:
    organisation = order.enterprise.surviving.organisation
    return organisation.code if organisation else ""


def _describe(visit: HelpVisit) -> dict[str, object]:
    return {
        "said": [visit.said_came, visit.said_kind, visit.said_free],
        "visit": visit.number,
        "on": f"{visit.visited_on}",
        "help_kind": visit.help_kind,
        "sha256": visit.digest,
    }

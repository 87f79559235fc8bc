"""A visit to help is written down, and confirmed by the enterprise."""

import base64
import binascii
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.improvement import errors, selectors
from zhisheng.apps.improvement.choices import OrderAct, OrderState, VisitProof
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
from zhisheng.kit.pacing import count_within
from zhisheng.methods.help_orders import Hand

MOST_FILES = 20
MOST_VISITS = 50
CODE_DIGITS = 6
MOST_TRIES, TRIES_PERIOD = 5, timedelta(days=1)
LARGEST_SIGNATURE = 300_000
DATA_URL = "data:image/png;base64,"
VISIT_FILE = files.FileKind(
    name="help_visit",
    allowed=frozenset({PDF, DOCX, XLSX, *IMAGES}),
    max_bytes=20 * 1024 * 1024,
    retention_days=5 * 365,
    is_sealed=True,
)
SIGNATURE = files.FileKind(
    name="signature",
    allowed=frozenset({"image/png"}),
    max_bytes=LARGEST_SIGNATURE,
    retention_days=5 * 365,
    is_sealed=True,
)


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


@dataclass(frozen=True, slots=True)
class Said:
    """What the enterprise says: it took place, was this kind, cost nothing more."""

    came: bool
    kind: bool
    free: bool


@transaction.atomic
def write_visit(*, order: HelpOrder, notes: VisitNotes, actor: User) -> HelpVisit:
    """Write a visit down; what was sent already, as after a lost connection, is returned."""
    locked = _lock_taken(order, actor)
    sent = notes.note_key and locked.visits.filter(note_key=notes.note_key).first()
    if sent:
        return sent
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
    """Change what was noted, as long as the enterprise has not confirmed it."""
    locked = _lock_taken(visit.order, actor)
    found = _pick(locked, visit)
    if found.is_confirmed:
        raise errors.VisitSettledError
    _check(locked, notes)
    old = _describe(found)
    _take_over(found, notes)
    # What the enterprise said was of what stood there before.
    found.said_came = found.said_kind = found.said_free = found.said_at = None
    found.proof = ""
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
    locked = _lock_taken(visit.order, actor)
    found = _pick(locked, visit)
    if found.files.count() >= MOST_FILES:
        raise errors.TooManyFilesError(most=MOST_FILES)
    stored = files.store(
        upload,
        kind=VISIT_FILE,
        original_name=upload.name or "",
        organisation_code=_name_organisation(locked),
        actor=actor,
    )
    number = (found.files.aggregate(top=Max("number"))["top"] or 0) + 1
    kept = HelpVisitFile.objects.create(visit=found, number=number, file=stored)
    record(
        "improvement.visit_file_added",
        locked,
        actor,
        new={"visit": found.number, "file": stored.code, "sha256": stored.sha256},
    )
    return kept


def confirm_by_code(
    *, visit: HelpVisit, said: Said, code: str, actor: User
) -> HelpVisit:
    """Take what the enterprise says on the helper's phone, proved by its code."""
    order = selectors.get_taken_order_for(actor=actor, code=visit.order.code)
    # Counted by itself: a refused try is not taken back with what it tried.
    count_within(
        kind="improvement.visit_code",
        who=order.code,
        most=MOST_TRIES,
        period=TRIES_PERIOD,
    )
    return _confirm(visit, said, VisitProof.CODE, actor, code.strip())


@transaction.atomic
def confirm_by_signature(
    *, visit: HelpVisit, said: Said, drawing: str, actor: User
) -> HelpVisit:
    """Keep what was signed on the helper's screen; it does not prove who signed."""
    order = _lock_taken(visit.order, actor)
    content = _read_drawing(drawing)
    stored = files.store(
        ContentFile(content, "signature.png"),
        kind=SIGNATURE,
        original_name="signature.png",
        organisation_code=_name_organisation(order),
        actor=actor,
    )
    found = _confirm(visit, said, VisitProof.SIGNATURE, actor)
    found.signature = stored
    found.save(update_fields=["signature"])
    return found


def confirm_by_account(*, visit: HelpVisit, said: Said, actor: User) -> HelpVisit:
    """Take what the enterprise says on its own page."""
    order = selectors.get_order_for(actor=actor, code=visit.order.code)
    if Hand.ENTERPRISE not in selectors.find_hands(actor, order):
        raise NotFoundError
    return _confirm(visit, said, VisitProof.ACCOUNT, actor)


def make_visit_code(visit: HelpVisit) -> str:
    """Return the six digits the enterprise reads out for one visit as it is written.

    They change with what was noted, with who accepted, and with every "no".
    """
    order = visit.order
    moments = (order.accepted_at, visit.said_at, visit.disputed_at)
    hours = f"{visit.visited_on}/{visit.starts_at}/{visit.ends_at}/{visit.help_kind}"
    value = "/".join(
        (
            f"{order.code}/{order.helper_id}/{visit.number}/{hours}/{visit.digest}",
            *(one.isoformat() if one else "" for one in moments),
        )
    )
    digest = salted_hmac("improvement.visit_code", value, algorithm="sha256").digest()
    number = int.from_bytes(digest[:8]) % 10**CODE_DIGITS
    return f"{number:0{CODE_DIGITS}d}"


@transaction.atomic
def _confirm(
    visit: HelpVisit, said: Said, proof: VisitProof, actor: User, code: str = ""
) -> HelpVisit:
    locked = lock_as_it_is(visit.order_id)
    found = _pick(locked, visit)
    if found.is_confirmed:
        raise errors.VisitSettledError
    # Nobody who proves less takes a "no" of the enterprise away, changed or not.
    if found.disputed_at and proof is VisitProof.SIGNATURE:
        raise errors.VisitDisputedError
    if proof is VisitProof.CODE and not _is_code_of(found, code):
        raise errors.CodeRefusedError
    found.said_came, found.said_kind = said.came, said.kind
    found.said_free, found.said_at = said.free, timezone.now()
    found.disputed_at = None if said.came and said.kind else found.said_at
    found.proof = proof
    found.save()
    keep(locked)
    note(locked, OrderAct.CONFIRM, actor)
    record(
        "improvement.visit_confirmed" if said.came and said.kind
        else "improvement.visit_disputed",
        locked,
        actor,
        new={"visit": found.number, "proof": proof.value, "free": said.free},
    )  # fmt: skip
    return found


def _is_code_of(visit: HelpVisit, code: str) -> bool:
    return constant_time_compare(make_visit_code(visit), code)


def _lock_taken(order: HelpOrder, actor: User) -> HelpOrder:
    taken = selectors.get_taken_order_for(actor=actor, code=order.code)
    return lock_as_it_is(taken.pk)


def _pick(order: HelpOrder, visit: HelpVisit) -> HelpVisit:
    found = order.visits.filter(pk=visit.pk).first()
    if found is None:
        raise NotFoundError
    return found


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


def _read_drawing(drawing: str) -> bytes:
    told = {"signature": _("请在框里签名；签不了就用确认码。")}
    if not drawing.startswith(DATA_URL) or len(drawing) > 2 * LARGEST_SIGNATURE:
        raise FieldsRefusedError(told)
    try:
        content = base64.b64decode(drawing.removeprefix(DATA_URL), validate=True)
    except (binascii.Error, ValueError) as error:
        raise FieldsRefusedError(told) from error
    if files.is_blank(content):
        raise FieldsRefusedError(told)
    return content


def _name_organisation(order: HelpOrder) -> str:
    organisation = order.enterprise.surviving.organisation
    return organisation.code if organisation else ""


def _describe(visit: HelpVisit) -> dict[str, object]:
    return {
        "visit": visit.number,
        "on": f"{visit.visited_on}",
        "help_kind": visit.help_kind,
        "sha256": visit.digest,
    }

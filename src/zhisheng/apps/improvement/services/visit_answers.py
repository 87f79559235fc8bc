"""What the enterprise says of a visit: by its code, its account, or a signature.

Only the code and the account are its own. What was signed on the screen of who helped
is kept as that, told to the enterprise at once, and counts for nothing until it answers.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.improvement import errors, selectors
from zhisheng.apps.improvement.choices import PROVING, OrderAct, VisitProof
from zhisheng.apps.improvement.models import HelpVisit
from zhisheng.apps.improvement.models.orders import LONGEST_WORDS
from zhisheng.apps.improvement.services.order_rules import (
    keep,
    lock_as_it_is,
    note,
    record,
)
from zhisheng.apps.improvement.services.order_telling import tell_answer
from zhisheng.apps.improvement.services.visit_ledger import note_answer
from zhisheng.apps.improvement.services.visits import (
    lock_taken,
    name_owner,
    pick_own_visit,
    pick_visit,
)
from zhisheng.kit import files
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.kit.pacing import count_within
from zhisheng.methods.help_orders import Hand

CODE_DIGITS = 6
MOST_TRIES, TRIES_PERIOD = 5, timedelta(days=1)
LARGEST_SIGNATURE = 300_000
DATA_URL = "data:image/png;base64,"
SIGNATURE = files.FileKind(
    name="signature",
    allowed=frozenset({"image/png"}),
    max_bytes=LARGEST_SIGNATURE,
    retention_days=5 * 365,
    is_sealed=True,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What the enterprise says: it took place, was this kind, cost nothing more."""

    came: bool
    kind: bool
    free: bool
    words: str = ""

    @property
    def is_yes(self) -> bool:
        """Whether it took place as written; money is another matter."""
        return self.came and self.kind


def confirm_by_code(
    *, visit: HelpVisit, said: Said, code: str, actor: User
) -> HelpVisit:
    """Take what the enterprise says on the helper's phone, proved by its code."""
    order = selectors.get_taken_order_for(actor=actor, code=visit.order.code)
    pick_own_visit(order, visit)
    if not code.strip():
        raise errors.CodeRefusedError
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
    order = lock_taken(visit.order, actor)
    pick_own_visit(order, visit)
    content = _read_drawing(drawing)
    stored = files.store(
        ContentFile(content, "signature.png"),
        kind=SIGNATURE,
        original_name="signature.png",
        organisation_code=name_owner(order),
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
    found = pick_visit(locked, visit)
    _refuse_settled(found, proof)
    if proof is VisitProof.CODE and not _is_code_of(found, code):
        raise errors.CodeRefusedError
    _write_answer(found, said, proof)
    keep(locked)
    note(locked, _name_act(said, proof), actor, text=said.words.strip())
    note_answer(locked, found, actor)
    tell_answer(locked, found, actor)
    record(
        "improvement.visit_confirmed" if said.is_yes else "improvement.visit_disputed",
        locked,
        actor,
        new={"visit": found.number, "proof": proof.value, "free": said.free},
    )
    return found


def _refuse_settled(visit: HelpVisit, proof: VisitProof) -> None:
    """Let the enterprise answer what was only signed for it; its own yes stands."""
    is_own = proof is VisitProof.ACCOUNT
    if visit.is_proven or visit.finding or (visit.is_confirmed and not is_own):
        raise errors.VisitSettledError
    # Nobody who proves less takes a "no" of the enterprise away, changed or not.
    if visit.disputed_at and proof is VisitProof.SIGNATURE:
        raise errors.VisitDisputedError


def _write_answer(visit: HelpVisit, said: Said, proof: VisitProof) -> None:
    if len(said.words) > LONGEST_WORDS:
        told = _("最多 {most} 字，现在 {count} 字。").format(
            most=LONGEST_WORDS, count=len(said.words)
        )
        raise FieldsRefusedError({"words": told})
    visit.said_came, visit.said_kind = said.came, said.kind
    visit.said_free, visit.said_at = said.free, timezone.now()
    if proof in PROVING:
        visit.disputed_at = None if said.is_yes else visit.said_at
    visit.proof = proof
    visit.save()


def _name_act(said: Said, proof: VisitProof) -> OrderAct:
    if proof is VisitProof.SIGNATURE:
        return OrderAct.SIGN
    return OrderAct.CONFIRM if said.is_yes else OrderAct.DENY


def _is_code_of(visit: HelpVisit, code: str) -> bool:
    return constant_time_compare(make_visit_code(visit), code)


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

"""Objections to a public notice: handed in by anybody, answered by the unit that issued it."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.accounts.services import Notice, send_notice
from zhisheng.apps.programme.choices import ObjectionResult
from zhisheng.apps.programme.errors import (
    ObjectionAnsweredError,
    ObjectionRefusedError,
    ReasonMissingError,
    ReceiptUnknownError,
    UnsignedTooManyError,
)
from zhisheng.apps.programme.models import Objection, PublicNotice
from zhisheng.apps.programme.selectors.notices import require_open
from zhisheng.apps.programme.services.notices import require_issuer
from zhisheng.kit import audit, files
from zhisheng.kit.errors import NotFoundError, RateLimitedError
from zhisheng.kit.files.content import IMAGES, PDF
from zhisheng.kit.language import write_chinese_date
from zhisheng.kit.pacing import count_within
from zhisheng.kit.sheets.texts import narrow
from zhisheng.methods.working_days import compute_term

LONGEST_OBJECTION = 2_000
LAST_CHARACTERS = 4
# A whole office may share one address.
OBJECTIONS_PER_ADDRESS = 20
UNSIGNED_PER_NOTICE = 5
LOOK_UPS_PER_ADDRESS = 30
LOOK_UPS_PER_RECEIPT = 10
PERIOD = timedelta(hours=1)
# Two objections without a signature and with the same words are one only so soon.
SECOND_CLICK = timedelta(minutes=5)
EVIDENCE = files.FileKind(
    name="objection_evidence",
    allowed=frozenset({PDF, *IMAGES}),
    max_bytes=10 * 1024 * 1024,
    retention_days=3 * 365,
    is_sealed=True,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody hands in; name and contact are both given, or neither."""

    text: str
    name: str = ""
    contact: str = ""


@transaction.atomic
def file_objection(
    *,
    notice: PublicNotice,
    statement: Statement,
    evidence: File[bytes] | None = None,
    address: str = "",
) -> Objection:
    """Keep an objection within the term of the notice, and tell the unit that decides.

    Who handed it in is known by what was signed alone, never by an account or address.
    The same one again, as by a second click, is the one that is kept already.
    """
    locked = PublicNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    require_open(locked, timezone.localdate())
    _check(statement)
    _slow_down("objection_from_address", address, OBJECTIONS_PER_ADDRESS)
    if not statement.contact.strip():
        _slow_down_unsigned(locked, address)
    proof = _keep(evidence) if evidence else None
    kept = _find_same(locked, statement, proof)
    if kept is not None:
        if proof is not None:
            files.delete_file(proof)
        return kept
    objection = _create_objection(locked, statement, proof)
    _tell_office(objection, locked)
    audit.record(
        action="programme.objection_filed",
        subject=objection,
        actor=None,
        new={"notice": locked.code, "is_signed": bool(objection.contact)},
    )
    return objection


@transaction.atomic
def answer_objection(
    *, objection: Objection, result: ObjectionResult, answer: str, actor: User
) -> Objection:
    """Decide an objection once, with the reason that its receipt will show."""
    found = Objection.objects.select_for_update(of=("self",))
    locked = found.select_related("notice__unit").get(pk=objection.pk)
    require_issuer(locked.notice.unit, actor)
    _decide(locked, result, answer, actor)
    audit.record(
        action="programme.objection_answered",
        subject=locked,
        actor=actor,
        new={"notice": locked.notice.code, "result": locked.result},
    )
    return locked


@transaction.atomic
def answer_objections(
    *,
    notice: PublicNotice,
    codes: Sequence[str],
    result: ObjectionResult,
    answer: str,
    actor: User,
) -> list[Objection]:
    """Decide several alike objections to a notice with one reason, or none of them."""
    require_issuer(notice.unit, actor)
    found = notice.objections.select_for_update(of=("self",)).filter(code__in=codes)
    chosen = list(found.order_by("pk"))
    if not chosen or len(chosen) != len(set(codes)):
        raise NotFoundError
    for one in chosen:
        _decide(one, result, answer, actor)
    audit.record(
        action="programme.objections_answered",
        subject=notice,
        actor=actor,
        new={"codes": [one.code for one in chosen], "result": result},
        counts={"objections": len(chosen)},
    )
    return chosen


def _decide(
    objection: Objection, result: ObjectionResult, answer: str, actor: User
) -> None:
    if objection.result:
        raise ObjectionAnsweredError
    if not answer.strip():
        raise ReasonMissingError
    objection.result, objection.answer = result, answer.strip()
    objection.answered_by, objection.answered_at = actor, timezone.now()
    objection.save(update_fields=["result", "answer", "answered_by", "answered_at"])


@transaction.atomic
def reveal_objector(*, objection: Objection, actor: User) -> str:
    """Return the contact once; the look is on record."""
    require_issuer(objection.notice.unit, actor)
    audit.record(action="programme.objector_revealed", subject=objection, actor=actor)
    return objection.contact


def look_up_receipt(*, code: str, last: str, address: str = "") -> Objection:
    """Return the signed objection to who knows its code and the end of its contact.

    A wrong code and a wrong end are refused alike, and each try counts.
    """
    wanted = narrow(code).strip().upper()
    _slow_down("receipt_from_address", address, LOOK_UPS_PER_ADDRESS)
    _slow_down("receipt", wanted, LOOK_UPS_PER_RECEIPT)
    signed = Objection.objects.select_related("notice__unit").filter(code=wanted)
    found = signed.first()
    kept = _end_of(found.contact) if found else ""
    is_right = hmac.compare_digest(kept.encode(), _end_of(last).encode())
    if found is None or not kept or not is_right:
        raise ReceiptUnknownError
    return found


def _end_of(contact: str) -> str:
    """Return the last letters and digits, however the contact was written."""
    plain = "".join(one for one in narrow(contact).lower() if one.isalnum())
    return plain[-LAST_CHARACTERS:] if len(plain) >= LAST_CHARACTERS else ""


def _check(statement: Statement) -> None:
    refusals: dict[str, str] = {}
    text, name = statement.text.strip(), statement.name.strip()
    if not text:
        refusals["text"] = _("请写明对哪一项有异议、为什么。")
    if len(text) > LONGEST_OBJECTION:
        told = _("最多 {most} 字，现在 {count} 字。")
        refusals["text"] = told.format(most=LONGEST_OBJECTION, count=len(text))
    contact = statement.contact.strip()
    both = _("署名的，姓名和联系方式都要填，才能凭回执查结果；不想署名就都空着。")
    if bool(name) != bool(contact):
        refusals["contact" if name else "name"] = both
    if contact and not _end_of(contact):
        refusals["contact"] = _("联系方式至少 4 位，例如手机号码。")
    if refusals:
        raise ObjectionRefusedError(fields=refusals)


def _find_same(
    notice: PublicNotice, statement: Statement, evidence: files.StoredFile | None
) -> Objection | None:
    """Return what the same person handed in already with the same evidence.

    Two who do not sign cannot be told apart: only the second click of one is the same.
    """
    who = (statement.name.strip(), statement.contact.strip())
    same = notice.objections.filter(text=statement.text.strip())
    if not any(who):
        same = same.filter(filed_at__gt=timezone.now() - SECOND_CLICK)
    if evidence is None:
        same = same.filter(evidence=None)
    else:
        same = same.filter(evidence__sha256=evidence.sha256)
    # Both are encrypted anew for every row, so the database cannot compare them.
    found = (one for one in same.order_by("pk") if (one.name, one.contact) == who)
    return next(found, None)


def _create_objection(
    notice: PublicNotice, statement: Statement, evidence: files.StoredFile | None
) -> Objection:
    term = compute_term(timezone.localdate(), notice.answer_days)
    return Objection.objects.create(
        notice=notice,
        name=statement.name.strip(),
        contact=statement.contact.strip(),
        text=statement.text.strip(),
        evidence=evidence,
        answer_due_on=term.ends_on,
        is_due_provisional=term.is_provisional,
    )


def _slow_down(kind: str, who: str, most: int) -> None:
    if who:
        count_within(kind=f"programme.{kind}", who=who, most=most, period=PERIOD)


def _slow_down_unsigned(notice: PublicNotice, address: str) -> None:
    """Keep one who does not sign from holding a notice open alone."""
    who = f"{notice.code} {address}" if address else ""
    try:
        _slow_down("unsigned_objection", who, UNSIGNED_PER_NOTICE)
    except RateLimitedError as error:
        wait = error.retry_after_seconds
        raise UnsignedTooManyError(retry_after_seconds=wait) from error


def _keep(evidence: File[bytes]) -> files.StoredFile:
    return files.store(evidence, kind=EVIDENCE, original_name=evidence.name or "")


def _tell_office(objection: Objection, notice: PublicNotice) -> None:
    send_notice(
        notice=Notice(
            template="todo",
            title=gettext_noop("“{notice}”收到一件异议，请在 {day} 前答复。"),
            key=f"objection:{objection.code}",
            link=reverse("programme:objection", args=[objection.code]),
            data={
                "notice": notice.title,
                "day": write_chinese_date(objection.answer_due_on),
            },
        ),
        recipients=User.objects.filter(pk__in=_select_officers(notice.unit)),
        actor=None,
    )


def _select_officers(unit: Unit) -> list[int]:
    officers = User.objects.filter(
        is_active=True,
        is_machine=False,
        memberships__ended_at=None,
        memberships__role=Role.OFFICER,
        memberships__organisation__unit=unit,
    )
    return list(officers.distinct().values_list("pk", flat=True))

"""An enterprise says whether a help that was reported of it took place.

Asked by a link or its QR code, which its helper hands over; by a link that the platform
sends to the mobile on record; who has an account answers on the own page. A link that
went through the helper's hands proves nothing by itself, so an answer without any proof
is kept apart and counts for nothing. A help that was confirmed with proof is no longer
changed by a roster.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Dispatch, User
from zhisheng.apps.accounts.selectors import get_scope
from zhisheng.apps.accounts.services import Notice, send_notice, send_secret
from zhisheng.apps.programme.choices import PROVING, Proof
from zhisheng.apps.programme.errors import (
    AnswerReasonTooLongError,
    ConfirmationDoneError,
    ConfirmationOpenError,
    ConfirmationOverError,
    ConfirmationProvenError,
    DigitsRefusedError,
    DigitsRestError,
    DigitsSpentError,
    MobileUnknownError,
    OwnHelpError,
    ReasonMissingError,
    UnprovenSpentError,
)
from zhisheng.apps.programme.models import AnswerCorrection, Engagement
from zhisheng.apps.programme.permissions import ALLOWED
from zhisheng.apps.programme.selectors.confirming import (
    find_own_name,
    find_proving_mobile,
)
from zhisheng.apps.programme.selectors.people import select_people
from zhisheng.kit import audit
from zhisheng.kit.errors import NotFoundError, RateLimitedError
from zhisheng.kit.pacing import count_within

SALT = "programme.help_confirmation"
LIFETIME_SECONDS = 90 * 24 * 3600
LONGEST_NOTE = 300
DAY, YEAR = timedelta(days=1), timedelta(days=365)
MOST_TRIES_A_DAY = 5
MOST_UNPROVEN_A_DAY = 5
# Four digits are tried out in a few years at five a day.
MOST_TRIES_A_YEAR = 10
# A text that comes later is of no use; its link lives longer.
TEXT_LIFETIME = timedelta(days=14)
# One number may stand for the works of one family, not for all of a body's clients.
MOST_OF_A_NUMBER, NUMBER_PERIOD = 5, timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asked:
    """A help that is asked about, and what tells that its enterprise answers.

    ``proof`` is what the way in proves by itself.
    """

    help: Engagement
    proof: Proof
    takes_digits: bool
    takes_text: bool


def write_confirmation_address(engagement_id: int, *, proof: Proof = Proof.NONE) -> str:
    """Return the address at which the enterprise answers; it lasts 90 days.

    One with a proof is for the mobile on record alone: nobody else may read it.
    """
    token = signing.dumps([engagement_id, proof.value], salt=SALT)
    return settings.PUBLIC_URL + reverse("programme:confirm_help", args=[token])


def read_confirmation(token: str, *, actor: User | None) -> Asked:
    """Return the help a link asks about; who is signed in answers for the own enterprise.

    The body that helped, and an office, cannot answer for it.
    """
    try:
        held = signing.loads(token, salt=SALT, max_age=LIFETIME_SECONDS)
    except signing.SignatureExpired as error:
        raise ConfirmationOverError from error
    except signing.BadSignature as error:
        raise NotFoundError from error
    # Links that were handed out before name the help alone.
    pk, proof = held if isinstance(held, list) else (held, Proof.NONE)
    found = Engagement.given.select_related("helper", "enterprise__merged_into")
    engagement = found.filter(pk=pk).first()
    if engagement is None:
        raise NotFoundError
    if actor is not None and not _answers_for(actor, engagement):
        raise OwnHelpError
    return _ask(engagement, Proof.ACCOUNT if actor else Proof(proof))


def prove_by_digits(*, engagement: Engagement, digits: str) -> Proof:
    """Compare with the last digits of the mobile on record; every try counts."""
    mobile = find_proving_mobile(engagement)
    if not mobile:
        return Proof.NONE
    _count_try(engagement, mobile)
    if digits != mobile[-4:]:
        raise DigitsRefusedError
    return Proof.DIGITS


def _count_try(engagement: Engagement, mobile: str) -> None:
    """Count a try, whichever help of the body it is for and however often it is sent in."""
    pair = f"{engagement.helper_id}/{engagement.answering.pk}/{mobile}"
    try:
        count_within(
            kind="programme.confirmation_digits",
            who=pair,
            most=MOST_TRIES_A_DAY,
            period=DAY,
        )
    except RateLimitedError as error:
        raise DigitsRestError(wait=error.fields["wait"]) from error
    try:
        count_within(
            kind="programme.confirmation_digits_in_all",
            who=pair,
            most=MOST_TRIES_A_YEAR,
            period=YEAR,
        )
    except RateLimitedError as error:
        raise DigitsSpentError from error


@transaction.atomic
def send_confirmation(*, engagement: Engagement) -> Dispatch:
    """Send a link that proves who answers to the mobile on record, once a day."""
    if engagement.is_proven:
        raise ConfirmationDoneError
    mobile = find_proving_mobile(engagement)
    if not mobile:
        raise MobileUnknownError
    count_within(
        kind="programme.confirmation_text", who=str(engagement.pk), most=1, period=DAY
    )
    count_number(mobile)
    sent = send_secret(
        template="task_link",
        mobile=mobile,
        secret=write_confirmation_address(engagement.pk, proof=Proof.TEXT),
        lifetime=TEXT_LIFETIME,
    )
    audit.record(
        action="programme.confirmation_sent",
        subject=engagement.enterprise,
        new={"year": engagement.year, "helper": engagement.helper_id},
    )
    return sent


def count_number(mobile: str) -> None:
    """Count a text about a help, or refuse it: the number stands for too many."""
    count_within(
        kind="programme.confirmations_of_number",
        who=mobile,
        most=MOST_OF_A_NUMBER,
        period=NUMBER_PERIOD,
    )


@transaction.atomic
def answer_confirmation(
    *,
    engagement: Engagement,
    is_right: bool,
    note: str = "",
    proof: Proof = Proof.NONE,
    actor: User | None,
) -> Engagement:
    """Note what the enterprise says; that it is right can be said once with proof."""
    locked = Engagement.objects.select_for_update().get(pk=engagement.pk)
    _refuse_repeated(locked, proof)
    if proof not in PROVING:
        _count_unproven(locked)
    if locked.is_disputed and proof in PROVING:
        _keep_earlier(locked, reason="", actor=actor)
    told = "" if is_right else note.strip()[:LONGEST_NOTE]
    _write_answer(locked, is_right=is_right, note=told, proof=proof, actor=actor)
    audit.record(
        action="programme.help_confirmed" if is_right else "programme.help_disputed",
        subject=locked.enterprise,
        actor=actor,
        new={"year": locked.year, "helper": locked.helper_id, "proof": proof},
    )
    return locked


def _count_unproven(engagement: Engagement) -> None:
    """Take few answers a day from who does not show who it is."""
    try:
        count_within(
            kind="programme.confirmation_unproven",
            who=str(engagement.pk),
            most=MOST_UNPROVEN_A_DAY,
            period=DAY,
        )
    except RateLimitedError as error:
        raise UnprovenSpentError from error


@transaction.atomic
def correct_confirmation(
    *, engagement: Engagement, reason: str, actor: User
) -> Engagement:
    """Let the enterprise's own people turn a proven answer round; both are kept."""
    locked = Engagement.objects.select_for_update(of=("self",)).get(pk=engagement.pk)
    if not _answers_for(actor, locked):
        raise OwnHelpError
    if not (locked.is_proven or locked.is_disputed):
        raise ConfirmationOpenError
    told = reason.strip()
    if not told:
        raise ReasonMissingError
    if len(told) > LONGEST_NOTE:
        raise AnswerReasonTooLongError(most=LONGEST_NOTE, count=len(told))
    is_right = not locked.is_confirmed
    _keep_earlier(locked, reason=told, actor=actor)
    note = "" if is_right else told
    _write_answer(
        locked, is_right=is_right, note=note, proof=Proof.ACCOUNT, actor=actor
    )
    audit.record(
        action="programme.help_answer_corrected",
        subject=locked.enterprise,
        actor=actor,
        old={"is_right": not is_right},
        new={"year": locked.year, "helper": locked.helper_id, "is_right": is_right},
    )
    _tell_corrected(locked, actor)
    return locked


def _keep_earlier(engagement: Engagement, *, reason: str, actor: User | None) -> None:
    AnswerCorrection.objects.create(
        engagement=engagement,
        was_right=bool(engagement.is_confirmed),
        was_note=engagement.confirmed_note,
        was_proof=engagement.confirmation_proof,
        was_answered_at=engagement.confirmed_at or timezone.now(),
        reason=reason,
        corrected_by=actor,
    )


def _write_answer(
    engagement: Engagement,
    *,
    is_right: bool,
    note: str,
    proof: Proof,
    actor: User | None,
) -> None:
    now = timezone.now()
    engagement.is_confirmed, engagement.confirmed_at = is_right, now
    engagement.confirmed_note, engagement.confirmation_proof = note, proof
    if proof in PROVING:
        # A withdrawal leaves it, as whatever a person wrote on; so a new roster of the
        # body does not make its help anew as if nobody had said no.
        engagement.recorded_at, engagement.recorded_by = now, actor
    engagement.save()


def _tell_corrected(engagement: Engagement, actor: User) -> None:
    """Tell the body, in its own words for the enterprise, and the office of its place."""
    enterprise = engagement.answering
    page = reverse("programme:enrol", args=[enterprise.code])
    told = (
        (
            find_own_name(engagement),
            reverse("programme:confirmation_link", args=[engagement.pk]),
            select_people(Q(organisation=engagement.helper), role=Role.BODY),
        ),
        (
            enterprise.name,
            f"{page}?year={engagement.year}",
            select_people(Q(organisation__unit=enterprise.unit_id), role=Role.OFFICER),
        ),
    )
    title = (
        _("“{enterprise}”更正了对一次帮扶的答复：现在说属实。")
        if engagement.is_confirmed
        else _("“{enterprise}”更正了对一次帮扶的答复：现在说不属实。")
    )
    moment = engagement.corrections.count()
    for name, link, people in told:
        notice = Notice(
            template="todo",
            title=title,
            key=f"help_corrected:{engagement.pk}:{moment}",
            link=link,
            data={"enterprise": name},
        )
        send_notice(notice=notice, recipients=people, actor=actor)


def _ask(engagement: Engagement, proof: Proof) -> Asked:
    is_open = proof == Proof.NONE and not engagement.is_proven
    takes_mobile = is_open and bool(find_proving_mobile(engagement))
    return Asked(
        help=engagement,
        proof=proof,
        takes_digits=takes_mobile,
        takes_text=takes_mobile,
    )


def _refuse_repeated(engagement: Engagement, proof: Proof) -> None:
    """Let nobody who proves less, as the body itself, take a "no" of the enterprise away."""
    if engagement.is_proven:
        raise ConfirmationDoneError
    if engagement.is_confirmed is not False or proof == Proof.ACCOUNT:
        return
    if proof == Proof.NONE or engagement.confirmation_proof == Proof.ACCOUNT:
        raise ConfirmationProvenError


def _answers_for(actor: User, engagement: Engagement) -> bool:
    may = ALLOWED["programme.confirm_help"]
    return get_scope(actor).holds(engagement.answering.organisation_id, may)

"""What the ledger 帮扶台账 is told of visits: what was given, and what is denied."""

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.selectors import get_organisation_of_unit
from zhisheng.apps.improvement.choices import (
    PROVING,
    OrderState,
    VisitFinding,
    VisitProof,
)
from zhisheng.apps.improvement.models import HelpOrder, HelpVisit
from zhisheng.apps.improvement.selectors import is_help_proven_otherwise
from zhisheng.apps.programme.choices import Proof
from zhisheng.apps.programme.services import deny_given_help, record_given_help


def note_given_helps(order: HelpOrder, actor: User) -> None:
    """Note what an order brought about: one engagement for each year and body.

    What an office found to be as written was given, whatever the enterprise says of it.
    """
    for visit in order.visits.order_by("visited_on", "pk"):
        if visit.is_confirmed or visit.finding == VisitFinding.AS_WRITTEN:
            _note_given(order, visit, actor)
        if not visit.is_confirmed:
            _note_denied(order, visit, actor)


def note_answer(order: HelpOrder, visit: HelpVisit, actor: User) -> None:
    """Carry what the enterprise says of a help that is over on to the ledger."""
    is_left = visit.helper_id != order.helper_id or order.state == OrderState.CANCELLED
    if order.done_at is None and not is_left:
        return
    if visit.is_confirmed:
        _note_given(order, visit, actor)
    else:
        _note_denied(order, visit, actor)


def note_found(order: HelpOrder, visit: HelpVisit, actor: User) -> None:
    """Note a help that an office found to be given, whatever became of the order."""
    if visit.finding == VisitFinding.AS_WRITTEN:
        _note_given(order, visit, actor)


def _note_given(order: HelpOrder, visit: HelpVisit, actor: User) -> None:
    helper = _find_organisation(visit)
    if helper is None:
        return
    record_given_help(
        enterprise=order.enterprise,
        helper=helper,
        help_kind=visit.help_kind,
        started_on=visit.visited_on,
        ended_on=visit.visited_on,
        proof=_find_proof(visit),
        actor=actor,
    )


def _note_denied(order: HelpOrder, visit: HelpVisit, actor: User) -> None:
    """Deny the help of a year where no other visit of it is proven."""
    helper = _find_organisation(visit)
    is_own = visit.said_at is not None and visit.proof in PROVING
    if helper is None or not is_own or is_help_proven_otherwise(visit):
        return
    deny_given_help(
        enterprise=order.enterprise,
        helper=helper,
        year=visit.visited_on.year,
        actor=actor,
    )


def _find_proof(visit: HelpVisit) -> Proof:
    if visit.is_proven:
        return Proof.ACCOUNT
    is_signed = visit.is_confirmed and visit.proof == VisitProof.SIGNATURE
    return Proof.SIGNED if is_signed else Proof.NONE


def _find_organisation(visit: HelpVisit) -> Organisation | None:
    """Return whose help a visit was, whoever has the order by now."""
    if visit.helper is None:
        return None
    own = visit.helper.organisation
    return own or get_organisation_of_unit(visit.helper.office_id)

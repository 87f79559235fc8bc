"""Build the page on which an enterprise chooses who is to certify it."""

from dataclasses import dataclass
from datetime import date

from zhisheng.apps.improvement import selectors, services
from zhisheng.apps.improvement.models import CertifierChoice
from zhisheng.apps.registry.models import Enterprise
from zhisheng.ui.formats import format_date


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body to choose, or why it cannot be chosen now."""

    code: str
    name: str
    number: str
    why_not: str
    # What is in dispute, and hinders nothing until it is looked into.
    doubt: str
    clause: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class CertifierPage:
    enterprise: Enterprise
    chosen: str
    chosen_on: str
    rows: tuple[BodyRow, ...]
    is_cut: bool


def build_certifier_page(enterprise: Enterprise, text: str, on: date) -> CertifierPage:
    choice = selectors.find_certifier_choice(enterprise)
    offered = selectors.list_offered_bodies(enterprise=enterprise, text=text, on=on)
    return CertifierPage(
        enterprise=enterprise,
        chosen=choice.certifier.name if choice else "",
        chosen_on=format_date(choice.chosen_at) if choice else "",
        rows=tuple(_show(one, choice) for one in offered),
        is_cut=len(offered) >= selectors.MOST_SHOWN,
    )


def _show(one: selectors.OfferedBody, choice: CertifierChoice | None) -> BodyRow:
    facts = [found for found in one.conflicts if not found.is_disputed]
    doubts = [found for found in one.conflicts if found.is_disputed]
    return BodyRow(
        code=one.body.code,
        name=one.body.name,
        number=one.body.approval_number,
        why_not=services.tell_conflicts(facts),
        doubt=services.tell_conflicts(doubts),
        clause=services.name_clauses(facts),
        is_chosen=choice is not None and choice.certifier_id == one.body.pk,
    )

"""An office looks into a visit that the enterprise objects to, and settles it with a reason.

What the enterprise said stays as it said it; what was found stands beside it.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.improvement import errors, selectors
from zhisheng.apps.improvement.choices import OrderAct, VisitFinding
from zhisheng.apps.improvement.models import HelpVisit
from zhisheng.apps.improvement.models.orders import LONGEST_WORDS
from zhisheng.apps.improvement.services.order_rules import (
    keep,
    lock_order,
    note,
    record,
)
from zhisheng.apps.improvement.services.order_telling import tell_settled
from zhisheng.apps.improvement.services.visit_ledger import note_found
from zhisheng.apps.improvement.services.visits import pick_visit
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.methods.help_orders import Hand


@transaction.atomic
def settle_visit(
    *, visit: HelpVisit, finding: str, text: str, version: int, actor: User
) -> HelpVisit:
    """Write down what was found of a visit, with the reason; both sides are told.

    Raises
    ------
    OrderChangedError
        If somebody changed the order since the page was made.
    NothingToSettleError
        If the enterprise does not object, or it is settled already.
    """
    if Hand.OFFICE not in selectors.find_hands(actor, visit.order):
        raise NotFoundError
    locked = lock_order(visit.order, version, actor)
    found = pick_visit(locked, visit)
    if not found.awaits_finding:
        raise errors.NothingToSettleError
    # Of one that is confirmed and only was charged for there is nothing else to find.
    told = "" if found.is_confirmed else finding
    _check(found, told, text)
    found.finding, found.finding_text = told, text.strip()
    found.found_at, found.found_by = timezone.now(), actor
    found.save()
    keep(locked)
    note(locked, OrderAct.SETTLE, actor, text=found.finding_text)
    note_found(locked, found, actor)
    tell_settled(locked, found, actor)
    record(
        "improvement.visit_settled",
        locked,
        actor,
        new={"visit": found.number, "finding": found.finding},
    )
    return found


def _check(visit: HelpVisit, finding: str, text: str) -> None:
    refused: dict[str, str] = {}
    if not visit.is_confirmed and finding not in VisitFinding.values:
        refused["finding"] = _("请从列出的里面选。")
    if not text.strip():
        refused["text"] = _("请写一句怎么核实的、为什么这样认定。")
    if len(text) > LONGEST_WORDS:
        refused["text"] = _("最多 {most} 字，现在 {count} 字。").format(
            most=LONGEST_WORDS, count=len(text)
        )
    if refused:
        raise FieldsRefusedError(refused)

"""A helper of the county and an order of the owner's enterprise that it took."""

from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.permissions.tasks import PROOF
from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.services.visit_answers import SIGNATURE
from zhisheng.apps.improvement.tests import ordering
from zhisheng.apps.maturity.selectors import list_own_evaluations_for
from zhisheng.kit import files
from zhisheng.kit.tests.test_files import make_image

DAY = "2026-03-01"
ORDER_DATA: dict[str, dict[str, object]] = {
    "improvement:add_absence": {"absence-starts_on": DAY, "absence-ends_on": DAY},
    "improvement:candidates": {"act": "choose", "version": "1"},
    "improvement:change_helper": {"name": ""},
    "improvement:confirm_visit": {"came": "yes", "right": "yes", "free": "yes"},
    "improvement:order_help": {
        "field": "process", "help_kind": "diagnosis", "wanted_on": DAY,
    },
    "improvement:order_step": {"act": "cancel", "text": "不用了", "version": "1"},
    "improvement:say_visit": {"came": "yes", "right": "yes", "free": "yes"},
    # Whoever objected was the fifth to write on that order.
    "improvement:settle_visit": {
        "finding": "otherwise", "text": "问了两边", "version": "5",
    },
    "improvement:set_capacity": {"capacity-capacity": "2"},
    "improvement:write_visit": {
        "visited_on": DAY, "starts_at": "09:00", "ends_at": "11:00",
        "help_kind": "diagnosis", "looked_at": "看了焊接工位",
    },
    "improvement:change_visit": {
        "visited_on": DAY, "starts_at": "09:00", "ends_at": "11:00",
        "help_kind": "diagnosis", "looked_at": "看了焊接工位",
    },
}  # fmt: skip


def arrange_orders(
    get: Callable[[str], Any], enterprise: Any
) -> dict[str, dict[str, object]]:
    """Arrange an order that waits for a choice and one that the expert carries out."""
    owner, expert = get("owner"), get("expert")
    helper = ordering.enter(
        get("county_unit"), get("officer_county"), username=expert.username, capacity=9
    )
    today = timezone.localdate()
    absence = services.add_absence(
        helper=helper,
        starts_on=today + ordering.days(30),
        ends_on=today + ordering.days(31),
        today=today,
        actor=expert,
    )
    open_order = ordering.order(enterprise, owner)
    evaluation = list_own_evaluations_for(owner).exclude(status="draft").earliest("pk")
    entry = {"code": helper.code}
    return {
        **{
            f"improvement:{page}": entry
            for page in (
                "helper", "change_helper", "end_helper", "set_capacity", "add_absence",
            )
        },
        "improvement:remove_absence": {**entry, "absence": absence.pk},
        "improvement:order_help": {"enterprise": enterprise.code},
        "improvement:order_for_gap": {"evaluation": evaluation.code},
        "improvement:order_step": {"code": open_order.code},
        "improvement:candidates": {"code": open_order.code},
        **arrange_visit(enterprise, helper, owner, expert),
        **arrange_certifiers(get, enterprise),
    }  # fmt: skip


def arrange_certifiers(
    get: Callable[[str], Any], enterprise: Any
) -> dict[str, dict[str, object]]:
    """Arrange that the owner has chosen one body and asks for another."""
    services.choose_certifier(
        enterprise=enterprise, body=get("other_body_organisation"), actor=get("owner")
    )
    own = {"enterprise": enterprise.code}
    body = get("body_organisation").code
    return {
        "improvement:certifiers": own,
        "improvement:withdraw_certifier": own,
        "improvement:choose_certifier": {**own, "body": body},
    }


def arrange_visit(
    enterprise: Any, helper: Any, owner: Any, expert: Any
) -> dict[str, dict[str, object]]:
    """Arrange an order the expert has taken, with a visit and a file of it."""
    taken = ordering.order(enterprise, owner)
    ordering.send(taken, owner, helper)
    ordering.move(taken, "accept", expert)
    visit = ordering.visit(taken, expert)
    services.attach_visit_file(
        visit=visit, upload=SimpleUploadedFile("记录.pdf", PROOF), actor=expert
    )
    visit.signature = _keep_signature(expert)
    visit.save(update_fields=["signature"])
    order = {"code": taken.code}
    one = {**order, "number": 1}
    return {
        "improvement:order": order,
        "improvement:write_visit": order,
        "improvement:change_visit": one,
        "improvement:confirm_visit": one,
        "improvement:say_visit": one,
        "improvement:settle_visit": _arrange_denial(enterprise, helper, owner, expert),
        "improvement:attach_visit_file": one,
        "improvement:visit_file": {**one, "place": 1},
        "improvement:visit_signature": one,
        "improvement:visit_paper": {**one, "kind": "advice", "ending": "docx"},
    }


def _arrange_denial(
    enterprise: Any, helper: Any, owner: Any, expert: Any
) -> dict[str, object]:
    """Arrange a visit that the enterprise denies."""
    taken = ordering.order(enterprise, owner, words="有异议的一张")
    ordering.send(taken, owner, helper)
    ordering.move(taken, "accept", expert)
    no = services.Said(came=False, kind=True, free=True)
    services.confirm_by_account(
        visit=ordering.visit(taken, expert), said=no, actor=owner
    )
    return {"code": taken.code, "number": 1}


def _keep_signature(expert: Any) -> Any:
    """Keep a signature; the visit stays open for the calls that confirm it."""
    return files.store(
        ContentFile(make_image("PNG"), "signature.png"),
        kind=SIGNATURE,
        original_name="signature.png",
        organisation_code="",
        actor=expert,
    )

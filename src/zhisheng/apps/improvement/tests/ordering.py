"""What the tests of orders share: helpers, an order, and the steps up to a state."""

from datetime import time, timedelta

from django.utils import timezone

from zhisheng.apps.accounts.models import Membership
from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.models import (
    Helper,
    HelpOrder,
    HelpOrderStep,
    HelpVisit,
)
from zhisheng.apps.programme.models import Engagement, ImportRow, RosterImport
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.codes import new_code
from zhisheng.kit.files.models import StoredFile
from zhisheng.methods.help_orders import Act

REVIEWED = services.Answer(text="讲得明白", marks=(5, 4, 3))
SAID = services.Said(came=True, kind=True, free=True)


def enter(office, officer, **others):
    """Put somebody of the county into the register."""
    terms = {
        "kind": "expert",
        "name": "专家郑文",
        "fields": ("process",),
        "regions": ("131125",),
    }
    return services.register_helper(
        terms=services.HelperTerms(**terms | others), office=office, actor=officer
    )


def order(firm, owner, **others):
    wish = {
        "field": "process",
        "help_kind": "diagnosis",
        "wanted_on": timezone.localdate(),
        # The same wish sent again would be the same order.
        "words": f"焊缝老有气孔{HelpOrder.objects.count() or ''}",
    }
    return services.order_help(
        enterprise=firm, wish=services.Wish(**wish | others), actor=owner
    )


def move(order, act, actor, **answer):
    """Take a step on the order as it stands now."""
    order.refresh_from_db()
    told = services.Answer(**answer)
    return services.move_order(
        order=order, act=Act(act), answer=told, version=order.version, actor=actor
    )


def send(order, owner, *helpers):
    return move(order, "choose", owner, helpers=[one.code for one in helpers])


def visit(order, actor, **others):
    notes = {
        "visited_on": timezone.localdate(),
        "starts_at": time(9, 0),
        "ends_at": time(11, 30),
        "help_kind": "diagnosis",
        "looked_at": "看了焊接工位",
    }
    return services.write_visit(
        order=order, notes=services.VisitNotes(**notes | others), actor=actor
    )


def walk_to_done(order, owner, helper, expert, **notes):
    send(order, owner, helper)
    move(order, "accept", expert)
    written = visit(order, expert, **notes)
    services.confirm_by_account(visit=written, said=SAID, actor=owner)
    return move(order, "finish", expert)


def help_in_past(firm, body, *, kind="consultancy", year=None, **others):
    """Record a help that a roster could have told of."""
    return Engagement.objects.create(
        enterprise=firm,
        helper=body,
        help_kind=kind,
        year=year or timezone.localdate().year,
        **others,
    )


def certify(firm, body, uploader=None, **told):
    """Tell of a certificate as an applied roster does, of the body or somebody else."""
    file = StoredFile.objects.create(
        kind="roster", original_name="a.xlsx", content_type="x", size=1, sha256="0",
        path=new_code("x"), retention_until=timezone.localdate(),
    )  # fmt: skip
    made = RosterImport.objects.create(
        code=new_code("I"),
        year=2026,
        file=file,
        status="applied",
        organisation=uploader or body,
        helper=body,
    )
    Engagement.objects.get_or_create(
        enterprise=firm, helper=body, year=2020, defaults={"source": made.code}
    )
    certificate = {"certificate_number": "Q-1", **told}
    return ImportRow.objects.create(
        roster_import=made, sheet="1", row=2, status="accepted", is_applied=True,
        year=2026, enterprise=firm, helper=body, certificate=certificate,
    )  # fmt: skip


def employ(user, organisation, role="body"):
    Membership.objects.create(user=user, organisation=organisation, role=role)


def write_all():
    """Return all that a refusal must leave as it is."""
    return (
        list(HelpOrder.objects.order_by("pk").values()),
        list(HelpOrderStep.objects.order_by("pk").values()),
        list(HelpVisit.objects.order_by("pk").values()),
        list(Helper.objects.order_by("pk").values()),
        list(Engagement.objects.order_by("pk").values()),
        AuditEntry.objects.count(),
    )


def days(number):
    return timedelta(days=number)

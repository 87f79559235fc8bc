"""A signature on another's phone is told and answered; only the own answer counts."""

import pytest
from django.urls import reverse

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.improvement import errors, selectors, services
from zhisheng.apps.improvement.tests.ordering import (
    SAID,
    move,
    send,
    visit,
    write_all,
)
from zhisheng.apps.improvement.tests.test_visits import draw
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.programme.selectors import PROVEN

pytestmark = pytest.mark.django_db
NO = services.Said(came=False, kind=False, free=True, words="那天厂里没人来")
SIGNED = "在来帮的人手机上签名，企业还没有核对"


@pytest.fixture
def signed(order, owner, helper, expert):
    send(order, owner, helper)
    move(order, "accept", expert)
    written = visit(order, expert)
    return services.confirm_by_signature(
        visit=written, said=SAID, drawing=draw(), actor=expert
    )


def list_titles(person):
    told = Message.objects.filter(recipient=person).order_by("pk")
    return [one.title for one in told]


def read(client, actor, order):
    client.force_login(actor)
    return client.get(reverse("improvement:order", args=[order.code])).content.decode()


def test_the_enterprise_is_told_at_once_and_may_say_no(
    client, signed, order, owner, expert
):
    title = "“{helper}”请人在他手机上签名确认了一次上门，请核对；不是这样也请说。"
    assert list_titles(owner)[-1] == title
    assert selectors.find_waiting_order_for(owner) == order
    for actor in (owner, expert):
        assert SIGNED in read(client, actor, order)
    page = read(client, owner, order)
    say = reverse("improvement:say_visit", args=[order.code, 1])
    assert say in page
    client.post(say, {"came": "no", "right": "no", "free": "yes", "words": "没来"})
    signed.refresh_from_db()
    assert (signed.said_came, signed.proof, signed.is_disputed) == (
        False, "account", True,
    )  # fmt: skip
    assert "监管部门核实" in read(client, owner, order)


def test_the_own_yes_lifts_a_signature_to_a_confirmation(client, signed, order, owner):
    assert (signed.is_confirmed, signed.is_proven) == (True, False)
    said = services.confirm_by_account(visit=signed, said=SAID, actor=owner)
    assert (said.is_proven, said.proof) == (True, "account")
    assert list(order.steps.values_list("act", flat=True)) == [
        "order", "choose", "accept", "visit", "sign", "confirm",
    ]  # fmt: skip
    before = write_all()
    with pytest.raises(errors.VisitSettledError):
        services.confirm_by_account(visit=signed, said=NO, actor=owner)
    assert write_all() == before
    assert selectors.find_waiting_order_for(owner) is None


def test_who_helped_neither_signs_again_nor_changes_what_was_signed(signed, expert):
    before = write_all()
    with pytest.raises(errors.VisitSettledError):
        services.confirm_by_signature(
            visit=signed, said=NO, drawing=draw(), actor=expert
        )
    code = services.make_visit_code(signed)
    with pytest.raises(errors.VisitSettledError):
        services.confirm_by_code(visit=signed, said=SAID, code=code, actor=expert)
    assert write_all() == before


def test_a_signed_help_counts_once_the_enterprise_says_so(signed, order, owner, expert):
    move(order, "finish", expert)
    engagement = Engagement.objects.get()
    assert (engagement.is_confirmed, engagement.confirmation_proof) == (True, "signed")
    assert not Engagement.objects.filter(PROVEN).exists()

    services.confirm_by_account(visit=signed, said=SAID, actor=owner)
    engagement.refresh_from_db()
    assert engagement.is_proven


def test_a_no_after_the_end_reaches_the_ledger(client, signed, order, owner, expert):
    move(order, "finish", expert)
    move(order, "review", owner, text="讲得明白", marks=(5, 4, 3))
    assert selectors.find_waiting_order_for(owner) == order

    services.confirm_by_account(visit=signed, said=NO, actor=owner)
    engagement = Engagement.objects.get()
    assert (engagement.is_disputed, engagement.confirmation_proof) == (True, "account")


def test_another_proven_visit_keeps_the_help_of_the_year(signed, order, owner, expert):
    other = visit(order, expert, note_key="2")
    services.confirm_by_account(visit=other, said=SAID, actor=owner)
    move(order, "finish", expert)
    services.confirm_by_account(visit=signed, said=NO, actor=owner)
    assert Engagement.objects.get().is_proven


def test_a_signature_takes_no_proven_no_of_the_ledger_away(
    signed, order, owner, helper, expert
):
    Engagement.objects.create(
        enterprise=order.enterprise, helper=helper.organisation or helper.office.organisation,
        year=signed.visited_on.year, help_kind="diagnosis", is_confirmed=False,
        confirmation_proof="account",
    )  # fmt: skip
    move(order, "finish", expert)
    assert Engagement.objects.get().is_disputed

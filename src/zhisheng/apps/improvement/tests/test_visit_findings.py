"""What the enterprise denies is looked into by the office, and is no fact until then."""

import pytest
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.improvement import errors, selectors, services
from zhisheng.apps.improvement.choices import OrderAct, VisitFinding
from zhisheng.apps.improvement.models import CertifierChoice
from zhisheng.apps.improvement.selectors.impartiality import find_choice_conflicts
from zhisheng.apps.improvement.tests import ordering
from zhisheng.apps.improvement.tests.ordering import (
    SAID,
    certify,
    help_in_past,
    move,
    send,
    visit,
    write_all,
)
from zhisheng.apps.improvement.tests.test_visit_answers import NO, list_titles, read
from zhisheng.apps.improvement.tests.test_visits import draw
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError

pytestmark = pytest.mark.django_db
DISPUTED = "（企业说没有来过，或与记录不符：有争议，待核）"
CHARGED = services.Said(came=True, kind=True, free=False)


@pytest.fixture
def asked(enterprise, owner, body, body_user):
    found = ordering.order(enterprise, owner, help_kind="consultancy")
    send(found, owner, body)
    return move(found, "accept", body_user)


@pytest.fixture
def denied(asked, owner, body_user):
    written = visit(asked, body_user, help_kind="consultancy")
    return services.confirm_by_account(visit=written, said=NO, actor=owner)


def count_open(officer):
    seen = Enterprise.objects.visible_to(officer)
    return selectors.count_for_offices(seen).objected.total()


def settle(denied, officer, finding="otherwise", text="电话问了两边", version=None):
    denied.order.refresh_from_db()
    return services.settle_visit(
        visit=denied, finding=finding, text=text,
        version=version or denied.order.version, actor=officer,
    )  # fmt: skip


def test_a_no_has_its_own_act_and_tells_the_office_and_who_helped(
    client, denied, asked, owner, officer_county, body_user
):
    step = asked.steps.last()
    assert (step.act, step.text) == ("deny", "那天厂里没人来")
    assert str(OrderAct.DENY.label) == "企业说没有来过，或与记录不符"
    told = "“{enterprise}”说一次上门帮扶没有来过，或与记录不符，请核实。"
    assert list_titles(officer_county)[-1] == told
    assert list_titles(body_user)[-1].startswith("“{enterprise}”对您的一次上门有异议")
    assert count_open(officer_county) == 1
    client.force_login(officer_county)
    listed = client.get(reverse("improvement:orders")).content.decode()
    assert "企业对上门有异议，等您核实" in listed
    assert "记下核实结果" in read(client, officer_county, asked)
    assert "记下核实结果" not in read(client, owner, asked)


def test_what_is_objected_to_stands_first_on_every_page(
    denied, asked, enterprise, owner, officer_county
):
    later = [ordering.order(enterprise, owner, words=str(one)) for one in range(3)]
    seen, before = [], 0
    for _ in range(2):
        rows, before = selectors.page_watched_orders_for(officer_county, before, 2)
        seen += rows
    assert seen == [asked, *reversed(later)]
    assert before == 0


def test_an_office_settles_it_with_a_reason(client, denied, asked, owner, officer_county):  # fmt: skip
    client.force_login(officer_county)
    asked.refresh_from_db()
    address = reverse("improvement:settle_visit", args=[asked.code, 1])
    answer = client.post(address, {"finding": "otherwise", "version": asked.version})
    assert answer.status_code == 422
    assert "为什么这样认定" in answer.content.decode()
    sent = {"finding": "otherwise", "text": "门卫没有记录", "version": asked.version}
    assert client.post(address, sent).status_code == 302
    denied.refresh_from_db()
    assert (denied.finding, denied.finding_text, denied.found_by) == (
        VisitFinding.NOT_AS_WRITTEN, "门卫没有记录", officer_county,
    )  # fmt: skip
    assert count_open(officer_county) == 0
    assert list_titles(owner)[-1] == "监管部门核实了一次上门帮扶，请看结果。"
    assert "门卫没有记录" in read(client, owner, asked)
    assert [one.act for one in asked.steps.all()][-2:] == ["deny", "settle"]


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"text": " "}, FieldsRefusedError),
        ({"finding": "else"}, FieldsRefusedError),
        ({"version": 1}, errors.OrderChangedError),
    ],
)
def test_a_half_finding_changes_nothing(denied, officer_county, told, error):
    before = write_all()
    with pytest.raises(error):
        settle(denied, officer_county, **told)
    assert write_all() == before


def test_nobody_else_settles_and_nothing_is_settled_twice(
    denied, owner, body_user, expert, officer_county
):
    before = write_all()
    for actor in (owner, body_user, expert):
        with pytest.raises(NotFoundError):
            settle(denied, actor)
    assert write_all() == before
    settle(denied, officer_county)
    with pytest.raises(errors.NothingToSettleError):
        settle(denied, officer_county)
    with pytest.raises(errors.VisitSettledError):
        services.confirm_by_account(visit=denied, said=SAID, actor=owner)


def test_money_is_looked_into_though_the_visit_is_confirmed(
    asked, owner, body_user, officer_county
):
    written = visit(asked, body_user, help_kind="consultancy")
    said = services.confirm_by_account(visit=written, said=CHARGED, actor=owner)
    assert (said.is_proven, said.awaits_finding) == (True, True)
    assert list_titles(officer_county)[-1].endswith("收了钱或推销，请核实。")
    found = settle(said, officer_county, finding="otherwise")
    assert (found.finding, found.is_proven, found.awaits_finding) == ("", True, False)


def test_a_denied_help_is_in_dispute_and_refuses_nothing(
    client, denied, asked, enterprise, owner, body_organisation, officer_county
):
    move(asked, "cancel", owner, text="没有来过")
    client.force_login(owner)
    page = client.get(reverse("improvement:certifiers", args=[enterprise.code]))
    (row,) = [x for x in page.context["page"].rows if x.code == body_organisation.code]
    assert (row.why_not, row.doubt[-len(DISPUTED) :]) == ("", DISPUTED)
    assert "有争议，待核" in page.content.decode()
    services.choose_certifier(
        enterprise=enterprise, body=body_organisation, actor=owner
    )
    (marked,) = selectors.page_conflicts_for(officer_county, timezone.localdate())[0]
    assert services.tell_conflict(marked.shown).endswith(DISPUTED)
    client.force_login(officer_county)
    listed = client.get(reverse("improvement:conflicts")).content.decode()
    assert reverse("improvement:order", args=[asked.code]) in listed


@pytest.mark.parametrize(
    ("finding", "is_refused"), [("as_written", True), ("otherwise", False)]
)
def test_what_was_found_is_a_fact_or_nothing(
    denied, asked, enterprise, owner, body_organisation, officer_county,
    finding, is_refused,
):  # fmt: skip
    move(asked, "cancel", owner, text="没有来过")
    settle(denied, officer_county, finding)
    found = find_choice_conflicts(
        enterprise=enterprise, certifier=body_organisation, on=timezone.localdate()
    )
    assert [one.is_disputed for one in found] == [False] * is_refused
    if is_refused:
        with pytest.raises(errors.ConflictRefusedError):
            services.choose_certifier(
                enterprise=enterprise, body=body_organisation, actor=owner
            )
    assert CertifierChoice.objects.exists() is False


def test_what_was_found_as_written_lets_the_order_end(
    denied, asked, owner, body_user, officer_county
):
    with pytest.raises(errors.VisitNotConfirmedError):
        move(asked, "finish", body_user)
    settle(denied, officer_county, "as_written")
    with pytest.raises(errors.HelpGivenError):
        move(asked, "cancel", owner, text="不要了")
    assert move(asked, "finish", body_user).state == "done"
    assert Engagement.objects.get().is_disputed


def change(denied, actor):
    notes = services.VisitNotes(
        denied.visited_on, denied.starts_at, denied.ends_at, "diagnosis", "只看了看"
    )
    return services.change_visit(visit=denied, notes=notes, actor=actor)


def test_a_change_takes_no_objection_from_the_office(
    denied, asked, owner, body_user, officer_county
):
    changed = change(denied, body_user)
    assert (changed.said_at, changed.is_disputed, changed.awaits_finding) == (
        None, True, True,
    )  # fmt: skip
    assert count_open(officer_county) == 1

    said = services.confirm_by_account(visit=changed, said=SAID, actor=owner)
    assert (said.is_proven, said.is_disputed, count_open(officer_county)) == (
        True, False, 0,
    )  # fmt: skip


def test_what_an_office_found_is_not_wiped_by_a_change(
    denied, body_user, officer_county
):
    settle(denied, officer_county)
    before = write_all()
    with pytest.raises(errors.VisitSettledError):
        change(denied, body_user)
    assert write_all() == before


def test_a_no_on_the_helpers_phone_is_no_word_of_the_enterprise(
    asked, enterprise, owner, body_user, body_organisation, officer_county
):
    written = visit(asked, body_user, help_kind="consultancy")
    signed = services.confirm_by_signature(
        visit=written, said=NO, drawing=draw(), actor=body_user
    )
    assert (signed.is_disputed, signed.awaits_finding) == (False, False)
    assert count_open(officer_county) == 0
    with pytest.raises(errors.HelpGivenError):
        move(asked, "give_back", body_user, text="不干了")
    certify(enterprise, body_organisation)
    (found,) = find_choice_conflicts(
        enterprise=enterprise, certifier=body_organisation, on=timezone.localdate()
    )
    assert found.is_disputed is False
    assert selectors.find_waiting_order_for(owner) == asked


def test_a_help_is_told_once_though_order_visit_and_roster_tell_it(
    asked, enterprise, owner, body_user, body_organisation, officer_county
):
    help_in_past(enterprise, body_organisation)
    visit(asked, body_user, help_kind="consultancy")
    certify(enterprise, body_organisation)
    today = timezone.localdate()
    (found,) = find_choice_conflicts(
        enterprise=enterprise, certifier=body_organisation, on=today
    )
    assert services.tell_conflict(found) == (
        f"“{body_organisation.name}”正在给这家企业做咨询"
    )
    assert len(selectors.page_conflicts_for(officer_county, today)[0]) == 1
    help_in_past(enterprise, body_organisation, year=today.year - 1)
    found = find_choice_conflicts(
        enterprise=enterprise, certifier=body_organisation, on=today
    )
    assert len(found) == 2


def test_a_denied_help_of_a_roster_is_in_dispute_too(
    enterprise, owner, body_organisation
):
    help_in_past(
        enterprise, body_organisation, is_confirmed=False, confirmation_proof="account"
    )
    (found,) = find_choice_conflicts(
        enterprise=enterprise, certifier=body_organisation, on=timezone.localdate()
    )
    assert found.is_disputed
    Engagement.objects.update(confirmation_proof="none")
    with pytest.raises(errors.ConflictRefusedError):
        services.choose_certifier(
            enterprise=enterprise, body=body_organisation, actor=owner
        )

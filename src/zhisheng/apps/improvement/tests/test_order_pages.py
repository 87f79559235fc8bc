"""What the pages of orders show to whom, and what they keep of what was typed."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.improvement import selectors, services
from zhisheng.apps.improvement.models import Helper, HelpOrder
from zhisheng.apps.improvement.tests import ordering
from zhisheng.apps.improvement.tests.ordering import (
    SAID,
    certify,
    enter,
    help_in_past,
    move,
    send,
    visit,
    walk_to_done,
    write_all,
)
from zhisheng.apps.improvement.tests.walking import report
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit.tests.documents import make_pdf

pytestmark = pytest.mark.django_db
LIST = reverse("improvement:orders")
TODAY = timezone.localdate()


def address(name, *arguments):
    return reverse(f"improvement:{name}", args=arguments)


def read(client, person, url, status=200):
    client.force_login(person)
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def send_form(client, person, url, **data):
    client.force_login(person)
    return client.post(url, data)


def count(client, person, url):
    client.force_login(person)
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        client.get(url)
    return len(caught)


def order_by_form(client, owner, enterprise, query="", **others):
    told = {"field": "process", "help_kind": "diagnosis", "wanted_on": f"{TODAY}"}
    url = address("order_help", enterprise.code) + query
    return send_form(client, owner, url, **told | others)


def test_a_body_is_named_once_with_the_place_it_is_registered_in(
    client, enterprise, owner, county_unit, officer_county, body_organisation
):
    terms = {"kind": "body", "name": body_organisation.name, "regions": ("131100",)}
    entry = ordering.enter(
        county_unit, officer_county, organisation=body_organisation, **terms
    )
    response = order_by_form(client, owner, enterprise)
    (one,) = client.get(response.url).context["page"].named
    assert (one.code, one.name, one.about) == (entry.code, body_organisation.name, "")
    assert one.reasons[1] == "能到本市，没写人在哪里"

    body_organisation.region_id = "131100"
    body_organisation.save()
    (one,) = client.get(response.url).context["page"].named
    assert one.reasons[1] == "在本市"


def test_three_taps_lead_to_who_can_come(client, enterprise, owner, helper):
    response = order_by_form(client, owner, enterprise)
    order = HelpOrder.objects.get()
    assert response.url == address("candidates", order.code)

    text = read(client, owner, response.url)
    assert "专家郑文" in text
    assert "能到本县，没写人在哪里" in text
    sent = send_form(
        client, owner, response.url, act="choose", version=1, helper=helper.code
    )
    assert sent.url == address("order", order.code)
    assert "等“专家郑文”答复" in read(client, owner, sent.url)


def test_a_problem_a_gap_and_a_measure_are_taken_along(
    client, enterprise, owner, evaluation, agreed
):
    problem = report(enterprise, owner)
    measure = agreed.tasks.first().measure
    gap = f"{evaluation.code}:leadership"
    for query in (f"?problem={problem.code}", f"?measure={agreed.code}:{measure}"):
        order_by_form(client, owner, enterprise, query)
    first, second = HelpOrder.objects.order_by("pk")
    assert (first.problem, second.plan, second.measure) == (problem, agreed, measure)
    url = address("order_help", enterprise.code)
    assert problem.text in read(client, owner, f"{url}?problem={problem.code}")
    # What is not the own, or is nothing, is left aside.
    for query in ("?problem=Q0", "?gap=x", f"?gap={gap}x", "?measure=x:y"):
        assert client.get(url + query).status_code == 200


def test_a_wrong_day_is_shown_with_what_was_typed(client, enterprise, owner):
    response = order_by_form(
        client, owner, enterprise, wanted_on="2020-01-01", words="焊缝"
    )
    assert response.status_code == 422
    assert "焊缝" in response.content.decode()
    assert HelpOrder.objects.count() == 0


def test_the_page_names_who_is_left_out_and_why(
    client, enterprise, owner, body_organisation, county_unit, officer_county
):
    enter(
        county_unit, officer_county, kind="body", name="示例甲认证有限公司",
        organisation=body_organisation,
    )  # fmt: skip
    certify(enterprise, body_organisation)
    asked = ordering.order(enterprise, owner, help_kind="consultancy")
    text = read(client, owner, address("candidates", asked.code))
    assert "会影响认证的公正性" in text
    assert "给这家企业发了证书 Q-1" in text


def test_the_guard_answers_on_the_page(
    client, enterprise, owner, body_organisation, county_unit, officer_county
):
    body = enter(
        county_unit,
        officer_county,
        kind="body",
        name="甲",
        organisation=body_organisation,
    )
    certify(enterprise, body_organisation)
    asked = ordering.order(enterprise, owner, help_kind="consultancy")
    before = write_all()
    response = send_form(
        client, owner, address("candidates", asked.code),
        act="choose", version=1, helper=body.code,
    )  # fmt: skip
    assert response.status_code == 422
    assert "5.2.5" in response.content.decode()
    assert write_all() == before


def test_the_code_is_shown_to_the_enterprise_alone(
    client, order, owner, helper, expert, worker, officer_county
):
    send(order, owner, helper)
    accepted = move(order, "accept", expert)
    page = address("order", order.code)
    assert "确认码：" not in read(client, owner, page)
    codes = [services.make_visit_code(visit(accepted, expert)) for _ in range(2)]
    text = read(client, owner, page)
    assert [text.count(f"<strong>{code}</strong>") for code in codes] == [1, 1]
    for other in (expert, worker, officer_county):
        assert "确认码：" not in read(client, other, page)


def test_an_office_sees_days_and_kinds_and_no_texts(
    client, order, owner, helper, expert, officer_county, worker
):
    send(order, owner, helper)
    move(order, "accept", expert)
    visit(order, expert)
    page = address("order", order.code)
    for party in (owner, expert, worker):
        assert "看了焊接工位" in read(client, party, page)
    text = read(client, officer_county, page)
    assert "上门帮扶" in text
    assert "看了焊接工位" not in text


def test_who_was_passed_over_sees_the_order_no_more(
    client, order, owner, helper, expert
):
    send(order, owner, helper)
    page = address("order", order.code)
    response = send_form(
        client, expert, address("order_step", order.code),
        act="decline", version=2, text="来不了",
    )  # fmt: skip
    assert response.url == LIST
    read(client, expert, page, status=404)


def test_a_stale_step_is_shown_again_and_can_be_sent(client, order, owner):
    url = address("order_step", order.code)
    response = send_form(client, owner, url, act="cancel", version=9, text="不用了")
    assert response.status_code == 422
    text = response.content.decode()
    assert "刚刚被别人更新了" in text
    assert "不用了" in text
    assert 'name="version" value="1"' in text


def test_a_reason_that_is_wanted_is_not_called_optional(
    client, order, owner, helper, expert
):
    send(order, owner, helper)
    url = address("order", order.code)

    assert read_label(client, owner, url, "为什么取消？") == ""
    assert read_label(client, expert, url, "为什么接不了？（企业看得到）") == ""
    asked = "哪天来、怎么联系？（企业看得到）"
    assert read_label(client, expert, url, asked) == "（选填）"


def read_label(client, actor, url, label):
    """Return what stands behind the label of a field."""
    behind = read(client, actor, url).partition(label)[2].partition("</label>")[0]
    return re.sub("<[^>]*>", "", behind).strip()


@pytest.mark.parametrize("act", ["", "choose", "dispatch", "move_on", "visit", "x"])
def test_acts_of_other_pages_are_not_there(client, order, owner, act):
    url = address("order_step", order.code)
    assert send_form(client, owner, url, act=act, version=1).status_code == 404


def test_the_visit_page_to_the_review(client, order, owner, helper, expert):
    send(order, owner, helper)
    move(order, "accept", expert)
    url = address("write_visit", order.code)
    notes = {
        "visited_on": f"{TODAY}", "starts_at": "09:00", "ends_at": "11:00",
        "help_kind": "diagnosis", "looked_at": "看了焊接", "note_key": "K1",
    }  # fmt: skip
    for _ in range(2):
        assert send_form(client, expert, url, **notes).status_code == 302
    assert order.visits.count() == 1

    signing = address("confirm_visit", order.code, 1)
    said = {"came": "yes", "right": "yes", "free": "yes"}
    refused = send_form(client, expert, signing, **said, confirm_code="1")
    assert refused.status_code == 422
    assert "确认码不对" in refused.content.decode()
    order.refresh_from_db()
    code = services.make_visit_code(order.visits.get())
    assert send_form(client, expert, signing, **said, confirm_code=code).status_code == 302  # fmt: skip

    order.refresh_from_db()
    step = address("order_step", order.code)
    send_form(client, expert, step, act="finish", version=order.version)
    order.refresh_from_db()
    marks = {"is_useful": 5, "is_clear": 5, "is_prompt": 4, "text": "好"}
    send_form(client, owner, step, act="review", version=order.version, **marks)
    order.refresh_from_db()
    assert order.state == "closed"
    assert "5 分" in read(client, expert, address("order", order.code))


def test_a_no_of_the_enterprise_is_shown(client, order, owner, helper, expert):
    send(order, owner, helper)
    move(order, "accept", expert)
    visit(order, expert)
    url = address("say_visit", order.code, 1)
    send_form(client, owner, url, came="no", right="yes", free="yes")
    text = read(client, expert, address("order", order.code))
    assert "企业说没有来过，或与记录不符，等监管部门核实" in text
    assert "没来过，或时间不对" in text


def test_a_file_of_a_visit_is_kept_and_given(client, order, owner, helper, expert):
    send(order, owner, helper)
    move(order, "accept", expert)
    visit(order, expert)
    upload = SimpleUploadedFile("记录.pdf", b"<html>")
    url = address("attach_visit_file", order.code, 1)
    assert send_form(client, expert, url, upload=upload).status_code == 422
    upload = SimpleUploadedFile("记录.pdf", make_pdf())
    assert send_form(client, expert, url, upload=upload).status_code == 302
    client.force_login(owner)
    response = client.get(address("visit_file", order.code, 1, 1))
    assert response.getvalue() == make_pdf()


def test_lists_ask_the_same_however_many(
    client, enterprise, owner, helper, expert, officer_county, county_unit
):
    def add(number):
        asked = ordering.order(enterprise, owner, words=f"第{number}次")
        send(asked, owner, helper)

    Helper.objects.update(capacity=50)
    add(0)
    people = (owner, expert, officer_county)
    few = [count(client, person, LIST) for person in people]
    for number in range(1, 8):
        add(number)
    assert [count(client, person, LIST) for person in people] == few
    page = address("candidates", ordering.order(enterprise, owner).code)
    few = count(client, owner, page)
    for number in range(10):
        enter(county_unit, officer_county, name=f"专家{number}")
    assert count(client, owner, page) == few


def test_officers_see_what_stands_side_by_side_in_their_area(
    client, enterprise, body_organisation, officer_county, officer_elsewhere
):
    url = address("conflicts")
    assert "没有发现" in read(client, officer_county, url)
    help_in_past(enterprise, body_organisation, kind="diagnosis")
    certify(enterprise, body_organisation, issued=f"{TODAY - timedelta(days=30)}")
    assert "没有发现" in read(client, officer_county, url)

    enterprise.engagements.filter(source="").update(help_kind="consultancy")
    text = read(client, officer_county, url)
    assert enterprise.name in text
    assert "5.2.5" in text
    assert "给它发了证书 Q-1" in text
    assert "没有发现" in read(client, officer_elsewhere, url)


def test_the_list_of_conflicts_asks_the_same_however_many(
    client, enterprise, body_organisation, officer_county
):
    help_in_past(enterprise, body_organisation)
    row = certify(enterprise, body_organisation)
    url = address("conflicts")
    few = count(client, officer_county, url)
    for number in range(5):
        other = make_enterprise(name=f"另一家{number}")
        help_in_past(other, body_organisation, source=row.roster_import.code)
        row.pk, row.row, row.enterprise = None, 10 + number, other
        row.save()
    assert count(client, officer_county, url) == few
    assert "另一家4" in read(client, officer_county, url)


def test_a_visit_by_who_certifies_is_marked(
    client, enterprise, order, owner, body_organisation, body_user, county_unit,
    officer_county,
):  # fmt: skip
    body = enter(
        county_unit,
        officer_county,
        kind="body",
        name="甲",
        organisation=body_organisation,
    )
    certify(enterprise, body_organisation)
    walk_to_done(order, owner, body, body_user, help_kind="consultancy")
    text = read(client, officer_county, address("conflicts"))
    told = f"“{body_organisation.name}”给这家企业做过咨询"
    assert text.count(told) == 1
    assert order.visits.get().proof == "account"
    assert SAID.came


def test_what_waits_for_the_office_is_on_the_first_page_however_old(
    client, enterprise, officer_county
):
    now = timezone.now()
    terms = {"field": "process", "help_kind": "diagnosis", "wanted_on": TODAY}
    waiting = HelpOrder.objects.create(
        enterprise=make_enterprise(name="最早等派单的厂"), state="with_office", **terms
    )
    others = HelpOrder.objects.bulk_create(
        HelpOrder(
            enterprise=enterprise, state="cancelled",
            ordered_at=now, **terms,
        )
        for _ in range(101)
    )  # fmt: skip
    text = read(client, officer_county, LIST)
    assert "最早等派单的厂" in text
    last = others[2].pk
    assert f"?before={last}" in text
    rest, following = selectors.page_watched_orders_for(officer_county, last)
    assert ([one.pk for one in rest], following) == ([others[1].pk, others[0].pk], 0)
    (first,), following = selectors.page_watched_orders_for(officer_county, size=1)
    (second,), _ = selectors.page_watched_orders_for(officer_county, following, size=1)
    assert (first, second.pk) == (waiting, others[-1].pk)

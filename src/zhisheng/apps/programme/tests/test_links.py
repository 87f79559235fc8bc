"""One-task links: one browser, one entry, until they are over; sent or handed over."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.models import Dispatch
from zhisheng.apps.accounts.services import close_account
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import (
    EntryLockedError,
    LinkNotForOfficesError,
    LinkNotForTablesError,
    LinkOverError,
    LinkUsedError,
)
from zhisheng.apps.programme.models import EntryStep, TaskLink
from zhisheng.apps.programme.services import Filled
from zhisheng.apps.programme.tests.reporting import (
    GOOD,
    READ,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import jobs
from zhisheng.kit.errors import ForbiddenError, NotFoundError

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(county_unit, officer_county, owner_organisation):
    make_enterprises(1, organisation=owner_organisation, contact_phone="13800000001")
    make_enterprises(2, contact_phone="13800000002")
    make_enterprises(1, contact_phone="0318-7000000")
    make_enterprises(1)
    return open_now(plan_task(county_unit, officer_county), officer_county)


@pytest.fixture
def entry(task):
    return task.entries.filter(enterprise__organisation=None).order_by("id").first()


@pytest.fixture
def issued(entry, officer_county):
    return services.issue_link(entry=entry, actor=officer_county)


def split(issued):
    """Return code and secret of a link, as its address holds them."""
    *_, code, secret, _end = issued.address.split("/")
    return {"code": code, "secret": secret}


def start(issued):
    key = services.start_link(**split(issued))
    return services.resume_link(code=issued.link.code, key=key)


def read(answer):
    return answer.content.decode()


def test_a_link_opens_once_and_hands_its_entry_in(entry, issued, county_unit):
    link = start(issued)

    services.submit_entry(
        entry=entry, filled=Filled(answers=GOOD, version=0), actor=link
    )

    handed = reload(entry)
    assert (handed.state, handed.waiting_at) == ("filled", county_unit.code)
    assert (handed.answers, handed.is_filled_for) == (READ, False)
    step = EntryStep.objects.get(entry=entry)
    assert (step.act, step.done_by) == ("submitted", None)
    with pytest.raises(LinkUsedError):
        services.start_link(**split(issued))


def test_a_link_fills_in_no_other_entry(task, entry, issued):
    other = task.entries.exclude(pk=entry.pk).first()
    link = start(issued)

    for act in (services.submit_entry, services.save_entry, services.keep_answers):
        with pytest.raises(ForbiddenError):
            act(entry=other, filled=Filled(answers=GOOD, version=0), actor=link)

    assert (reload(other).answers, reload(other).version) == ({}, 0)


def test_a_link_that_nobody_started_fills_in_nothing(entry, issued):
    with pytest.raises(ForbiddenError):
        services.submit_entry(
            entry=entry, filled=Filled(answers=GOOD, version=0), actor=issued.link
        )


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"secret": "x"}, NotFoundError), ({"code": "L-00000000"}, NotFoundError)],
)
def test_a_guess_opens_nothing(issued, changes, error):
    with pytest.raises(error):
        services.start_link(**split(issued) | changes)
    assert TaskLink.objects.get().opened_at is None
    with pytest.raises(NotFoundError):
        services.resume_link(code=issued.link.code, key="")


def test_a_link_ends_by_time_and_by_a_newer_one(entry, issued, officer_county):
    key = services.start_link(**split(issued))
    newer = services.issue_link(entry=entry, actor=officer_county)
    with pytest.raises(LinkOverError):
        services.resume_link(code=issued.link.code, key=key)

    TaskLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(LinkOverError):
        services.start_link(**split(newer))


def test_only_an_office_above_makes_links(
    entry, owner, stranger_owner, body_user, officer_county
):
    for stranger in (owner, stranger_owner, body_user):
        with pytest.raises(ForbiddenError):
            services.issue_link(entry=entry, actor=stranger)
    services.close_task(task=entry.task, reason="收齐了", actor=officer_county)
    with pytest.raises(EntryLockedError):
        services.issue_link(entry=reload(entry), actor=officer_county)
    assert not TaskLink.objects.exists()


def test_there_is_no_link_for_a_table(list_entry, officer_nation, nation_unit):
    with pytest.raises(LinkNotForTablesError):
        services.issue_link(entry=list_entry, actor=officer_nation)
    with pytest.raises(LinkNotForTablesError):
        services.queue_links(
            task=list_entry.task, unit=nation_unit, actor=officer_nation
        )


def test_links_go_to_who_has_a_mobile_and_no_account_once_a_day(
    task, county_unit, officer_county, time_machine
):
    time_machine.move_to("2024-10-10T10:00+08:00", tick=False)
    assert selectors.count_reachable(task, county_unit) == 3
    # Which numbers are mobiles only the job sees: until then it is a number at most.
    assert services.queue_links(
        task=task, unit=county_unit, actor=officer_county
    ) == 3  # fmt: skip
    jobs.run_pending()

    # The landline of the third is no place for a text.
    sent = Dispatch.objects.filter(template="task_link")
    assert [one.recipient for one in sent] == [None, None]
    assert TaskLink.objects.count() == 2
    services.send_links(task=task, unit=county_unit, actor=officer_county)
    assert TaskLink.objects.count() == 2
    time_machine.move_to("2024-10-11T10:00:01+08:00", tick=False)
    assert services.send_links(task=task, unit=county_unit, actor=officer_county) == 2
    assert TaskLink.objects.filter(ended_at=None).count() == 2


def test_what_its_last_owner_left_gets_a_link_as_well(
    task, entry, county_unit, officer_county, stranger_owner, stranger_organisation
):
    before = selectors.count_reachable(task, county_unit)
    Enterprise.unscoped.filter(pk=entry.enterprise_id).update(
        organisation=stranger_organisation
    )
    assert selectors.count_reachable(task, county_unit) == before - 1

    close_account(leaving=[stranger_organisation.code], actor=stranger_owner)

    assert selectors.count_reachable(task, county_unit) == before


def test_the_text_says_no_facts(task, county_unit, officer_county, time_machine):
    time_machine.move_to("2024-10-10T10:00+08:00", tick=False)
    services.send_links(task=task, unit=county_unit, actor=officer_county)

    texts = {one.secret for one in Dispatch.objects.filter(status="waiting")}
    assert len(texts) == 2
    assert all("/programme/link/L-" in text for text in texts)


def test_answers_typed_at_once_in_two_fields_are_both_kept(entry, issued):
    link = start(issued)
    for name in ("revenue", "employees"):
        services.keep_answers(
            entry=entry,
            filled=Filled(answers={name: GOOD[name]}, version=0),
            actor=link,
        )

    kept = reload(entry)
    assert kept.answers == {name: GOOD[name] for name in ("revenue", "employees")}
    assert (kept.version, kept.state) == (0, "unfilled")


def test_the_page_behind_a_link_from_first_tap_to_thanks(entry, issued):
    client, code = Client(), issued.link.code
    landing = client.get(issued.address, follow=True)
    assert landing.redirect_chain == [(reverse("programme:link", args=[code]), 302)]
    assert "开始填写，大约 3 分钟" in read(landing)
    assert TaskLink.objects.get().opened_at is None
    fill = reverse("programme:fill_by_link", args=[code])

    lost = Client().post(fill, {"revenue": "320万元", "version": "0"})
    assert (lost.status_code, client.get(fill).status_code) == (409, 409)
    assert "请让发链接的单位再发一条" in read(lost)
    assert f'data-unsent="{code}"' in read(lost)
    assert "320万元" in read(lost)
    assert 'name="revenue"' in read(
        client.post(landing.request["PATH_INFO"], follow=True)
    )
    kept = client.post(
        fill,
        {"revenue": "320万元", "version": "0", "go": "keep"},
        HTTP_HX_REQUEST="true",
    )
    assert "填过的已自动保存" in read(kept)
    assert 'value="320万元"' in read(client.get(issued.address, follow=True))
    wrong = client.post(
        fill, GOOD | {"employees": "很多", "version": "0", "go": "submit"}
    )
    assert wrong.status_code == 422
    done = client.post(fill, GOOD | {"version": "0", "go": "submit"}, follow=True)
    assert "不用再做什么" in read(done)
    assert reload(entry).state == "filled"
    again = client.post(fill, GOOD | {"version": "1", "go": "submit"})
    assert "不用再做什么" in read(again)
    assert reload(entry).version == 1


def test_a_forwarded_link_opens_nothing_more(issued):
    first, second = Client(), Client()
    address = reverse("programme:link", args=[issued.link.code])
    assert second.post(address).status_code == 409
    assert TaskLink.objects.get().opened_at is None
    for client in (first, second):
        client.get(issued.address)
    assert first.post(address).status_code == 302

    refused = second.post(address)

    assert refused.status_code == 409
    assert "只能用一次" in read(refused)


def test_an_office_hands_a_link_over(entry, officer_county, owner, client):
    arguments = [entry.task.code, entry.pk]
    client.force_login(
        officer_county, backend="django.contrib.auth.backends.ModelBackend"
    )
    page = read(client.get(reverse("programme:entry", args=arguments)))
    assert "给对方一条填报链接" in page

    html = read(client.post(reverse("programme:issue_link", args=arguments)))

    assert f"/programme/link/{TaskLink.objects.get().code}/" in html
    assert "<svg" in html
    task_page = read(client.get(reverse("programme:task", args=arguments[:1])))
    sending = reverse("programme:send_links", args=arguments[:1])
    assert f'href="{sending}"' in task_page
    # One with a mobile, one with a landline.
    assert "最多发 2 家" in read(client.get(sending))
    answer = client.post(
        reverse("programme:send_links", args=arguments[:1]), follow=True
    )
    assert (
        "正在给没有账号的企业发短信链接，最多 2 家：登记的是座机的收不到。"
        "链接 14 天内有效。"
    ) in read(answer)
    assert TaskLink.objects.filter(ended_at=None).count() == 1
    jobs.run_pending()
    assert TaskLink.objects.filter(ended_at=None).count() == 2


def test_what_is_sent_to_nobody_is_not_sent(task, county_unit, officer_county, client):
    client.force_login(
        officer_county, backend="django.contrib.auth.backends.ModelBackend"
    )
    sending = reverse("programme:send_links", args=[task.code])
    services.send_links(task=task, unit=county_unit, actor=officer_county)
    # The one with a landline could be sent one still.
    sent = TaskLink.objects.values("entry__enterprise")
    Enterprise.unscoped.exclude(pk__in=sent).update(contact_phone="")

    asked = read(client.get(sending))

    assert "没有要发的企业" in asked
    assert '<button type="submit" class="btn btn-primary"' not in asked
    services.close_task(task=task, reason="收齐了", actor=officer_county)
    assert client.get(sending).url == reverse("programme:task", args=[task.code])


def test_the_list_counts_nobody_that_a_link_could_be_sent_to(
    task, officer_county, client
):
    client.force_login(
        officer_county, backend="django.contrib.auth.backends.ModelBackend"
    )
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("programme:task", args=[task.code]))

    assert not [one for one in asked if "LENGTH(" in one["sql"]]


def test_an_office_does_not_fill_in_by_the_link_it_hands_over(
    entry, issued, officer_county, officer_city, owner
):
    for officer in (officer_county, officer_city):
        with pytest.raises(LinkNotForOfficesError):
            services.start_link(**split(issued), visitor=officer)
    assert TaskLink.objects.get().opened_at is None

    key = services.start_link(**split(issued), visitor=owner)
    named = {"code": issued.link.code, "key": key}
    assert services.resume_link(**named, visitor=owner) == issued.link
    with pytest.raises(LinkNotForOfficesError):
        services.resume_link(**named, visitor=officer_county)


def test_a_signed_in_officer_is_told_to_fill_in_as_an_office(
    issued, client, officer_county
):
    client.force_login(
        officer_county, backend="django.contrib.auth.backends.ModelBackend"
    )
    client.get(issued.address)

    answer = client.post(reverse("programme:link", args=[issued.link.code]))

    assert answer.status_code == 409
    assert "这条链接给填报人自己用" in read(answer)
    assert TaskLink.objects.get().opened_at is None

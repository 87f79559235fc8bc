"""Two tabs on one entry: the later act is told who was first, and loses no word."""

import pytest
import time_machine
from django.urls import reverse

from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import (
    EntryChangedError,
    EntryFinalError,
    EntryMovedOnError,
    EntrySentBackError,
)
from zhisheng.apps.programme.models import EntryRemark, EntryStep
from zhisheng.apps.programme.services import Remark
from zhisheng.apps.programme.tests.entry_tables import hand_in, line, upload
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db
COUNTY_PASSED = (
    "这份材料已由安平县市场监督管理局 安平刘丽在2024年10月9日 10:30审核通过，"
    "现在等衡水市市场监督管理局审核。"
)
COMMENT = "人数和社保不一致，请核对"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2024-10-09T02:30:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def colleague(county_unit):
    return make_officer("安平赵强", county_unit)


@pytest.fixture
def task(
    city_unit, officer_city, county_unit, officer_county, colleague,
    owner_organisation, owner,
):  # fmt: skip
    """Open a task of a city for one enterprise of a county."""
    make_enterprises(1, organisation=owner_organisation, name="安平县示例丝网厂")
    return open_now(plan_task(city_unit, officer_city), officer_city)


@pytest.fixture
def entry(task, owner):
    """Hand it in; it waits at the county."""
    return fill(task.entries.get(), owner)


@pytest.fixture
def send(client, task):
    """Return a function that sends a form of the entry as somebody saw it."""

    def act(user, name, seen, **data):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        address = reverse(f"programme:{name}", args=[task.code, seen.pk])
        return client.post(address, {"version": seen.version} | data)

    return act


def pass_at(entry, unit, actor):
    services.pass_entries(task=entry.task, unit=unit, actor=actor)
    return reload(entry)


def send_back(entry, unit, actor, text="请改"):
    return services.return_entry(
        entry=entry, unit=unit, remarks=[Remark(text)], version=reload(entry).version,
        actor=actor,
    )  # fmt: skip


def list_acts(entry):
    return [step.act for step in EntryStep.objects.filter(entry=entry)]


def read(answer):
    return answer.content.decode()


def look(entry):
    now = reload(entry)
    return (now.state, now.waiting_at, now.is_final, now.version, list_acts(entry))


def test_who_passes_what_was_passed_is_told_by_whom_and_where_it_is(
    entry, county_unit, officer_county, colleague, send
):
    pass_at(entry, county_unit, officer_county)
    before = look(entry)

    answer = send(colleague, "pass_entry", entry)

    assert answer.status_code == 409
    assert COUNTY_PASSED in read(answer)
    assert "填报内容" in read(answer)
    assert look(entry) == before


def test_a_comment_sent_after_it_was_passed_is_kept_on_the_page(
    entry, county_unit, officer_county, colleague, send
):
    pass_at(entry, county_unit, officer_county)
    before = look(entry)

    answer = send(colleague, "return_entry", entry, text=COMMENT, field="employees")

    assert answer.status_code == 409
    assert COUNTY_PASSED in read(answer)
    assert "您写的没有发出，可以复制：" in read(answer)
    assert f">{COMMENT}</textarea>" in read(answer)
    assert look(entry) == before
    assert not EntryRemark.objects.exists()


def test_a_city_does_not_pass_its_own_level_by_an_old_page_of_the_countys(
    entry, county_unit, officer_county, officer_city, send
):
    pass_at(entry, county_unit, officer_county)
    before = look(entry)

    answer = send(officer_city, "pass_entry", entry)

    assert answer.status_code == 409
    assert COUNTY_PASSED in read(answer)
    assert look(entry) == before
    # The page shown has the entry as it is, so a second look and tap do it.
    assert f'name="version" value="{reload(entry).version}"' in read(answer)
    assert send(officer_city, "pass_entry", reload(entry)).status_code == 302
    assert reload(entry).is_final


def test_a_comment_on_what_still_waits_here_stays_in_the_form(
    entry, county_unit, officer_county, officer_city, send
):
    pass_at(entry, county_unit, officer_county)

    answer = send(officer_city, "return_entry", entry, text=COMMENT, field="employees")

    assert answer.status_code == 409
    html = read(answer)
    assert COUNTY_PASSED in html
    assert f">\n{COMMENT}</textarea>" in html
    assert '<option value="employees" selected>' in html
    assert f'name="version" value="{reload(entry).version}"' in html
    again = send(
        officer_city, "return_entry", reload(entry), text=COMMENT, field="employees"
    )
    assert again.status_code == 302
    assert EntryRemark.objects.get().text == COMMENT


def test_a_return_after_the_sign_off_keeps_the_comment_to_be_copied(
    entry, county_unit, officer_county, city_unit, officer_city, send
):
    seen = pass_at(entry, county_unit, officer_county)
    pass_at(entry, city_unit, officer_city)
    before = look(entry)

    answer = send(officer_city, "return_entry", seen, text=COMMENT)

    html = read(answer)
    assert answer.status_code == 409
    assert (
        "这份材料已由衡水市市场监督管理局 衡水孙红在2024年10月9日 10:30审核通过，已经定稿。"
        "要改请先由定稿的单位重新打开。"
    ) in html
    assert f">{COMMENT}</textarea>" in html
    # It is no reason to open it again unless somebody says so.
    assert 'name="reason" maxlength="300" required' in html
    assert look(entry) == before


def test_who_passes_what_was_returned_is_told(
    entry, county_unit, officer_county, colleague, send
):
    send_back(entry, county_unit, officer_county)
    before = look(entry)

    answer = send(colleague, "pass_entry", entry)

    assert answer.status_code == 409
    assert (
        "这份材料已由安平县市场监督管理局 安平刘丽在2024年10月9日 10:30退回，"
        "正等对方修改。"
    ) in read(answer)
    assert look(entry) == before


def test_what_was_mended_meanwhile_is_not_passed_unread(
    entry, owner, county_unit, officer_county, colleague, send
):
    send_back(entry, county_unit, officer_county)
    fill(reload(entry), owner, employees="21")
    before = look(entry)

    answer = send(colleague, "pass_entry", entry)

    assert answer.status_code == 409
    assert (
        "这份材料已由厂长王强在2024年10月9日 10:30交上来，"
        "现在等安平县市场监督管理局审核。"
    ) in read(answer)
    assert look(entry) == before


def test_the_way_to_the_return_of_what_was_passed_leads_to_the_entry(
    entry, county_unit, officer_county, colleague, client, task
):
    pass_at(entry, county_unit, officer_county)
    client.force_login(colleague, backend="django.contrib.auth.backends.ModelBackend")

    answer = client.get(reverse("programme:return_entry", args=[task.code, entry.pk]))

    assert answer.status_code == 409
    assert COUNTY_PASSED in read(answer)
    assert "您写的没有发出" not in read(answer)


def test_a_comment_sent_after_the_end_of_the_task_is_kept(
    entry, officer_city, colleague, send
):
    services.close_task(task=entry.task, reason="收齐了", actor=officer_city)
    before = look(entry)

    answer = send(colleague, "return_entry", entry, text=COMMENT)

    assert answer.status_code == 409
    assert f"{COMMENT}</textarea>" in read(answer)
    assert look(entry) == before


def test_of_two_who_reopen_the_second_keeps_the_reason(
    entry, county_unit, officer_county, city_unit, officer_city, send
):
    pass_at(entry, county_unit, officer_county)
    final = pass_at(entry, city_unit, officer_city)
    assert (
        send(officer_city, "reopen_entry", final, reason="报错单位").status_code == 302
    )
    before = look(entry)

    answer = send(officer_city, "reopen_entry", final, reason=COMMENT)

    assert answer.status_code == 409
    assert "打开重审，现在等衡水市市场监督管理局审核。" in read(answer)
    assert f">{COMMENT}</textarea>" in read(answer)
    assert look(entry) == before


@pytest.mark.parametrize(
    ("act", "error"),
    [("passed", EntryMovedOnError), ("returned", EntrySentBackError)],
)
def test_the_service_names_what_came_between(
    entry, county_unit, officer_county, colleague, act, error
):
    moves = {"passed": pass_at, "returned": send_back}
    moves[act](entry, county_unit, officer_county)

    for service, told in (
        (services.return_entry, {"remarks": [Remark(COMMENT)]}),
        (services.pass_entry, {}),
    ):
        with pytest.raises(error):
            service(
                entry=entry, unit=county_unit, version=entry.version, actor=colleague,
                **told,
            )  # fmt: skip


def test_the_service_names_the_sign_off(
    entry, county_unit, officer_county, city_unit, officer_city
):
    seen = pass_at(entry, county_unit, officer_county)
    pass_at(entry, city_unit, officer_city)

    with pytest.raises(EntryFinalError):
        services.pass_entry(
            entry=entry, unit=city_unit, version=seen.version, actor=officer_city
        )


def test_what_one_has_read_passes_with_one_audit_entry(
    entry, county_unit, officer_county
):
    services.pass_entry(
        entry=entry, unit=county_unit, version=entry.version, actor=officer_county
    )

    assert look(entry)[:3] == ("county", "U131100", False)
    noted = AuditEntry.objects.get(action="programme.entries_passed")
    assert noted.counts == {"entries": 1}


def test_what_nobody_handed_in_is_still_not_found(
    county_unit, officer_county, client, owner
):
    make_enterprises(1)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    (unfilled,) = task.entries.all()
    client.force_login(
        officer_county, backend="django.contrib.auth.backends.ModelBackend"
    )

    answer = client.post(
        reverse("programme:pass_entry", args=[task.code, unfilled.pk]), {"version": 0}
    )

    assert answer.status_code == 404
    with pytest.raises(EntryChangedError):
        services.pass_entry(
            entry=unfilled, unit=county_unit, version=0, actor=officer_county
        )


def test_the_owner_learns_nothing_of_the_review(entry, owner, send):
    assert send(owner, "pass_entry", entry).status_code == 404


def test_a_remark_on_a_line_written_too_late_is_kept(
    list_entry, body_user, nation_unit, officer_nation, client, clock
):
    clock.move_to("2024-11-28T02:30:00Z")
    upload(list_entry, body_user, [line(1), line(2)])
    handed = hand_in(list_entry, body_user)
    pass_at(handed, nation_unit, officer_nation)
    client.force_login(
        officer_nation, backend="django.contrib.auth.backends.ModelBackend"
    )

    answer = client.post(
        reverse("programme:remark_row", args=[handed.task.code, handed.pk, 1]),
        {"text": COMMENT, "field": "method"},
    )

    assert answer.status_code == 409
    assert "已经定稿" in read(answer)
    assert f">{COMMENT}</textarea>" in read(answer)
    assert not EntryRemark.objects.exists()

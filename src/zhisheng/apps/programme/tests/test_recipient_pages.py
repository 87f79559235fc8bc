"""Whom an open task asks is changed on its pages and by a program."""

import pytest

from zhisheng.apps.programme import services
from zhisheng.apps.programme.selectors.recipients import FilterChange, TaskFilter
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    on_day,
    open_now,
    plan_task,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db
WHY = "省里点名"


@pytest.fixture
def task(county_unit, officer_county, owner, owner_organisation):
    """Ask the wire makers of the county; the owner's trade is another one."""
    make_enterprises(2, industry_id="3340")
    make_enterprises(1, industry_id="1811", organisation=owner_organisation)
    return open_now(
        plan_task(county_unit, officer_county, industry="3340"), officer_county
    )


@pytest.fixture
def own(owner_organisation):
    return Enterprise.unscoped.get(organisation=owner_organisation)


def test_the_pages_find_add_preview_and_change(task, own, officer_county, client):
    client.force_login(officer_county)
    address = f"/programme/tasks/{task.code}/"

    def send(page, data=None):
        if data is None:
            return client.get(address + page).content.decode()
        return client.post(address + page, data, follow=True).content.decode()

    with on_day("2024-10-20"):
        found = f"recipients/?q={own.name}"
        assert own.uscc in send(found)
        assert "is-wrong" in send(found, {"reason": WHY})
        added = send(found, {"codes": [own.code], "reason": WHY})
        assert "已增加 1 份。" in added
        assert WHY in added
        previewed = send("filter/?preview=1&industry=18")
        assert "增加 0 家企业，去掉 2 家企业。" in previewed
        overtaken = send("filter/", {"industry": "18", "seen": "7-2-0"})
        assert "数目和预览的不一样了" in overtaken
        agreed = {"industry": "18", "seen": "0-2-0"}
        silent = send("filter/", agreed)
        assert "请写明原因或结果。" in silent
        assert "is-wrong" in silent
        running = send("filter/", agreed | {"reason": "只问线材"})
        assert "正在调整填报对象" in running
        jobs.run_pending()
        assert send("").count(own.name) == 1
        assert "从任务里去掉" in send(f"{task.entries.get().pk}/")
        assert "已把" in send(
            f"{task.entries.get().pk}/take-out/", {"reason": "加错了"}
        )

    assert not task.entries.exists()


def test_who_has_begun_is_not_offered_to_be_taken_out(task, officer_county, client):
    entry = task.entries.first()
    fill(entry, officer_county)
    client.force_login(officer_county)
    address = f"/programme/tasks/{task.code}/{entry.pk}/"

    for answer in (
        client.get(f"{address}take-out/", follow=True),
        client.post(f"{address}take-out/", {"reason": "加错了"}, follow=True),
    ):
        html = answer.content.decode()
        assert answer.redirect_chain == [(address, 302)]
        assert "已经开始填这份材料，不能从任务里去掉" in html
        assert "还没有填过，可以从任务里去掉" not in html
    assert task.entries.count() == 2


def test_a_program_adds_previews_changes_and_takes_out(task, own, officer_county, call):
    path = f"/tasks/{task.code}"
    with on_day("2024-10-20"):
        sent = {"codes": [own.code], "reason": WHY}
        made = call(officer_county, "tasks:manage", f"{path}/recipients", sent)
        (number,) = made.json()["entries"]
        told = call(
            officer_county, "tasks:manage", f"{path}/filter", {"industry": "18"}
        )
        wrong = call(
            officer_county, "tasks:manage", f"{path}/filter", {"level": "county"}
        )
        seen = {"industry": "18", "seen": told.json()}
        silent = call(officer_county, "tasks:manage", f"{path}/filter", seen)
        seen["reason"] = "只问线材"
        queued = call(officer_county, "tasks:manage", f"{path}/filter", seen)
        gone = call(
            officer_county, "tasks:manage", f"{path}/entries/{number}/take-out",
            {"reason": "加错了"},
        )  # fmt: skip
        jobs.run_pending()

    assert told.json() == {"adds": 0, "leaves": 2, "begun": 0}
    assert silent.json()["code"] == "programme.reason_missing"
    codes = (made.status_code, told.status_code, wrong.status_code, queued.status_code)
    assert (*codes, gone.status_code) == (201, 200, 422, 202, 204)
    assert not task.entries.exists()


def test_a_running_change_leaves_the_page_to_every_office(
    city_unit, officer_city, county_unit, officer_county, owner, owner_organisation, ask
):
    make_enterprises(1, industry_id="3340", organisation=owner_organisation)
    make_enterprises(1, industry_id="3340")
    task = open_now(plan_task(city_unit, officer_city), officer_city)
    first, _second = task.entries.order_by("pk")
    fill(first, owner)
    wanted = TaskFilter(industry="18")
    with on_day("2024-10-20"):
        services.queue_filter_change(
            task=task, wanted=wanted, seen=FilterChange(0, 1, 1), reason="换了行业",
            actor=officer_city,
        )  # fmt: skip
        own = ask(officer_city, "task", task.code).content.decode()
        below = ask(officer_county, "task", task.code).content.decode()

    for page in (own, below):
        assert "正在调整填报对象" in page
        assert "催报 1 份" in page
    assert "1 份全部通过" in below
    polls = f"/programme/tasks/{task.code}/progress/"
    assert (polls in own, polls in below) == (True, False)

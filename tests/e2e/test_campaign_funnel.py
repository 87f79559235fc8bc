"""A campaign 三叠链: one enterprise goes all the way, one stops, the office counts."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.e2e.conftest import PHONE
from tests.e2e.test_helped_works import (
    accept,
    bring_certificate,
    confirm,
    note_offline,
    order,
    read_code,
    write_list,
)
from tests.e2e.test_household import pick

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAME = "丝网企业提升月"
# Of the 25 enterprises of the county 24 draw wire; one works stainless steel.
TRADE = "3340"
STEPS = (
    ("mobilise", 3, "动员会，半天", "县局三楼"),
    ("diagnose", 9, "专家上门看一看", "各自厂里"),
)
MATERIAL = (("incoming_check", "4"),)
LIMITS = {"budget": "2万", "staff_days": "6"}
HALF_A_YEAR = 180
WHY = "赶外贸订单，抽不出人"
UNKNOWN = "还不知道"


def test_the_office_sees_who_came_how_far(visit, tmp_path):
    officer = visit("demo-officer")
    promised = hold_campaign(officer)
    begun = read_funnel(officer)

    owner = visit("demo-owner", viewport=PHONE)
    come(owner)
    evaluate(owner)
    owner.tap("link", "做一个提升计划")
    make_plan(owner)
    be_helped(owner, visit("demo-expert", viewport=PHONE))
    bring_certificate(visit("demo-body"), write_list(owner, tmp_path))
    leader = visit("demo-chain-leader", viewport=PHONE)
    come(leader)
    stop(leader)
    officer.page.reload()

    assert (promised, begun) == ("24", ["24", "0", "0", "0", UNKNOWN, UNKNOWN])
    assert read_funnel(officer) == ["24", "2", "1", "1", "1", "1"]
    assert read_rows(officer, "#reasons") == [["没有时间", "0", "—", "1"]]
    officer.tap("link", "还没答复的 22 家")
    assert len(read_rows(officer, "main")) == 22
    officer.tap("link", "参加以后停下了")
    (stopped,) = read_rows(officer, "main")
    assert stopped[2:4] == ["参加以后停下了", f"没有时间：{WHY}"]
    assert (officer.taps, owner.taps, leader.taps) == (9, 27, 7)
    assert officer.reports == leader.reports == []
    assert owner.measure_excess() == leader.measure_excess() == 0


def hold_campaign(officer):
    """Write it for a group, set its steps, invite; return how many the draft promised."""
    page = officer.page
    officer.tap("link", "活动", within=".frame-side")
    officer.tap("link", "办一次活动")
    page.locator("[name=name]").fill(NAME)
    page.locator("[name=words]").fill("听一听、评一评、请专家看一看。")
    page.locator("[name=basis]").fill("县局年度方案（示例）")
    page.locator("[name=industry]").fill(TRADE)
    officer.tap("button", "存成草稿")
    officer.wait_for_text("现在邀请，会有")
    promised = re.search(r"现在邀请，会有\s+(\d+) 家企业", officer.read()).group(1)
    for step in STEPS:
        add_step(officer, *step)
    officer.tap("button", "邀请企业")
    page.locator("#stages").wait_for()
    return promised


def add_step(officer, kind, days, text, place):
    form = officer.page.locator("form[action$='/steps/']")
    if not form.is_visible():
        officer.taps += 1
        officer.page.locator("summary", has_text="加一步").click()
    on = datetime.now(tz=UTC).date() + timedelta(days=days)
    form.locator("[name=kind]").select_option(kind)
    for name, typed in (("held_on", on.isoformat()), ("text", text), ("place", place)):
        form.locator(f"[name={name}]").fill(typed)
    officer.tap("button", "加上")
    officer.page.locator(".timeline-list", has_text=text).wait_for()


def read_funnel(officer):
    """Return how many came to each stage, as the table says it."""
    return [cells[1] for cells in read_rows(officer, "#stages")]


def read_rows(officer, table):
    rows = officer.page.locator(f"{table} tbody tr").all()
    return [row.locator("th, td").all_inner_texts() for row in rows]


def come(owner):
    """Say yes to the invitation."""
    owner.tap_menu("活动")
    owner.tap("link", NAME, within="main")
    owner.tap("button", "参加")
    owner.wait_for_text("答复收到了")


def evaluate(owner):
    """Evaluate the enterprise again: what is left open gives bounds."""
    owner.tap("link", re.compile("做一次质量评价"))
    card = owner.page.locator("article", has_text="个体户和小作坊")
    owner.taps += 1
    card.get_by_role("link").click()
    pick(owner, MATERIAL)
    for _ in range(4):
        before = owner.page.url
        owner.tap("button", "下一步")
        owner.page.wait_for_url(lambda url, before=before: url != before)
    owner.tap("button", "提交这次评价")
    owner.wait_for_text("已提交")


def make_plan(owner):
    """Say what can be spent, have the plan worked out, and agree on it."""
    ends_on = datetime.now(tz=UTC).date() + timedelta(days=HALF_A_YEAR)
    for name, typed in (*LIMITS.items(), ("ends_on", ends_on.isoformat())):
        owner.page.locator(f"[name={name}]").fill(typed)
    owner.tap("button", "算一算")
    owner.tap("button", "就按这个做，定下来")
    owner.wait_for_text("做完了")


def be_helped(owner, expert):
    code = order(owner, "诊断")
    accept(expert, code)
    note_offline(expert)
    confirm(expert, read_code(owner, code))


def stop(owner):
    """Say that it takes part no longer, and why."""
    owner.taps += 1
    owner.page.locator("summary", has_text="不再参加").click()
    owner.tap("radio", "没有时间")
    owner.page.locator("[name=text]").fill(WHY)
    owner.tap("button", "不再参加")
    owner.wait_for_text("参加以后停下了")

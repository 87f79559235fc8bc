"""Evaluated again: how far it rose since the first time, and the plan made anew."""

import re

import pytest

from tests.e2e.conftest import PHONE
from tests.e2e.test_campaign_funnel import make_plan
from tests.e2e.test_household import pick

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MODEL = "个体户和小作坊"
STEPS = (
    (("incoming_check", "4"), ("storage_ways", "dry"), ("storage_ways", "apart"),
     ("storage_ways", "labelled")),
    (("written_method", "4"), ("first_piece", "yes"), ("machine_care", "4")),
    (("final_check", "4"), ("reject_place", "4"), ("reject_count", "1"),
     ("uses_gauges", "no")),
    (("order_notes", "goods"), ("order_notes", "wishes"), ("order_notes", "sample"),
     ("order_notes", "day"), ("complaint_care", "4"), ("hires", "no")),
)  # fmt: skip
# What the expert sees more strictly, as the first time.
STRICTER = (("incoming_check", "3"),)


def test_the_rise_is_shown_and_the_plan_is_made_anew(visit):
    owner = visit("demo-owner", viewport=PHONE)
    evaluate(owner)
    own = owner.read()
    ask_expert(owner)
    expert = visit("demo-expert", viewport=PHONE)
    confirm(expert)
    owner.page.reload()
    owner.tap("link", "看结果")
    owner.wait_for_text("专家已确认")
    confirmed = owner.read()
    remake_plan(owner)

    # Each side is compared with what the same side said before.
    assert list_rises(own) == [("第一次", "2.2"), ("上一次", "0.5")]
    assert list_rises(confirmed) == [("第一次", "2.1")]
    assert "4.0 → 5.0" in owner.read()
    owner.tap_menu("提升计划")
    owner.page.locator("summary", has_text="换下来的旧版").click()
    assert owner.page.get_by_role("link", name="第 1 版").is_visible()
    assert (owner.taps, expert.taps) == (36, 10)
    assert owner.reports == expert.reports == []
    assert owner.measure_excess() == expert.measure_excess() == 0


def evaluate(owner):
    """Answer every question of the household model once more, and hand it in."""
    owner.tap_menu("质量评价")
    card = owner.page.locator("article", has_text=MODEL)
    owner.taps += 1
    card.get_by_role("link", name="再评一次").click()
    for given in STEPS:
        pick(owner, given)
        go_on(owner)
    owner.tap("button", "提交这次评价")
    owner.wait_for_text("已提交")


def go_on(person):
    before = person.page.url
    person.tap("button", "下一步")
    person.page.wait_for_url(lambda url: url != before)


def ask_expert(owner):
    owner.tap("link", "请专家复核")
    owner.tap("radio", "示例质量协会")
    owner.tap("button", "同意并发出")
    owner.wait_for_text("独立作答")


def confirm(expert):
    """Answer the same questions, see where both differ, confirm."""
    expert.tap_menu("评价复核")
    card = expert.page.locator("article", has_text=re.compile("第 3 次"))
    expert.taps += 1
    card.get_by_role("link", name="去作答").click()
    pick(expert, STRICTER)
    for _ in STEPS:
        go_on(expert)
    expert.tap("button", "结束，看差异")
    expert.tap("button", "确认评价")
    expert.wait_for_text("专家确认")


def list_rises(text):
    """Return since when, and by how much the score rose."""
    return re.findall(r"(第一次|上一次)（[^）]+）：\S+ 分；这次高 (\S+) 分", text)


def remake_plan(owner):
    """See that the agreed plan is older than the evaluation, and make it anew."""
    owner.tap_menu("提升计划")
    owner.tap("link", "接着做")
    owner.wait_for_text("这份计划之后又有了新的评价。")
    owner.tap("link", "按新的评价再做一份")
    make_plan(owner)

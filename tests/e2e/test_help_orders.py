"""From three taps to the review: ordered on a phone, noted without a network."""

import re

import pytest

from tests.e2e.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NOTES = "离线写的：焊接工位的焊丝没有进烘箱"
KEPT = "没有网络。已存在这台手机里，连上网自动送出。"


def order(owner):
    """Order help and choose the expert; return the address and the taps of the order."""
    owner.open("/improvement/orders/")
    owner.tap("link", "请人帮一把")
    owner.taps = 0
    owner.page.locator("[name=field]").select_option("system")
    owner.taps += 1
    owner.tap("radio", re.compile("^诊断"))
    owner.tap("button", re.compile("下一步"))
    taps = owner.taps
    owner.page.get_by_label(re.compile("郑文")).check()
    owner.tap("button", "就请这几位")
    owner.wait_for_text("等“郑文")
    return owner.page.url.removeprefix(owner.address), taps


def visit_offline(expert):
    """Note the visit without a network, and let it go out when there is one."""
    page = expert.page
    expert.tap("link", "写上门记录")
    page.locator("[name=starts_at]").fill("09:00")
    page.locator("[name=ends_at]").fill("10:30")
    page.context.set_offline(True)
    page.locator("[name=looked_at]").fill(NOTES)
    expert.tap("button", "记好了")
    page.get_by_text(KEPT).wait_for()
    page.context.set_offline(False)
    page.get_by_text("请企业当场确认").wait_for()
    expert.wait_for_text(NOTES)


def confirm(expert, code):
    for name in ("came", "right", "free"):
        expert.page.locator(f"[name={name}][value=yes]").first.check()
    expert.page.locator("[name=confirm_code]").fill(code)
    expert.tap("button", "企业确认")
    expert.wait_for_text("企业已确认")
    expert.tap("button", "帮扶完成")
    expert.wait_for_text("等企业评价")


def review(owner):
    owner.page.reload()
    for name in ("is_useful", "is_clear", "is_prompt"):
        owner.page.locator(f"[name={name}][value='5']").check()
    owner.tap("button", "评好了")
    owner.wait_for_text("已评价")


def test_help_is_ordered_noted_offline_confirmed_and_reviewed(visit):
    owner = visit("demo-owner", viewport=PHONE)
    address, taps = order(owner)
    expert = visit("demo-expert", viewport=PHONE)
    expert.open(address)
    expert.tap("button", "接单")

    visit_offline(expert)
    owner.open(address)
    code = owner.page.locator("strong", has_text=re.compile(r"^\d{6}$")).inner_text()
    confirm(expert, code)
    review(owner)

    assert taps == 3
    assert owner.reports == []
    offline = "ERR_INTERNET_DISCONNECTED"
    assert [one for one in expert.reports if offline not in one] == []


def test_what_was_typed_is_there_after_the_page_was_closed(visit):
    expert = visit("demo-expert", viewport=PHONE)
    expert.open("/improvement/orders/")
    expert.tap("link", re.compile("检验怎么做"))
    expert.tap("link", "写上门记录")
    expert.page.locator("[name=looked_at]").fill(NOTES)
    address = expert.page.url

    expert.page.goto("about:blank")
    expert.page.goto(address)

    assert expert.page.locator("[name=looked_at]").input_value() == NOTES
    expert.wait_for_text("上次没送出的已经找回来了。")

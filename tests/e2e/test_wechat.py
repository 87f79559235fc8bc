"""Inside WeChat: no service worker, no downloads; an owner gets everything done there."""

import pytest

from tests.e2e.conftest import PHONE
from tests.e2e.tasks import make_task

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ANDROID = (
    "Mozilla/5.0 (Linux; Android 13; V2203A Build/TP1A.220624.014; wv) "
    "AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile "
    "Safari/537.36 XWEB/1160117 MMWEBSDK/20240301 MMWEBID/2247 "
    "MicroMessenger/8.0.48.2580(0x28003036) WeChat/arm64 Weixin NetType/4G "
    "Language/zh_CN ABI/arm64"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.48(0x18003030) NetType/WIFI "
    "Language/zh_CN"
)
NAME = "微信里填的季度进展"


@pytest.fixture
def open_wechat(visit):
    """Return a function that opens the site in WeChat of one kind of phone."""

    def open_as(agent, username=""):
        person = visit(
            username,
            viewport=PHONE,
            user_agent=agent,
            accept_downloads=False,
            service_workers="block",
            has_touch=True,
            is_mobile=True,
            permissions=["clipboard-read", "clipboard-write"],
        )
        person.page.on("download", lambda file: person.reports.append(file.url))
        return person

    return open_as


def test_an_owner_fills_in_by_a_link_in_wechat(visit, open_wechat):
    officer = visit("demo-officer")
    make_task(officer, name=NAME, unit="U131125")
    links = [make_link(officer, number) for number in range(2)]

    found = [
        fill_in(open_wechat(agent), link)
        for agent, link in zip((ANDROID, IPHONE), links, strict=True)
    ]

    assert found == [{"taps": 2, "too wide": [0, 0, 0], "reports": []}] * 2


def make_link(officer, number):
    """Make the link of one enterprise; return its path."""
    officer.tap("link", "填报任务", within=".frame-side")
    officer.tap("link", NAME)
    officer.page.locator("#entries a.row-link").nth(number).click()
    officer.tap("button", "给对方一条填报链接")
    address = officer.page.locator("#link").input_value()
    return "/" + address.split("/", 3)[3]


def fill_in(owner, link):
    widths = []
    owner.open(link)
    widths.append(owner.measure_excess())
    owner.tap("button", "开始填写")
    owner.page.locator("input[name=employees]").fill("18")
    widths.append(owner.measure_excess())
    owner.tap("button", "提交")
    owner.wait_for_text("不用再做什么")
    widths.append(owner.measure_excess())
    return {"taps": owner.taps, "too wide": widths, "reports": owner.reports}


@pytest.mark.parametrize("agent", [ANDROID, IPHONE])
def test_a_file_goes_on_as_a_link(open_wechat, agent):
    owner = open_wechat(agent, "demo-owner")
    owner.open("/account/personal/")

    owner.tap("link", "下载我的全部数据")
    owner.wait_for_text("微信里打不开这个文件")
    owner.tap("button", "复制链接")
    owner.wait_for_text("已复制")
    copied = owner.page.evaluate("navigator.clipboard.readText()")
    widths = [owner.measure_excess()]
    owner.page.locator("input[name=mailbox]").fill("wangqiang@example.cn")
    owner.tap("button", "发到我的邮箱")
    owner.wait_for_text("已发到您的邮箱")

    assert copied.endswith("/account/personal/download/?format=xlsx")
    assert [*widths, owner.measure_excess()] == [0, 0]
    assert (owner.taps, owner.reports) == (3, [])

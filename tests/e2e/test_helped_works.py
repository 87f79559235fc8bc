"""The fifth story: an expert in a works without a network, and what comes of it."""

import re
import sqlite3
import time
import zipfile
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest

from tests.e2e.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PROBLEM = "镀锌层薄"
SEEN = "1、锌锅温度没有人记\n2、抽检只看外观，不量厚度"
ADVICE = "1、锌锅旁挂一张记录表，每小时记一次温度\n2、每批抽 5 件量厚度"
PAPERS = ("意见反馈表", "综合报告", "改进建议清单")
NUMBER = "示例-Q-2026-0001"
# Of the fifteen minutes the expert has for the report, the person's own share: reading
# and thinking are not counted, typing 60 characters a minute and two seconds a tap are.
A_MINUTE, A_TAP = 60, 2
REPORT_MINUTES = 15
DAYS = 14


def test_an_expert_helps_and_its_group_may_certify(visit, site_folder, tmp_path):
    owner = visit("demo-owner", viewport=PHONE)
    code = order(owner, "诊断")
    expert = visit("demo-expert", viewport=PHONE)
    accept(expert, code)
    typed = note_offline(expert)
    confirm(expert, read_code(owner, code))
    report = expert.taps, len(typed), measure_minutes(expert.taps, typed)

    for name in PAPERS:
        assert "锌锅" in read_paper(expert, name)
    close_problem(visit("demo-worker", viewport=PHONE), owner, site_folder)
    body = visit("demo-body")
    name = body.page.locator(".page-head p").first.inner_text()
    choose_body(owner, name)
    ask_for_consultancy(owner, expert)
    refused = read_refusal(owner, name)
    assert "郑文（演示）”正在给这家企业做咨询，与其同属一个集团" in refused
    assert "GB/T 27021.1—2017 5.2.7" in refused
    bring_certificate(body, write_list(owner, tmp_path))
    assert NUMBER in read_marks(visit("demo-officer"))

    for person in (owner, expert):
        answer = person.open("/improvement/conflicts/")
        assert answer.status == 403
    assert report[:2] == (10, 4)
    assert report[2] <= REPORT_MINUTES
    offline = "ERR_INTERNET_DISCONNECTED"
    told = [one for one in expert.reports if offline not in one and "403" not in one]
    assert told == []


def order(owner, kind):
    """Ask the expert for help with a problem; return the code of the order."""
    owner.tap_menu("质量问题")
    owner.tap("link", re.compile(PROBLEM))
    owner.tap("link", "请人帮一把")
    owner.page.locator("[name=field]").select_option("inspection")
    owner.tap("radio", re.compile(f"^{kind}"))
    owner.tap("button", re.compile("下一步"))
    owner.page.get_by_label(re.compile("郑文")).check()
    owner.tap("button", "就请这几位")
    owner.wait_for_text("等“郑文")
    return owner.page.url.rstrip("/").rpartition("/")[2]


def open_order(person, code):
    person.page.locator(f"main a[href*='{code}']").first.click()
    person.taps += 1


def accept(expert, code):
    """Go from the home page to the order; no place is asked for, no photo."""
    expert.tap("link", "去答复")
    open_order(expert, code)
    expert.tap("button", "接单")
    expert.wait_for_text("写上门记录")


def note_offline(expert, kind="诊断"):
    """Note the visit where there is no network; return what had to be typed."""
    page = expert.page
    expert.tap("link", "写上门记录")
    typed = {"starts_at": "00:01", "ends_at": "00:02", "looked_at": SEEN, "advice": ADVICE}  # fmt: skip
    page.context.set_offline(True)
    if kind != "诊断":
        expert.tap("radio", re.compile(f"^{kind}"))
    for name, text in typed.items():
        page.locator(f"[name={name}]").fill(text)
    expert.tap("button", "记好了")
    page.get_by_text("没有网络。").wait_for()
    page.context.set_offline(False)
    page.get_by_text("请企业当场确认").first.wait_for()
    return typed


def read_code(owner, code):
    """Read the six digits that the enterprise's own page shows."""
    owner.tap_menu("帮扶单子")
    open_order(owner, code)
    shown = owner.page.locator("strong", has_text=re.compile(r"^\d{6}$"))
    return shown.inner_text()


def confirm(expert, digits):
    for name in ("came", "right", "free"):
        expert.taps += 1
        expert.page.locator(f"[name={name}][value=yes]").first.check()
    expert.page.locator("[name=confirm_code]").fill(digits)
    expert.tap("button", "企业确认")
    expert.wait_for_text("企业已确认")
    expert.tap("button", "帮扶完成")
    expert.wait_for_text("等企业评价")


def measure_minutes(taps, typed):
    letters = sum(map(len, typed.values()))
    return letters / A_MINUTE + taps * A_TAP / 60


def read_paper(person, name):
    line = person.page.locator("main li", has_text=name)
    with person.page.expect_download() as waiting:
        line.get_by_role("link", name="Word").click()
    with zipfile.ZipFile(waiting.value.path()) as parts:
        return parts.read("word/document.xml").decode()


def close_problem(worker, owner, folder):
    """Let who solved it say so, and somebody else look again and close it."""
    worker.tap_menu("质量问题")
    worker.tap("link", re.compile(PROBLEM))
    say(worker, "挂了记录表，买了测厚仪")
    let_days_pass(folder)
    worker.page.reload()
    worker.wait_for_text("请让另一位同事来验证")
    assert worker.page.locator("section[aria-labelledby=next] form").count() == 0

    owner.tap_menu("质量问题")
    owner.tap("link", re.compile(PROBLEM))
    say(owner, "抽了三批 15 件，厚度都够")
    owner.wait_for_text("验证有效")
    owner.page.locator("section[aria-labelledby=next] button").click()
    owner.wait_for_text("已解决")


def say(person, text):
    step = person.page.locator("section[aria-labelledby=next]")
    step.locator("textarea").fill(text)
    person.taps += 1
    step.locator("button[type=submit]").click()
    person.page.wait_for_load_state()


def let_days_pass(folder):
    """Move what waits back by two weeks: a test has none."""
    (path,) = folder.glob("*.sqlite3")
    earlier = (datetime.now(tz=UTC) - timedelta(days=DAYS)).date()
    with sqlite3.connect(path, timeout=30) as base:
        base.execute(
            "UPDATE improvement_problem SET verify_from = ? WHERE text LIKE ?",
            (earlier.isoformat(), f"{PROBLEM}%"),
        )
    time.sleep(1)


def choose_body(owner, name):
    """Choose the body of the expert's group after its diagnosis: nothing is blocked."""
    open_bodies(owner)
    owner.tap("button", f"选这家：{name}")
    owner.wait_for_text("随时可以改选")


def open_bodies(owner):
    owner.tap_menu("帮扶单子")
    owner.tap("link", "要认证了：选认证机构")


def ask_for_consultancy(owner, expert):
    """Take the choice back, and let the expert of the same group advise."""
    owner.tap("button", "取消这个选择")
    owner.tap_menu("帮扶单子")
    owner.tap("link", "请人帮一把")
    owner.page.locator("[name=field]").select_option("inspection")
    owner.tap("radio", re.compile("^咨询"))
    owner.tap("button", re.compile("下一步"))
    owner.page.get_by_label(re.compile("郑文")).check()
    owner.tap("button", "就请这几位")
    owner.wait_for_text("等“郑文")
    code = owner.page.url.rstrip("/").rpartition("/")[2]
    expert.tap_menu("帮扶单子")
    open_order(expert, code)
    expert.tap("button", "接单")
    expert.wait_for_text("写上门记录")


def read_refusal(owner, name):
    """Return what stands beside the body instead of a button."""
    open_bodies(owner)
    row = owner.page.locator("main li", has_text=name)
    assert row.get_by_role("button").count() == 0
    return row.inner_text()


def write_list(owner, folder):
    """Write the list in which the body's certificate stands."""
    owner.tap_menu("我的企业")
    name = owner.page.locator("main h1").inner_text()
    code = re.search(r"\b9[0-9A-Z]{17}\b", owner.read()).group()
    today = datetime.now(tz=UTC).date()
    book = openpyxl.Workbook()
    book.active.append(["企业名称", "信用代码", "所在地", "帮扶方式", "证书编号",
                        "颁证日期", "证书截止日期"])  # fmt: skip
    book.active.append([name, code, "安平县", "诊断", NUMBER, f"{today}",
                        f"{today + timedelta(days=3 * 365)}"])  # fmt: skip
    book.save(folder / "获证名单.xlsx")
    return folder / "获证名单.xlsx"


def bring_certificate(body, path):
    body.tap("link", "名单导入", within=".frame-side")
    body.tap("link", "上传名单")
    body.choose_file(path)
    body.tap("button", "上传并核对")
    body.wait_for_text("可入库|就是")
    body.tap("button", re.compile(r"入库 \d+ 行"))
    body.wait_for_text("已入库：")


def read_marks(officer):
    officer.tap("link", "帮扶单子", within=".frame-side")
    officer.tap("link", "帮过又认证的")
    return officer.read()

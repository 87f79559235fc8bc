"""One story per role, from its home page to the end, without typing an address.

The counts of taps are part of the promise: a rise is a regression.
"""

import re
import zipfile

import pytest

from tests.e2e.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_officer_brings_a_messy_roster_in(visit, cases_dir):
    officer = visit("demo-officer")

    officer.tap("link", "名单导入", within=".frame-side")
    officer.tap("link", "上传名单")
    officer.choose_file(cases_dir / "messy" / "roster_g.xlsx")
    officer.tap("button", "上传并核对")
    officer.wait_for_text("未通过")
    marked = officer.download("link", "下载标好错误的表格")
    officer.tap("button", re.compile(r"入库 \d+ 行"))
    officer.wait_for_text("已入库：")

    assert zipfile.is_zipfile(marked)
    assert officer.taps == 6
    assert officer.reports == []


def test_officer_settles_what_only_a_person_can(visit):
    officer = visit("demo-officer")

    officer.tap("link", "去确认")
    officer.tap("link", re.compile("待您?确认"))
    while officer.page.get_by_role("button", name=re.compile("就是")).count():
        open_rows = officer.page.get_by_role("button", name=re.compile("就是")).count()
        officer.tap("button", re.compile("就是"))
        officer.page.wait_for_function(
            "left => document.querySelectorAll('button[value^=same]').length < left",
            arg=open_rows,
        )
    officer.tap("button", re.compile(r"入库 \d+ 行"))
    officer.wait_for_text("已入库：")

    assert "帮扶 11 家次" in officer.read()
    assert officer.taps == 6
    assert officer.reports == []


def test_officer_makes_and_takes_the_bulletin(visit):
    officer = visit("demo-officer")

    officer.tap("link", "通报", within=".frame-side")
    officer.tap("link", "做一份代拟稿")
    officer.tap("button", "开始计算")
    officer.page.get_by_role("link", name="Word").first.wait_for(timeout=90_000)
    document = officer.download("link", "Word")

    with zipfile.ZipFile(document) as parts:
        text = parts.read("word/document.xml").decode()
    assert "安平县" in text
    assert officer.taps == 4
    assert officer.reports == []


def test_owner_files_the_return_on_a_phone(visit):
    owner = visit("demo-owner", viewport=PHONE)

    owner.tap("link", "开始填报")
    owner.tap("button", "开始填写")
    owner.page.locator("main input[name*=revenue]").first.fill("356.8")
    owner.page.locator("main input[name*=profit]").first.fill("24")
    while owner.page.get_by_role("button", name="下一步").count():
        before = owner.page.url
        owner.tap("button", "下一步")
        owner.page.wait_for_url(lambda url, before=before: url != before)
    owner.tap("button", "提交")
    owner.wait_for_text("已提交")

    assert owner.taps == 7
    assert owner.reports == []


def test_owner_and_officer_meet_over_a_proposal(visit):
    officer = visit("demo-officer")

    officer.tap("link", "去审核")
    articles = officer.page.locator("main section, main article")
    proposal = articles.filter(has_text="示例路66号").last
    officer.taps += 1
    proposal.get_by_role("button", name="通过", exact=True).click()
    officer.page.wait_for_load_state()
    owner = visit("demo-owner", viewport=PHONE)
    owner.tap("link", "我的企业", within="main")

    assert "示例路66号" in owner.read()
    assert officer.taps == 2
    assert officer.reports == owner.reports == []


def test_visitor_complains_and_reads_the_answer(visit):
    visitor = visit()
    visitor.open("/")
    visitor.tap("link", "投诉与建议", within="footer")
    visitor.tap("radio", "建议")
    visitor.page.locator("textarea").fill("表上的字太小。")
    visitor.page.locator("input[name=region]").fill("131125")
    visitor.tap("button", "提交")
    visitor.wait_for_text("还没有答复")
    place = visitor.page.url

    officer = visit("demo-officer")
    officer.tap("link", "投诉与建议", within="main")
    officer.tap("link", "表上的字太小。")
    officer.page.locator("textarea").fill("已经加了大字版。")
    officer.tap("button", "发出答复")
    officer.wait_for_text("已答复")

    visitor.page.goto(place)
    assert "已经加了大字版。" in visitor.read()
    assert visitor.taps == 3
    assert officer.taps == 3
    assert visitor.reports == officer.reports == []


def test_imports_without_scripts(visit, cases_dir):
    officer = visit("demo-officer-city", has_scripts=False)

    officer.tap("link", "名单导入", within=".frame-side")
    officer.tap("link", "上传名单")
    officer.choose_file(cases_dir / "messy" / "roster_a.xlsx")
    officer.tap("button", "上传并核对")
    reload_until(officer, "入库 ")
    officer.tap("button", re.compile(r"入库 \d+ 行"))
    reload_until(officer, "已入库：")

    assert officer.taps == 5


def reload_until(person, text):
    """Do what a person without scripts does: look again."""
    for _ in range(60):
        if text in person.read():
            return
        person.page.wait_for_timeout(500)
        person.page.reload()
    pytest.fail(f"never showed {text}")

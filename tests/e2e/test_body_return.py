"""The second story: a body brings its year in, from the lists it keeps anyway."""

import csv
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest

from tests.e2e.conftest import Person
from zhisheng.methods.identifiers import make_uscc
from zhisheng.methods.working_days import next_working_day
from zhisheng.reference.regions import load_regions

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAME = "2024年帮扶情况材料"
HEADER = ["序号", "企业名称", "信用代码", "所在地", "行业", "帮扶方式", "开始", "结束"]
ENTERPRISES, WRONG, DOUBLES = 1_240, 5, 37
STEMS = "春夏秋冬梅兰竹菊松柏"
TRADES = ("管件", "绒线", "瓷片", "木梳", "铜锁", "竹席", "皮带", "玻杯")
SUMMARY = "全年帮扶小微企业一千二百余家，组织标准解读和诊断，" * 12


def list_counties():
    """Return one county of each of the first 18 provinces that have counties."""
    found = {}
    for region in load_regions():
        if region.level == "county" and region.full_name.count("县"):
            found.setdefault(region.code[:2], region)
    return list(found.values())[:18]


def make_lines():
    """Write down helps of enterprises in 18 provinces, a name for each."""
    counties = list_counties()
    for number in range(ENTERPRISES):
        region = counties[number % 18]
        first, rest = divmod(number, 80)
        stem = STEMS[first // 10] + STEMS[first % 10] + STEMS[rest // 8]
        code = make_uscc(
            department="9",
            category="1",
            region=region.code,
            organisation_body=f"WJ{number:06d}",
        ).code
        name = f"{region.full_name[-3:]}{stem}{TRADES[rest % 8]}有限公司"
        yield [
            number + 1, name, code, region.full_name, "3340", "诊断",
            "2024.3.5", "2024年9月",
        ]  # fmt: skip


@pytest.fixture
def lists(tmp_path):
    """Write what the body's own system gives out, and a colleague's list beside it.

    Five codes are mistyped in the one; the other calls 37 of the enterprises, without
    a code, by another legal form.
    """
    lines = list(make_lines())
    book = openpyxl.Workbook()
    book.active.append(["2024年度帮扶企业清单（系统导出）"])
    book.active.append(HEADER)
    for number, line in enumerate(lines):
        wrong = [*line[:2], f"{line[2][:-2]}00", *line[3:]]
        book.active.append(wrong if number < WRONG else line)
    book.save(tmp_path / "系统导出.xlsx")
    with (tmp_path / "小李.csv").open("w", encoding="gb18030", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(HEADER)
        for line in lines[100 : 100 + DOUBLES]:
            name = line[1].replace("有限公司", "厂")
            sheet.writerow([line[0], name, "", *line[3:]])
    return tmp_path


@pytest.fixture
def body(visit) -> Person:
    give(visit("demo-officer-nation"))
    return visit("demo-body")


def test_a_body_hands_its_year_in(body, lists):
    body.tap("link", "填报任务", within=".frame-side")
    body.tap("link", NAME)
    address = body.page.url
    known = count_known(body)
    bring(body, lists / "系统导出.xlsx", until="待确认|未通过")
    marked = body.download("link", "下载标好错误的表格")
    put_in(body)
    bring(body, lists / "小李.csv", until="就是")
    assert confirm(body) == DOUBLES
    put_in(body)
    bring(body, mend(marked, lists / "改好.xlsx"), until="可入库")
    put_in(body)
    assert body.page.url == address
    assert count_known(body) == known + ENTERPRISES
    hand_in(body, known + ENTERPRISES)

    assert f"共 {known + ENTERPRISES} 行" in body.read()
    assert body.taps == 20 + DOUBLES
    assert body.reports == []
    asks_nothing_again(body, lists / "小李.csv")


def bring(body, path, *, until):
    """Upload a list from the page of the return."""
    body.tap("link", "上传名单")
    body.choose_file(path)
    body.tap("button", "上传并核对")
    body.wait_for_text(until, seconds=120)


def put_in(body):
    """Apply what was read and go back to the return."""
    body.tap("button", re.compile(r"入库 [\d,]+ 行"))
    body.wait_for_text("已入库：", seconds=120)
    body.tap("link", re.compile("取入“"))
    body.page.get_by_role("heading", name=NAME).wait_for()


def count_known(body):
    """Return how many helps the page says the ledger has."""
    found = re.search(r"取入 (\d+) 家", body.read())
    return int(found.group(1)) if found else 0


def hand_in(body, lines):
    body.tap("button", f"取入 {lines} 家")
    body.wait_for_text(f"新增 {lines} 行", seconds=120)
    typed = {
        "summary": SUMMARY,
        "contact_name": "周杰",
        "contact_mobile": "13800000001",
    }
    for name, text in typed.items():
        body.page.locator(f"[name={name}]").fill(text)
    body.tap("button", "提交")
    body.wait_for_text("已提交", seconds=120)


def give(officer):
    """Ask all bodies for their year."""
    officer.tap("link", "填报任务", within=".frame-side")
    officer.tap("link", "新建任务")
    today = datetime.now(tz=UTC).date()
    typed = {"name": NAME, "opens_on": today.isoformat(),
             "due_on": next_working_day(today + timedelta(days=50)).isoformat()}  # fmt: skip
    officer.page.locator("select[name=form]").select_option("helped-enterprises")
    officer.page.locator("select[name=audience]").select_option("bodies")
    officer.page.locator("select[name=period]").select_option("2024年")
    for name, text in typed.items():
        officer.page.locator(f"input[name={name}]").first.fill(text)
    officer.page.locator("main form button[type=submit]").first.click()
    officer.tap("button", "下发")
    officer.wait_for_text(r"催报 \d+ 份")


def confirm(body):
    """Say of each row that it is the enterprise on record; return how often."""
    said = 0
    while left := body.page.locator("button[value^=same]").count():
        body.tap("button", re.compile("就是"))
        said += 1
        # A page that is only half there has none of them.
        body.page.wait_for_function(
            "left => document.readyState === 'complete' &&"
            " document.querySelectorAll('button[value^=same]').length < left",
            arg=left,
        )
    return said


def mend(marked, out):
    """Type the right codes into the workbook that came back."""
    book = openpyxl.load_workbook(BytesIO(marked.read_bytes()))
    right = {line[1]: line[2] for line in make_lines()}
    for row in book.active.iter_rows(min_row=3):
        row[2].value = right[row[1].value]
    book.save(out)
    return out


def asks_nothing_again(body, path):
    """Upload what was settled once more."""
    body.tap("link", "名单导入", within=".frame-side")
    bring(body, path, until="可入库")
    assert body.page.locator("button[value^=same]").count() == 0

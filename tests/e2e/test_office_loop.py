"""The first story: a county brings a task of the province home on a Friday afternoon."""

import re
from io import BytesIO

import openpyxl
import pytest

from tests.e2e.tasks import make_task
from zhisheng.kit.tests.documents import make_pdf

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAME = "周一要的台账"
SCAN = make_pdf()


@pytest.fixture
def template(tmp_path):
    """Make the province's own table: its order of columns, its heading."""
    book = openpyxl.Workbook()
    book.active.append(["河北省{{任务名称}}（{{填报单位}}）"])
    book.active.append(["企业", "季末人数", "序号", "状态"])
    book.active.append(["{{填报对象}}", "{{季末从业人员}}", "{{序号}}", "{{状态}}"])
    book.active.append(["{{审核情况}}"])
    book.active.append(["核对码：{{核对码}}"])
    book.save(tmp_path / "表样.xlsx")
    return tmp_path / "表样.xlsx"


@pytest.fixture
def scan(tmp_path):
    (tmp_path / "盖章件.pdf").write_bytes(SCAN)
    return tmp_path / "盖章件.pdf"


def test_a_county_brings_the_task_home(visit, template, scan):
    province = visit("demo-officer-province")
    give(province, template)

    county = visit("demo-officer")
    open_task(county)
    county.tap("button", re.compile(r"催报 \d+ 份"))
    county.wait_for_text("已提醒|已催|都已")
    names = [fill_in_first(county, 20 + number) for number in range(3)]
    county.tap("link", "3 份全部通过")
    county.tap("button", "通过 3 份")
    county.wait_for_text("已通过")
    send_back(visit("demo-officer-city"), names)
    open_task(county)
    county.tap("link", re.compile("退回待改"))
    for number in range(3):
        fill_in_first(county, 30 + number)
    county.tap("link", "导出、打印盖章")
    # Mended, they went straight back to the city that wanted it: the county passed none.
    county.tap("link", "连没有审核的 3 份一起放")
    sheet = county.download("link", "下载 Excel 表格")
    lines = [
        row
        for row in openpyxl.load_workbook(BytesIO(sheet.read_bytes())).active.values
        if any(row)
    ]
    code = lines[-1][0].removeprefix("核对码：")
    county.page.locator("#check_code").fill(code)
    county.choose_file(scan)
    county.tap("button", "上传盖章件")
    county.wait_for_text("与数据一致")

    assert lines[0][0] == f"河北省{NAME}（安平县市场监督管理局）"
    assert sorted(row[0] for row in lines[2:-2]) == sorted(names)
    assert sorted(row[1] for row in lines[2:-2]) == [30, 31, 32]
    assert {row[3] for row in lines[2:-2]} == {"本单位未审，待市审"}
    assert lines[-2][0] == "含未审核 3 条"
    assert county.taps == 25
    assert county.reports == []


def give(officer, template):
    """Put the province's template in use and open a task for the county's enterprises."""
    officer.tap("link", "填报任务", within=".frame-side")
    officer.tap("link", "导出模板")
    officer.page.locator("select[name=form]").select_option("quarterly-progress")
    officer.page.locator("select[name=unit]").select_option("U130000")
    officer.choose_file(template)
    officer.tap("button", "检查并启用")
    officer.wait_for_text("模板已启用")
    make_task(officer, name=NAME, unit="U130000")


def open_task(officer):
    officer.tap("link", "填报任务", within=".frame-side")
    officer.tap("link", NAME)


def fill_in_first(officer, employees):
    """Fill in for the first on the list; return who that is."""
    first = officer.page.locator("#entries a.row-link").first
    name = first.inner_text()
    officer.taps += 1
    first.click()
    officer.page.locator("input[name=employees]").fill(str(employees))
    officer.tap("button", "提交")
    officer.wait_for_text(f"已代“{name}”提交")
    return name


def send_back(officer, names):
    """Let the city want the number of employees of each enterprise checked."""
    for name in names:
        open_task(officer)
        officer.tap("link", name, within="#entries")
        officer.tap("link", "退回")
        officer.page.locator("select[name=field]").select_option("employees")
        officer.page.locator("textarea[name=text]").fill("请核对人数")
        officer.tap("button", "退回")
        officer.wait_for_text("已退回")

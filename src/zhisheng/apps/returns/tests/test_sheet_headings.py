"""What is a heading of a sheet of values, however narrow, and what is none."""

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.apps.returns import services
from zhisheng.apps.returns.errors import SheetColumnsError
from zhisheng.kit.problems import describe
from zhisheng.kit.sheets import NoRowsError


@pytest.fixture
def mesh(dictionary, county_unit):
    return make_enterprise(name="安平县示例甲丝网厂", uscc="91131125MA0D7Y1234")


@pytest.fixture
def check(tmp_path, mesh, officer_county):
    def send(*lines):
        book = openpyxl.Workbook()
        for line in lines:
            book.active.append(line)
        path = tmp_path / "指标.xlsx"
        book.save(path)
        return services.check_sheet(path, year=2024, actor=officer_county)

    return send


def test_a_name_and_one_value_are_a_sheet(check, mesh):
    (row,) = check(["指标表"], ["企业名称", "2024年营业收入(万元)"], [mesh.name, 100])

    assert (row.read.row, row.status) == (3, "accepted")
    assert row.read.values["revenue", "2024"].value == 1_000_000


def test_a_code_and_one_value_are_a_sheet(check, mesh):
    (row,) = check(["统一社会信用代码", "营业收入(元)"], [mesh.uscc, 100])

    assert (row.enterprise_id, row.status) == (mesh.pk, "accepted")


@pytest.mark.parametrize(
    "head",
    [["企业名称", "统一社会信用代码", "说明"], ["说明", "营业收入(元)"], ["企业名称"]],
)
def test_a_sheet_without_enterprise_or_value_is_told_the_rule(check, head):
    with pytest.raises(SheetColumnsError) as caught:
        check(head, ["甲"])

    words = "、".join(f"“{word}”" for word in head)
    assert describe(caught.value) == (
        "没有找到表头：同一行里至少要有一列“企业名称”或“统一社会信用代码”，"
        "和一列指标，如“2024年营业收入（万元）”。"
        f"看过的是工作表“Sheet”的前 2 行，最像表头的是第 1 行：{words}。"
        "请这样写好表头再上传。"
    )
    with override("en"):
        assert "Looked at: the first 2 rows of sheet “Sheet”" in describe(caught.value)


def test_a_heading_without_rows_says_so(check):
    with pytest.raises(NoRowsError, match="表头下面没有数据"):
        check(["企业名称", "2024年营业收入(万元)"])


def test_what_has_no_column_is_marked_at_the_name(check, tmp_path):
    check(["序号", "企业名称", "2024年营业收入(万元)"], [1, "无此企业", 100])
    source, out = tmp_path / "指标.xlsx", tmp_path / "退回.xlsx"

    call_command(
        "import_returns", str(source), "--year=2024", "--dry-run", "--marked", str(out)
    )

    page = openpyxl.load_workbook(out).active
    assert page["B2"].comment.text.startswith("名录里没有您能填报的这家企业。")
    assert page["A2"].comment is None


def test_an_unknown_code_is_marked_at_the_code(check, tmp_path, officer_county):
    rows = check(
        ["企业名称", "2024年营业收入(万元)", "信用代码"], ["甲", 100, "91131125"]
    )

    source, out = tmp_path / "指标.xlsx", tmp_path / "退回.xlsx"
    services.write_marks(source, rows, out=out, year=2024)

    page = openpyxl.load_workbook(tmp_path / "退回.xlsx").active
    assert (page["A2"].comment, page["C2"].fill.fgColor.rgb) == (None, "FFFFC7CE")


def test_the_command_writes_no_workbook_under_another_name(check, tmp_path):
    with pytest.raises(CommandError, match="不能是 x"):
        call_command("import_returns", "a.xlsx", "--year=2024", "--marked", "x.csv")

"""Files of other systems as they come: other headings, other words, wrong cells."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from zhisheng.kit.connectors import (
    LayoutNotFoundError,
    mark_file,
    read_layout,
    write_blank_layout,
    write_layout,
)
from zhisheng.kit.problems import describe
from zhisheng.kit.sheets import SheetRefusedError, read_workbook, write_xlsx
from zhisheng.kit.sheets.writing import OutSheet
from zhisheng.reference.connectors import find_connector

TODAY = date(2026, 11, 27)
USCC = "91131125AA0000018F"


def get_layout(connector, code):
    return find_connector(connector, TODAY).find_layout(code)


def save_csv(folder: Path, text: str) -> Path:
    path = folder / "in.csv"
    path.write_text(text, "utf-8-sig")
    return path


def read(path: Path, layout):
    return list(read_layout(read_workbook(path), layout))


def test_other_headings_and_words_are_understood(tmp_path):
    layout = get_layout("enterprise-register", "entities")
    path = save_csv(
        tmp_path,
        "某县市场主体登记信息\n"
        "社会信用代码,名称,企业类型,经营状态,行政区划,地址,行业代码,风险等级\n"
        f"{USCC},华丰丝网厂,有限责任公司（自然人独资）,在业,河北省衡水市安平县,示例路1号,3340,A\n",
    )

    (row,) = read(path, layout)

    assert row.refusals == ()
    assert row.number == 3
    assert row.answers == {
        "uscc": USCC,
        "name": "华丰丝网厂",
        "legal_form": "公司",
        "status": "存续",
        "region": "131125",
        "address": "示例路1号",
        "industry": "3340",
    }


def test_a_wrong_cell_is_told_with_column_reason_and_cure(tmp_path):
    layout = get_layout("enterprise-register", "entities")
    path = save_csv(
        tmp_path,
        f"企业名称,统一社会信用代码,登记状态\n华丰丝网厂,{USCC[:-1]}W,冻结\n,{USCC},存续\n",
    )

    first, second = read(path, layout)

    assert [(one.column, one.heading) for one in first.refusals] == [
        (2, "统一社会信用代码"),
        (3, "登记状态"),
    ]
    assert first.refusals[0].reason.startswith("统一社会信用代码“")
    assert first.refusals[1].reason == "“登记状态”只能填：存续、注销、吊销。"
    assert first.refusals[1].cure == "写法例如“存续”。"
    assert [(one.column, one.reason) for one in second.refusals] == [
        (1, "“企业名称”必须填写。")
    ]


def test_a_code_of_nobody_is_refused(tmp_path):
    layout = get_layout("certification-authority", "certificates")
    path = save_csv(
        tmp_path,
        "组织名称,组织机构代码,证书编号,认证项目,证书状态,证书到期日期\n"
        "甲厂,000000000,00124Q1R0S,质量管理体系认证,01,2027-02-28\n",
    )

    (row,) = read(path, layout)

    assert [one.heading for one in row.refusals] == ["组织机构代码"]
    assert row.answers["state"] == "有效"


def test_another_file_is_refused_as_a_whole(tmp_path):
    layout = get_layout("credit-publicity", "penalties")
    path = save_csv(tmp_path, "企业名称,统一社会信用代码,登记状态\n甲,乙,存续\n")

    with pytest.raises(LayoutNotFoundError) as refused:
        read(path, layout)

    told = describe(refused.value)
    assert "行政处罚" in told
    assert "处罚决定书文号" in told
    assert "企业名称" in told


@pytest.mark.parametrize(
    "content", [b"\x00\x01\x02", b"PK\x03\x04broken", b"<html><body>x</body></html>"]
)
def test_what_is_no_workbook_is_refused(tmp_path, content):
    path = tmp_path / "in.xlsx"
    path.write_bytes(content)

    with pytest.raises(SheetRefusedError):
        read(path, get_layout("enterprise-register", "entities"))


def test_a_formula_without_a_value_is_told(tmp_path):
    path = tmp_path / "in.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["企业名称", "统一社会信用代码", "登记状态"])
    book.active.append(["=A9&B9", USCC, "存续"])
    book.save(path)

    (row,) = read(path, get_layout("enterprise-register", "entities"))

    reasons = {one.heading: one.reason for one in row.refusals}
    assert reasons["企业名称"] == "这一格是公式，没有算出结果，请改成数值或文字。"


def test_refused_rows_come_back_in_the_same_workbook(tmp_path):
    layout = get_layout("enterprise-register", "entities")
    path = tmp_path / "in.xlsx"
    head = ["企业名称", "统一社会信用代码", "登记状态"]
    rows = [["甲厂", USCC, "冻结"], ["乙厂", USCC, "存续"]]
    write_xlsx(path, [OutSheet("表", head, rows)])
    workbook = read_workbook(path)
    told = [
        (row.sheet, row.number, one.column, one.reason)
        for row in read_layout(workbook, layout)
        for one in row.refusals
    ]

    out = tmp_path / "out.xlsx"
    mark_file(path, told, layout=layout, workbook=workbook, out=out, rows=2)

    sheet = openpyxl.load_workbook(out).active
    assert sheet["C2"].comment.text.startswith("“登记状态”只能填")
    assert sheet["C3"].comment is None
    # What comes back is read again as it was, without what was added.
    assert [row.answers.get("name") for row in read(out, layout)] == ["甲厂", "乙厂"]


def test_a_written_file_is_defused_and_reads_back(tmp_path):
    layout = get_layout("finance-platform", "enterprises")
    out = tmp_path / "out.xlsx"

    write_layout(out, layout, [{"uscc": USCC, "name": "=HYPERLINK(1)"}, {"uscc": USCC}])

    sheet = openpyxl.load_workbook(out).active
    assert [cell.value for cell in sheet[1]] == [one.heading for one in layout.columns]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=HYPERLINK(1)", "s")
    assert sheet["B3"].value in {None, ""}


def test_a_blank_file_can_be_read_and_holds_no_rows(tmp_path):
    layout = get_layout("enterprise-register", "entities")
    out = tmp_path / "blank.xlsx"

    write_blank_layout(out, layout)

    assert read(out, layout) == []

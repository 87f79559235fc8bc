"""What stands in the column of codes and is no code of eighteen characters."""

import pytest

from zhisheng.apps.programme.tests.readings import judge, report_all
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    make_code,
    make_line,
    write_xlsx,
)

COMPARED = "将按名称、地区和地址比对。"


def read(tmp_path, *written, first=None):
    codes = [make_code(1) if first is None else first, *written]
    lines = [make_line(n, 统一社会信用代码=code) for n, code in enumerate(codes, 1)]
    return report_all(write_xlsx(tmp_path / "a.xlsx", [HEADER, *lines]))


def tell(report):
    (reason,) = report["details"]
    return reason["message"], reason["cure"], reason["column"]


@pytest.mark.parametrize("text", ["0" * 18, "'" + "0" * 18, "0" * 9, "0", "０" * 18])
def test_zeros_are_no_code_and_the_row_says_so(text, tmp_path):
    found = read(tmp_path, text)

    assert judge(found) == [(2, "accepted", []), (3, "warning", ["uscc"])]
    assert found[1]["uscc"] is None
    assert tell(found[1]) == (
        f"代码一栏写的是“{text}”，按没有统一社会信用代码处理，{COMPARED}",
        "请补填 18 位代码，避免与别的企业混淆。",
        2,
    )


@pytest.mark.parametrize("text", ["", "—", "无", "暂无", None])
def test_an_empty_code_is_told_as_missing(text, tmp_path):
    found = read(tmp_path, text)

    assert judge(found)[1] == (3, "warning", ["uscc"])
    assert tell(found[1])[0] == f"没有统一社会信用代码，{COMPARED}"


@pytest.mark.parametrize("text", ["D2143569-X", "d2143569x", "MAXX1234-X", 123456788])
def test_an_old_organisation_code_is_named_as_such(text, tmp_path):
    found = read(tmp_path, text)

    assert judge(found)[1] == (3, "warning", ["uscc"])
    assert found[1]["uscc"] is None
    assert tell(found[1]) == (
        f"“{text}”是旧的 9 位组织机构代码，不是 18 位统一社会信用代码，{COMPARED}",
        "请照营业执照补填 18 位代码，避免与别的企业混淆。",
        2,
    )


@pytest.mark.parametrize(
    "text", ["MAXX1234-5", "MAXX12345", "12345678-9", 123456789, "MA01ABCD0"]
)
def test_a_wrong_organisation_code_is_refused(text, tmp_path):
    found = read(tmp_path, text)

    assert judge(found) == [(2, "accepted", []), (3, "refused", ["uscc"])]
    assert tell(found[1]) == (
        f"“{text}”像旧的 9 位组织机构代码，但校验不通过。"
        "请照营业执照填写 18 位统一社会信用代码，没有就留空。",
        "",
        2,
    )


def test_a_ditto_of_no_code_is_told_as_written(tmp_path):
    found = read(tmp_path, "同上", "同上", first="0")

    assert judge(found) == [(row, "warning", ["uscc"]) for row in (2, 3, 4)]
    assert [tell(row)[0].partition("，")[0] for row in found] == [
        "代码一栏写的是“0”",
        "代码一栏写的是“同上”",
        "代码一栏写的是“同上”",
    ]


def test_an_identity_number_for_a_code_is_never_repeated(tmp_path):
    number = "11010519491231002X"

    (_, found) = read(tmp_path, number)

    assert found["uscc"] is None
    assert number not in str(found)

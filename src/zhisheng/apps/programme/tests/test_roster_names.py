"""Names of a roster that name no enterprise are refused, doubtful ones asked about."""

import time

import pytest

from zhisheng.apps.programme.sheets.readers import (
    MAX_CELL,
    NameTooLongError,
    read_name,
)
from zhisheng.apps.programme.tests.readings import judge, report_all
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    make_code,
    make_line,
    name_firm,
    write_xlsx,
)

NO_NAMES = [
    "有限公司", "厂", "个体工商户", "丝网", "（略）", "略", "待定", "同上", "XX公司", "×××", "测试", "※", "Завод", "某某公司",
]  # fmt: skip
SHORT_NAMES = [
    "华为",
    "华丰",
    "3M",
    "TCL",
    "安平丝网",
    "和平厂",
    "老干妈",
    "第一丝网厂",
]


def read(path, *lines):
    return judge(report_all(write_xlsx(path / "a.xlsx", [HEADER, *lines])))


@pytest.mark.parametrize("code", [make_code(2), None])
@pytest.mark.parametrize("name", NO_NAMES)
def test_what_names_no_enterprise_is_refused(name, code, tmp_path):
    line = make_line(2, 企业名称=name, 统一社会信用代码=code)

    found = read(tmp_path, make_line(1), line)

    assert found == [(2, "accepted", []), (3, "refused", ["name"])]


@pytest.mark.parametrize("name", SHORT_NAMES)
def test_short_names_are_names(name, tmp_path):
    assert read(tmp_path, make_line(企业名称=name)) == [(2, "accepted", [])]


@pytest.mark.parametrize("name", ["丝网厂", "五金店", "安平县有限公司", "甲公司"])
def test_a_name_without_an_own_name_counts_only_beside_a_code(name, tmp_path):
    lines = [
        make_line(企业名称=name),
        make_line(企业名称=name, 统一社会信用代码=None, 帮扶结束日期=None),
    ]

    assert read(tmp_path, *lines) == [
        (2, "warning", ["name"]),
        (3, "to_confirm", ["name"]),
    ]


def test_the_same_name_as_above_is_taken_for_the_same_code_only(tmp_path):
    header = [*HEADER, "帮扶机构", "年度"]
    lines = [
        [*make_line(1), "甲乙认证有限公司", 2024],
        [*make_line(1, 企业名称="同上"), "丙丁认证有限公司", 2024],
        [*make_line(1, 企业名称="同上", 统一社会信用代码="同上"), "戊己认证有限公司", 2024],
        [*make_line(2, 企业名称="同上"), "戊己认证有限公司", 2024],
        [*make_line(2, 企业名称="同上"), "丙丁认证有限公司", 2024],
    ]  # fmt: skip
    path = write_xlsx(tmp_path / "a.xlsx", [header, *lines])

    found = report_all(path)

    assert [(row["status"], row["name"]) for row in found] == [
        *[("accepted", name_firm(1))] * 3,
        *[("refused", "同上")] * 2,
    ]


def test_the_reason_says_what_is_wrong_and_where(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, make_line(企业名称="有限公司")])

    (found,) = report_all(path)

    assert found["details"] == [
        {
            "field": "name",
            "severity": "refused",
            "message": "“有限公司”只是组织形式，不是企业名称。",
            "cure": "请填写营业执照上的全称。",
            "text": "有限公司",
            "column": 1,
            "data": {"text": "有限公司"},
            "options": [],
        }
    ]


@pytest.mark.parametrize("code", [make_code(2), None])
@pytest.mark.parametrize(
    ("name", "severity", "message"),
    [
        (
            "<b>华丰丝网厂</b>",
            "refused",
            "企业名称里有“<”或“>”，不是营业执照上的名称。",
        ),
        ("王五", "warning", "这像是人名，不像企业名称，请核对。"),
        ("李小明", "warning", "这像是人名，不像企业名称，请核对。"),
    ],
)
def test_markup_is_refused_and_a_person_doubted(
    name, severity, message, code, tmp_path
):
    line = make_line(2, 企业名称=name, 统一社会信用代码=code)

    (report,) = report_all(write_xlsx(tmp_path / "a.xlsx", [HEADER, line]))

    told = [one for one in report["details"] if one["field"] == "name"]
    assert [(one["severity"], one["message"]) for one in told] == [(severity, message)]
    assert report["status"] == severity


@pytest.mark.parametrize(
    "behind",
    [
        "（曾用名：安平县旧丝网厂）",
        " (曾用名:安平县旧丝网厂)",
        "(曾用名称：安平县旧（安平）丝网厂)",
        "【原名：安平县旧丝网厂】",
        "（原企业名称安平县旧丝网厂）",
        "\n曾用名：安平县旧丝网厂",
        "，曾用名: 安平县旧丝网厂",
        "（原安平县旧丝网厂）",
        "(原：安平县旧丝网（集团）有限公司)",
        "（原平乡县旧丝网厂）",
    ],
)
def test_a_former_name_behind_a_name_is_no_part_of_it(behind, tmp_path):
    line = make_line(1, 企业名称=f"{name_firm(1)}{behind}")

    (found,) = report_all(write_xlsx(tmp_path / "a.xlsx", [HEADER, line]))

    assert (found["name"], judge([found])) == (
        name_firm(1),
        [(2, "warning", ["name"])],
    )


def test_a_former_name_that_is_not_kept_is_told(tmp_path):
    line = make_line(1, 企业名称=f"{name_firm(1)}（原安平县旧丝网厂）")

    (found,) = report_all(write_xlsx(tmp_path / "a.xlsx", [HEADER, line]))

    (told,) = found["details"]
    assert (told["message"], told["cure"], told["text"], told["column"]) == (
        f"名称按“{name_firm(1)}”读入，后面的原名“安平县旧丝网厂”没有保存。",
        "请核对现名是否写对；写对了可不改。",
        "安平县旧丝网厂",
        1,
    )


@pytest.mark.parametrize(
    "behind",
    [
        "等3家",
        "等三家企业",
        "（等５家）",
        "等 12 户",
        "等多家小微企业",
        "等企业",
        "、安平县别家丝网厂",
        "；安平县别家丝网有限公司",
        "\n安平县别家丝网厂",
        "\n桦峰编织厂",
        " 安平县别家丝网厂",
        "|安平县别家丝网厂",
        "和安平县别家丝网有限公司",
        "、安平县别家丝网厂等",
    ],
)
def test_several_enterprises_in_one_row_are_refused(behind, tmp_path):
    line = make_line(1, 企业名称=f"{name_firm(1)}{behind}")

    (found,) = report_all(write_xlsx(tmp_path / "a.xlsx", [HEADER, line]))

    assert judge([found]) == [(2, "refused", ["name"])]
    assert [(one["message"], one["cure"]) for one in found["details"]] == [
        (
            f"“{name_firm(1)}{' '.join(behind.split(chr(10)))}”不止一家企业。",
            "请一行只填一家企业，每家的名称、代码、人数和营业收入分开填写。",
        )
    ]


@pytest.mark.parametrize(
    "name",
    [
        "安平县华丰丝网（集团）有限公司",
        "安平县原名轩茶庄",
        "安平县华丰丝网厂（普通合伙）",
        "安平县华丰化工有限公司（原料厂）",
        "山西华丰商贸有限公司（原平分公司）",
        "河南华丰商贸有限公司（原阳店）",
        "安平县平等丝网厂",
        "安平县张记饭店（原汁羊汤店）",
        "安平县张记饭店（原始部落饭店）",
        "安平县李记健身中心（原动力健身中心）",
        "安平县王记民宿店（原乡民宿店）",
        "安平县华丰丝网厂（原平市第二机修厂）",
        "安平县和平丝网厂",
        "安平县社会工作服务社和谐中心",
        "安平县华丰丝网有限公司 安平分公司",
        "安平县华丰和记丝网厂",
        "安平县华丰企业、商贸有限公司",
        "河北华丰（安平、深州）丝网厂",
    ],
)
def test_other_brackets_and_words_stay_in_a_name(name, tmp_path):
    line = make_line(1, 企业名称=name)

    (found,) = report_all(write_xlsx(tmp_path / "a.xlsx", [HEADER, line]))

    assert found["name"] == name


def test_a_former_name_alone_is_no_name(tmp_path):
    line = make_line(1, 企业名称="（曾用名：安平县旧丝网厂）")

    assert read(tmp_path, line) == [(2, "refused", ["name"])]


def test_a_long_cell_takes_no_long_time():
    """It is refused before an expression looks for several firms in it."""
    begun = time.perf_counter()

    for text in (
        "甲乙公司 " * 8_000 + "x",
        "甲乙公司\n" * 8_000 + "x",
        "甲乙公司和" * 8_000 + "x",
        "甲乙" + "（原" * 20_000,
    ):
        with pytest.raises(NameTooLongError) as refused:
            read_name(text)
        assert refused.value.fields["limit"] == 120

    assert time.perf_counter() - begun < 1


def test_a_cell_as_long_as_may_be_takes_no_long_time():
    begun = time.perf_counter()

    for part in ("甲乙公司 ", "甲乙公司\n", "甲乙公司和", "（原", "公司 甲"):
        with pytest.raises(NameTooLongError):
            read_name((part * MAX_CELL)[: MAX_CELL - 1])

    assert time.perf_counter() - begun < 1


def test_blanks_around_a_name_do_not_make_it_long(tmp_path):
    name = f"{name_firm(1)}{chr(10) * 20_000}"

    (found,) = report_all(
        write_xlsx(tmp_path / "a.xlsx", [HEADER, make_line(1, 企业名称=name)])
    )

    assert judge([found]) == [(2, "accepted", [])]

"""What is a heading of a roster, however narrow, and what is none."""

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from zhisheng.apps.programme.tests.readings import judge, refuse, report_all
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    make_code,
    make_line,
    name_firm,
    write_csv,
    write_xlsx,
)
from zhisheng.kit.problems import describe

FIRM, OTHER = name_firm(1), name_firm(2)
CODE, AREA = make_code(1), "河北省衡水市安平县"
NOTHING = [["附件1"], ["厂名", "电话"], ["甲厂", "0318"]]


@pytest.mark.parametrize(
    ("heading", "line", "judged"),
    [
        (("企业名称", "统一社会信用代码"), (FIRM, CODE), (2, "warning", ["region"])),
        (("企业名称", "所在地"), (FIRM, AREA), (2, "warning", ["uscc"])),
        (("所在地", "企业名称"), (AREA, FIRM), (2, "warning", ["uscc"])),
        (("企业", "信用代码"), (FIRM, CODE), (2, "warning", ["region"])),
        (("企业名称", "联系电话"), (FIRM, "0318-1"), (2, "refused", ["region"])),
        (
            ("企业名称", "专家", "所在地", "评价"),
            (FIRM, "甲某", AREA, "好"),
            (2, "warning", ["uscc"]),
        ),
    ],
)
def test_a_name_and_one_more_column_are_a_roster(heading, line, judged, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [heading, line])

    (found,) = report_all(path)

    assert (found["name"], judge([found])) == (FIRM, [judged])


def test_two_columns_of_text_below_a_title_are_a_roster(tmp_path):
    lines = [["安平县帮扶名单"], ["企业名称", "信用代码"], [FIRM, CODE], ["合计", 1]]
    path = write_csv(tmp_path / "a.csv", lines, delimiter=",", encoding="gb18030")

    assert judge(report_all(path)) == [(3, "accepted", [])]


def test_tables_of_two_columns_below_each_other_keep_all_their_rows(tmp_path):
    lines = [
        ["企业名称", "所在地"],
        [name_firm(1), AREA],
        [name_firm(2), AREA],
        ["二、下半年"],
        ["所在地", "企业名称"],
        [AREA, name_firm(3)],
        ["所在地", "企业名称"],
        [AREA, name_firm(4)],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", lines)

    found = report_all(path)

    assert [(row["row"], row["name"]) for row in found] == [
        (2, name_firm(1)),
        (3, name_firm(2)),
        (6, name_firm(3)),
        (8, name_firm(4)),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [["名称", "说明"], ["帮扶方式", "按通知填写"]],
        [["县区", "企业"], ["安平县", 12]],
        [["企业名称：", FIRM, "所在地：", AREA], ["法定代表人：", "甲某"]],
        [["企业名称", FIRM, "所在地", AREA], ["法定代表人", "甲某", "职务", "厂长"]],
        [["企业名称", FIRM, "联系电话", 13800000000], ["地址", "某路1号"]],
        [["企业名称", "得分"], [FIRM, 3]],
    ],
    ids=["legend", "counts", "colons", "form", "number", "one column"],
)
def test_a_legend_a_sum_or_a_form_beside_a_roster_is_none(lines, tmp_path):
    sheets = {"说明": lines, "名单": [HEADER, make_line(1)]}
    path = write_xlsx(tmp_path / "a.xlsx", sheets)

    found = report_all(path)

    assert [(row["sheet"], row["row"], row["name"]) for row in found] == [
        ("名单", 2, FIRM)
    ]


@pytest.mark.parametrize(
    "side",
    [
        [["企业名称", "联系电话"], [FIRM, "0318-7654321"]],
        [["企业名称", "行业"], [FIRM, "3340"]],
        [["企业名称", "统一社会信用代码"], [FIRM, CODE], [OTHER, make_code(2)]],
    ],
    ids=["telephone", "industry", "code"],
)
@pytest.mark.parametrize("names", [("名单", "附表"), ("附表", "名单")])
def test_a_sheet_of_two_columns_beside_a_roster_is_none(side, names, tmp_path):
    lines = {"名单": [HEADER, make_line(1)], "附表": side}
    path = write_xlsx(tmp_path / "a.xlsx", {name: lines[name] for name in names})

    found = report_all(path)

    assert [(row["sheet"], *judge([row])) for row in found] == [
        ("名单", (2, "accepted", []))
    ]


def test_sheets_of_two_columns_alone_are_rosters_all(tmp_path):
    pair = ["企业名称", "统一社会信用代码"]
    sheets = {"甲": [pair, [FIRM, CODE]], "乙": [pair, [OTHER, make_code(2)]]}
    path = write_xlsx(tmp_path / "a.xlsx", sheets)

    assert [(row["sheet"], row["name"]) for row in report_all(path)] == [
        ("甲", FIRM),
        ("乙", OTHER),
    ]


def test_the_heading_of_more_columns_counts_below_a_pair(tmp_path):
    lines = [["单位名称", "所在地"], [], HEADER, make_line(1)]
    path = write_xlsx(tmp_path / "a.xlsx", lines)

    assert judge(report_all(path)) == [(4, "accepted", [])]


def test_two_lines_of_a_heading_are_one_and_no_row(tmp_path):
    lines = [
        ["企业名称", "营业收入（万元）", None],
        [None, "提升前", "提升后"],
        [FIRM, 100, 120],
    ]
    merged = [(0, 1, 0, 2, "营业收入（万元）")]
    path = write_xlsx(tmp_path / "a.xlsx", lines, merged=merged)

    (found,) = report_all(path, area=("131125",))

    assert (found["row"], found["revenue_before_yuan"]) == (3, 1_000_000)


def test_where_a_heading_was_looked_for_is_told(tmp_path):
    error = refuse(write_xlsx(tmp_path / "a.xlsx", NOTHING))

    assert describe(error) == (
        "没有找到表头：同一行里至少要有“企业名称”和另一列，如“统一社会信用代码”或“所在地”。"
        "看过的是工作表“名单”的前 3 行，最像表头的是第 2 行：“厂名”、“电话”。"
        "请这样写好表头再上传，或在“上传名单”页面下载空白表格填写。"
    )
    with override("en"):
        told = describe(error)
    assert told == (
        "No heading was found: one row has to hold at least “企业名称” and another column, "
        "such as “统一社会信用代码” or “所在地”. Looked at: the first 3 rows of sheet "
        "“名单”, of which row 2 looks most like a heading: “厂名”, “电话”. "
        "Write the heading so and upload again, or fill in the blank form "
        "from the page “Upload a roster”."
    )


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([["1", "2"], ["3", "4"]], "看过的是前 2 行，最像表头的是第 1 行：“1”、“2”。"),
        ([["", ""], ["1", "2"]], "看过的是前 2 行。"),
        (
            [["十二个字的表头写到这里止", "超过十二个字的表头后面省略"]],
            "看过的是前 1 行，最像表头的是第 1 行：“十二个字的表头写到这里止”、“超过十二个字的表头后面省…”。",
        ),
    ],
)
def test_a_text_has_rows_but_no_sheet(lines, told, tmp_path):
    path = write_csv(tmp_path / "a.csv", lines, delimiter=",", encoding="utf-8")

    assert told in describe(refuse(path))


@pytest.mark.parametrize(
    "below", [[], [["合计", 0]], [["示例", None, AREA]]], ids=["no", "sum", "example"]
)
def test_a_heading_without_rows_says_so(below, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["帮扶名单"], HEADER, *below])

    error = refuse(path)

    assert (error.code, describe(error)) == (
        "sheet.no_rows",
        "表头下面没有数据。请从表头的下一行起填写，一行一家企业，再上传；"
        "示例、合计和说明的行不算。",
    )


@pytest.mark.django_db
def test_an_upload_without_rows_says_so(upload):
    read = upload([])

    assert (read.status, read.problem[:9]) == ("failed", "表头下面没有数据。")
    # The sender is told and mends the file; nothing of the platform failed.
    assert (read.job.status, read.job.error_code) == ("refused", "sheet.no_rows")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lines", "told", "is_way_out"),
    [
        (NOTHING, "最像表头的是第 2 行：“厂名”、“电话”", True),
        ([["只有一列"], ["甲厂"]], "最像表头的是第 1 行：“只有一列”", False),
    ],
)
def test_the_command_tells_what_to_do(lines, told, is_way_out, year, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", lines)

    with pytest.raises(CommandError, match=told) as caught:
        call_command("import_roster", str(path), "--year=2024", "--dry-run")

    way_out = "也可以在“名单导入”页面上传这个文件，说明各列的内容，以后不再询问。"
    assert (way_out in str(caught.value)) is is_way_out

"""Merged cells of an ods are told as those of an xlsx are."""

import openpyxl
import pytest

from zhisheng.kit.sheets.cells import MergedRange, fill_merged
from zhisheng.kit.sheets.guard import check_file
from zhisheng.kit.sheets.limits import Limits
from zhisheng.kit.sheets.reading import read_workbook

from .packages import make_content, refuse, write_ods

CELL = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
COVERED = "<table:covered-table-cell/>"


def cell(text, rows=1, columns=1, **options):
    spans = (
        f' table:number-rows-spanned="{rows}" table:number-columns-spanned="{columns}"'
    )
    repeated = "".join(
        f' table:number-{name.replace("_", "-")}="{count}"'
        for name, count in options.items()
    )
    return CELL.format((spans if rows * columns > 1 else "") + repeated, text)


def row(*cells, repeated=1):
    return (
        f'<table:table-row table:number-rows-repeated="{repeated}">'
        f"{''.join(cells)}</table:table-row>"
    )


def read(tmp_path, *sheets):
    return read_workbook(write_ods(tmp_path / "a.ods", make_content(*sheets))).sheets


def test_blocks_stand_where_they_are_merged(tmp_path):
    first = [
        row(cell("名单", columns=2), COVERED, cell("备注")),
        row(cell("桃城区", rows=2), cell("甲")),
        row(COVERED, cell("乙")),
    ]
    second = [row(cell("丙", rows=2, columns=2), COVERED), row(COVERED, COVERED)]

    one, other = read(tmp_path, first, second)

    assert one.merged == (MergedRange(1, 1, 1, 2), MergedRange(2, 1, 3, 1))
    assert [line[0] for line in fill_merged(one).rows[1:]] == ["桃城区"] * 2
    assert other.merged == (MergedRange(1, 1, 2, 2),)


def test_repeated_rows_and_cells_are_counted(tmp_path):
    lines = [
        row(cell("甲"), cell("乙", columns=2), COVERED, repeated=2),
        row(cell("丙", rows=2, columns_repeated=2), cell("丁")),
        row(COVERED, COVERED, cell("戊")),
    ]

    (sheet,) = read(tmp_path, lines)

    assert sheet.merged == (
        MergedRange(1, 2, 1, 3),
        MergedRange(2, 2, 2, 3),
        MergedRange(3, 1, 4, 1),
        MergedRange(3, 2, 4, 2),
    )


def test_a_table_inside_a_cell_is_no_sheet(tmp_path):
    inner = f'<table:table table:name="内">{row(cell("乙", rows=9))}</table:table>'
    lines = [row(cell(f"甲{inner}", rows=2), cell("丙")), row(COVERED, cell("丁"))]

    (sheet,) = read(tmp_path, lines)

    assert sheet.merged == (MergedRange(1, 1, 2, 1),)


@pytest.mark.parametrize("written", ["0", "-2", "２", "x", "", "99999999"])
def test_a_span_that_is_no_number_of_cells_counts_as_one(written, tmp_path):
    wrong = CELL.format(f' table:number-rows-spanned="{written}"', "甲")

    (sheet,) = read(tmp_path, [row(wrong), row(cell("乙"))])

    assert (sheet.merged, sheet.rows) == ((), [["甲"], ["乙"]])


def test_blocks_below_and_beside_the_filled_cells_are_left_out(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["企业名称", "所在地"])
    for block in ("A2:A3", "D1:D2", "B1:B2"):
        book.active.merge_cells(block)
    book.save(path)

    assert read_workbook(path).sheets[0].merged == (MergedRange(1, 2, 2, 2),)


def test_more_blocks_than_allowed_are_refused(tmp_path):
    lines = [row(cell("甲", columns=2), COVERED, repeated=9)]
    path = write_ods(tmp_path / "a.ods", make_content(lines))

    assert refuse(path, limits=Limits(max_merged=8)) == "sheet.too_large"


def test_blocks_repeated_without_end_are_refused(tmp_path):
    lines = [row(cell("甲", columns=2), repeated=1_000_000)]
    path = write_ods(tmp_path / "a.ods", make_content(lines))

    assert refuse(path) == "sheet.too_large"


def test_blocks_are_found_across_chunks(tmp_path):
    long = cell("甲" * 90_000, columns_repeated=2)
    lines = [row(*[cell("乙")] * 20, repeated=1) for _number in range(9_000)]
    lines += [row(*[long] * 6, cell("丙", rows=2)), row(*[COVERED] * 13)]

    (sheet,) = read(tmp_path, lines)

    assert sheet.merged == (MergedRange(9_001, 13, 9_002, 13),)


def test_a_text_without_end_is_not_held(tmp_path):
    path = write_ods(
        tmp_path / "a.ods", make_content([row(cell("甲" * 5_000_000, rows=2))])
    )

    assert check_file(path).merged == [[(1, 1, 2, 1)]]


def test_tags_left_open_cost_no_time(tmp_path):
    content = '<table:table><table:table-row a="' + '<table:table-cell "' * 300_000

    assert refuse(write_ods(tmp_path / "a.ods", content)) == "sheet.broken"

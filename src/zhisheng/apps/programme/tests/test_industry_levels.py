"""An industry is told by its class, or by what stands above it where the class is empty."""

import pytest

from zhisheng.apps.programme.tests.readings import judge, report_all
from zhisheng.apps.programme.tests.workbooks import HEADER, make_line, write_xlsx

LEVELS = ("行业门类", "行业大类", "行业中类", "行业小类")


def read(tmp_path, *cells, levels=LEVELS):
    line = make_line(1)
    lines = [[*HEADER[:3], *levels, *HEADER[4:]], [*line[:3], *cells, *line[4:]]]
    (found,) = report_all(write_xlsx(tmp_path / "a.xlsx", lines))
    return found


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("制造业", "金属制品业", "金属丝绳及其制品制造", "3340"), "3340"),
        (("C", 33, 334, "3340"), "3340"),
        (("制造业", "金属制品业", 334, None), "334"),
        (("制造业", "金属制品业", None, "—"), "33"),
        (("制造业", "33 金属制品业", "无", ""), "33"),
        (("农、林、牧、渔业", 1, None, None), "01"),
        (("A", "01", 13, None), "013"),
        (("制造业", None, None, None), "C"),
        (("制造业", "某某业", None, None), "C"),
        (("农业", None, None, "0211"), "0211"),
        (("第二产业", None, None, "3340"), "3340"),
        ((None, None, None, None), None),
    ],
)
def test_the_narrowest_level_that_is_filled_counts(cells, code, tmp_path):
    found = read(tmp_path, *cells)

    assert (found["industry"], found["status"]) == (code, "accepted")


@pytest.mark.parametrize(
    ("cells", "text", "column"),
    [
        (("农业", "金属制品业", None, "3340"), "农业", 4),
        (("制造业", "纺织业", None, "3340"), "纺织业", 5),
        (("C", "33", "335", "3340"), "335", 6),
    ],
)
def test_a_level_that_contradicts_the_class_is_told(cells, text, column, tmp_path):
    found = read(tmp_path, *cells)

    assert (found["industry"], judge([found])) == (
        "3340",
        [(2, "warning", ["industry"])],
    )
    (told,) = found["details"]
    named = "3340 金属丝绳及其制品制造"
    assert (told["message"], told["cure"], told["column"]) == (
        f"行业写了“{text}”，又写了“{named}”，两者不符，按“{named}”处理。",
        "请核对行业的门类、大类和小类。",
        column,
    )


def test_a_level_is_judged_by_the_next_one_too(tmp_path):
    found = read(tmp_path, "农业", "金属制品业", None, None)

    assert (found["industry"], found["reasons"]) == ("33", ["industry"])


def test_an_unknown_class_is_refused_whatever_stands_above_it(tmp_path):
    found = read(tmp_path, "制造业", "金属制品业", None, "无此行业")

    assert judge([found]) == [(2, "refused", ["industry"])]
    assert [one["message"] for one in found["details"]] == [
        "国民经济行业分类（GB/T 4754-2017）里没有“无此行业”。"
    ]


@pytest.mark.parametrize("text", ["某某业", "第二产业"])
def test_levels_that_say_nothing_known_are_refused(text, tmp_path):
    found = read(tmp_path, text, text, None, None)

    assert judge([found]) == [(2, "refused", ["industry"])]


def test_codes_and_names_of_levels_stand_side_by_side(tmp_path):
    levels = ("行业门类代码", "国民经济行业大类", "行业代码", "行业名称")

    found = read(tmp_path, "C", "33", "3340", "金属丝绳及其制品制造", levels=levels)

    assert (found["industry"], found["status"]) == ("3340", "accepted")

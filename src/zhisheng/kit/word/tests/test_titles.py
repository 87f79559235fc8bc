"""A title longer than a line goes on between words, in lines about as long."""

from dataclasses import replace

import pytest

from zhisheng.kit.word.titles import split_title

from .rendering import render_pages
from .test_official import TEXT, read_lines, write

WIDEST = 20.1
LONG = "关于进一步做好2026年度小微企业质量管理体系认证提升行动帮扶情况填报工作的通知"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("", [""]),
        ("关于填报2024年三季度进展的通知", ["关于填报2024年三季度进展的通知"]),
        (
            LONG,
            [
                "关于进一步做好2026年度",
                "小微企业质量管理体系认证",
                "提升行动帮扶情况填报工作的通知",
            ],
        ),
        (
            "关于填报本季度帮扶进展（示例）材料和下季度工作计划的通知",
            ["关于填报本季度帮扶进展（示例）", "材料和下季度工作计划的通知"],
        ),
        (
            "河北省市场监督管理局关于报送2026年小微企业质量管理体系认证提升区域试点"
            "工作总结和帮扶企业名单的通知",
            [
                "河北省市场监督管理局关于报送",
                "2026年小微企业质量管理体系认证提升",
                "区域试点工作总结和帮扶企业名单的通知",
            ],
        ),
    ],
)
def test_lines_are_whole_words_about_as_long(title, lines):
    assert split_title(title, WIDEST) == lines


@pytest.mark.parametrize("title", ["甲" * 50, "《" * 30, "的" * 30])
def test_what_has_no_words_is_left_to_the_word_processor(title):
    assert split_title(title, WIDEST) == [title]


def test_a_name_of_a_paper_longer_than_a_line_keeps_its_signs():
    title = "关于印发《小微企业质量管理体系认证提升行动实施方案（2026—2028年）》的通知"

    lines = split_title(title, WIDEST)

    assert "".join(lines) == title
    assert [line[0] not in "》）的" and line[-1] not in "《（" for line in lines] == [
        True
    ] * len(lines)


def test_the_printed_title_stands_as_it_was_split():
    (first, *_rest) = render_pages(write(replace(TEXT, title=LONG)))

    lines = [text for _height, _left, text in read_lines(first)]
    assert lines[2:5] == split_title(LONG, WIDEST)
    lefts = {text: left for _height, left, text in read_lines(first)}
    assert lefts[lines[2]] > lefts[lines[4]]

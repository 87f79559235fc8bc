"""An official paper as LibreOffice prints it: page, lines, characters, what stands where."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from zhisheng.kit.word.official import OfficialText, measure, write_official
from zhisheng.reference.papers import find_layout

from .documents import read_part
from .rendering import render_pages

LAYOUT = find_layout(date(2024, 11, 5))
LINE = "请各单位认真组织填报" * 20
TEXT = OfficialText(
    issuer="衡水市市场监督管理局",
    title="关于填报2024年三季度进展的通知",
    recipients="各县（市、区）市场监督管理局",
    body="\n".join(
        [
            "现就有关事项通知如下。",
            f"一、填报内容。{LINE}",
            "（一）要求",
            *[LINE] * 3,
            "请按时报送。",
        ]
    ),
    number="衡市监发〔2024〕12号",
    dated=date(2024, 11, 5),
    printed_on=date(2024, 11, 7),
    attachments=("季度进展表", "名单"),
    note="联系人：李红，电话：0318-7654321",
    copies_to="河北省市场监督管理局",
    is_draft=False,
)
MM = 72 / 25.4


def write(text):
    out = BytesIO()
    write_official(out, text, LAYOUT)
    return out.getvalue()


def read_lines(page):
    """Return the lines of a page from top to bottom, with their height and left edge."""
    found = defaultdict(list)

    def note(text, _matrix, at, *_font):
        if text.strip():
            found[round(at[5])].append((at[4], text.strip()))

    page.extract_text(visitor_text=note)
    return [
        (height, pieces[0][0], "".join(text for _left, text in pieces))
        for height, pieces in sorted(found.items(), reverse=True)
    ]


@pytest.fixture(scope="module")
def issued():
    return render_pages(write(TEXT))


@pytest.fixture(scope="module")
def drafted():
    return render_pages(
        write(replace(TEXT, is_draft=True, number="", dated=None, printed_on=None))
    )


def test_every_page_is_a4(issued):
    sizes = {tuple(round(float(one) / MM) for one in page.mediabox[2:])
             for page in issued}  # fmt: skip

    assert (len(issued), sizes) == (3, {(210, 297)})


def test_a_full_page_holds_22_lines_of_28_characters(issued):
    lines = read_lines(issued[1])

    texts = [text for _height, _left, text in lines[:-1]]
    assert len(texts) == 22
    assert max(len(text) for text in texts) == 28
    assert sum(len(text) == 28 for text in texts) > 10


def test_the_type_area_begins_and_ends_where_the_standard_says(issued):
    lines = read_lines(issued[1])

    top, bottom = lines[0][0] + 16, lines[-2][0]
    assert 842 - top == pytest.approx(37 * MM, abs=14)
    assert bottom == pytest.approx(35 * MM, abs=14)
    assert lines[3][1] == pytest.approx(28 * MM, abs=1)


def test_head_title_and_recipients_stand_on_the_first_page(issued):
    texts = [text for _height, _left, text in read_lines(issued[0])]

    assert texts[:5] == [
        "衡水市市场监督管理局文件",
        "衡市监发〔2024〕12号",
        "关于填报2024年三季度进展的通知",
        "各县（市、区）市场监督管理局：",
        "现就有关事项通知如下。",
    ]


def test_the_first_line_of_a_paragraph_begins_two_characters_in(issued):
    lines = {text: left for _height, left, text in read_lines(issued[0])}

    inset = lines["现就有关事项通知如下。"] - lines["各县（市、区）市场监督管理局："]
    assert inset == pytest.approx(2 * 15.75, abs=0.5)


def test_pages_are_numbered_outside_seven_millimetres_below(issued):
    feet = [read_lines(page)[-1] for page in issued]

    assert [text for _height, _left, text in feet] == ["—1—", "—2—", "—3—"]
    (first_height, first, _), (_, second, _), (_, third, _) = feet
    assert second == pytest.approx(28 * MM + 14, abs=2)
    assert first == third
    assert first > 140 * MM
    assert first_height + 14 == pytest.approx((35 - 7) * MM, abs=6)


def test_the_date_keeps_its_room_and_the_imprint_the_foot_of_the_last_page(issued):
    lines = read_lines(issued[-1])
    texts = [text for _height, _left, text in lines]

    at = texts.index("2024年11月5日")
    assert texts[at - 1 : at + 2] == [
        "衡水市市场监督管理局",
        "2024年11月5日",
        "（联系人：李红，电话：0318-7654321）",
    ]
    assert texts[-3] == "抄送：河北省市场监督管理局。"
    assert texts[-2] == "衡水市市场监督管理局2024年11月7日印发"
    assert lines[-2][0] == pytest.approx(35 * MM, abs=12)


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        ("联系人：刘丽（演示）", "（联系人：刘丽（演示））"),
        ("（联系人：刘丽）", "（联系人：刘丽）"),
        ("（联系人：刘丽（演示））", "（联系人：刘丽（演示））"),
        ("（一）联系人：刘丽（二）电话", "（（一）联系人：刘丽（二）电话）"),
        ("（演示）联系人：刘丽（演示）", "（（演示）联系人：刘丽（演示））"),
    ],
)
def test_a_note_stands_in_one_pair_of_brackets_and_keeps_its_own(note, shown):
    word = Document(BytesIO(write(replace(TEXT, note=note))))

    assert [one.text for one in word.paragraphs if "联系人" in one.text] == [shown]


def test_the_signature_stands_centred_over_the_date():
    issuer, dated = "衡水市市场监督管理局", "2024年11月5日"
    word = Document(BytesIO(write(TEXT)))

    looks = {one.text: one for one in word.paragraphs if one.text in {issuer, dated}}
    # Four characters to the right of the date, and as much to its left.
    left = round((28 - (2 * 4 + measure(dated))) * 15.75, 1)
    for one in looks.values():
        assert one.alignment == WD_ALIGN_PARAGRAPH.CENTER
        assert one.paragraph_format.left_indent.pt == pytest.approx(left, abs=0.1)
        assert one.paragraph_format.right_indent is None
    assert (len(looks), measure(dated)) == (2, 6.5)


def test_attachments_are_numbered_below_each_other(issued):
    lines = [one for page in issued for one in read_lines(page)]
    texts = {text: left for _height, left, text in lines}

    assert "附件：1.季度进展表" in texts
    assert "2.名单" in texts


def test_a_draft_says_so_on_every_page_and_has_no_number_yet(drafted):
    heads = [read_lines(page)[0][2] for page in drafted]
    first = [text for _height, _left, text in read_lines(drafted[0])]

    assert heads == ["代拟稿"] * len(drafted)
    assert "〔〕号" in "".join(first[2].split())
    whole = "".join(page.extract_text() for page in drafted)
    assert ("11月" in whole, "印发" in whole) == (False, False)


def test_typefaces_and_headings_are_those_of_the_standard():
    content = write(TEXT)

    word = Document(BytesIO(content))
    runs = [run for one in word.paragraphs for run in one.runs if run.text]
    fonts = {run.text: (run.font.name, run.font.size.pt) for run in runs}
    assert fonts["衡水市市场监督管理局文件"][0] == "方正小标宋简体"
    assert fonts["关于填报2024年三季度进展的通知"] == ("方正小标宋简体", 22)
    assert fonts["一、填报内容。"] == ("黑体", 16)
    assert fonts["（一）要求"] == ("楷体_GB2312", 16)
    assert fonts[LINE] == ("仿宋_GB2312", 16)
    table = read_part(content, "word/fontTable.xml")
    assert '<w:altName w:val="思源宋体,Noto Serif CJK SC"/>' in table


def test_the_head_is_red_and_ruled():
    text = read_part(write(TEXT), "word/document.xml")

    assert text.count("FF0000") == 2
    assert '<w:color w:val="FF0000"/>' in text


def test_a_long_name_is_made_smaller_and_odd_characters_are_left_out():
    issuer = "新疆生产建设兵团第八师石河子市市场监督管理局"
    content = write(replace(TEXT, issuer=issuer, body="甲\x01乙<w:p/>\n\n丙"))

    word = Document(BytesIO(content))
    mark = word.paragraphs[0].runs[0]
    texts = [one.text for one in word.paragraphs]
    assert (mark.text, mark.font.size.pt) == (f"{issuer}文件", 22)
    assert "甲乙<w:p/>" in texts
    assert texts[texts.index("甲乙<w:p/>") + 1] == "丙"


@pytest.mark.parametrize("count", [9, 13, 17, 21])
def test_the_signature_never_stands_on_a_page_without_text(count):
    body = "\n".join(["按时报送。"] * count)

    for page in render_pages(write(replace(TEXT, body=body))):
        texts = [text for _height, _left, text in read_lines(page)]
        if "2024年11月5日" in texts:
            assert any(text.startswith("按时报送") for text in texts)

"""Each kind of answer as people type it, and what is wrong told beside its field."""

from datetime import date

import pytest
from django.utils.translation import override

from zhisheng.kit.forms import Known, RecordForm, read_record, show_answer
from zhisheng.kit.problems import describe
from zhisheng.reference.forms import (
    CheckSpec,
    FieldSpec,
    Kind,
    Relation,
    build_form,
    load_forms,
)
from zhisheng.reference.loader import ReferenceDataError

USCC = "91131125MA0CEXMP07"
TEXT = {"label": "甲", "english": "A", "kind": "text"}


def make_field(kind, **changes):
    choices = ("强", "中", "弱") if kind == Kind.CHOICE else ()
    defaults = {"code": "x", "label": "甲", "english": "A", "choices": choices}
    return FieldSpec(kind=kind, **(defaults | changes))


def read_one(field, cell):
    record = read_record([field], {field.code: cell})
    told = [describe(problem.error) for problem in record.problems]
    return record.answers.get(field.code, ""), told


@pytest.mark.parametrize(
    ("kind", "cell", "answer"),
    [
        (Kind.TEXT, "  华丰　丝网 ", "华丰 丝网"),
        (Kind.PARAGRAPH, "第一行\r\n\r\n第二行 ", "第一行\n\n第二行"),
        (Kind.WHOLE, "约20人", "20"),
        (Kind.WHOLE, 20.0, "20"),
        (Kind.NUMBER, "１２.50", "12.5"),
        (Kind.MONEY, "1.2亿", "120000000"),
        (Kind.MONEY, "3,500万元", "35000000"),
        (Kind.MONEY, 1200, "1200"),
        (Kind.PERCENT, "2.5%", "2.5"),
        (Kind.DATE, "2024年3月5日", "2024-03-05"),
        (Kind.DATE, date(2024, 3, 5), "2024-03-05"),
        (Kind.CHOICE, "中", "中"),
        (Kind.YES_NO, "√", "是"),
        (Kind.YES_NO, "无", "否"),
        (Kind.REGION, "河北省衡水市安平县", "131125"),
        (Kind.INDUSTRY, "3340", "3340"),
        (Kind.MOBILE, "138 0000-0001", "13800000001"),
        (Kind.MOBILE, 13800000001.0, "13800000001"),
    ],
)
def test_an_answer_is_read_as_people_write_it(kind, cell, answer):
    assert read_one(make_field(kind), cell) == (answer, [])


@pytest.mark.parametrize(
    ("field", "cell", "told"),
    [
        (make_field(Kind.TEXT, is_required=True), " ", "“甲”必须填写。"),
        (make_field(Kind.TEXT, is_required=True), "—", "“甲”必须填写。"),
        (make_field(Kind.TEXT, max_length=3), "一二三四", "“甲”最多 3 字，现在 4 字。"),
        (
            make_field(Kind.PARAGRAPH, min_length=5),
            "一 二 三",
            "“甲”至少要 5 字，现在 3 字。",
        ),
        (
            make_field(Kind.WHOLE, low="0", high="10"),
            11,
            "“甲”应在 0 到 10 之间，现在是 11。",
        ),
        (make_field(Kind.MONEY, low="0"), "-5万", "“甲”不能小于 0，现在是 -5万。"),
        (make_field(Kind.CHOICE), "很强", "“甲”只能填：强、中、弱。"),
        (
            make_field(Kind.REGION),
            "火星市",
            "没有认出地区“火星市”，请写明省、市、县，例如“河北省衡水市安平县”。",
        ),
        (
            make_field(Kind.MOBILE),
            "12345",
            "手机号码应为 11 位数字，例如 13800000001。",
        ),
        (make_field(Kind.NUMBER), "5到15", "这一项填写不对。"),
    ],
)
def test_what_is_wrong_is_said_with_the_cure(field, cell, told):
    assert read_one(field, cell) == ("", [told])


def test_nothing_answered_is_no_answer_and_no_zero():
    record = read_record([make_field(Kind.WHOLE)], {"x": "未统计"})

    assert (record.answers, record.is_acceptable) == ({}, True)


CHECK = CheckSpec(
    "order", "start", Relation.NOT_AFTER, "end", "结束早于开始。", "Ends early."
)
DATES = [make_field(Kind.DATE, code="start"), make_field(Kind.DATE, code="end")]


@pytest.mark.parametrize(
    ("end", "told"),
    [("2024-03-05", []), ("2024-03-04", ["结束早于开始。"]), ("", [])],
)
def test_a_rule_between_two_answers(end, told):
    record = read_record(DATES, {"start": "2024-03-05", "end": end}, [CHECK])

    assert [describe(problem.error) for problem in record.problems] == told
    assert [problem.field for problem in record.problems] == ["end"] * len(told)


def test_a_rule_speaks_the_readers_language():
    with override("en"):
        record = read_record(
            DATES, {"start": "2024-03-05", "end": "2024-03-04"}, [CHECK]
        )
        assert describe(record.problems[0].error) == "Ends early."


def test_places_are_shown_by_name():
    assert show_answer(make_field(Kind.REGION), "131125") == "河北省衡水市安平县"
    assert show_answer(make_field(Kind.INDUSTRY), "3340").startswith("3340 ")
    assert show_answer(make_field(Kind.TEXT), "甲") == "甲"


def test_numbers_are_shown_in_groups_and_what_is_none_as_it_was_typed():
    assert show_answer(make_field(Kind.MONEY), "3200000.5") == "3,200,000.5"
    assert show_answer(make_field(Kind.MONEY), "三百万左右吧") == "三百万左右吧"
    assert show_answer(make_field(Kind.TEXT), "3200000") == "3200000"


def test_the_page_keeps_what_was_typed_and_tells_it_beside_the_field():
    fields = [
        make_field(Kind.WHOLE, code="staff", unit="人", example="20"),
        make_field(Kind.CHOICE, code="will"),
    ]
    form = RecordForm({"staff": "二十个左右吧", "will": "强"}, fields=fields)

    assert not form.is_valid()
    assert list(form.errors) == ["staff"]
    assert 'value="二十个左右吧"' in form["staff"].as_widget()
    assert form["staff"].label == "甲（人）"
    assert form.record.answers == {"will": "强"}


def test_the_page_shows_places_by_name_and_reads_them_back():
    field = make_field(Kind.REGION, code="region")
    form = RecordForm(fields=[field], answers={"region": "131125"})
    shown = form["region"].value()

    again = RecordForm({"region": shown}, fields=[field])

    assert again.is_valid()
    assert again.record.answers == {"region": "131125"}


def test_what_is_known_is_typed_in_where_nobody_answered_yet():
    def know(answer, *, is_typed_in):
        return Known(answer, "上次填报", "2024-Q2", f"上次填报：{answer}", is_typed_in)

    fields = [make_field(Kind.WHOLE, code=code) for code in ("a", "b", "c")]
    known = {
        "a": know("1200", is_typed_in=True),
        "b": know("2", is_typed_in=True),
        "c": know("3", is_typed_in=False),
    }

    form = RecordForm(fields=fields, answers={"b": ""}, known=known)

    assert [form[code].value() for code in "abc"] == ["1,200", "", ""]
    assert [form.fields[code].widget.known for code in "abc"] == list(known.values())
    sent = RecordForm({"b": "4"}, fields=fields, known=known)
    assert sent.is_valid()
    assert sent.record.answers == {"b": "4"}


def test_the_shipped_forms_make_sense_and_say_what_they_are():
    forms = {form.code: form for form in load_forms()}

    assert list(forms) == ["helped-enterprises", "county-ledger", "quarterly-progress"]
    assert {form.status for form in forms.values()} == {"示例"}
    assert forms["helped-enterprises"].is_open(date(2025, 1, 17))
    assert not forms["helped-enterprises"].is_open(date(2024, 11, 26))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"fields": []}, "it asks nothing"),
        ({"fields": [{"code": "a"}, {"code": "a"}]}, "a code stands twice"),
        ({"right": "survey"}, "a survey names its number, authority, approval and end"),
        ({"row_name": "行"}, "rows need a name, and a name rows"),
        (
            {"fields": [{"code": "a", "kind": "choice"}]},
            "a: choices belong to a choice",
        ),
        ({"fields": [{"code": "a", "low": "x"}]}, "a: a bound is no number"),
        (
            {"fields": [{"code": "a", "low": "2", "high": "1"}]},
            "a: the lower bound is above the upper one",
        ),
        (
            {"fields": [{"code": "a", "min_length": 9, "max_length": 3}]},
            "a: no text can be that long",
        ),
        (
            {"fields": [{"code": "a", "prefill": "luck"}]},
            "a: luck is no indicator",
        ),
        (
            {"fields": [{"code": "a", "prefill": "employees", "unit": "元"}]},
            "a: employees has another unit",
        ),
        (
            {"fields": [{"code": "a", "prefill": "revenue", "unit": "元"}]},
            "a: revenue is of another period",
        ),
        (
            {
                "period_kind": "quarter",
                "fields": [{"code": "a", "prefill": "revenue", "unit": "元"}],
            },
            "a: revenue is of another period",
        ),
        (
            {"fields": [{"code": "a", "is_stable": True}]},
            "a: only what is known can be typed in",
        ),
        (
            {
                "row_name": "行",
                "rows": [{"code": "b", "prefill": "last"} | TEXT],
            },
            "b: nothing is known of a column",
        ),
    ],
)
def test_a_form_that_makes_no_sense_is_refused(changes, problem):
    mapping = {
        "code": "f", "version": "1", "name": "表", "english_name": "Form",
        "right": "working", "purpose": "了解", "recipients": "局", "minutes": 1,
        "retention_years": 1, "source": "示例", "jurisdiction": "示例", "status": "示例",
        "valid_from": date(2024, 1, 1), "valid_to": None, "fields": [{"code": "a"}],
    } | changes  # fmt: skip
    mapping["fields"] = [TEXT | one for one in mapping["fields"]]

    with pytest.raises(ReferenceDataError, match=problem):
        build_form(mapping)

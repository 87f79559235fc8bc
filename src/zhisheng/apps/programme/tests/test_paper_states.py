"""What an office has not passed stays off its paper, or is marked on it line by line."""

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import (
    Audience,
    EntryState,
    PaperContent,
    TemplateKind,
)
from zhisheng.apps.programme.models import TaskTemplate
from zhisheng.apps.programme.selectors.paper_states import PaperCounts, count_contents
from zhisheng.apps.programme.selectors.papers import (
    Paper,
    fill_singles,
    iterate_lines,
)
from zhisheng.apps.programme.services import Remark
from zhisheng.apps.programme.tests.entry_tables import hand_in, line, upload
from zhisheng.apps.programme.tests.reporting import (
    check,
    fill,
    make_enterprises,
    open_now,
    pick_form,
    plan_task,
    reload,
)
from zhisheng.apps.programme.tests.test_papers import make_template, use_template
from zhisheng.apps.programme.tests.test_word_papers import (
    make_template as make_document,
)

pytestmark = pytest.mark.django_db
NAMES = tuple(f"安平县示例{number}丝网厂" for number in range(1, 7))


@pytest.fixture
def task(
    own_files, city_unit, officer_city, county_unit, officer_county,
    owner_organisation, owner,
):  # fmt: skip
    for name in NAMES:
        changes = {"organisation": owner_organisation} if name == NAMES[0] else {}
        make_enterprises(1, name=name, **changes)
    return open_now(plan_task(city_unit, officer_city), officer_city)


@pytest.fixture
def standing(task, owner, county_unit, officer_county, city_unit, officer_city):
    """Leave one final, at the city, reopened, returned, at the county and missing."""
    final, at_city, reopened, returned, at_county, _missing = task.entries.order_by(
        "pk"
    )
    fill(final, owner)
    for entry in (at_city, reopened, returned):
        fill(entry, officer_city)
    services.pass_entries(task=task, unit=county_unit, actor=officer_county)
    for entry in map(reload, (final, reopened)):
        services.pass_entry(
            entry=entry, unit=city_unit, version=entry.version, comment="电话核对过",
            actor=officer_city,
        )  # fmt: skip
    services.reopen_entry(entry=reopened, reason="人数不对", actor=officer_city)
    services.return_entry(
        entry=returned, unit=city_unit, remarks=[Remark("请改")],
        version=reload(returned).version, actor=officer_city,
    )  # fmt: skip
    fill(at_county, officer_city)
    return task


def list_states(paper):
    return [(one["填报对象"][5], one["状态"]) for one in iterate_lines(paper)]


def make_whole(task, unit):
    return Paper(task, unit=unit, content=PaperContent.WHOLE)


def write(paper, actor, kind=TemplateKind.XLSX):
    out = BytesIO()
    services.write_paper(out, paper=paper, kind=kind, actor=actor)
    return out


def test_a_county_prints_what_it_passed(standing, county_unit):
    assert list_states(Paper(standing, unit=county_unit)) == [
        ("1", "已审核"),
        ("2", "已审核"),
    ]


def test_the_issuing_office_prints_what_is_final(standing, city_unit):
    assert list_states(Paper(standing, unit=city_unit)) == [("1", "已审核")]


def test_what_else_was_handed_in_is_marked_line_by_line(
    standing, county_unit, city_unit
):
    assert list_states(make_whole(standing, county_unit)) == [
        ("1", "已审核"),
        ("2", "已审核"),
        ("3", "重新打开，待市审"),
        ("4", "已退回"),
        ("5", "未审核，待县审"),
    ]
    assert list_states(make_whole(standing, city_unit)) == [
        ("1", "已审核"),
        ("2", "待市审"),
        ("3", "重新打开，待市审"),
        ("4", "已退回"),
        ("5", "未审核，待县审"),
    ]
    singles = fill_singles(make_whole(standing, county_unit))
    assert (singles["审核情况"], singles["行数"]) == ("含未审核 3 条", "5")
    assert fill_singles(Paper(standing, unit=county_unit))["审核情况"] == ""


def test_what_came_back_says_what_was_handed_in(standing, county_unit, officer_county):
    returned = standing.entries.order_by("pk")[3]
    code = selectors.find_check_code(make_whole(standing, county_unit))

    services.save_entry(
        entry=returned,
        filled=services.Filled(answers={"employees": "99"}, version=returned.version),
        actor=officer_county,
    )

    assert reload(returned).answers["employees"] == "99"
    lines = [*iterate_lines(make_whole(standing, county_unit))]
    assert lines[3]["季末从业人员"] == 20
    assert selectors.find_check_code(make_whole(standing, county_unit)) == code


def test_what_was_mended_past_the_county_is_not_its_own(
    standing, county_unit, officer_county, city_unit, officer_city
):
    returned = standing.entries.order_by("pk")[3]
    fill(returned, officer_county, employees="21")

    assert list_states(make_whole(standing, county_unit))[3] == (
        "4", "本单位未审，待市审"
    )  # fmt: skip
    assert len(list_states(Paper(standing, unit=county_unit))) == 2

    returned = reload(returned)
    services.pass_entry(
        entry=returned, unit=city_unit, version=returned.version,
        comment="电话核对过", actor=officer_city,
    )  # fmt: skip
    assert list_states(Paper(standing, unit=county_unit))[2] == ("4", "已审核")


def test_the_counts_say_what_goes_in_and_what_waits_where(
    standing, county_unit, city_unit, owner, django_assert_num_queries
):
    with django_assert_num_queries(5):
        counts = count_contents(standing, county_unit)
    assert counts == PaperCounts(
        passed=2, final=1, reopened=1, returned=1, missing=1, unchecked=3, disputed=0,
        waiting={EntryState.COUNTY: 1, EntryState.CITY: 2}, rest=3,
    )  # fmt: skip
    assert replace(counts, passed=1, rest=4) == count_contents(standing, city_unit)
    assert counts.under_review == 3


def test_what_is_disputed_is_counted_apart(task, owner, officer_county, county_unit):
    entry = task.entries.order_by("pk").first()
    fill(entry, officer_county)
    assert count_contents(task, county_unit).unchecked == 1

    check(entry, owner, is_right=False)

    counts = count_contents(task, county_unit)
    assert (counts.unchecked, counts.disputed) == (0, 1)


def test_the_preparer_is_named_and_a_reviewer_only_of_all(
    standing, county_unit, city_unit, officer_city
):
    def sign(paper):
        singles = fill_singles(paper, prepared_by="安平刘丽")
        return singles["填表人"], singles["审核人"]

    assert sign(Paper(standing, unit=county_unit)) == ("安平刘丽", "安平刘丽")
    assert sign(make_whole(standing, county_unit)) == ("安平刘丽", "")
    # What the county passed was returned, mended and passed above it.
    returned = standing.entries.order_by("pk")[3]
    fill(returned, officer_city, employees="21")
    returned = reload(returned)
    services.pass_entry(
        entry=returned, unit=city_unit, version=returned.version,
        comment="电话核对过", actor=officer_city,
    )  # fmt: skip
    assert sign(Paper(standing, unit=county_unit)) == ("安平刘丽", "")


def test_an_officer_of_another_office_prepared_nothing(
    task, owner, county_unit, officer_county, officer_city, officer_province, city_unit
):
    fill(task.entries.order_by("pk").first(), owner)
    services.pass_entries(task=task, unit=county_unit, actor=officer_county)
    paper = Paper(task, unit=county_unit)

    def read_foot(actor):
        page = openpyxl.load_workbook(write(paper, actor)).active
        return next(one for (one, *_) in page.values if str(one).startswith("填表人"))

    assert read_foot(officer_county).startswith("填表人：安平刘丽　")
    assert read_foot(officer_city).startswith("填表人：　")


def test_a_unit_that_fills_in_itself_passes_nobody(
    own_files, city_unit, officer_city, county_unit, officer_county
):
    task = plan_task(
        city_unit, officer_city, audience=Audience.UNITS, level=EntryState.COUNTY
    )
    entry = open_now(task, officer_city).entries.get()
    fill(entry, officer_county)
    paper = Paper(entry.task, unit=county_unit)

    assert [one["状态"] for one in iterate_lines(paper)] == ["本单位填报"]
    assert fill_singles(paper)["审核人"] == ""
    assert list(iterate_lines(Paper(entry.task, unit=city_unit))) == []


def test_an_entry_says_how_far_it_was_reviewed(
    task, owner, county_unit, officer_county, city_unit, officer_city
):
    entry = task.entries.order_by("pk").first()

    def tell():
        now = reload(entry)
        return fill_singles(Paper(now.task, entry=now))["审核情况"]

    assert tell() == "未提交"
    fill(entry, owner)
    assert tell() == "未审核，待县审"
    services.pass_entries(task=task, unit=county_unit, actor=officer_county)
    assert tell() == "待市审"
    services.pass_entries(task=task, unit=city_unit, actor=officer_city)
    assert tell() == ""


def test_the_code_binds_the_choice_and_the_marks(standing, county_unit, officer_county):
    whole = make_whole(standing, county_unit)
    codes = {
        selectors.find_check_code(Paper(standing, unit=county_unit)),
        selectors.find_check_code(whole),
    }
    assert len(codes) == 2

    services.pass_entries(task=standing, unit=county_unit, actor=officer_county)

    assert selectors.find_check_code(whole) not in codes


def test_the_shipped_table_tells_the_states_where_some_were_not_passed(
    standing, county_unit, officer_county
):
    page = openpyxl.load_workbook(
        write(make_whole(standing, county_unit), officer_county)
    ).active
    rows = [*page.values]
    assert rows[1][0].endswith("含未审核 3 条")
    assert (rows[2][-1], rows[5][-1]) == ("状态", "重新打开，待市审")

    page = openpyxl.load_workbook(
        write(Paper(standing, unit=county_unit), officer_county)
    ).active
    rows = [*page.values]
    assert "含未审核" not in rows[1][0]
    assert "状态" not in rows[2]


def test_the_word_file_tells_the_states_too(standing, county_unit, officer_county):
    whole = make_whole(standing, county_unit)
    word = Document(write(whole, officer_county, TemplateKind.DOCX))

    assert any("含未审核 3 条" in one.text for one in word.paragraphs)
    table = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    assert (table[0][-1], table[5][-1]) == ("状态", "未审核，待县审")


@pytest.mark.parametrize("kind", TemplateKind)
def test_a_template_without_states_never_holds_what_was_not_passed(
    standing, county_unit, officer_county, city_unit, officer_city, kind
):
    file = make_document() if kind == TemplateKind.DOCX else make_template()
    form = pick_form("quarterly-progress")
    services.replace_task_template(
        form=form, unit=city_unit, file=file, actor=officer_city
    )

    def read(paper):
        out = write(paper, officer_county, kind)
        if kind == TemplateKind.DOCX:
            return Document(out).paragraphs[0].text
        return openpyxl.load_workbook(out).active["A1"].value

    own = "关于2024" if kind == TemplateKind.DOCX else "河北省2024"
    assert read(Paper(standing, unit=county_unit)).startswith(own)
    assert read(make_whole(standing, county_unit)) == "2024 年三季度进展"


def test_a_template_with_states_holds_all(
    standing, county_unit, officer_county, city_unit, officer_city
):
    cells = ("{{填报对象}}", "{{状态}}")
    use_template(city_unit, officer_city, cells=cells, foot="{{核对码}} {{审核情况}}")
    assert TaskTemplate.objects.get().tells_states

    values = [
        *openpyxl.load_workbook(
            write(make_whole(standing, county_unit), officer_county)
        ).active.values
    ]

    assert values[0][0].startswith("河北省")
    assert values[5][:2] == (NAMES[3], "已退回")
    assert values[-1][0].endswith(" 含未审核 3 条")


def test_states_without_a_word_at_the_head_are_not_enough(
    standing, city_unit, officer_city
):
    use_template(city_unit, officer_city, cells=("{{填报对象}}", "{{状态}}"))

    assert not TaskTemplate.objects.get().tells_states


def test_lines_of_a_list_that_came_back_are_those_handed_in(
    list_entry, body_user, nation_unit, officer_nation
):
    upload(list_entry, body_user, [line(1), line(2)])
    entry = hand_in(list_entry, body_user)
    services.return_entry(
        entry=entry, unit=nation_unit, remarks=[Remark("请改")],
        version=entry.version, actor=officer_nation,
    )  # fmt: skip
    services.remove_row(
        entry=entry, number=1, version=reload(entry).version, actor=body_user
    )
    upload(reload(entry), body_user, [line(2), line(3)])

    lines = [*iterate_lines(make_whole(entry.task, nation_unit))]

    assert [one["企业名称"][5] for one in lines] == ["1", "2"]
    assert {one["状态"] for one in lines} == {"已退回"}
    assert [*iterate_lines(Paper(entry.task, unit=nation_unit))] == []


def test_reading_a_paper_asks_few_questions(
    standing, county_unit, django_assert_num_queries
):
    with django_assert_num_queries(3):
        assert len([*iterate_lines(make_whole(standing, county_unit))]) == 5


def test_the_page_tells_what_goes_in_and_warns_before_the_rest(
    standing, ask, client, officer_county, county_unit
):
    page = ask(officer_county, "task_paper", standing.code).content.decode()
    assert "本单位已审核的 2 份" in page
    assert "待县审 1 份、待市审 2 份" in page
    assert "连没有审核的 3 份一起放" in page
    address = f"/programme/tasks/{standing.code}/paper/"
    assert f'href="{address}sheet/"' in page

    whole = client.get(f"{address}?content=whole").content.decode()

    assert "里面有 3 份没有经本单位审核" in whole
    assert f'href="{address}sheet/?content=whole"' in whole
    assert "改用系统的样例表" not in whole
    served = client.get(f"{address}sheet/?content=whole")
    rows = [*openpyxl.load_workbook(BytesIO(served.getvalue())).active.values]
    assert rows[1][0].endswith("含未审核 3 条")


def test_the_page_says_when_another_table_is_used(
    standing, ask, client, officer_county, city_unit, officer_city
):
    services.replace_task_template(
        form=pick_form("quarterly-progress"),
        unit=city_unit,
        file=SimpleUploadedFile("表样.xlsx", make_template().read()),
        actor=officer_city,
    )
    ask(officer_county, "task_paper", standing.code)
    whole = client.get(f"/programme/tasks/{standing.code}/paper/?content=whole")
    assert "改用系统的样例表" in whole.content.decode()

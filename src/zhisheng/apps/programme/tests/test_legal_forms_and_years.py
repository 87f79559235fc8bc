"""The legal form and the programme year of a row, and what is left out."""

from datetime import date

import pytest

from zhisheng.apps.programme import selectors
from zhisheng.apps.programme.models import Enrolment, ImportRow
from zhisheng.apps.programme.sheets.legal_forms import find_legal_form
from zhisheng.apps.programme.tests.readings import judge, read_all, report_all
from zhisheng.apps.programme.tests.workbooks import HEADER, make_line, write_xlsx
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.tests.factories import make_enterprise


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("有限责任公司（自然人投资或控股）", "company"),
        ("股份有限公司(上市)", "company"),
        ("其他有限责任公司", "company"),
        ("个体工商户", "household"),
        ("个体户", "household"),
        ("个人独资企业", "sole"),
        ("有限合伙企业", "partnership"),
        ("特殊的普通合伙企业", "partnership"),
        ("农民专业合作社", "cooperative"),
        ("民办非企业单位", "other"),
        ("有限责任公司分公司", ""),
        ("非公司企业法人", ""),
        ("小型", ""),
        ("民营", ""),
        ("制造业", ""),
    ],
)
def test_only_certain_words_name_a_legal_form(text, form):
    assert find_legal_form(text) == form


def test_words_that_name_no_legal_form_are_told(tmp_path):
    header = [*HEADER, "组织形式"]
    lines = [
        [*make_line(1), "个体工商户"],
        [*make_line(2), "小微企业"],
        [*make_line(3), ""],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", [header, *lines])

    rows = read_all(path)

    assert [row.legal_form for row in rows] == ["household", "", ""]
    assert [(row.status, row.list_reason_fields()) for row in rows] == [
        ("accepted", []),
        ("warning", ["legal_form"]),
        ("accepted", []),
    ]


@pytest.mark.django_db
def test_an_office_takes_the_legal_form_over(put_in, county_unit, officer_county):
    unit = county_unit.organisations.get(kind="unit")
    lines = [[*make_line(1), "合伙企业"]]

    put_in(
        lines,
        header=[*HEADER, "企业类型"],
        actor=officer_county,
        organisation=unit,
    )

    assert Enterprise.unscoped.get().legal_form == "partnership"


def test_years_no_programme_can_have_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "django.utils.timezone.localdate", lambda *_: date(2026, 11, 26)
    )
    texts = ("2099", "2028", "2027", "2023", "2015", "2014", "'99")
    undated = {"帮扶开始日期": None, "帮扶结束日期": None}
    lines = [
        [text, *make_line(number, **undated)]
        for number, text in enumerate(texts, start=1)
    ]
    path = write_xlsx(tmp_path / "a.xlsx", [["年度", *HEADER], *lines])

    found = report_all(path)

    assert judge(found) == [
        (2, "refused", ["year"]),
        (3, "refused", ["year"]),
        (4, "accepted", []),
        (5, "accepted", []),
        (6, "accepted", []),
        (7, "refused", ["year"]),
        (8, "refused", ["year"]),
    ]
    (detail,) = found[0]["details"]
    assert (detail["message"], detail["cure"], detail["column"]) == (
        "帮扶年度不会是 2099 年。",
        "请核对年度，应在 2015 年至 2027 年之间。",
        1,
    )


@pytest.mark.django_db
def test_a_refused_year_leaves_no_entry(put_in, last_year):
    done = put_in(
        [["2099", *make_line(1)], ["2023", *make_line(2)]], header=["年度", *HEADER]
    )

    assert list(Enrolment.objects.values_list("year", flat=True)) == [2023]
    refused = ImportRow.objects.get(roster_import=done, status="refused")
    assert (refused.year, refused.reasons[-1]["field"]) == (2024, "year")


@pytest.mark.django_db
def test_the_ledger_opens_in_a_year_that_has_opened(year, administrator):
    firm = make_enterprise()
    assert selectors.get_latest_ledger_year() == 2024
    Enrolment.objects.create(enterprise=firm, year=2023)
    Enrolment.objects.create(enterprise=firm, year=2099)
    assert selectors.get_latest_ledger_year() == 2023
    Enrolment.objects.create(enterprise=firm, year=2024)
    assert selectors.get_latest_ledger_year() == 2024

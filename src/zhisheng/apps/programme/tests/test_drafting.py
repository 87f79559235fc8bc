"""The words of a drafted notice fit whom it asks and by what right."""

from datetime import date

import pytest

from zhisheng.apps.programme.choices import Audience
from zhisheng.apps.programme.services.drafting import draft_text
from zhisheng.apps.programme.tests.reporting import plan_task

pytestmark = pytest.mark.django_db
LINKS = "没有账号的，凭填报链接填报。"
FREE = "是否填报，由填报人自愿决定。"
SURVEY = {
    "right": "survey",
    "form_number": "衡统101表",
    "authority": "衡水市统计局",
    "approval_number": "衡统制〔2024〕3号",
    "valid_to": "2026-12-31",
}


@pytest.mark.parametrize(
    ("form", "audience", "has_links"),
    [
        ("quarterly-progress", Audience.ENTERPRISES, True),
        ("quarterly-progress", Audience.UNITS, False),
        ("county-ledger", Audience.ENTERPRISES, False),
        ("county-ledger", Audience.UNITS, False),
        ("helped-enterprises", Audience.BODIES, False),
    ],
)
def test_links_are_promised_to_those_who_get_some(
    county_unit, officer_county, form, audience, has_links
):
    days = {"opens_on": date(2024, 12, 2), "due_on": date(2024, 12, 20)}
    task = plan_task(county_unit, officer_county, code=form, audience=audience, **days)

    assert (LINKS in draft_text(task).body) == has_links


def test_a_survey_names_what_it_stands_on(county_unit, officer_county):
    task = plan_task(county_unit, officer_county)
    assert "表号" not in draft_text(task).body
    task.form_data |= SURVEY

    body = draft_text(task).body

    told = (
        "本表是统计调查表，表号：衡统101表，制定机关：衡水市统计局，"
        "批准文号：衡统制〔2024〕3号，有效期至2026年12月31日。"
    )
    assert (body.count(told), FREE in body) == (1, False)


def test_who_is_asked_for_working_material_decides_freely(county_unit, officer_county):
    asked = plan_task(county_unit, officer_county)
    owed = plan_task(county_unit, officer_county, code="county-ledger")

    assert draft_text(asked).body.endswith(FREE)
    assert FREE not in draft_text(owed).body

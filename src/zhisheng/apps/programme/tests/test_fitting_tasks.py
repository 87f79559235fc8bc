"""A task fits its form: who is asked, and the span it is about."""

import pytest

from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import Audience
from zhisheng.apps.programme.errors import TaskFilterError
from zhisheng.apps.programme.models import ReportingTask
from zhisheng.apps.programme.tests.reporting import (
    NEW_TASK,
    make_plan,
    on_day,
    pick_form,
)
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db


def send(ask, actor, **changes):
    with on_day("2024-10-08"):
        return ask(actor, "new_task", data=NEW_TASK | changes)


MISFITS = pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"form": "county-ledger", "period": "2024年"},
            "“县级帮扶台账”由下级单位填报，请改这一项，或换一张表。",
        ),
        ({"period": "2024年"}, "“企业季度进展”每次填一个季度，请照此选所属期。"),
        ({"period": "2024年9月"}, "“企业季度进展”每次填一个季度，请照此选所属期。"),
        (
            {"form": "helped-enterprises", "audience": "bodies"},
            "“帮扶小微企业情况材料”每次填一年，请照此选所属期。",
        ),
    ],
)


@MISFITS
def test_what_does_not_go_with_the_form_is_refused(
    county_unit, officer_county, ask, changes, told
):
    answer = send(ask, officer_county, **changes)

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert ReportingTask.objects.count() == 0


def test_the_span_is_chosen(county_unit, officer_county, ask):
    with on_day("2024-10-08"):
        page = ask(officer_county, "new_task").content.decode()
    assert '<optgroup label="季度">' in page
    assert '<option value="2024年三季度">' in page

    send(ask, officer_county, period="2024年三季度")

    assert ReportingTask.objects.get().period == "2024年三季度"


def test_a_span_that_is_not_offered_is_refused(county_unit, officer_county, ask):
    assert send(ask, officer_county, period="随便写").status_code == 422
    assert ReportingTask.objects.count() == 0


@MISFITS
def test_the_api_refuses_the_same_with_the_same_words(
    county_unit, officer_county, call, changes, told
):
    plan = {name: text for name, text in NEW_TASK.items() if name != "unit"} | changes
    with on_day("2024-10-08"):
        answer = call(officer_county, "tasks:manage", "/tasks", plan)

    assert answer.status_code == 422
    assert list(answer.json()["fields"].values()) == [told]
    assert not ReportingTask.objects.exists()


def test_the_service_refuses_who_and_when_at_once_and_changes_nothing(
    county_unit, officer_county
):
    plan = make_plan(period="2024-Q3", audience=Audience.BODIES)
    asked = {"plan": plan, "form": pick_form("quarterly-progress")}

    with on_day("2024-10-08"), pytest.raises(TaskFilterError) as refused:
        services.create_task(**asked, unit=county_unit, actor=officer_county)

    assert refused.value.refusals == {
        "period": "“企业季度进展”每次填一个季度，请照此选所属期。",
        "audience": "“企业季度进展”由企业填报，请改这一项，或换一张表。",
    }
    assert not ReportingTask.objects.exists()
    assert not AuditEntry.objects.filter(action="programme.task_created").exists()


@pytest.mark.parametrize("period", ["2024年13月", "2024年0月", "２０２４年", "2024"])
def test_a_draft_is_not_changed_to_what_does_not_fit(
    county_unit, officer_county, period
):
    asked = {"form": pick_form("quarterly-progress"), "unit": county_unit}
    with on_day("2024-10-08"):
        draft = services.create_task(
            plan=make_plan(period=" 2024 年 三季度 "), actor=officer_county, **asked
        )
        with pytest.raises(TaskFilterError):
            services.update_task(
                task=draft, plan=make_plan(period=period), actor=officer_county, **asked
            )

    assert ReportingTask.objects.get().period == "2024年三季度"


def test_a_form_that_may_not_ask_yet_is_told_beside_it(
    county_unit, officer_county, ask
):
    answer = send(
        ask, officer_county, form="helped-enterprises", audience="bodies",
        period="2024年",
    )  # fmt: skip

    assert answer.status_code == 422
    html = answer.content.decode()
    assert "“帮扶小微企业情况材料”现在不能填报：它自 2024-11-27 起有效。" in html
    assert 'value="三季度进展"' in html
    assert not ReportingTask.objects.exists()

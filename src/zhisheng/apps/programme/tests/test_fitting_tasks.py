"""A task fits its form: who is asked, and the span it is about."""

import pytest

from zhisheng.apps.programme.models import ReportingTask
from zhisheng.apps.programme.tests.reporting import NEW_TASK, on_day

pytestmark = pytest.mark.django_db


def send(ask, actor, **changes):
    with on_day("2024-10-08"):
        return ask(actor, "new_task", data=NEW_TASK | changes)


@pytest.mark.parametrize(
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

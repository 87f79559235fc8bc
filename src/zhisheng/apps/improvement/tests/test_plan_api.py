"""Plans by the API: whose key sees which, and what of them."""

import pytest

from zhisheng.apps.accounts.models import Membership
from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.tests.plans import TERMS

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(client, make_token):
    def send(user, path=""):
        organisation = Membership.objects.get(user=user).organisation
        token = make_token(organisation, ["plans:read"])
        return client.get(
            f"/api/v1/improvement/plans{path}", headers={"Authorization": token}
        )

    return send


def test_the_own_plans_with_what_is_done(call, agreed, owner):
    services.tick_task(task=agreed.tasks.get(number=1), is_done=True, actor=owner)

    (told,) = call(owner).json()["items"]

    assert (told["code"], told["status"], told["number"]) == (agreed.code, "agreed", 1)
    assert (told["grade_before"], told["grade_after"]) == ("initial", "improving")
    assert (told["cost_yuan"], told["staff_days"]) == (2_700, 24)
    assert (told["task_count"], told["done_count"]) == (agreed.tasks.count(), 1)


def test_one_plan_with_reasons_and_days_and_no_person(call, agreed, owner, worker):
    agreed.tasks.update(responsible=worker, responsible_name="老李")

    answer = call(owner, f"/{agreed.code}")

    told = answer.json()
    assert len(told["chosen"]) + len(told["left_out"]) == 58
    assert told["chosen"][0]["starts_on"] == TERMS.starts_on.isoformat()
    assert all(one["reason"] for one in (*told["chosen"], *told["left_out"]))
    assert "老李" not in answer.text
    assert worker.name not in answer.text


def test_an_office_sees_what_is_agreed_on_alone(call, officer_county, plan, owner):
    assert call(officer_county).json() == {"items": [], "next_after": None}
    assert call(officer_county, f"/{plan.code}").status_code == 404

    services.agree_plan(plan=plan, seen=plan.made_at, actor=owner)

    assert [one["code"] for one in call(officer_county).json()["items"]] == [plan.code]
    assert call(officer_county, f"/{plan.code}").status_code == 200


def test_the_plans_of_others_are_not_there(call, agreed, stranger_owner):
    assert call(stranger_owner).json()["items"] == []
    assert call(stranger_owner, f"/{agreed.code}").status_code == 404

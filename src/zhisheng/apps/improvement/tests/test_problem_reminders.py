"""The job that reminds stops anywhere, and goes on where it stopped."""

from datetime import date

import pytest

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.models import Problem
from zhisheng.apps.improvement.services import problem_telling
from zhisheng.apps.registry.tests.factories import make_enterprise

pytestmark = pytest.mark.django_db(transaction=True)
DUE = date(2026, 3, 11)


class KilledError(Exception):
    pass


@pytest.fixture
def problems(owner, owner_organisation):
    firm = make_enterprise(organisation=owner_organisation, region_id="131125")
    return [
        Problem.objects.create(
            enterprise=firm, text=f"气孔{number}", state="planned", due_on=DUE
        )
        for number in range(3)
    ]


def test_a_kill_loses_nothing_and_tells_nobody_twice(problems, owner, monkeypatch):
    send = problem_telling.send_notice

    def send_until_killed(**told):
        if problems[1].code in told["notice"].key:
            raise KilledError
        return send(**told)

    with monkeypatch.context() as patch:
        patch.setattr(problem_telling, "send_notice", send_until_killed)
        with pytest.raises(KilledError):
            services.remind_problems(today=DUE)
    assert Message.objects.filter(recipient=owner).count() == 1

    assert services.remind_problems(today=DUE) == 2

    told = Message.objects.filter(recipient=owner).order_by("pk")
    assert [one.data["problem"] for one in told] == ["气孔0", "气孔1", "气孔2"]
    assert services.remind_problems(today=DUE) == 0

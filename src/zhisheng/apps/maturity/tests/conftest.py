import datetime

import pytest
from django.utils import timezone

from zhisheng.apps.maturity import services
from zhisheng.apps.registry.tests.factories import make_enterprise

TODAY = datetime.date(2026, 11, 27)


@pytest.fixture
def enterprise(owner_organisation):
    return make_enterprise(organisation=owner_organisation)


@pytest.fixture
def evaluation(enterprise, owner):
    return services.open_evaluation(
        enterprise=enterprise, model="household", on=TODAY, actor=owner
    )


@pytest.fixture
def submitted(evaluation, owner):
    services.save_answers(
        evaluation=evaluation,
        answers={"incoming_check": 3, "storage_ways": ("dry",)},
        actor=owner,
    )
    return services.submit_evaluation(evaluation=evaluation, actor=owner)


@pytest.fixture
def ask(owner, expert):
    """Return a function that asks the expert's organisation, or another one."""

    def send(evaluation, organisation=None):
        return services.ask_review(
            evaluation=evaluation,
            organisation=organisation or expert.memberships.get().organisation,
            until=timezone.localdate() + datetime.timedelta(days=30),
            actor=owner,
        )

    return send


@pytest.fixture
def review(ask, submitted):
    return ask(submitted)


@pytest.fixture
def page(client, owner):
    client.force_login(owner)
    return client

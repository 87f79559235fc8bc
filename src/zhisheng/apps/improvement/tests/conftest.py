import pytest

from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.tests.plans import TERMS, evaluate
from zhisheng.apps.registry.tests.factories import make_enterprise


@pytest.fixture
def enterprise(owner_organisation):
    return make_enterprise(organisation=owner_organisation, region_id="131125")


@pytest.fixture
def evaluation(enterprise, owner):
    return evaluate(enterprise, owner)


@pytest.fixture
def plan(evaluation, owner):
    return services.make_plan(evaluation=evaluation, terms=TERMS, actor=owner)


@pytest.fixture
def agreed(plan, owner):
    return services.agree_plan(plan=plan, seen=plan.made_at, actor=owner)

import datetime

import pytest

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

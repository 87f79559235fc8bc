from datetime import date

import pytest

from zhisheng.apps.returns import services
from zhisheng.apps.returns.tests.factories import EnterpriseFactory, ValueFactory
from zhisheng.kit import facts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _dictionary():
    services.load_reference_indicators()


def ask(name, enterprise, on):
    return facts.ask([name], [enterprise.pk], on).get(name, enterprise.pk)


def test_tells_the_last_full_year_known_on_the_day():
    enterprise = EnterpriseFactory()
    ValueFactory(enterprise=enterprise, period="2023", value=10)
    ValueFactory(enterprise=enterprise, period="2024", value=20)

    assert ask("returns.revenue_yuan", enterprise, date(2025, 6, 1)) == 20
    assert ask("returns.revenue_yuan", enterprise, date(2024, 6, 1)) == 10


def test_what_is_too_old_missing_or_a_range_is_not_known():
    enterprise = EnterpriseFactory()
    ValueFactory(enterprise=enterprise, period="2020", value=10)
    ValueFactory(
        enterprise=enterprise, indicator_id="profit", value=None, low=1, high=2
    )

    on = date(2025, 6, 1)
    for name in ("revenue_yuan", "profit_yuan", "export_yuan", "employees"):
        assert ask(f"returns.{name}", enterprise, on) is facts.NOT_KNOWN

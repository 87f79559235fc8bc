from datetime import date

import pytest

from zhisheng.apps.registry.services import merge_enterprises, unmerge_enterprise
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.apps.returns import services
from zhisheng.apps.returns.selectors import list_effective_values
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


def test_what_a_merged_record_declared_counts_as_the_survivors():
    survivor, double = make_enterprise(), make_enterprise()
    ValueFactory(enterprise=survivor, value=20)
    ValueFactory(enterprise=double, value=30, source_kind="return")
    ValueFactory(enterprise=double, indicator_id="profit", value=4)
    on = date(2025, 6, 1)

    def tell(enterprise):
        names = ("returns.revenue_yuan", "returns.profit_yuan")
        return [ask(name, enterprise, on) for name in names]

    assert tell(survivor) == [20, facts.NOT_KNOWN]

    merge_enterprises(duplicate=double, survivor=survivor, actor=None)

    assert tell(survivor) == [20, 4]
    values = list_effective_values(enterprise_ids=[survivor.pk])
    assert sorted((v.indicator_id, v.value, v.owner_id) for v in values) == [
        ("profit", 4, survivor.pk),
        ("revenue", 20, survivor.pk),
    ]

    double.refresh_from_db()
    unmerge_enterprise(duplicate=double, actor=None)

    assert (tell(survivor), tell(double)) == ([20, facts.NOT_KNOWN], [30, 4])

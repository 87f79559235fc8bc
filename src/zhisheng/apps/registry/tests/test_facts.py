from datetime import date

import pytest

from zhisheng.apps.registry import services
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit import facts

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def test_facts_are_told_as_of_a_day():
    one = make_enterprise(
        valid_from=date(2025, 1, 1), region_id="131102", established_on=date(2020, 3, 2)
    )
    other = make_enterprise(region_id=None, size_class="unknown")
    services.update_enterprise(
        enterprise=one, changes={"region_id": "131125"}, on=DAY, actor=None
    )
    names = ["registry.region", "registry.size_class", "registry.age"]
    ids = [one.pk, other.pk]

    before = facts.ask(names, ids, date(2026, 2, 28))
    after = facts.ask(names, ids, date(2026, 3, 2))

    assert before.column("registry.region") == ["131102", facts.NOT_KNOWN]
    assert after.column("registry.region") == ["131125", facts.NOT_KNOWN]
    assert after.column("registry.size_class") == ["small", facts.NOT_KNOWN]
    assert before.column("registry.age") == [5, facts.NOT_KNOWN]
    assert after.column("registry.age") == [6, facts.NOT_KNOWN]


def test_each_provider_is_asked_once(django_assert_num_queries):
    ids = [make_enterprise().pk for _number in range(3)]

    with django_assert_num_queries(2):
        facts.ask(["registry.region", "registry.industry", "registry.age"], ids, DAY)

"""What a bulletin counts of good cases, and what a list by region tells of them."""

import pytest

from zhisheng.apps.improvement import selectors, services
from zhisheng.apps.improvement.models import GoodCase
from zhisheng.apps.improvement.tests.cases import begin, decide, submit, version_of
from zhisheng.apps.registry.tests.factories import make_enterprise

pytestmark = pytest.mark.django_db
COUNTY, CITY = "131125", "131100"


@pytest.fixture
def public(enterprise, owner, county_unit, officer_county, officer_city, officer_province):  # fmt: skip
    case = submit(begin(enterprise, owner), owner)
    for officer, act in (
        (officer_county, "recommend"), (officer_city, "recommend"),
        (officer_province, "select"), (officer_province, "publish"),
    ):  # fmt: skip
        decide(case, act, officer)
    case.refresh_from_db()
    return case


def test_a_case_counts_in_the_year_it_was_published_while_it_is_public(
    public, officer_province
):
    year = public.published_at.year
    row = (public.enterprise_id, year)

    assert list(selectors.select_published(year)) == [row]
    assert list(selectors.select_published(year + 1)) == [row]
    assert not selectors.select_published(year - 1).exists()
    decide(public, "take_down", officer_province, reason="数要再核")
    assert not selectors.select_published(year).exists()


def test_a_case_counts_for_the_record_it_was_merged_into(public):
    target = make_enterprise(region_id=COUNTY)
    type(target).unscoped.filter(pk=public.enterprise_id).update(merged_into=target)

    year = public.published_at.year
    assert list(selectors.select_published(year)) == [(target.pk, year)]


def test_what_was_not_published_counts_nowhere(enterprise, owner, county_unit):
    case = submit(begin(enterprise, owner), owner)
    assert not selectors.select_published(case.created_at.year).exists()


def test_the_county_of_an_unnamed_enterprise_is_not_found_by_asking(public, owner):
    def ask(region):
        return list(selectors.list_public_cases(region=region))

    assert [ask(one) for one in (COUNTY, CITY, "130000", "000000")] == [
        [], [public], [public], [public],
    ]  # fmt: skip
    services.set_naming(
        case=public, is_named=True, version=version_of(public), actor=owner
    )
    assert ask(COUNTY) == [GoodCase.objects.get()]

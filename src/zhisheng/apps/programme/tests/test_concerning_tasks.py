"""A task from above stands in the list of an office once it asks somebody of its area."""

import pytest

from zhisheng.apps.programme import services
from zhisheng.apps.programme.tests.reporting import (
    make_enterprises,
    on_day,
    open_now,
    plan_task,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/programme/tasks/"
ELSEWHERE = "另一县的进展"


@pytest.fixture
def foreign(province_unit, officer_province, county_unit):
    """Open a task of the province that asks an enterprise of another county."""
    make_enterprises(1, region="130102")
    return open_now(
        plan_task(province_unit, officer_province, name=ELSEWHERE), officer_province
    )


@pytest.fixture
def show(client, officer_county):
    client.force_login(officer_county)

    def show(address=ADDRESS):
        return client.get(address).content.decode()

    return show


def test_what_asks_nobody_here_is_left_out_and_a_filter_shows_it(foreign, show):
    left_out, shown = show(), show(f"{ADDRESS}?show=all")

    assert (left_out.count(ELSEWHERE), shown.count(ELSEWHERE)) == (0, 1)
    assert "连同应填 0 份的" in left_out
    assert "现在没有与本单位有关的任务" in left_out
    assert show(f"{ADDRESS}{foreign.code}/").count("应填") >= 1


def test_it_appears_with_the_first_who_is_asked(foreign, show, officer_province):
    assert ELSEWHERE not in show()
    make_enterprises(1)
    with on_day("2024-10-20"):
        services.add_asked(task=foreign, actor=officer_province)

    assert ELSEWHERE in show()
    assert "连同应填 0 份的" not in show()


def test_the_own_tasks_and_those_below_stand_whoever_they_ask(
    client, foreign, county_unit, officer_county, officer_province, province_unit
):
    drafted = plan_task(county_unit, officer_county, name="县里的草稿")
    client.force_login(officer_county)
    county = client.get(ADDRESS).content.decode()
    client.force_login(officer_province)
    province = client.get(ADDRESS).content.decode()

    assert (drafted.name in county, ELSEWHERE in county) == (True, False)
    assert (drafted.name in province, ELSEWHERE in province) == (True, True)
    assert "连同应填 0 份的" not in province


def test_the_list_asks_no_more_for_more_tasks(
    client, foreign, province_unit, officer_province, officer_county,
    django_assert_num_queries, django_assert_max_num_queries
):  # fmt: skip
    client.force_login(officer_county)
    client.get(ADDRESS)
    with django_assert_max_num_queries(40) as first:
        client.get(ADDRESS)
    for number in range(3):
        open_now(
            plan_task(province_unit, officer_province, name=f"第{number}项"),
            officer_province,
        )

    with django_assert_num_queries(len(first.captured_queries)):
        client.get(ADDRESS)


def test_the_interface_leaves_them_out_where_that_is_asked(
    call, foreign, officer_county
):
    everything = call(officer_county, "tasks:read", "/tasks").json()["items"]
    left = call(officer_county, "tasks:read", "/tasks?concerning=true").json()["items"]

    assert ([one["name"] for one in everything], left) == ([ELSEWHERE], [])

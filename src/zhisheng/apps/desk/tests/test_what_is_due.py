"""A home page says what is due first, that it is late, and how much more there is."""

from datetime import date

import pytest
from django.urls import reverse

from zhisheng.apps.desk.schemas import build_home
from zhisheng.apps.programme.tests.reporting import on_day, open_now, plan_task
from zhisheng.apps.registry.tests.factories import make_enterprise

pytestmark = pytest.mark.django_db


@pytest.fixture
def five_tasks(county_unit, officer_county, owner, owner_organisation):
    make_enterprise(organisation=owner_organisation, region_id="131125")
    days = [(10, 31), (10, 14), (11, 15), (11, 29), (12, 13)]
    for month, day in days:
        task = plan_task(
            county_unit,
            officer_county,
            name=f"{month}月{day}日交",
            due_on=date(2024, month, day),
        )
        open_now(task, officer_county)


def test_the_latest_comes_first_and_the_rest_is_counted(client, owner, five_tasks):
    with on_day("2024-10-20"):
        client.force_login(owner)
        page = client.get(reverse("desk:home")).content.decode()
        shown = build_home(owner, date(2024, 10, 20))
        whole = build_home(owner, date(2024, 10, 20), is_whole=True)
        listed = client.get(reverse("desk:home"), {"all": "1"}).content.decode()

    titles = [card.title for card in shown.cards]
    assert titles == ["填报：10月14日交", "填报：10月31日交", "填报：11月15日交"]
    assert shown.cards[0].due == "逾期 6 天，2024年10月14日 应交"
    assert "请您在 2024年10月31日 前交。" in shown.cards[1].why
    # Two tasks more, and the offer to choose a body.
    assert (shown.more, len(whole.cards), whole.more) == (3, 6, 0)
    assert "还有 3 件，全部列出" in page
    assert "填报：12月13日交" not in page
    assert "填报：12月13日交" in listed
    assert "全部列出" not in listed


def test_an_office_that_is_late_is_told_so_first(
    officer_county, officer_city, city_unit, county_unit, five_tasks
):
    task = plan_task(
        city_unit, officer_city, name="县局总结", audience="units",
        due_on=date(2024, 10, 18),
    )  # fmt: skip
    open_now(task, officer_city)

    with on_day("2024-10-21"):
        after = build_home(officer_county, date(2024, 10, 21)).cards

    assert [one.title for one in after[:2]] == [
        "1 家没有报，请催报：10月14日交", "填报：县局总结",
    ]  # fmt: skip
    assert after[1].due == "逾期 3 天，2024年10月18日 应交"

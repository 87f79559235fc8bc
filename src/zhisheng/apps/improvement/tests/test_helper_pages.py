"""The pages of the register: filters, the form of an office, the own entry."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.improvement.models import Helper
from zhisheng.apps.improvement.tests.ordering import enter

pytestmark = pytest.mark.django_db
LIST = reverse("improvement:helpers")
NEW = reverse("improvement:register_helper")
TOLD = {
    "kind": "expert",
    "name": "高工",
    "fields_of_help": ["process", "people"],
    "home": "131125 安平县",
    "reach": "city",
    "languages": ["mandarin"],
    "capacity": "2",
    "qualification1": "内审员",
    "expires1": "2030-01-01",
}
TODAY = timezone.localdate()


def address(name, helper, *more):
    return reverse(f"improvement:{name}", args=[helper.code, *more])


def read(client, person, url):
    client.force_login(person)
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_an_officer_enters_somebody(client, officer_county, expert):
    client.force_login(officer_county)
    response = client.post(NEW, {**TOLD, "username": expert.username})
    helper = Helper.objects.get()
    assert response.url == address("helper", helper)
    assert (helper.office.name, helper.home_id) == ("安平县市场监督管理局", "131125")
    assert helper.region_codes == ("131100",)
    assert helper.field_codes == ("process", "people")
    assert [one.name for one in helper.qualifications.all()] == ["内审员"]
    text = read(client, officer_county, response.url)
    assert "示例质量协会" in text
    assert "内审员（到" in text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"username": "nobody"}, "没有找到这个账号"),
        ({"home": "火星"}, "没有找到这个地区"),
        ({"capacity": "99"}, "50"),
        ({"fields_of_help": []}, "能帮什么"),
    ],
)
def test_what_is_wrong_is_told_beside_what_was_typed(client, officer_county, wrong, told):  # fmt: skip
    client.force_login(officer_county)
    response = client.post(NEW, {**TOLD, **wrong})
    assert response.status_code == 422
    text = response.content.decode()
    assert told in text
    assert 'value="高工"' in text
    assert Helper.objects.count() == 0


def test_an_entry_is_changed_as_it_stands(client, officer_county, helper, expert):
    url = address("change_helper", helper)
    text = read(client, officer_county, url)
    assert f'value="{expert.username}"' in text
    client.post(url, {**TOLD, "username": expert.username, "name": "郑老师"})
    helper.refresh_from_db()
    assert (helper.name, helper.user, helper.capacity) == ("郑老师", expert, 2)


def test_the_own_entry_is_kept_on_its_page(client, helper, expert, owner):
    page = address("helper", helper)
    assert "不在的日子" in read(client, expert, page)
    assert "不在的日子" not in read(client, owner, page)

    client.force_login(expert)
    days = {"absence-starts_on": f"{TODAY}", "absence-ends_on": f"{TODAY}"}
    assert client.post(address("add_absence", helper), days).status_code == 302
    assert "这几天不在" in read(client, owner, page)
    client.force_login(expert)
    client.post(address("remove_absence", helper, helper.absences.get().pk))
    client.post(address("set_capacity", helper), {"capacity-capacity": "0"})
    assert "单子满了" in read(client, owner, page)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("add_absence", {"absence-starts_on": "2026-01-02", "absence-ends_on": "x"}),
        ("add_absence", {"absence-starts_on": f"{TODAY}",
                         "absence-ends_on": f"{TODAY - timedelta(days=1)}"}),
        ("set_capacity", {"capacity-capacity": "-1"}),
    ],
)  # fmt: skip
def test_a_wrong_day_or_number_changes_nothing(client, helper, expert, name, data):
    client.force_login(expert)
    assert client.post(address(name, helper), data).status_code == 422
    helper.refresh_from_db()
    assert (helper.capacity, helper.absences.count()) == (3, 0)


def test_the_list_is_filtered_by_its_address(client, owner, helper, county_unit, officer_county):  # fmt: skip
    enter(county_unit, officer_county, name="园区", kind="park", fields=("people",))
    assert "园区" in read(client, owner, LIST)
    text = read(client, owner, f"{LIST}?field=process&region=131125&free=on")
    assert ("专家郑文" in text, ">园区</a>" in text) == (True, False)
    assert "没有找到" in read(client, owner, f"{LIST}?words=不存在")
    # Nonsense is no filter, and no error.
    assert "专家郑文" in read(client, owner, f"{LIST}?kind=x&after=y")


def test_the_list_asks_the_same_however_many(client, owner, county_unit, officer_county):  # fmt: skip
    def count():
        with CaptureQueriesContext(connection) as caught:
            client.get(LIST)
        return len(caught)

    client.force_login(owner)
    enter(county_unit, officer_county)
    client.get(LIST)
    few = count()
    for number in range(20):
        enter(county_unit, officer_county, name=f"专家{number}")
    assert count() == few


def test_the_api_gives_the_register_without_accounts(client, make_token, owner_organisation, helper, expert):  # fmt: skip
    token = make_token(owner_organisation, ["helpers:read"])
    answer = client.get(
        "/api/v1/improvement/helpers?field=process", headers={"Authorization": token}
    )
    (told,) = answer.json()["items"]
    assert (told["code"], told["fields"], told["open_orders"]) == (helper.code, ["process"], 0)  # fmt: skip
    assert (told["is_absent"], told["is_qualified"]) == (False, True)
    assert expert.username not in answer.text

"""One enterprise once: what an officer adds by hand, and what old names find."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.errors import AlikeKnownError
from zhisheng.apps.registry.models import Enterprise, FormerName
from zhisheng.apps.registry.selectors import RosterFilters
from zhisheng.apps.registry.selectors.search import list_former_names
from zhisheng.apps.registry.tests.exchanging import ENTITIES, take
from zhisheng.apps.registry.tests.factories import (
    GrantFactory,
    make_code,
    make_enterprise,
)

pytestmark = pytest.mark.django_db
OLD, NEW = "安平县旧名丝网厂", "安平县新名丝网厂"
OPENED = date(2025, 1, 1)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def renamed(officer_county):
    one = make_enterprise(name=OLD, uscc=make_code(1), valid_from=OPENED)
    services.record_life_event(
        enterprise=one,
        kind="renamed",
        happened_on=date(2026, 3, 1),
        changes={"name": NEW},
        actor=officer_county,
    )
    return one


def register(actor, name, *, region="131125", **values):
    told = {"uscc": values.pop("uscc", "")}
    official = {"name": name, "region_id": region, **told}
    return services.register_enterprise(official=official, actor=actor, **values)


def find(actor, term):
    page = selectors.list_enterprises_for(actor=actor, filters=RosterFilters(term=term))
    return [(row.name, row.former_names) for row in page.rows]


@pytest.mark.parametrize(
    ("name", "values", "is_asked"),
    [
        (NEW, {}, True),
        (f" {NEW} ", {"uscc": make_code(2)}, True),
        (OLD, {}, True),
        (OLD, {"uscc": make_code(2)}, True),
        ("安平县新名丝网有限公司", {}, True),
        ("安平县新名丝网有限公司", {"uscc": make_code(2)}, False),
        ("安平县别家筛网厂", {}, False),
        (NEW, {"region": "131102"}, False),
    ],
)
def test_what_may_be_on_record_is_asked_about(
    officer_city, renamed, name, values, is_asked
):
    if not is_asked:
        register(officer_city, name, **values)
        assert Enterprise.unscoped.count() == 2
        return
    with pytest.raises(AlikeKnownError):
        register(officer_city, name, **values)
    with pytest.raises(AlikeKnownError):
        register(officer_city, name, others=["E-0000000000"], **values)
    assert Enterprise.unscoped.count() == 1

    register(officer_city, name, others=[renamed.code], **values)

    assert Enterprise.unscoped.count() == 2


def test_the_page_asks_and_has_a_way_on(client, officer_county, renamed):
    client.force_login(officer_county)
    typed = {"name": OLD, "region": "131125 安平县"}
    address = reverse("registry:add")

    asked = client.post(address, typed)

    html = asked.content.decode()
    assert asked.status_code == 422
    assert reverse("registry:detail", args=[renamed.code]) in html
    assert f"（曾用名：{OLD}）" in html
    assert f'name="asked" value="{renamed.code}"' in html
    unsure = client.post(address, typed | {"asked": renamed.code})
    assert (unsure.status_code, Enterprise.unscoped.count()) == (422, 1)

    sure = client.post(address, typed | {"asked": renamed.code, "is_sure": "on"})

    added = Enterprise.unscoped.exclude(pk=renamed.pk).get()
    assert sure.url == reverse("registry:detail", args=[added.code])


def test_an_old_name_finds_its_enterprise(officer_county, renamed):
    other = make_enterprise(name="安平县旧名筛网厂")

    assert find(officer_county, "旧名丝网") == [(NEW, (OLD,))]
    assert find(officer_county, "旧名") == [(other.name, ()), (NEW, (OLD,))]
    assert find(officer_county, "新名") == [(NEW, ())]
    assert find(officer_county, "再旧名") == []


def test_old_names_are_hidden_from_who_was_granted_fields(
    body_user, body_organisation, renamed
):
    GrantFactory.create(enterprise=renamed, viewer=body_organisation)

    assert find(body_user, "新名丝网") == [(NEW, ())]
    assert find(body_user, "旧名丝网") == []


def test_a_name_told_by_the_register_keeps_the_old_one(officer_county):
    code = make_code(1)
    one = make_enterprise(name=OLD, uscc=code, valid_from=OPENED)

    take(
        officer_county,
        ENTITIES + f"{NEW},{code},,存续,,,,,\n",
        layout=("enterprise-register", "entities"),
    )

    one.refresh_from_db()
    assert one.name == NEW
    assert find(officer_county, "旧名丝网") == [(NEW, (OLD,))]


def test_a_name_taken_back_is_no_former_one(officer_county, renamed):
    services.record_life_event(
        enterprise=renamed,
        kind="renamed",
        happened_on=date(2026, 4, 1),
        changes={"name": OLD},
        actor=officer_county,
    )

    assert list_former_names([renamed.pk]) == {renamed.pk: [NEW]}
    assert find(officer_county, "旧名丝网") == [(OLD, ())]
    assert find(officer_county, "新名丝网") == [(OLD, (NEW,))]


def test_names_of_old_versions_are_collected_once(officer_county, renamed):
    told = list(FormerName.objects.values_list("enterprise_id", "name"))
    FormerName.objects.all().delete()
    migration = import_module("zhisheng.apps.registry.migrations.0008_former_names")

    for _time in range(2):
        migration.collect_former_names(apps, None)

    assert list(FormerName.objects.values_list("enterprise_id", "name")) == told


@pytest.mark.parametrize(("term", "count"), [("旧名丝网", 10), ("新名丝网", 9)])
def test_an_old_name_costs_one_query_more(
    officer_county, renamed, django_assert_num_queries, term, count
):
    with django_assert_num_queries(count):
        find(officer_county, term)


def test_what_is_not_shown_is_not_said_to_be_missing(
    client, officer_county, officer_station, renamed
):
    """A station is asked about a firm of the county that was not given to it."""
    typed = {"name": NEW, "region": "131125 安平县", "legal_form": "company"}
    shown = {}
    for person in (officer_county, officer_station):
        client.force_login(person)
        page = client.post(reverse("registry:add"), typed).content.decode()
        shown[person] = (make_code(1) in page, "代码和地址看不到" in page, OLD in page)
        assert "没有信用代码" not in page

    assert shown == {
        officer_county: (True, False, True),
        officer_station: (False, True, False),
    }


@pytest.mark.parametrize(("region", "opens"), [("131125", True), ("131102", False)])
def test_the_holder_of_the_same_code_is_named_and_no_other_is_claimed(
    client, officer_county, region, opens
):
    held = make_enterprise(name=OLD, uscc=make_code(5), region_id=region)
    client.force_login(officer_county)
    typed = {"name": OLD, "region": "131125 安平县", "uscc": make_code(5)}
    typed |= {"asked": held.code, "is_sure": "on"}

    answer = client.post(reverse("registry:add"), typed)

    html = answer.content.decode()
    assert (answer.status_code, Enterprise.unscoped.count()) == (422, 1)
    assert f"这个统一社会信用代码是“{OLD}”的，名录里已有，不用再登记。" in html
    assert (reverse("registry:detail", args=[held.code]) in html) is opens

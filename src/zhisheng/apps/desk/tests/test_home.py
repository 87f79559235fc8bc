import pytest
from django.urls import reverse

from zhisheng.apps.accounts.tests.factories import OrganisationFactory, make_person
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.programme.tests.notices import object_to, publish
from zhisheng.apps.registry.models import Enterprise
from zhisheng.ui.navigation import NavigationGroup, NavigationLink, list_links

MOST_QUERIES = 53


def open_home(client, person):
    client.force_login(person)
    return client.get(reverse("desk:home"))


def list_titles(response):
    return [card.title for card in response.context["page"].cards]


def test_needs_a_person(client, db):
    response = client.get(reverse("desk:home"))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_offers_an_officer_the_first_roster(client, officer_county):
    response = open_home(client, officer_county)

    assert list_titles(response) == ["上传第一份帮扶名单"]
    assert response.context["page"].lead == "安平县市场监督管理局"
    assert [figure.value for figure in response.context["page"].figures] == ["0"]


def test_an_objection_comes_first_and_to_the_unit_that_decides_alone(
    client, county_unit, officer_county, officer_city
):
    notice = publish(county_unit, officer_county)
    object_to(notice)

    assert list_titles(open_home(client, officer_county)) == [
        "答复 1 件公示异议",
        "上传第一份帮扶名单",
    ]
    assert list_titles(open_home(client, officer_city)) == ["上传第一份帮扶名单"]


def test_counts_enterprises_once_and_each_help(
    client, officer_county, make_enterprise, body_organisation, other_body_organisation
):
    enterprise = make_enterprise(region_id="131125")
    for helper in (body_organisation, other_body_organisation):
        Engagement.objects.create(enterprise=enterprise, year=2024, helper=helper)
    Engagement.objects.create(
        enterprise=enterprise, year=2023, helper=body_organisation
    )

    figures = open_home(client, officer_county).context["page"].figures

    assert [figure.value for figure in figures] == ["1", "1", "2"]
    assert figures[1].base.startswith("2024 年，截至 ")


def test_tells_an_owner_what_is_due(
    client, owner, owner_organisation, make_enterprise, forms
):
    make_enterprise(region_id="131125", organisation=owner_organisation)

    response = open_home(client, owner)

    assert list_titles(response) == ["填报 2025 年数据", "需要帮扶时，选一家机构"]


def test_helps_a_newcomer_to_an_enterprise(client, reference):
    newcomer = make_person(
        "新人", OrganisationFactory.create(kind="enterprise"), "owner"
    )

    assert "登记或认领您的企业" in list_titles(open_home(client, newcomer))


def test_shows_a_body_its_own_helps_only(
    client, body_user, body_organisation, other_body_organisation, make_enterprise
):
    Engagement.objects.create(
        enterprise=make_enterprise(region_id="131125"),
        year=2024,
        helper=other_body_organisation,
    )

    assert open_home(client, body_user).context["page"].figures == ()


def test_the_roster_tile_of_a_body_says_what_its_page_says(client, body_user):
    entries = {
        one.url: one for one in open_home(client, body_user).context["page"].entries
    }
    roster = client.get(reverse("registry:index")).content.decode()

    assert entries[reverse("registry:index")].text == (
        "选择了本机构、或同意给本机构看的企业；上报的在帮扶台账"
    )
    assert (
        "这里只列选择了贵单位、或者同意给贵单位看的企业。贵单位上报的企业在帮扶台账里。"
    ) in roster


def test_tells_an_administrator_how_the_platform_stands(client, administrator):
    page = open_home(client, administrator).context["page"]

    assert [entry.label for entry in page.standing] == [
        "单位和人员",
        "后台任务",
        "审计记录",
    ]


@pytest.mark.parametrize(
    "person",
    [
        "officer_county",
        "officer_nation",
        "owner",
        "body_user",
        "expert",
        "bank_user",
        "worker",
        "administrator",
    ],
)
def test_asks_the_database_a_bounded_number_of_times(
    request, client, person, make_enterprise, django_assert_max_num_queries
):
    for _ in range(3):
        make_enterprise(region_id="131125")
    client.force_login(request.getfixturevalue(person))
    client.get(reverse("desk:home"))

    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(reverse("desk:home"))


@pytest.mark.parametrize(
    ("person", "count"),
    [
        ("officer_county", 21),
        ("owner", 18),
        ("body_user", 15),
        ("administrator", 6),
        ("expert", 11),
        ("bank_user", 6),
        ("worker", 12),
    ],
)
def test_every_entry_of_the_navigation_leads_somewhere(request, client, person, count):
    response = open_home(client, request.getfixturevalue(person))

    links = list_links(response.context["navigation"])
    answers = {
        link.url: client.get(link.url, follow=True).status_code for link in links
    }
    assert answers == dict.fromkeys(answers, 200)
    assert len(links) == count


@pytest.mark.parametrize(
    ("person", "sizes"),
    [
        ("officer_county", [4, 2, 5, 3, 2, 3]),
        ("owner", [2, 2, 4, 4, 2, 2]),
        ("body_user", [3, 2, 2, 2, 2, 2]),
        ("expert", [1, 3, 2, 1, 2]),
        ("bank_user", []),
        ("administrator", []),
    ],
)
def test_long_navigation_is_grouped_by_the_way_of_an_enterprise(
    request, client, person, sizes
):
    navigation = open_home(client, request.getfixturevalue(person)).context[
        "navigation"
    ]

    groups = [one for one in navigation if isinstance(one, NavigationGroup)]
    assert [len(one.links) for one in groups] == sizes
    ungrouped = [one.label for one in navigation if isinstance(one, NavigationLink)]
    if groups:
        assert ungrouped == ["首页", "消息"]


def test_landing_tells_visitors_and_leads_others_home(client, owner):
    response = client.get(reverse("desk:landing"))
    page = response.content.decode()

    assert response.status_code == 200
    assert reverse("statistics:index") in page
    assert reverse("desk:sign_in_demo") not in page

    client.force_login(owner)
    assert client.get(reverse("desk:landing")).url == reverse("desk:home")


def test_demo_sign_in_exists_in_the_demo_only(client, owner, settings):
    owner.username = "demo-owner"
    owner.save()
    address = reverse("desk:sign_in_demo")

    assert client.post(address, {"username": "demo-owner"}).status_code == 404
    settings.DEMO = True
    assert client.post(address, {"username": "somebody"}).status_code == 404
    assert client.post(address, {"username": "demo-owner"}).url == reverse("desk:home")
    assert client.get(reverse("desk:home")).status_code == 200


def test_nobody_sees_enterprises_through_the_home_page(
    client, officer_county, make_enterprise
):
    make_enterprise(region_id="330502")

    figures = open_home(client, officer_county).context["page"].figures

    assert Enterprise.unscoped.count() == 1
    assert [figure.value for figure in figures] == ["0"]

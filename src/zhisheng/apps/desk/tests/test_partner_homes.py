"""Homes of roles whose own tasks are not built yet: nothing feigned, no dead end."""

from datetime import date

import pytest
from django.urls import reverse

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.permissions import ROLES_BY_KIND
from zhisheng.apps.accounts.tests.factories import OrganisationFactory, make_person
from zhisheng.apps.desk.schemas.home import MOST_CARDS
from zhisheng.apps.desk.schemas.partners import WORDS
from zhisheng.apps.registry.models import Grant
from zhisheng.apps.statistics.services import (
    compute_bulletin,
    draft_bulletin,
    release_bulletin,
)
from zhisheng.ui.navigation import list_links

SECURITY = "给账户加一道保护"


@pytest.fixture
def bulletin(forms, officer_county, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    draft = draft_bulletin(area="131125", year=2024, actor=officer_county)
    computed = compute_bulletin(bulletin=draft, actor=officer_county)
    return release_bulletin(bulletin=computed, actor=officer_county)


def grant(enterprise, viewer):
    return Grant.objects.create(
        enterprise=enterprise,
        viewer=viewer,
        purpose="loan",
        fields=["uscc"],
        basis="企业单独同意",
        valid_from=date(2020, 1, 1),
    )


def open_home(client, person):
    client.force_login(person)
    return client.get(reverse("desk:home"))


def list_titles(response):
    return [card.title for card in response.context["page"].cards]


@pytest.mark.parametrize("role", sorted(WORDS))
def test_every_role_has_something_to_do_and_every_link_opens(client, bulletin, role):
    kind = next(kind for kind, roles in ROLES_BY_KIND.items() if role in roles)
    person = make_person("某人", OrganisationFactory.create(kind=kind), role)

    response = open_home(client, person)
    page = response.context["page"]

    assert list_titles(response)[:1] == [SECURITY]
    assert len(page.cards) <= MOST_CARDS
    assert len(page.notes) == 3
    links = [*page.cards, *page.entries, *list_links(response.context["navigation"])]
    answers = {
        link.url: client.get(link.url, follow=True).status_code for link in links
    }
    assert answers == dict.fromkeys(answers, 200)


def test_a_bank_sees_who_agreed_and_nobody_else(
    client, bank_user, bank_organisation, make_enterprise, bulletin
):
    agreed = make_enterprise(region_id="131125")
    make_enterprise(region_id="131125")
    grant(agreed, bank_organisation)

    response = open_home(client, bank_user)

    assert list_titles(response) == [
        "查看 1 家企业的资料",
        SECURITY,
        "看河北省衡水市安平县 2024 年通报",
    ]
    (entry,) = response.context["page"].standing
    assert (entry.label, entry.text) == (agreed.name, "企业没有同意公开所在地区")
    assert client.get(entry.url).status_code == 200


def test_an_ended_consent_is_gone_at_once(
    client, bank_user, bank_organisation, make_enterprise
):
    given = grant(make_enterprise(region_id="131125"), bank_organisation)
    Grant.objects.filter(pk=given.pk).update(ended_at="2024-01-01T00:00:00+08:00")

    response = open_home(client, bank_user)

    assert list_titles(response) == [SECURITY, "请同事加入"]
    assert response.context["page"].standing == ()


def test_a_viewer_without_consents_is_not_sent_to_pages_of_others(client, bank_user):
    client.force_login(bank_user)

    page = client.get(reverse("registry:index")).content.decode()

    assert "还没有企业同意您查看" in page
    assert reverse("programme:imports") not in page
    assert reverse("registry:export") not in page


def test_a_worker_is_led_to_the_own_enterprise(
    client, worker, owner_organisation, make_enterprise
):
    make_enterprise(region_id="131125", organisation=owner_organisation)

    assert list_titles(open_home(client, worker))[0] == "看本企业的档案"


def test_an_owner_of_a_chain_leader_is_told_of_both(
    client, owner, owner_organisation, make_enterprise
):
    make_enterprise(region_id="131125", organisation=owner_organisation)
    owner.memberships.create(organisation=owner_organisation, role=Role.CHAIN_LEADER)

    response = open_home(client, owner)

    assert "供应商" in response.context["page"].notes[0]
    labels = [link.label for link in list_links(response.context["navigation"])]
    assert "同意我看的企业" in labels
    assert "我的企业" in labels

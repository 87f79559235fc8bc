"""Closing an account is meant: a word is typed, and the page says what goes and stays."""

import pytest
from django.urls import reverse

from zhisheng.apps.accounts import services
from zhisheng.apps.accounts.errors import LastLeaderError
from zhisheng.apps.accounts.models import Message
from zhisheng.apps.accounts.selectors import is_left_by_all
from zhisheng.apps.accounts.tests.factories import UserFactory, make_person
from zhisheng.kit.audit import AuditEntry


def test_closing_the_account_forgets_the_person(client, worker):
    client.force_login(worker)

    for word in ("", "是", "注销吧"):
        refused = client.post(reverse("accounts:close"), {"word": word})
        assert refused.status_code == 422
    worker.refresh_from_db()
    assert worker.is_active
    page = client.get(reverse("accounts:close")).content.decode()
    assert worker.memberships.get().organisation.name in page
    assert "催报过您的单位以后查不到，有关的份数也会变少" in page

    response = client.post(reverse("accounts:close"), {"word": " 注 销 "})

    assert response.status_code == 302
    worker.refresh_from_db()
    assert (worker.name, worker.mobile, worker.is_active) == ("", "", False)
    assert worker.memberships.filter(ended_at=None).count() == 0
    assert client.get(reverse("accounts:me")).status_code == 302
    assert not Message.objects.filter(recipient=worker).exists()


def test_somebody_without_an_organisation_is_told_of_none(client, db):
    client.force_login(UserFactory())

    page = client.get(reverse("accounts:close")).content.decode()

    assert "按规定还要保留的" in page
    assert "您不再代表这些单位" not in page


def test_the_last_of_an_office_is_told_before_anything_is_typed(client, officer_county):
    client.force_login(officer_county)
    address = reverse("accounts:close")
    organisation = officer_county.memberships.get().organisation

    page = client.get(address).content.decode()

    assert f"您是{organisation.name}的最后一位负责人" in page
    assert 'name="word"' not in page
    sent = client.post(address, {"word": "注销", "leaving": organisation.code})
    assert sent.status_code == 422
    with pytest.raises(LastLeaderError):
        services.close_account(leaving=[organisation.code], actor=officer_county)
    officer_county.refresh_from_db()
    assert officer_county.is_active
    make_person("科长王芳", organisation, "officer")
    page = client.get(address).content.decode()
    assert ("最后一位负责人" in page, 'name="word"' in page) == (False, True)


def test_the_last_owner_may_close_after_ticking_what_becomes_of_the_enterprise(
    client, owner, owner_organisation, stranger_organisation
):
    client.force_login(owner)
    address = reverse("accounts:close")
    code = owner_organisation.code

    page = client.get(address).content.decode()

    assert f"您是{owner_organisation.name}的最后一位负责人" in page
    assert "以后企业的人可以凭营业执照重新认领" in page
    for given in ({}, {"leaving": stranger_organisation.code}):
        refused = client.post(address, {"word": "注销", **given})
        assert refused.status_code == 422
    unsaid = client.post(address, {"word": "是", "leaving": code})
    owner.refresh_from_db()
    assert (unsaid.status_code, owner.is_active) == (422, True)
    assert not AuditEntry.objects.filter(action="accounts.account_closed").exists()

    client.post(address, {"word": "注销", "leaving": code})

    owner.refresh_from_db()
    assert (owner.name, owner.is_active) == ("", False)
    assert AuditEntry.objects.get(action="accounts.account_closed").new == {
        "left": [code]
    }
    assert is_left_by_all(owner_organisation)


def test_who_has_somebody_beside_is_asked_to_tick_nothing(
    client, owner, owner_organisation
):
    make_person("厂长王芳", owner_organisation, "owner")
    client.force_login(owner)

    page = client.get(reverse("accounts:close")).content.decode()

    assert ('name="leaving"' in page, 'name="word"' in page) == (False, True)
    client.post(reverse("accounts:close"), {"word": "注销"})
    owner.refresh_from_db()
    assert not owner.is_active
    assert not is_left_by_all(owner_organisation)

"""Closing an account is meant: a word is typed, and the page says what goes and stays."""

from django.urls import reverse

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.accounts.tests.factories import UserFactory, make_person


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


def test_the_last_in_charge_is_told_before_anything_is_typed(
    client, owner, owner_organisation
):
    client.force_login(owner)
    address = reverse("accounts:close")

    page = client.get(address).content.decode()

    assert f"您是{owner_organisation.name}的最后一位负责人" in page
    assert 'name="word"' not in page
    make_person("厂长王芳", owner_organisation, "owner")
    page = client.get(address).content.decode()
    assert ("最后一位负责人" in page, 'name="word"' in page) == (False, True)

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.urls import reverse

from zhisheng.apps.accounts import services
from zhisheng.apps.accounts.errors import InvitationExpiredError
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError

PASSWORD = "Wire-mesh-1971"
LOGIN = "/sign-in/login/"


@pytest.fixture
def person(owner):
    owner.set_password(PASSWORD)
    owner.save()
    return owner


def sign_in(client, username, password=PASSWORD):
    return client.post(LOGIN, {"login": username, "password": password})


def test_signs_in_with_name_and_password(client, person):
    assert sign_in(client, person.username).status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)


def test_signing_in_brings_the_persons_language_and_type(client, person):
    person.language, person.large_type = "en", True
    person.save()

    response = sign_in(client, person.username)

    assert response.cookies["django_language"].value == "en"
    assert response.cookies["zs_type"].value == "large"


def test_large_type_of_the_browser_outlives_signing_in(client, person):
    person.language, person.large_type = "zh-hans", False
    person.save()
    client.post("/ui/preferences/", {"zs_type": "large", "next": "/"})

    response = sign_in(client, person.username)

    assert "zs_type" not in response.cookies
    assert client.cookies["zs_type"].value == "large"


def test_the_profile_shows_and_ends_large_type_of_the_switch(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("ui:preferences"), {"zs_type": "large", "next": "/"})
    address = reverse("accounts:me")
    assert client.get(address).context["form"].initial["large_type"] is True

    saved = {"name": "王强", "mobile": "", "language": "zh-hans"}
    response = client.post(address, saved)

    assert response.cookies["zs_type"].value == "normal"


def test_ships_with_argon2(settings):
    shipped = import_module("zhisheng.config.settings")
    settings.PASSWORD_HASHERS = shipped.PASSWORD_HASHERS

    assert make_password(PASSWORD).startswith("argon2$argon2id$")


def test_locks_out_after_five_failures(client, person):
    statuses = [
        sign_in(client, person.username, "wrong").status_code for _try in range(5)
    ]
    page = sign_in(client, person.username).content.decode()

    assert statuses == [422, 422, 422, 422, 429]
    assert "请过一会儿再登录" in page
    assert "_auth_user_id" not in client.session


def test_the_lock_out_says_until_when_and_keeps_to_it(client, person):
    with time_machine.travel("2024-03-05T14:05+08:00", tick=False) as clock:
        for _try in range(5):
            sign_in(client, person.username, "wrong")
        clock.shift(timedelta(minutes=10))
        page = sign_in(client, person.username).content.decode()
        clock.shift(timedelta(minutes=5, seconds=1))
        later = sign_in(client, person.username)

    assert "暂停到 2024年3月5日 14:20。" in page
    assert "密码连续多次没有填对。" in page
    assert later.status_code == 302


def test_behind_a_proxy_each_client_has_its_own_count(client, person, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for _ in range(5):
        client.post(
            LOGIN,
            {"login": person.username, "password": "wrong"},
            headers={"X-Forwarded-For": "198.51.100.9, 203.0.113.7"},
        )

    assert AccessAttempt.objects.get().ip_address == "203.0.113.7"
    assert sign_in(client, person.username).status_code == 302


def test_four_failures_do_not_lock_out(client, person):
    for _try in range(4):
        sign_in(client, person.username, "wrong")

    assert sign_in(client, person.username).status_code == 302
    assert AccessAttempt.objects.count() == 0


def test_unknown_and_known_names_are_answered_alike(client, person):
    known = [sign_in(client, person.username, "wrong") for _try in range(6)]
    unknown = [sign_in(client, "nobody-of-this-name", "wrong") for _try in range(6)]

    assert [answer.status_code for answer in known] == [
        answer.status_code for answer in unknown
    ]
    assert strip(known[0], person.username) == strip(unknown[0], "nobody-of-this-name")
    assert strip(known[5], person.username) == strip(unknown[5], "nobody-of-this-name")


def test_closed_account_is_told_only_to_who_knows_the_password(client, person):
    person.is_active = False
    person.save()

    assert sign_in(client, person.username, "wrong").status_code == 422
    assert sign_in(client, person.username).url == "/sign-in/inactive/"
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_openly(client, reference):
    page = client.get("/sign-in/signup/").content.decode()

    assert "本平台不开放公开注册" in page
    response = client.post(
        "/sign-in/signup/",
        {"username": "intruder", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert response.status_code == 200
    assert "本平台不开放公开注册" in response.content.decode()


def test_leader_helps_a_member_to_a_new_password(client, person, worker):
    secret = services.issue_password_link(user=worker, actor=person)
    address = reverse("accounts:password_link", args=[worker.code, secret])

    assert client.get(address).status_code == 200
    assert client.post(address, {"password": "12345678"}).status_code == 422
    assert client.post(address, {"password": PASSWORD}).status_code == 302
    assert sign_in(client, worker.username).status_code == 302
    with pytest.raises(InvitationExpiredError):
        services.check_password_link(user_code=worker.code, secret=secret)


def test_weak_password_by_link_changes_nothing(person, worker):
    secret = services.issue_password_link(user=worker, actor=person)

    with pytest.raises(FieldsRefusedError):
        services.set_password_by_link(
            user_code=worker.code, secret=secret, password="12345678"
        )
    worker.refresh_from_db()
    assert worker.password == "!"


def test_only_who_looks_after_all_organisations_resets(
    person, worker, stranger_owner, stranger_organisation, officer_county
):
    services.issue_password_link(user=worker, actor=person)
    for outsider in (stranger_owner, officer_county, worker):
        with pytest.raises(ForbiddenError):
            services.issue_password_link(user=worker, actor=outsider)
    services.add_membership(
        user=worker,
        organisation=stranger_organisation,
        role="worker",
        actor=stranger_owner,
    )
    with pytest.raises(ForbiddenError):
        services.issue_password_link(user=worker, actor=person)


def strip(response, username):
    """Leave out what differs on every page: the name typed and the CSRF token."""
    lines = response.content.decode().replace(username, "NAME").splitlines()
    return [line for line in lines if "csrf" not in line.lower()]


@pytest.mark.parametrize("address", ["account_login", "account_change_password"])
def test_a_form_of_the_library_that_was_not_taken_is_answered_as_ours(
    client, person, address
):
    if address != "account_login":
        client.force_login(person)

    shown = client.get(reverse(address))
    refused = client.post(reverse(address), {"login": "nobody", "password": "x"})

    assert (shown.status_code, refused.status_code) == (200, 422)
    assert refused.context["form"].errors

"""The English of people and places is complete: no Chinese is left on a page."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.urls import reverse

from zhisheng.apps.accounts import errors, services
from zhisheng.kit.errors import DomainError

APPS = Path(__file__).resolve().parents[2]
CHINESE = re.compile("[\u4e00-\u9fff，。：；（）「」]")
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")


@pytest.fixture(params=["accounts", "places"])
def catalogue(request):
    path = APPS / request.param / "locale" / "en" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as stream:
        return read_po(stream, locale="en")


def test_every_text_has_english_with_its_placeholders(catalogue):
    for message in catalogue:
        if not message.id:
            continue
        pair = isinstance(message.id, tuple)
        chinese = message.id[0] if pair else message.id
        texts = message.string if pair else (message.string,)
        for english in texts:
            assert english, chinese
            assert sorted(PLACEHOLDER.findall(english)) == sorted(
                PLACEHOLDER.findall(chinese)
            )


def test_every_error_has_english():
    path = APPS / "accounts" / "locale" / "en" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as stream:
        known = {message.id for message in read_po(stream, locale="en")}
    own = [
        error
        for error in vars(errors).values()
        if isinstance(error, type)
        and issubclass(error, DomainError)
        and error.__module__ == errors.__name__
    ]

    assert len(own) == 30
    assert {error.message for error in own} <= known


@pytest.mark.parametrize(
    "name",
    [
        "accounts:me",
        "accounts:records",
        "accounts:close",
        "accounts:units",
        "accounts:mine",
        "accounts:partners",
        "account_change_password",
        "account_logout",
        "mfa_index",
    ],
)
def test_pages_hold_no_chinese_but_names(client, officer_county, name):
    client.force_login(officer_county)
    client.cookies["django_language"] = "en"

    page = client.get(reverse(name), follow=True).content.decode()

    body = page[page.index("<main") : page.index("</main>")]
    for given in (officer_county.name, "安平县市场监督管理局", "简体中文", "城关所"):
        body = body.replace(given, "")
    assert CHINESE.search(body) is None


def test_public_pages_hold_no_chinese(client, owner, owner_organisation):
    issued = services.invite(
        organisation=owner_organisation, role="worker", actor=owner
    )
    client.cookies["django_language"] = "en"
    pages = [
        "/sign-in/login/",
        "/sign-in/signup/",
        "/sign-in/password/reset/",
        "/account/register/",
        reverse("accounts:open_link", args=[issued.invitation.code, issued.secret]),
    ]

    for address in pages:
        page = client.get(address, follow=True).content.decode()
        body = page[page.index("<main") : page.index("</main>")]
        assert CHINESE.search(body.replace("安平县示例丝网厂", "")) is None

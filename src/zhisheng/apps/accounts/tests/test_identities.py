"""Officers come in by the identity service: over real HTTP, against the stand-in."""

import re
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.contrib.sessions.models import Session
from django.shortcuts import resolve_url
from django.urls import reverse

from zhisheng.apps.accounts import services
from zhisheng.apps.accounts.models import Membership, User
from zhisheng.apps.accounts.views import stand_in
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)
SUBJECT = "P-2024-0001"
TRIAL = {"name": "统一身份认证", "stand_in": "yes"}


@pytest.fixture(autouse=True)
def trial(settings):
    settings.DEMO, settings.IDENTITY = True, TRIAL


@pytest.fixture
def officer(officer_county):
    services.bind_identity(subject=SUBJECT, user=officer_county, actor=officer_county)
    return officer_county


class Browser:
    """What a browser does: follows, keeps cookies, sends forms."""

    def __init__(self, address):
        self.address, self.session = address, requests.Session()

    def get(self, path):
        return self.session.get(f"{self.address}{path}")

    def start(self, path="/account/identity/"):
        page = self.get(path)
        assert "/account/stand-in/authorize/" in page.url, page.text
        return page

    def choose(self, page, **chosen):
        token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
        return self.session.post(
            page.url,
            data={"csrfmiddlewaretoken": token, **chosen},
            headers={"Referer": page.url},
            allow_redirects=False,
        ).headers["Location"]

    def sign_in(self, subject=SUBJECT, path="/account/identity/", name="赵敏"):
        back = self.choose(self.start(path), subject=subject, name=name)
        return self.session.get(back)

    def whose(self):
        key = self.session.cookies.get("sessionid")
        session = Session.objects.filter(session_key=key).first()
        return session.get_decoded().get("_auth_user_id") if session else None


@pytest.fixture
def browser(live_server):
    made = Browser(live_server.url)
    yield made
    made.session.close()


def test_a_bound_officer_comes_in(browser, officer):
    page = browser.sign_in()

    home = resolve_url(settings.LOGIN_REDIRECT_URL)
    assert (page.status_code, urlsplit(page.url).path) == (200, home)
    assert browser.whose() == str(officer.pk)
    entry = AuditEntry.objects.get(action="accounts.identity_taken")
    assert entry.actor == officer
    assert SocialAccount.objects.get().extra_data == {}


def test_the_request_carries_state_nonce_and_proof_key(browser, officer):
    asked = parse_qs(urlsplit(browser.start().url).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert {len(asked[name]) for name in ("state", "nonce", "code_challenge")} == {1}
    assert sorted(asked["scope"][0].split()) == ["openid", "profile"]


def test_the_wanted_page_comes_after(browser, officer):
    page = browser.sign_in(path="/account/identity/?next=/account/inbox/")

    assert urlsplit(page.url).path == "/account/inbox/"


def test_who_is_not_bound_stays_out_whatever_the_name(browser, officer_county):
    before = User.objects.count()

    page = browser.sign_in(subject=officer_county.username, name=officer_county.name)

    assert page.status_code == 403
    assert "还没有绑定本平台的账号" in page.text
    assert (browser.whose(), User.objects.count()) == (None, before)


def test_a_cancelled_sign_in_says_so(browser, officer):
    back = browser.choose(browser.start(), deny="1")

    page = browser.session.get(back)

    assert (page.status_code, browser.whose()) == (422, None)
    assert "取消了登录" in page.text


def test_an_answer_counts_once_and_only_where_it_was_asked_for(browser, officer):
    back = browser.choose(browser.start(), subject=SUBJECT)
    other = Browser(browser.address)

    stolen = other.session.get(back)
    wrong = browser.session.get(re.sub("state=[^&]+", "state=x", back))
    right = browser.session.get(back)
    browser.session.cookies.clear()
    again = browser.session.get(back)

    answers = [page.status_code for page in (stolen, wrong, right, again)]
    assert answers == [422, 422, 200, 422]
    assert "这次登录没有完成" in stolen.text
    assert (other.whose(), browser.whose()) == (None, None)


def sign_with(**changes):
    def sign(issuer, asked):
        now = int(time.time())
        claims = {"iss": issuer, "aud": "zhisheng", "exp": now + 60, "iat": now,
                  "sub": SUBJECT, "nonce": asked["nonce"]}  # fmt: skip
        key = changes.get("key", stand_in._get_key())
        claims.update(
            {name: value for name, value in changes.items() if name in claims}
        )
        algorithm = changes.get("algorithm", "ES256")
        return jwt.encode(
            claims, key, algorithm=algorithm, headers={"kid": "stand-in-1"}
        )

    return sign


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "another"},
        {"aud": "another"},
        {"iss": "https://example.com"},
        {"exp": 1_700_000_000},
        {"key": ec.generate_private_key(ec.SECP256R1())},
        {"key": "x" * 32, "algorithm": "HS256"},
        {"key": None, "algorithm": "none"},
    ],
    ids=["nonce", "audience", "issuer", "old", "key", "shared", "unsigned"],
)
def test_a_token_that_is_not_genuine_lets_nobody_in(
    browser, officer, monkeypatch, changes
):
    monkeypatch.setattr(stand_in, "_sign", sign_with(**changes))

    page = browser.sign_in()

    assert (page.status_code, browser.whose()) == (422, None)
    assert "这次登录没有完成" in page.text


def test_the_same_signing_without_a_fault_does(browser, officer, monkeypatch):
    monkeypatch.setattr(stand_in, "_sign", sign_with())

    browser.sign_in()

    assert browser.whose() == str(officer.pk)


def test_a_code_without_its_proof_key_is_worth_nothing(browser, officer):
    back = browser.choose(browser.start(), subject=SUBJECT)
    code = parse_qs(urlsplit(back).query)["code"][0]

    answer = requests.post(
        f"{browser.address}/account/stand-in/token/",
        data={"code": code, "client_id": "zhisheng", "client_secret": "stand-in",
              "code_verifier": "guessed"},
        timeout=10,
    )  # fmt: skip

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})


def test_a_service_that_is_down_is_told(browser, settings):
    settings.IDENTITY = {"name": "统一身份认证", "url": "https://127.0.0.1:1",
                         "client": "a", "secret": "b"}  # fmt: skip

    page = browser.get("/account/identity/")

    assert (page.status_code, "现在连不上" in page.text) == (422, True)


def test_an_invited_officer_joins_by_identity(browser, county_unit, officer_county):
    organisation = county_unit.organisations.get()
    issued = services.invite(
        organisation=organisation, role="officer", invitee="李静", actor=officer_county
    )
    code = issued.invitation.code
    page = browser.get(f"/account/invitation/{code}/{issued.secret}/")
    assert "用统一身份认证加入" in page.text

    browser.sign_in(subject="P-9", path=f"/account/identity/join/{code}/", name="李静")

    person = User.objects.get(pk=browser.whose())
    assert (person.name, person.has_usable_password()) == ("李静", False)
    assert Membership.objects.get(user=person).organisation == organisation
    other = Browser(browser.address)
    other.sign_in(subject="P-9")
    assert other.whose() == str(person.pk)


def test_joining_needs_the_link_itself(browser, county_unit, officer_county):
    issued = services.invite(
        organisation=county_unit.organisations.get(),
        role="officer",
        actor=officer_county,
    )
    before = User.objects.count()

    page = browser.sign_in(
        subject="P-9", path=f"/account/identity/join/{issued.invitation.code}/"
    )

    assert (page.status_code, User.objects.count()) == (422, before)


def test_the_second_factor_is_still_asked_for(browser, officer):
    TOTP.activate(officer, generate_totp_secret())

    page = browser.sign_in()

    assert urlsplit(page.url).path == "/sign-in/2fa/authenticate/"
    assert browser.whose() is None


def test_people_of_the_demo_come_in_in_a_demo_only(browser, officer, settings):
    User.objects.filter(pk=officer.pk).update(username="demo-officer")
    browser.sign_in()
    assert browser.whose() == str(officer.pk)
    settings.DEMO, settings.DEBUG = False, True
    other = Browser(browser.address)

    assert other.sign_in().status_code == 403
    assert other.whose() is None


def test_one_subject_for_one_account(officer, officer_city):
    with pytest.raises(services.identities.IdentityTakenError):
        services.bind_identity(subject=SUBJECT, user=officer_city, actor=officer_city)
    with pytest.raises(services.identities.IdentityTakenError):
        services.bind_identity(subject="P-9", user=officer, actor=officer)

    assert SocialAccount.objects.get().user == officer


def test_binding_and_unbinding_on_the_own_page(live_server, officer_city, client):
    officer_city.set_password("Wire-mesh-1971")
    officer_city.save()
    client.force_login(officer_city)
    browser = Browser(live_server.url)
    browser.session.cookies.set("sessionid", client.cookies["sessionid"].value)

    page = browser.sign_in(path="/account/identity/bind/")
    assert "已绑定，以后可以用统一身份认证登录。" in page.text
    assert SocialAccount.objects.get().user == officer_city

    browser.session.close()
    assert client.post("/account/identity/unbind/").status_code == 302
    assert SocialAccount.objects.count() == 0


def test_another_site_cannot_start_the_binding(client, officer_city):
    client.force_login(officer_city)

    for site in ("cross-site", "same-site", "none"):
        answer = client.get("/account/identity/bind/", headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403


def test_the_only_door_stays(officer):
    officer.set_unusable_password()

    with pytest.raises(services.identities.LastDoorError):
        services.unbind_identity(actor=officer)
    assert SocialAccount.objects.count() == 1


def test_a_closed_account_keeps_no_binding(officer_city, county_unit, expert):
    services.bind_identity(subject="P-9", user=expert, actor=expert)
    Membership.objects.filter(user=expert).delete()

    services.close_account(actor=expert)

    assert SocialAccount.objects.count() == 0


@pytest.mark.parametrize("page", ["", "keys/", "authorize/", "token/"])
@pytest.mark.parametrize(
    "identity",
    [{}, {"name": "a", "url": "https://id.example", "client": "a", "secret": "b"}],
)
def test_the_stand_in_is_closed_where_it_could_matter(client, settings, page, identity):
    address = f"/account/stand-in/{page}"
    send = client.post if page == "token/" else client.get
    assert send(address).status_code != 500

    settings.IDENTITY = identity
    assert send(address).status_code == 404
    settings.IDENTITY, settings.DEMO = TRIAL, False
    assert send(address).status_code == 404


def test_the_sign_in_page_offers_it_where_there_is_one(client, settings):
    assert "用统一身份认证登录" in client.get("/sign-in/login/").content.decode()
    settings.IDENTITY = {}
    assert "by-identity" not in client.get("/sign-in/login/").content.decode()
    assert client.get("/account/identity/").status_code == 404


def test_only_officers_are_offered_to_bind(client, owner, officer_city):
    address = reverse("accounts:bind_identity")

    def read(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client.get(reverse("accounts:me")).content.decode()

    assert address in read(officer_city)
    assert address not in read(owner)

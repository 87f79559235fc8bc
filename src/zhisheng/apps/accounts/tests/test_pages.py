import pytest
from django.urls import reverse

from zhisheng.apps.accounts import services
from zhisheng.apps.accounts.models import (
    ApiToken,
    Invitation,
    Membership,
    Organisation,
    User,
)

PAGES_OF_A_PERSON = ("accounts:me", "accounts:records", "accounts:close")


@pytest.mark.parametrize("name", PAGES_OF_A_PERSON)
def test_own_pages_need_a_person(client, owner, name):
    assert client.get(reverse(name)).status_code == 302
    client.force_login(owner)
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_logout",
        "account_signup",
        "account_reset_password",
        "account_inactive",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "account_change_password",
        "account_email",
        "account_reauthenticate",
    ],
)
def test_pages_of_the_library_are_ours_and_chinese(client, owner, name):
    if name not in {"account_login", "account_signup", "account_reset_password"}:
        owner.set_password("Wire-mesh-1971")
        owner.save()
        client.force_login(owner)
        client.post(reverse("account_reauthenticate"), {"password": "Wire-mesh-1971"})

    page = client.get(reverse(name)).content.decode()

    assert '<main id="main"' in page
    assert 'lang="zh-Hans"' in page
    body = page[page.index("<main") : page.index("</main>")]
    for word in ("Sign", "Password", "Authenticator", "Security", "Email", ">Name"):
        assert word not in body
    assert " style=" not in page
    assert "<style" not in page


def test_saves_ones_profile_and_shows_it_so(client, owner):
    client.force_login(owner)

    response = client.post(
        reverse("accounts:me"),
        {
            "name": "王强",
            "mobile": "13900001234",
            "language": "en",
            "large_type": "on",
        },
    )

    assert response.status_code == 302
    assert response.cookies["django_language"].value == "en"
    assert response.cookies["zs_type"].value == "large"
    owner.refresh_from_db()
    assert (owner.name, owner.mobile, owner.language) == ("王强", "13900001234", "en")
    assert owner.large_type is True


def test_keeps_what_was_typed_wrong(client, owner):
    client.force_login(owner)

    page = client.post(
        reverse("accounts:me"),
        {"name": "王强", "mobile": "1390000", "language": "zh-hans"},
    ).content.decode()

    assert 'value="1390000"' in page
    assert "手机号码应为11位数字" in page
    owner.refresh_from_db()
    assert owner.mobile == ""


def test_registering_owner_goes_on_to_the_registry(client, reference):
    response = client.post(
        reverse("accounts:register"),
        {
            "name": "王强",
            "mobile": "13900001234",
            "username": "wangqiang",
            "password": "Wire-mesh-1971",
        },
    )

    assert response.status_code == 302
    assert response.url == reverse("registry:register")
    person = User.objects.get(username="wangqiang")
    assert person.check_password("Wire-mesh-1971")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert Membership.objects.count() == 0


def test_registering_tells_every_refused_field_at_once(client, owner):
    page = client.post(
        reverse("accounts:register"),
        {
            "name": "王",
            "mobile": "12345678901",
            "username": owner.username,
            "password": "12345678",
        },
    ).content.decode()

    assert "请填写姓名" in page
    assert "手机号码应为11位数字" in page
    assert "这个登录名已有人使用" in page
    assert page.count('class="field-error"') == 4
    assert User.objects.count() == 1


def test_invited_person_joins_by_the_link(client, owner, owner_organisation):
    client.force_login(owner)
    page = client.post(
        reverse("accounts:invite", args=[owner_organisation.code]),
        {"invitee": "李平", "role": "worker"},
    ).content.decode()
    client.logout()
    invitation = Invitation.objects.get()
    link = page[page.index("http://testserver") :].split('"')[0]

    opened = client.get(link, follow=True)
    response = client.post(
        reverse("accounts:invitation", args=[invitation.code]),
        {"name": "李平", "username": "liping", "password": "Wire-mesh-1971"},
    )

    assert opened.redirect_chain == [
        (reverse("accounts:invitation", args=[invitation.code]), 302)
    ]
    assert "安平县示例丝网厂" in opened.content.decode()
    assert response.status_code == 302
    member = Membership.objects.get(user__username="liping")
    assert (member.organisation, member.role) == (owner_organisation, "worker")
    again = client.get(link, follow=True)
    assert "已经用过了" in again.content.decode()


def test_signed_in_person_accepts_without_a_new_account(
    client, owner, owner_organisation, stranger_owner
):
    issued = services.invite(
        organisation=owner_organisation, role="worker", actor=owner
    )
    client.force_login(stranger_owner)
    client.get(
        reverse("accounts:open_link", args=[issued.invitation.code, issued.secret])
    )

    response = client.post(reverse("accounts:accept", args=[issued.invitation.code]))

    assert response.status_code == 302
    assert Membership.objects.filter(user=stranger_owner).count() == 2


def test_invitation_without_its_secret_is_not_shown(client, owner, owner_organisation):
    issued = services.invite(
        organisation=owner_organisation, role="worker", actor=owner
    )
    address = reverse("accounts:invitation", args=[issued.invitation.code])

    assert client.get(address).status_code == 404
    client.get(
        reverse("accounts:open_link", args=[issued.invitation.code, issued.secret])
    )
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("page", "allowed", "denied"),
    [
        ("organisation", "owner", "stranger_owner"),
        ("organisation", "administrator", "body_user"),
        ("organisation", "officer_county", "other_body_user"),
        ("invite", "owner", "worker"),
        ("invite", "officer_county", "stranger_owner"),
        ("create_token", "owner", "officer_county"),
        ("create_token", "administrator", "worker"),
    ],
)
def test_organisation_is_open_to_its_own(
    client, request, owner_organisation, page, allowed, denied
):
    address = reverse(f"accounts:{page}", args=[owner_organisation.code])

    client.force_login(request.getfixturevalue(allowed))
    assert client.get(address).status_code == 200
    client.force_login(request.getfixturevalue(denied))
    assert client.get(address).status_code in {403, 404}


def test_officer_does_not_see_members_or_keys_of_an_enterprise(
    client, owner, officer_county, owner_organisation
):
    services.create_token(
        organisation=owner_organisation,
        name="车间系统",
        scopes=[],
        lifetime_days=9,
        actor=owner,
    )
    address = reverse("accounts:organisation", args=[owner_organisation.code])

    client.force_login(owner)
    own = client.get(address).content.decode()
    client.force_login(officer_county)
    officers = client.get(address).content.decode()

    assert "厂长王强" in own
    assert "车间系统" in own
    assert "厂长王强" not in officers
    assert "车间系统" not in officers


def test_key_is_shown_once_and_can_be_revoked(
    client, body_user, other_body_user, body_organisation
):
    client.force_login(body_user)
    shown = client.post(
        reverse("accounts:create_token", args=[body_organisation.code]),
        {
            "name": "年报接口",
            "scopes": ["roster:import"],
            "lifetime_days": "30",
            "requests_per_minute": "60",
        },
    ).content.decode()
    token = ApiToken.objects.get()
    later = client.get(
        reverse("accounts:organisation", args=[body_organisation.code])
    ).content.decode()
    revoke = reverse("accounts:revoke_token", args=[token.code])

    assert f"zs.{token.code}." in shown
    assert "年报接口" in later
    assert "zs." not in later
    client.force_login(other_body_user)
    assert client.post(revoke).status_code == 404
    client.force_login(body_user)
    assert client.post(revoke).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_officer_sees_own_unit_and_below(
    client, officer_city, county_unit, province_unit
):
    client.force_login(officer_city)
    statuses = [
        client.get(reverse("accounts:unit", args=[unit.code])).status_code
        for unit in (county_unit, province_unit)
    ]

    assert client.get(reverse("accounts:units")).url == reverse(
        "accounts:unit", args=["U131100"]
    )
    assert statuses == [200, 404]


def test_officer_creates_a_unit_below(client, officer_county, county_unit):
    client.force_login(officer_county)

    response = client.post(
        reverse("accounts:unit", args=[county_unit.code]),
        {
            "name": "安平县市场监督管理局城关所",
            "kind": "station",
            "region": "131125 安平县",
        },
    )

    assert response.status_code == 302
    created = county_unit.children.get()
    assert created.path == f"{county_unit.path}{created.code}/"
    assert created.region.code == "131125"
    assert created.organisations.get().kind == "unit"


@pytest.mark.parametrize(
    ("region", "reason"), [("不存在的地方", "没有找到这个地区"), ("130000", "管辖范围")]
)
def test_refused_region_of_a_unit_is_told_beside_the_field(
    client, officer_county, county_unit, region, reason
):
    client.force_login(officer_county)

    page = client.post(
        reverse("accounts:unit", args=[county_unit.code]),
        {"name": "某所", "kind": "station", "region": region},
    ).content.decode()

    assert reason in page
    assert f'value="{region}"' in page
    assert county_unit.children.count() == 0


def test_demo_logins_are_shown_in_the_demo_only(client, settings, owner):
    User.objects.filter(pk=owner.pk).update(username="demo-owner")

    settings.DEMO = False
    assert client.get(reverse("accounts:demo")).status_code == 404
    settings.DEMO = True
    page = client.get(reverse("accounts:demo")).content.decode()
    assert "demo-owner" in page
    assert services.DEMO_PASSWORD in page


def test_pages_ask_the_database_a_fixed_number_of_times(
    client, owner, owner_organisation, django_assert_num_queries
):
    client.force_login(owner)
    address = reverse("accounts:organisation", args=[owner_organisation.code])
    client.get(address)

    for person in ("liping", "zhaomin"):
        with django_assert_num_queries(11):
            client.get(address)
        issued = services.invite(
            organisation=owner_organisation, role="worker", actor=owner
        )
        services.register_by_invitation(
            code=issued.invitation.code,
            secret=issued.secret,
            username=person,
            password="Wire-mesh-1971",
            name="李平",
        )


def test_officer_adds_a_partner_and_invites_its_first_person(
    client, officer_county, body_organisation, body_user, owner
):
    client.force_login(officer_county)
    response = client.post(
        reverse("accounts:partners"),
        {
            "name": "示例检测中心",
            "kind": "laboratory",
            "uscc": "",
            "approval_number": "",
        },
    )
    created = Organisation.objects.get(name="示例检测中心")
    invite = reverse("accounts:invite", args=[created.code])

    assert response.url == reverse("accounts:organisation", args=[created.code])
    assert client.get(invite).status_code == 200
    other = reverse("accounts:invite", args=[body_organisation.code])
    assert client.get(other).status_code == 404
    services.add_membership(
        user=owner, organisation=created, role="laboratory", actor=officer_county
    )
    assert client.get(invite).status_code == 404
    client.force_login(owner)
    assert client.get(reverse("accounts:partners")).status_code == 403


def test_wrong_code_of_a_partner_is_told_beside_the_field(client, administrator):
    client.force_login(administrator)

    page = client.post(
        reverse("accounts:partners"),
        {"name": "示例银行", "kind": "bank", "uscc": "9111", "approval_number": ""},
    ).content.decode()

    assert page.count('class="field-error"') == 1
    assert 'value="9111"' in page
    assert Organisation.objects.filter(name="示例银行").count() == 0

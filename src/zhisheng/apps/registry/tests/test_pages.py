from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhisheng.apps.registry import services
from zhisheng.apps.registry.models import ChangeProposal, Claim, Enterprise
from zhisheng.apps.registry.services.claims import LOOK_UPS_PER_PERSON
from zhisheng.apps.registry.tests.factories import (
    GrantFactory,
    make_code,
    make_enterprise,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.tests.documents import make_pdf

pytestmark = pytest.mark.django_db
OFFICIAL = {
    "name": "安平县新登丝网厂",
    "region": "131125 安平县",
    "industry": "3340",
    "effective_on": "2026-03-01",
}


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def enterprise(owner_organisation):
    return make_enterprise(
        organisation=owner_organisation,
        valid_from=date(2025, 1, 1),
        contact_phone="13800005678",
    )


def proof():
    return SimpleUploadedFile("执照.pdf", make_pdf(), "application/pdf")


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("officer_county", 200),
        ("owner", 200),
        ("worker", 200),
        ("stranger_owner", 404),
        ("body_user", 404),
        ("administrator", 404),
    ],
)
def test_only_the_right_people_open_a_record(
    request, client, enterprise, person, status
):
    client.force_login(request.getfixturevalue(person))

    response = client.get(reverse("registry:detail", args=[enterprise.code]))

    assert response.status_code == status
    assert (enterprise.name in response.content.decode()) == (status == 200)


def test_a_record_costs_a_fixed_number_of_queries(
    client, enterprise, officer_county, django_assert_max_num_queries
):
    client.force_login(officer_county)

    with django_assert_max_num_queries(45):
        client.get(reverse("registry:detail", args=[enterprise.code]))


def test_a_viewer_reads_only_the_granted_fields(
    client, enterprise, body_user, body_organisation
):
    GrantFactory.create(
        enterprise=enterprise, viewer=body_organisation, fields=["region"]
    )
    client.force_login(body_user)

    html = client.get(
        reverse("registry:detail", args=[enterprise.code])
    ).content.decode()

    assert "河北省衡水市安平县" in html
    assert "安平县示例路1号" not in html
    assert "138****5678" not in html
    assert "变化经过" not in html


def test_the_full_number_is_shown_after_a_logged_post(
    client, enterprise, officer_county
):
    client.force_login(officer_county)
    address = reverse("registry:reveal_contact", args=[enterprise.code])
    assert client.get(address).status_code == 405

    page = client.get(reverse("registry:detail", args=[enterprise.code]))
    part = client.post(address, headers={"HX-Request": "true"})

    assert "13800005678" not in page.content.decode()
    assert "13800005678" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert AuditEntry.objects.filter(action="registry.contact_revealed").count() == 1


def test_an_officer_registers_through_the_page(client, reference, officer_county):
    client.force_login(officer_county)

    response = client.post(reverse("registry:add"), {**OFFICIAL, "uscc": make_code(1)})

    one = Enterprise.unscoped.get()
    assert response.url == reverse("registry:detail", args=[one.code])
    assert (one.name, one.uscc, one.region_id) == (
        OFFICIAL["name"],
        make_code(1),
        "131125",
    )


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"uscc": "91131125"}, "91131125"),
        ({"region": "不存在"}, "没有找到这个地区"),
        ({"uscc": make_code(7)}, "名录里已有，不用再登记。"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(client, officer_county, values, text):
    make_enterprise(uscc=make_code(7))
    client.force_login(officer_county)

    response = client.post(reverse("registry:add"), {**OFFICIAL, **values})

    html = response.content.decode()
    assert OFFICIAL["name"] in html
    assert text in html
    assert Enterprise.unscoped.count() == 1


def test_an_owner_proposes_and_the_officer_approves(
    client, enterprise, owner, officer_county
):
    client.force_login(owner)
    client.post(reverse("registry:propose", args=[enterprise.code]), OFFICIAL)
    proposal = ChangeProposal.objects.get()
    client.force_login(officer_county)
    listed = client.get(reverse("registry:reviews")).content.decode()

    client.post(
        reverse("registry:decide_proposal", args=[proposal.code]),
        {"decision": "approve"},
    )

    enterprise.refresh_from_db()
    assert OFFICIAL["name"] in listed
    assert "region_id" not in listed
    assert enterprise.name == OFFICIAL["name"]


def test_an_owner_updates_the_contact(client, enterprise, owner):
    client.force_login(owner)

    client.post(
        reverse("registry:contact", args=[enterprise.code]),
        {"contact_name": "王强", "contact_phone": "13900001234"},
    )

    enterprise.refresh_from_db()
    assert enterprise.contact_phone == "13900001234"


def test_a_known_code_leads_to_the_claim(client, expert, officer_county):
    one = make_enterprise(uscc=make_code(1))
    client.force_login(expert)
    response = client.post(reverse("registry:register"), {"uscc": f" {make_code(1)} "})
    assert response.url == reverse("registry:claim", args=[make_code(1)])

    client.post(response.url, {"proof": proof()})

    claim = Claim.objects.get()
    assert (claim.enterprise, claim.claimant, claim.status) == (one, expert, "pending")
    assert "撤回申请" in client.get(reverse("registry:mine")).content.decode()
    client.force_login(officer_county)
    refused = client.post(
        reverse("registry:decide_claim", args=[claim.code]), {"decision": "refuse"}
    )
    page = refused.content.decode()
    claim.refresh_from_db()
    assert (refused.status_code, claim.status) == (422, "pending")
    assert "不通过时请写明原因，申请人才知道怎样补正。" in page
    assert f'id="reason-{claim.code}"' in page
    client.post(
        reverse("registry:decide_claim", args=[claim.code]), {"decision": "approve"}
    )
    client.force_login(expert)
    assert one.name in client.get(reverse("registry:mine")).content.decode()


def test_an_unknown_code_leads_to_registration(client, reference, expert):
    client.force_login(expert)
    response = client.post(reverse("registry:register"), {"uscc": make_code(2)})
    assert response.url == reverse("registry:register_new", args=[make_code(2)])
    assert make_code(2) in client.get(response.url).content.decode()

    client.post(response.url, {**OFFICIAL, "uscc": make_code(2), "proof": proof()})

    assert Claim.objects.get().enterprise.status == "unverified"


def test_proof_is_served_as_an_attachment_to_the_officer_only(
    client, expert, officer_county, body_user
):
    claim = services.claim_enterprise(
        enterprise=make_enterprise(), proof=proof(), actor=expert
    )
    address = reverse("registry:proof", args=[claim.code])
    client.force_login(officer_county)

    response = client.get(address)
    assert b"".join(response.streaming_content) == make_pdf()
    assert response["Content-Disposition"].startswith("attachment")
    client.force_login(body_user)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"kind": "closed"}, "closed"),
        ({"kind": "renamed", "name": "安平县新名丝网厂"}, "active"),
        ({"kind": "succeeded", "name": "安平县承接丝网厂"}, "closed"),
    ],
)
def test_an_officer_records_life_events(
    client, enterprise, officer_county, values, status
):
    client.force_login(officer_county)

    response = client.post(
        reverse("registry:life_event", args=[enterprise.code]),
        {"happened_on": "2026-03-01", **values},
    )

    enterprise.refresh_from_db()
    assert response.status_code == 302
    assert enterprise.status == status


@pytest.mark.parametrize(
    ("person", "page", "values"),
    [
        (
            "officer_county",
            "life_event",
            {
                "happened_on": "2024-12-31",
                "kind": "renamed",
                "name": "安平县新名丝网厂",
            },
        ),
        ("officer_county", "update", OFFICIAL | {"effective_on": "2024-12-31"}),
        ("owner", "propose", OFFICIAL | {"effective_on": "2024-12-31"}),
    ],
)
def test_a_change_before_the_first_version_is_refused_beside_the_day(
    request, client, enterprise, person, page, values
):
    client.force_login(request.getfixturevalue(person))

    response = client.post(reverse(f"registry:{page}", args=[enterprise.code]), values)

    name = enterprise.name
    enterprise.refresh_from_db()
    (problem,) = response.context["form"].errors.values()
    assert response.status_code == 422
    assert "名录从2025年1月1日起才有这家企业的登记" in problem[0]
    assert (enterprise.name, enterprise.versions.count()) == (name, 1)
    assert not ChangeProposal.objects.exists()


def test_an_officer_merges_and_takes_it_back(client, enterprise, officer_county):
    survivor = make_enterprise()
    client.force_login(officer_county)

    client.post(
        reverse("registry:merge", args=[enterprise.code]), {"survivor": survivor.name}
    )
    enterprise.refresh_from_db()
    assert enterprise.merged_into == survivor

    client.post(reverse("registry:unmerge", args=[enterprise.code]))
    enterprise.refresh_from_db()
    assert enterprise.merged_into is None


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (
            "安平县没有的厂",
            "没有找到您要的内容，它可能已被移走，或不在您的查看范围内。",
        ),
        ("own", "不能把一条记录并入它自己。"),
        ("other", "两条记录的统一社会信用代码不同，是两家企业，不能合并。"),
    ],
)
def test_a_merge_is_refused_at_its_field(
    client, enterprise, officer_county, code, told
):
    Enterprise.unscoped.filter(pk=enterprise.pk).update(uscc=make_code(61))
    make_enterprise(uscc=make_code(60))
    codes = {"own": make_code(61), "other": make_code(60)}
    client.force_login(officer_county)

    page = client.post(
        reverse("registry:merge", args=[enterprise.code]),
        {"survivor": codes.get(code, code), "reason": "重复"},
    )

    assert page.status_code == 422
    assert page.context["form"].errors == {"survivor": [told]}
    enterprise.refresh_from_db()
    assert enterprise.merged_into is None


def test_the_owner_ends_a_grant(
    client, enterprise, owner, body_user, body_organisation
):
    grant = GrantFactory.create(enterprise=enterprise, viewer=body_organisation)
    client.force_login(body_user)
    address = reverse("registry:end_grant", args=[enterprise.code, grant.pk])
    assert client.post(address).status_code == 403
    client.force_login(owner)

    client.post(address)

    client.force_login(body_user)
    detail = reverse("registry:detail", args=[enterprise.code])
    assert client.get(detail).status_code == 404


def test_nobody_finds_out_by_trying_codes(client, expert):
    enterprise = make_enterprise(uscc=make_code(50))
    client.force_login(expert)
    address = reverse("registry:register")
    for number in range(LOOK_UPS_PER_PERSON):
        answer = client.post(address, {"uscc": make_code(number)})
        assert answer.status_code == 302

    known = client.post(address, {"uscc": enterprise.uscc})
    unknown = client.post(address, {"uscc": make_code(99)})
    direct = client.get(reverse("registry:claim", args=[enterprise.uscc]))

    assert LOOK_UPS_PER_PERSON == 30
    assert {known.status_code, unknown.status_code, direct.status_code} == {429}
    assert enterprise.name not in direct.content.decode()


@pytest.mark.parametrize("name", ["reviews", "add", "export"])
def test_officers_pages_refuse_an_owner(client, owner, name):
    client.force_login(owner)

    assert client.get(reverse(f"registry:{name}")).status_code == 403


def test_the_api_lists_and_reads(client, enterprise, owner_organisation, make_token):
    headers = {"Authorization": make_token(owner_organisation, ["registry:read"])}

    page = client.get("/api/v1/enterprises/", {"term": "丝网"}, headers=headers).json()
    one = client.get(f"/api/v1/enterprises/{enterprise.code}", headers=headers).json()

    assert [item["code"] for item in page["items"]] == [enterprise.code]
    assert (page["count"], page["is_count_exact"], page["next"]) == (1, True, "")
    assert (one["name"], one["hidden"]) == (enterprise.name, [])
    assert "contact_phone" not in one


def test_the_api_needs_its_scope(client, enterprise, owner_organisation, make_token):
    headers = {"Authorization": make_token(owner_organisation, ["returns:read"])}

    response = client.get("/api/v1/enterprises/", headers=headers)

    assert response.status_code == 403
    assert client.get("/api/v1/enterprises/").status_code == 401

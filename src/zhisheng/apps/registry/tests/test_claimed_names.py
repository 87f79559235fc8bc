"""A code typed in tells no registered name; who may see the record is told it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.tests.factories import make_code, make_enterprise
from zhisheng.kit.tests.documents import make_pdf

pytestmark = pytest.mark.django_db
NAME = "安平县秘名丝网厂"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def enterprise():
    return make_enterprise(name=NAME, uscc=make_code(1))


def proof():
    return SimpleUploadedFile("执照.pdf", make_pdf(), "application/pdf")


def read(client, name, *arguments):
    return client.get(reverse(name, args=arguments)).content.decode()


@pytest.mark.parametrize("person", ["expert", "body_user", "stranger_owner"])
def test_a_stranger_is_told_only_the_code(request, client, enterprise, person):
    client.force_login(request.getfixturevalue(person))

    page = read(client, "registry:claim", enterprise.uscc)

    assert NAME not in page
    assert f"名录里有代码 {enterprise.uscc} 的企业。" in page


def test_the_office_is_told_the_name(client, enterprise, officer_county):
    client.force_login(officer_county)

    page = read(client, "registry:claim", enterprise.uscc)

    assert f"名录里已有“{NAME}”。" in page


@pytest.mark.parametrize("decision", ["", "refuse", "withdraw"])
def test_a_claim_alone_tells_no_name(
    client, enterprise, expert, officer_county, decision
):
    claim = services.claim_enterprise(
        enterprise=enterprise, proof=proof(), actor=expert
    )
    if decision == "refuse":
        services.decide_claim(
            claim=claim, is_approved=False, reason="照片不清楚", actor=officer_county
        )
    if decision == "withdraw":
        services.withdraw_claim(claim=claim, actor=expert)
    client.force_login(expert)

    pages = read(client, "registry:mine") + read(client, "desk:home")

    (view,) = selectors.list_own_claims_for(expert)
    assert (view.enterprise_code, view.enterprise_name) == ("", enterprise.uscc)
    assert NAME not in pages
    assert enterprise.uscc in pages


def test_an_approved_claim_tells_the_name(enterprise, expert, officer_county):
    claim = services.claim_enterprise(
        enterprise=enterprise, proof=proof(), actor=expert
    )
    services.decide_claim(claim=claim, is_approved=True, actor=officer_county)

    (view,) = selectors.list_own_claims_for(expert)

    assert (view.enterprise_code, view.enterprise_name) == (enterprise.code, NAME)


def test_who_registered_it_knows_the_name(reference, expert, stranger_owner):
    claim = services.register_own_enterprise(
        official={"name": NAME, "uscc": make_code(2), "region_id": "131125"},
        proof=proof(),
        actor=expert,
    )
    services.claim_enterprise(
        enterprise=claim.enterprise, proof=proof(), actor=stranger_owner
    )

    (own,) = selectors.list_own_claims_for(expert)
    (other,) = selectors.list_own_claims_for(stranger_owner)

    assert own.enterprise_name == NAME
    assert other.enterprise_name == make_code(2)

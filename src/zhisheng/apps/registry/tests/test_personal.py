"""What a person learns of their requests, and of who saw their telephone number."""

import json
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhisheng.apps.accounts.services import export_personal
from zhisheng.apps.registry.models import ChangeProposal, Claim
from zhisheng.apps.registry.services import (
    claim_enterprise,
    decide_claim,
    reveal_contact,
)
from zhisheng.apps.registry.tests.factories import make_code, make_enterprise
from zhisheng.kit.tests.documents import make_pdf

pytestmark = pytest.mark.django_db
NAME = "安平县秘名丝网厂"


def read_parts(user):
    return {
        part["类别"]: part["内容"] for part in json.loads(export_personal(actor=user))
    }


def test_who_saw_the_telephone_is_told(owner, owner_organisation, officer_county):
    own = make_enterprise(
        region_id="131125", organisation=owner_organisation, contact_phone="13800000002"
    )
    other = make_enterprise(region_id="131125", contact_phone="13800000003")
    for enterprise in (own, other):
        reveal_contact(enterprise=enterprise, actor=officer_county)

    (seen,) = read_parts(owner)["谁看过企业联系电话"]

    assert (seen["企业"], seen["谁"]) == (own.name, officer_county.name)


def test_nothing_of_anybody_else_comes_along(owner, stranger_owner, reference):
    enterprise = make_enterprise(uscc=make_code(1))
    Claim.objects.create(code="C1", enterprise=enterprise, claimant=stranger_owner)

    assert read_parts(owner)["认领和更正申请"] == []
    (asked,) = read_parts(stranger_owner)["认领和更正申请"]
    assert (asked["申请"], asked["企业"]) == ("认领", make_code(1))


def test_who_only_typed_a_code_learns_no_name(
    client, expert, officer_county, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    enterprise = make_enterprise(name=NAME, uscc=make_code(1))
    claim = claim_enterprise(
        enterprise=enterprise,
        proof=SimpleUploadedFile("执照.pdf", make_pdf()),
        actor=expert,
    )
    client.force_login(expert, backend="django.contrib.auth.backends.ModelBackend")

    def read(name):
        return client.get(reverse(f"accounts:{name}")).content.decode()

    for name in ("personal", "download_personal"):
        assert NAME not in read(name)
        assert make_code(1) in read(name)
    decide_claim(claim=claim, is_approved=True, actor=officer_county)
    (asked,) = read_parts(expert)["认领和更正申请"]
    assert (asked["企业"], asked["结果"]) == (NAME, "已通过")
    assert NAME in read("personal")


def test_claims_and_corrections_come_newest_first(owner, owner_organisation):
    own = make_enterprise(name="甲厂", organisation=owner_organisation)
    other = make_enterprise(name="乙厂", uscc=make_code(2))
    with time_machine.travel("2024-03-01T09:00+08:00", tick=False):
        Claim.objects.create(code="C1", enterprise=own, claimant=owner)
    with time_machine.travel("2024-03-02T09:00+08:00", tick=False):
        ChangeProposal.objects.create(
            code="P1", enterprise=own, proposed_by=owner, changes={},
            effective_on=date(2024, 3, 2),
        )  # fmt: skip
    with time_machine.travel("2024-03-03T09:00+08:00", tick=False):
        Claim.objects.create(code="C2", enterprise=other, claimant=owner)

    asked = read_parts(owner)["认领和更正申请"]

    assert [tuple(one.values()) for one in asked] == [
        ("认领", make_code(2), "待审核", "2024-03-03 09:00"),
        ("更正", "甲厂", "待审核", "2024-03-02 09:00"),
        ("认领", "甲厂", "待审核", "2024-03-01 09:00"),
    ]

"""What a person learns of their requests, and of who saw their telephone number."""

import json

import pytest

from zhisheng.apps.accounts.services import export_personal
from zhisheng.apps.registry.models import Claim
from zhisheng.apps.registry.services import reveal_contact
from zhisheng.apps.registry.tests.factories import make_enterprise

pytestmark = pytest.mark.django_db


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
    enterprise = make_enterprise()
    Claim.objects.create(code="C1", enterprise=enterprise, claimant=stranger_owner)

    assert read_parts(owner)["认领和更正申请"] == []
    (asked,) = read_parts(stranger_owner)["认领和更正申请"]
    assert (asked["申请"], asked["企业"]) == ("认领", enterprise.name)

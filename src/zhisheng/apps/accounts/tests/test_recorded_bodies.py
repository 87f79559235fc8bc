"""Bodies that a roster names: found, made on an answer, dropped when nothing uses them."""

import pytest

from zhisheng.apps.accounts import services
from zhisheng.apps.accounts.models import Membership, Organisation

pytestmark = pytest.mark.django_db


def test_bodies_are_found_by_name_however_written(body_organisation):
    Organisation.objects.create(name="丁认证（北京）公司", kind="certification_body")
    names = [
        "示例甲认证有限公司",
        "丁认证(北京) 公司",
        "新来认证公司",
        "新来认证有限公司",
    ]

    found = services.record_bodies(numbers=dict.fromkeys(names, ""), source="R-1")

    assert found["示例甲认证有限公司"] == body_organisation
    assert found["丁认证(北京) 公司"].name == "丁认证（北京）公司"
    assert found["新来认证有限公司"] == found["新来认证公司"]
    assert (found["新来认证公司"].name, found["新来认证公司"].source) == (
        "新来认证公司", "R-1",
    )  # fmt: skip
    assert Organisation.objects.filter(kind="certification_body").count() == 3


def test_a_body_that_somebody_belongs_to_is_not_dropped(body_organisation, worker):
    made = services.record_bodies(numbers={"新来认证公司": ""}, source="R-1")
    (body,) = made.values()
    joined = Membership.objects.create(user=worker, organisation=body, role="body")

    ids = [body.pk, body_organisation.pk]
    assert services.drop_unused_bodies(bodies=ids) == 0
    joined.delete()
    assert services.drop_unused_bodies(bodies=ids) == 1
    assert list(Organisation.objects.filter(pk__in=ids)) == [body_organisation]


def test_the_number_may_stand_beside_any_writing_of_the_name(db):
    found = services.record_bodies(
        numbers={
            "新来认证公司": "",
            "新来认证有限公司（盖章）": "CNCA-R-2024-778",
            "另来认证公司": "/",
            "三来认证公司": "见附件" * 20,
        },
        source="R-1",
    )

    assert {body.approval_number for body in found.values()} == {"CNCA-R-2024-778", ""}
    assert found["新来认证公司"].approval_number == "CNCA-R-2024-778"


def test_a_closed_body_of_a_roster_is_open_once_it_is_registered(db):
    made = services.record_bodies(numbers={"新来认证公司": ""}, source="R-1")
    Organisation.objects.update(is_active=False)

    registered = services.create_organisation(
        name="新来认证公司", kind="certification_body", actor=None
    )

    assert registered == made["新来认证公司"]
    assert registered.is_active

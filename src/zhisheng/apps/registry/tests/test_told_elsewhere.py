"""Beside each official field stands who told it and when; and what else was told."""

import pytest
from django.urls import reverse

from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.tests.exchanging import ENTITIES, OCTOBER, PENALTIES, take
from zhisheng.apps.registry.tests.factories import (
    GrantFactory,
    make_code,
    make_enterprise,
)

pytestmark = pytest.mark.django_db
REGISTER = ("enterprise-register", "entities")
ONE = make_code(1)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def enterprise(owner_organisation):
    one = make_enterprise(
        organisation=owner_organisation,
        uscc=ONE,
        name="安平县示例甲丝网厂",
        valid_from=OCTOBER.replace(month=1),
    )
    one.versions.update(source="R-ABC")
    return one


def entity(address):
    return f"安平县示例甲丝网厂,{ONE},,存续,,{address},,,\n"


def find_sources(actor, enterprise):
    found = selectors.get_enterprise_for(actor=actor, code=enterprise.code).sources
    return {name: (one.name, one.on.isoformat()) for name, one in found.items()}


def test_a_field_has_the_source_of_its_last_change(officer_county, enterprise):
    services.update_enterprise(
        enterprise=enterprise,
        changes={"address": "乙路2号"},
        on=OCTOBER,
        actor=officer_county,
    )

    sources = find_sources(officer_county, enterprise)

    assert sources["name"] == ("名单", "2026-01-01")
    assert sources["address"] == ("监管人员更正", "2026-10-01")
    assert "business_region_id" not in sources


def test_a_record_that_says_the_same_makes_a_field_younger(officer_county, enterprise):
    take(officer_county, ENTITIES + entity("丙路3号"), layout=REGISTER)

    sources = find_sources(officer_county, enterprise)

    assert sources["address"] == ("市场主体登记", "2026-11-01")
    assert sources["name"] == ("市场主体登记", "2026-11-01")
    assert sources["industry_id"] == ("名单", "2026-01-01")


def test_what_was_changed_since_is_no_longer_the_record_s(officer_county, enterprise):
    take(officer_county, ENTITIES + entity("丙路3号"), layout=REGISTER)
    enterprise.refresh_from_db()
    services.update_enterprise(
        enterprise=enterprise, changes={"address": "丁路4号"}, actor=officer_county
    )

    assert find_sources(officer_county, enterprise)["address"][0] == "监管人员更正"


def test_owner_and_officer_see_what_was_told(client, officer_county, owner, enterprise):
    take(officer_county, ENTITIES + entity("丙路3号"), layout=REGISTER)
    take(
        officer_county,
        PENALTIES + f"甲,{ONE},安市监处罚〔2026〕1号,标识不符合规定,2026-05-20,D\n",
        number="12",
    )
    pages = []
    for person in (owner, officer_county):
        client.force_login(person)
        pages.append(
            client.get(reverse("registry:detail", args=[enterprise.code])).text
        )
    pages.append(client.get(reverse("desk:enterprise", args=[enterprise.code])).text)

    for page in pages:
        assert "其他系统告知的内容" in page
        assert "安市监处罚〔2026〕1号" in page
        assert "信用公示 · 行政处罚（示例）" in page
        assert "截至 2026年11月1日" in page
        assert "风险" not in page
    for page in pages[:2]:
        assert "市场主体登记，2026年11月1日" in page


def test_who_sees_only_some_fields_sees_none_of_it(
    client, officer_county, body_user, body_organisation, enterprise
):
    take(officer_county, ENTITIES + entity("丙路3号"), layout=REGISTER)
    GrantFactory.create(enterprise=enterprise, viewer=body_organisation)
    client.force_login(body_user)

    page = client.get(reverse("registry:detail", args=[enterprise.code])).text

    assert "其他系统告知的内容" not in page
    assert "市场主体登记" not in page


def test_a_merged_record_brings_its_own_along(officer_county, enterprise):
    take(officer_county, ENTITIES + entity("丙路3号"), layout=REGISTER)
    survivor = make_enterprise(uscc="", name="安平县示例丁丝网厂")
    Enterprise.unscoped.filter(pk=enterprise.pk).update(merged_into=survivor)

    told = selectors.list_outside_records(survivor)

    assert [one.connector.code for one in told] == ["enterprise-register"]

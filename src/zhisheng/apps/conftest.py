"""The cast of persons for the tests of all apps, and the small tables they stand on."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.timezone import localdate
from pytest_django import Settings

from zhisheng.apps.accounts import services
from zhisheng.apps.accounts.models import Organisation, Unit, User
from zhisheng.apps.accounts.tests.factories import (
    BodyOrganisationFactory,
    EnterpriseOrganisationFactory,
    OrganisationFactory,
    UnitFactory,
    UnitOrganisationFactory,
    make_person,
)
from zhisheng.apps.places.models import Region
from zhisheng.apps.places.tests.reference import save_small_reference


@pytest.fixture(autouse=True)
def fast_passwords(settings: Settings) -> None:
    """Hash passwords cheaply; one test of accounts looks at the shipped hasher."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def reference(db: None) -> None:
    """Load three provinces, their cities and counties, and a few industries."""
    save_small_reference()


@pytest.fixture
def nation_unit(reference: None) -> Unit:
    unit = UnitFactory.create(
        code="U000000", name="国家市场监督管理总局", kind="authority"
    )
    UnitOrganisationFactory.create(unit=unit)
    return unit


@pytest.fixture
def province_unit(nation_unit: Unit) -> Unit:
    return make_bureau("130000", nation_unit)


@pytest.fixture
def city_unit(province_unit: Unit) -> Unit:
    return make_bureau("131100", province_unit)


@pytest.fixture
def county_unit(city_unit: Unit) -> Unit:
    return make_bureau("131125", city_unit)


@pytest.fixture
def officer_nation(nation_unit: Unit) -> User:
    return make_officer("总局赵敏", nation_unit)


@pytest.fixture
def officer_province(province_unit: Unit) -> User:
    return make_officer("省局钱勇", province_unit)


@pytest.fixture
def officer_city(city_unit: Unit) -> User:
    return make_officer("衡水孙红", city_unit)


@pytest.fixture
def officer_county(county_unit: Unit) -> User:
    return make_officer("安平刘丽", county_unit)


@pytest.fixture
def owner_organisation(reference: None) -> Organisation:
    return EnterpriseOrganisationFactory.create(
        name="安平县示例丝网厂", region=Region.objects.get(code="131125")
    )


@pytest.fixture
def stranger_organisation(reference: None) -> Organisation:
    return EnterpriseOrganisationFactory.create(
        name="湖州吴兴示例童装厂", region=Region.objects.get(code="330502")
    )


@pytest.fixture
def body_organisation(reference: None) -> Organisation:
    return BodyOrganisationFactory.create(name="示例甲认证有限公司")


@pytest.fixture
def other_body_organisation(reference: None) -> Organisation:
    return BodyOrganisationFactory.create(name="示例乙认证有限公司")


@pytest.fixture
def bank_organisation(reference: None) -> Organisation:
    return OrganisationFactory.create(name="示例农村商业银行", kind="bank")


@pytest.fixture
def station(county_unit: Unit) -> Unit:
    """Return a station of the county, which has no area of its own."""
    unit = UnitFactory.create(
        code="US1", name="城关所", kind="station", parent=county_unit
    )
    UnitOrganisationFactory.create(unit=unit)
    return unit


@pytest.fixture
def officer_station(station: Unit) -> User:
    return make_person("所员刘洋", station.organisations.get(), "officer")


@pytest.fixture
def owner(owner_organisation: Organisation) -> User:
    return make_person("厂长王强", owner_organisation, "owner")


@pytest.fixture
def stranger_owner(stranger_organisation: Organisation) -> User:
    return make_person("厂长沈芳", stranger_organisation, "owner")


@pytest.fixture
def proxy(owner: User, owner_organisation: Organisation, stranger_owner: User) -> User:
    """Return the owner of another enterprise, who may act for the owner's for a while."""
    issued = services.authorise_proxy(
        organisation=owner_organisation,
        invitee="何会",
        until=localdate() + timedelta(days=12),
        actor=owner,
    )
    services.accept_invitation(
        code=issued.invitation.code, secret=issued.secret, actor=stranger_owner
    )
    return stranger_owner


@pytest.fixture
def worker(owner_organisation: Organisation) -> User:
    return make_person("检验员李平", owner_organisation, "worker")


@pytest.fixture
def body_user(body_organisation: Organisation) -> User:
    return make_person("甲机构周杰", body_organisation, "body")


@pytest.fixture
def other_body_user(other_body_organisation: Organisation) -> User:
    return make_person("乙机构吴静", other_body_organisation, "body")


@pytest.fixture
def expert(reference: None) -> User:
    association = OrganisationFactory.create(name="示例质量协会", kind="association")
    return make_person("专家郑文", association, "expert")


@pytest.fixture
def bank_user(bank_organisation: Organisation) -> User:
    return make_person("银行冯涛", bank_organisation, "bank")


@pytest.fixture
def administrator(reference: None) -> User:
    platform = OrganisationFactory.create(name="平台运营中心", kind="platform")
    return make_person("管理员陈晨", platform, "administrator")


@pytest.fixture
def anonymous() -> AnonymousUser:
    return AnonymousUser()


@pytest.fixture
def make_token(administrator: User) -> Callable[[Organisation, Sequence[str]], str]:
    """Return a function that makes the Authorization value of a new API key."""

    def make(organisation: Organisation, scopes: Sequence[str]) -> str:
        issued = services.create_token(
            organisation=organisation,
            name="测试",
            scopes=scopes,
            lifetime_days=30,
            actor=administrator,
        )
        return f"Bearer {issued.text}"

    return make


def make_bureau(region_code: str, parent: Unit) -> Unit:
    region = Region.objects.get(code=region_code)
    unit = UnitFactory.create(
        code=f"U{region_code}",
        name=f"{region.name}市场监督管理局",
        parent=parent,
        region=region,
    )
    UnitOrganisationFactory.create(unit=unit)
    return unit


def make_officer(name: str, unit: Unit) -> User:
    return make_person(name, unit.organisations.get(kind="unit"), "officer")

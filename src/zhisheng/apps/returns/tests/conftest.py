import datetime

import pytest

from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.apps.returns import services
from zhisheng.apps.returns.models import Form

TODAY = datetime.date(2025, 3, 1)


@pytest.fixture
def dictionary(db):
    services.load_reference_indicators()
    services.load_reference_forms()


@pytest.fixture
def enterprise(dictionary, owner_organisation) -> Enterprise:
    return make_enterprise(organisation=owner_organisation)


@pytest.fixture
def form(dictionary) -> Form:
    return Form.objects.get(code="yearly-effects")


@pytest.fixture
def filing(form, enterprise, owner):
    return services.open_return(
        form=form, enterprise=enterprise, period="2024", on=TODAY, actor=owner
    )


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def mesh(dictionary, county_unit):
    return make_enterprise(name="安平县示例甲丝网厂")


@pytest.fixture
def office(officer_county):
    return officer_county.memberships.get().organisation


@pytest.fixture
def page(client, officer_county):
    client.force_login(officer_county)
    return client

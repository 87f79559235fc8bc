import pytest

from zhisheng.apps.campaigns.tests.campaigns import add_step, create
from zhisheng.apps.registry.tests.factories import make_enterprise


@pytest.fixture
def enterprise(owner_organisation):
    return make_enterprise(
        name="安平县示例丝网厂", organisation=owner_organisation, region_id="131125"
    )


@pytest.fixture
def campaign(enterprise, county_unit, officer_county):
    """Draft a campaign of the county with one step, for all its enterprises."""
    made = create(county_unit, officer_county)
    add_step(made, officer_county)
    return made

import pytest

from zhisheng.apps.accounts.tests.factories import (
    UnitFactory,
    UnitOrganisationFactory,
    make_person,
)
from zhisheng.apps.improvement import selectors, services
from zhisheng.apps.improvement.models import CommonProblem, Problem
from zhisheng.apps.improvement.tests import commons, ordering
from zhisheng.apps.improvement.tests.cases import announce, begin, decide, submit
from zhisheng.apps.improvement.tests.ordering import enter
from zhisheng.apps.improvement.tests.plans import TERMS, evaluate
from zhisheng.apps.places.models import Region
from zhisheng.apps.programme import services as programme
from zhisheng.apps.registry.tests.factories import make_enterprise


@pytest.fixture
def enterprise(owner_organisation):
    return make_enterprise(organisation=owner_organisation, region_id="131125")


@pytest.fixture
def evaluation(enterprise, owner):
    return evaluate(enterprise, owner)


@pytest.fixture
def plan(evaluation, owner):
    return services.make_plan(evaluation=evaluation, terms=TERMS, actor=owner)


@pytest.fixture
def agreed(plan, owner):
    return services.agree_plan(plan=plan, seen=plan.made_at, actor=owner)


@pytest.fixture
def helper(county_unit, officer_county, expert):
    return enter(county_unit, officer_county, username=expert.username)


@pytest.fixture
def body(county_unit, officer_county, body_organisation):
    return enter(
        county_unit, officer_county, kind="body", name=body_organisation.name,
        organisation=body_organisation,
    )  # fmt: skip


@pytest.fixture
def order(enterprise, owner):
    return ordering.order(enterprise, owner)


@pytest.fixture
def officer_elsewhere(nation_unit):
    unit = UnitFactory.create(
        code="U330502", parent=nation_unit, region=Region.objects.get(code="330502")
    )
    return make_person("吴兴朱华", UnitOrganisationFactory.create(unit=unit), "officer")


@pytest.fixture
def selected(enterprise, owner, county_unit, officer_county, officer_city, officer_province):  # fmt: skip
    case = submit(begin(enterprise, owner), owner)
    decide(case, "recommend", officer_county)
    decide(case, "recommend", officer_city)
    return decide(case, "select", officer_province)


@pytest.fixture
def notice(selected, officer_province):
    return announce(selected, officer_province)


@pytest.fixture
def up(notice, officer_province):
    return programme.publish_notice(notice=notice, actor=officer_province)


@pytest.fixture
def firms(officer_county):
    return [commons.make_works(number) for number in range(8)]


@pytest.fixture
def problems(firms):
    """Six enterprises have pores, four have paint that blisters, four are alone."""
    written = [(firms[number], text) for number, text in enumerate(commons.PORES)]
    written += [(firms[number], text) for number, text in enumerate(commons.PAINT)]
    written += [(firms[7], text) for text in commons.OTHERS]
    return [Problem.objects.create(enterprise=f, text=text) for f, text in written]


@pytest.fixture
def office(officer_county):
    return selectors.get_own_office_for(officer_county)


@pytest.fixture
def common(problems, office, officer_county):
    commons.search(office, officer_county)
    return CommonProblem.objects.get()


@pytest.fixture
def confirmed(common, officer_county):
    named = commons.confirm(common, officer_county)
    return services.attach_solution(
        common=named,
        solution=services.Solution("焊丝先进烘箱", ("tool-5s",)),
        version=named.version,
        actor=officer_county,
    )

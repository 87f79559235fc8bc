"""Two searches of one area end in one moment, or two officers judge what was found."""

import pytest
from django.db import connection

from zhisheng.apps.accounts.tests.factories import make_person
from zhisheng.apps.improvement import errors, selectors, services
from zhisheng.apps.improvement.models import CommonProblem, Problem, ProblemSearch
from zhisheng.apps.improvement.tests.commons import confirm, search, version_of
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.tests.at_once import run_at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs a PostgreSQL server"
    ),
]


@pytest.fixture
def office(officer_county):
    for text in ("法兰焊缝有气孔", "焊缝表面气孔多", "支架焊缝里有气孔", "管子焊缝气孔漏水", "环缝焊缝气孔超标"):  # fmt: skip
        firm = make_enterprise(region_id="131125")
        Problem.objects.create(enterprise=firm, text=text)
    return selectors.get_own_office_for(officer_county)


def test_two_searches_leave_every_group_once(office, officer_county):
    begun = [
        ProblemSearch.objects.create(office=office, started_by=officer_county)
        for _ in range(2)
    ]

    def find(search):
        return services.find_common_problems(search=search, actor=None)

    assert run_at_once(find, begun) == [1, 1]
    assert CommonProblem.objects.get().problem_count == 5


def test_one_search_that_runs_twice_finds_once(office, officer_county):
    begun = ProblemSearch.objects.create(office=office, started_by=officer_county)
    twice = [ProblemSearch.objects.get(pk=begun.pk) for _ in range(2)]

    def find(search):
        return services.find_common_problems(search=search, actor=None)

    assert run_at_once(find, twice) == [1, 1]
    assert CommonProblem.objects.count() == 1


@pytest.fixture
def officers(officer_county):
    organisation = officer_county.memberships.get().organisation
    return officer_county, make_person("县局孙平", organisation, "officer")


def test_of_two_names_given_at_once_one_stands(office, officers):
    search(office, officers[0])
    common = CommonProblem.objects.get()

    def name(number):
        try:
            services.confirm_common_problem(
                common=common, name=f"名字{number}", version=1, actor=officers[number]
            )
        except errors.CommonChangedError:
            return None
        return number

    named = [one for one in run_at_once(name, (0, 1)) if one is not None]

    common.refresh_from_db()
    assert len(named) == 1
    assert (common.name, common.confirmed_by) == (f"名字{named[0]}", officers[named[0]])
    entries = AuditEntry.objects.filter(action="improvement.common_confirmed")
    assert entries.count() == 1


def test_a_group_is_confirmed_beside_a_search_and_keeps_its_problems_or_is_gone(
    office, officer_county
):
    search(office, officer_county)
    common = CommonProblem.objects.get()
    again = ProblemSearch.objects.create(office=office, started_by=officer_county)

    def act(number):
        try:
            if number:
                return services.find_common_problems(search=again, actor=None)
            return confirm(common, officer_county).status
        except (errors.CommonChangedError, NotFoundError, CommonProblem.DoesNotExist):
            return "gone"

    told = run_at_once(act, (0, 1))

    left = CommonProblem.objects.get()
    assert told[1] == 1
    assert (left.problem_count, left.problems.count()) == (5, 5)
    assert (left.pk == common.pk) == (told[0] == "confirmed")


def test_what_is_suggested_joins_once(office, officers):
    search(office, officers[0])
    common = confirm(CommonProblem.objects.get(), officers[0])
    firm = make_enterprise(region_id="131125")
    common.suggested.add(Problem.objects.create(enterprise=firm, text="焊缝有气孔"))
    version = version_of(common)

    def answer(number):
        try:
            services.answer_suggested(
                common=common,
                does_join=bool(number),
                version=version,
                actor=officers[number],
            )
        except errors.CommonChangedError:
            return "late"
        return "done"

    _declined, joined = told = run_at_once(answer, (0, 1))

    common.refresh_from_db()
    assert sorted(told) == ["done", "late"]
    assert common.problem_count == (6 if joined == "done" else 5)
    assert common.declined.count() == (0 if joined == "done" else 1)

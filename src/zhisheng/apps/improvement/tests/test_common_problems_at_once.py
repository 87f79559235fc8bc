"""Two searches for common problems of one area end in one moment."""

import pytest
from django.db import connection

from zhisheng.apps.improvement import selectors, services
from zhisheng.apps.improvement.models import CommonProblem, Problem, ProblemSearch
from zhisheng.apps.registry.tests.factories import make_enterprise
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

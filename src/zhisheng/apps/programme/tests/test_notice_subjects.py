"""A long list of subjects: told how long it is, and searched by name."""

from urllib.parse import quote

import pytest
import time_machine
from django.urls import reverse

from zhisheng.apps.programme.tests.notices import publish

pytestmark = pytest.mark.django_db
MONDAY = "2024-03-04T09:00:00+08:00"
MANY = "\n".join(f"安平县示例第{number}厂" for number in range(1, 121))


@pytest.fixture
def open_notice(client, county_unit, officer_county):
    """Return a function that opens a long notice, as the public or its office."""
    with time_machine.travel(MONDAY, tick=False):
        notice = publish(county_unit, officer_county, lines=MANY)

        def ask(name, /, **query):
            if name == "programme:notice":
                client.force_login(officer_county)
            return client.get(reverse(name, args=[notice.code]), query)

        yield ask


def read(answer):
    return answer.content.decode()


@pytest.mark.parametrize("name", ["notices:notice", "programme:notice"])
def test_a_name_is_found_among_many(open_notice, name):
    whole = open_notice(name)
    found = open_notice(name, name="第11")

    assert "共 120 个公示对象" in read(whole)
    assert whole.context["page"].next_after == 50
    names = [row.cells[0] for row in found.context["page"].subjects.rows]
    assert names[:2] == ["安平县示例第11厂", "安平县示例第110厂"]
    assert (len(names), found.context["page"].next_after) == (11, None)
    assert "共 11 个公示对象" in read(found)


def test_pages_go_on_within_what_is_found(open_notice):
    first = open_notice("notices:notice", name="示例")

    page = open_notice("notices:notice", name="示例", after=50).context["page"]

    assert f"name={quote('示例')}&amp;after=50" in read(first)
    assert (page.total, page.next_after) == (120, 100)
    assert page.subjects.rows[0].cells[0] == "安平县示例第51厂"


@pytest.mark.parametrize("name", ["没有这个", "%", "_", "长" * 500])
def test_a_name_not_found_is_told(open_notice, name):
    answer = open_notice("notices:notice", name=name)

    assert answer.status_code == 200
    assert "没有名称里有这几个字的公示对象。" in read(answer)


def test_the_count_costs_one_query(open_notice, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        open_notice("notices:notice", name="第11")

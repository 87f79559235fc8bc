"""What is handed in says whose turn it is, the same wherever it is read."""

import re

import pytest
from django.urls import reverse

from zhisheng.apps.programme import services
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)

pytestmark = pytest.mark.django_db
WORDS = re.compile("待[县市省]审|[县市省]定稿|已填|[^待][县市省]审<")


@pytest.fixture
def entry(city_unit, officer_city, officer_county, owner, owner_organisation):
    make_enterprises(1, organisation=owner_organisation)
    task = open_now(plan_task(city_unit, officer_city), officer_city)
    fill(task.entries.get(), owner)
    return reload(task.entries.get())


def test_it_says_whose_turn_it_is(
    ask, entry, county_unit, officer_county, city_unit, officer_city, owner
):
    def read():
        pages = [
            ask(owner, "entry", entry.task.code, entry.pk),
            ask(officer_city, "entry", entry.task.code, entry.pk),
            ask(owner, "tasks"),
        ]
        badges = re.compile(r'class="badge[^"]*"[^>]*>(.*?)</span>', re.DOTALL)
        found = [" ".join(badges.findall(one.content.decode())) for one in pages]
        return [WORDS.findall(one)[:1] for one in found]

    assert read() == [["待县审"]] * 3
    services.pass_entries(task=entry.task, unit=county_unit, actor=officer_county)
    assert read() == [["待市审"]] * 3
    services.pass_entries(task=entry.task, unit=city_unit, actor=officer_city)
    assert read() == [["市定稿"]] * 3
    services.reopen_entry(entry=reload(entry), reason="数不对", actor=officer_city)
    assert read() == [["待市审"]] * 3


def test_the_list_of_an_office_says_it_too(client, entry, officer_county, officer_city):
    address = reverse("programme:task", args=[entry.task.code])
    for officer in (officer_county, officer_city):
        client.force_login(officer)
        html = client.get(address, {"view": "all"}).content.decode()
        assert "待县审" in html[html.index('id="entries"') :]

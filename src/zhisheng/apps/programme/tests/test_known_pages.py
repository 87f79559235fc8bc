"""What is known of an entry, as its page, a one-task link and the API show it."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import TaskEntry, TaskLink
from zhisheng.apps.programme.tests.known import LAST, SUMMER, open_quarter
from zhisheng.apps.programme.tests.reporting import fill, make_enterprises, reload

pytestmark = pytest.mark.django_db
FILLED_IN = "已为您填好，来源："
SENT = {"version": "0", "go": "submit"}


@pytest.fixture
def enterprise(owner_organisation):
    return make_enterprises(
        1, organisation=owner_organisation, contact_phone="13800000001"
    )[0]


@pytest.fixture
def last(enterprise, county_unit, officer_county, owner):
    entry = open_quarter(county_unit, officer_county, **SUMMER).entries.get()
    return fill(entry, owner)


@pytest.fixture
def entry(last, county_unit, officer_county):
    return open_quarter(county_unit, officer_county).entries.get()


@pytest.fixture
def ask(client, entry):
    """Return a function that asks for the page of the entry as somebody."""

    def send(user, data=None, **headers):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        address = reverse("programme:entry", args=[entry.task.code, entry.pk])
        if data is None:
            return client.get(address, headers=headers)
        return client.post(address, data, headers=headers)

    return send


def read_field(answer, name):
    """Return the value of a field, and what stands below it."""
    html = answer.content.decode()
    found = re.search(
        rf'<input[^>]*name="{name}"[^>]*>(.*?)(?=<div class="(field|form-actions))',
        html,
        re.DOTALL,
    )
    value = re.search(r'value="([^"]*)"', found.group())
    below = re.sub(r"<svg.*?</svg>|<[^>]+>|\s", "", found.group(1))
    return value.group(1) if value else "", below


def test_figures_of_a_quarter_stand_beside_and_the_lasting_one_is_typed_in(ask, owner):
    page = ask(owner)

    assert read_field(page, "revenue") == (
        "",
        f"自愿填写，只用来看帮扶有没有用。例：320万元{LAST}：320万元",
    )
    assert read_field(page, "employees") == ("20", f"例：20{FILLED_IN}{LAST}")
    assert read_field(page, "nonconforming_rate") == ("", f"例：2.5{LAST}：2.5")
    assert page.content.decode().count(FILLED_IN) == 1


def test_an_office_that_fills_in_sees_the_same(ask, officer_county):
    page = ask(officer_county)

    assert "您是在代填" in page.content.decode()
    assert read_field(page, "employees") == ("20", f"例：20{FILLED_IN}{LAST}")


def test_only_what_is_sent_is_an_answer(ask, entry, owner):
    ask(owner)
    assert reload(entry).answers == {}
    kept = ask(owner, {"version": "0", "go": "keep", "solved": "3"})
    assert kept.status_code == 200
    assert reload(entry).answers == {"solved": "3"}
    assert read_field(ask(owner), "employees") == ("20", f"例：20{FILLED_IN}{LAST}")

    ask(owner, SENT | {"revenue": "", "employees": "20", "solved": "3"})

    handed = reload(entry)
    assert handed.answers == {"employees": "20", "solved": "3"}
    assert handed.state == "filled"
    assert LAST not in ask(owner).content.decode()


def test_a_changed_value_is_called_filled_in_by_nobody(ask, entry, owner):
    refused = ask(owner, SENT | {"employees": "21", "solved": "很多"})
    assert refused.status_code == 422
    assert read_field(refused, "employees") == ("21", f"例：20{LAST}：20")
    same = ask(owner, SENT | {"employees": "20", "solved": "很多"})
    assert read_field(same, "employees") == ("20", f"例：20{FILLED_IN}{LAST}")

    ask(owner, {"version": "0", "go": "keep", "employees": ""})

    assert reload(entry).answers == {"employees": ""}
    assert read_field(ask(owner), "employees") == ("", f"例：20{LAST}：20")


def test_the_page_tells_it_in_english(ask, owner):
    with override("en"):
        page = ask(owner, **{"Accept-Language": "en"})

    assert "Last return (2024年二季度): CNY 3.2 million" in page.content.decode()


def test_a_link_that_was_handed_over_shows_no_earlier_figure(entry, officer_county):
    issued = services.issue_link(entry=entry, actor=officer_county)
    client = Client()
    landing = client.get(issued.address, follow=True)

    page = client.post(landing.request["PATH_INFO"], follow=True)

    assert read_field(page, "employees")[0] == ""
    told = page.content.decode()
    assert "上次填报" not in told
    assert read_field(page, "revenue")[1].endswith("例：320万元")
    # Nor does a figure that is far from the last one tell it.
    asked = {"version": "0", "go": "submit", "employees": "200000"}
    refused = client.post(page.request["PATH_INFO"], asked).content.decode()
    assert "上次填报" not in refused


def test_a_link_that_was_sent_shows_it_on_the_phone(entry, officer_county):
    TaskEntry.objects.filter(pk=entry.pk).update(name="安平县示例丝网厂")
    issued = services.issue_link(entry=entry, actor=officer_county)
    TaskLink.objects.update(address_masked="138****0001")
    client, code = Client(), issued.link.code
    fill_in = reverse("programme:fill_by_link", args=[code])
    landing = client.get(issued.address, follow=True)
    assert LAST not in landing.content.decode()
    client.post(landing.request["PATH_INFO"])

    page = client.get(fill_in)

    assert read_field(page, "revenue")[1].endswith(f"{LAST}：320万元")
    assert read_field(page, "employees") == ("20", f"例：20{FILLED_IN}{LAST}")
    done = client.post(fill_in, SENT | {"employees": "20"}, follow=True)
    assert "不用再做什么" in done.content.decode()
    assert reload(entry).answers == {"employees": "20"}


def test_the_api_suggests_and_hands_in_only_what_it_is_sent(call, entry, owner):
    path = f"/tasks/{entry.task.code}/entries/{entry.pk}"
    source = {"source": LAST, "period": "2024年二季度"}

    told = call(owner, "tasks:read", path).json()

    assert told["answers"] == {}
    assert told["suggested"] == {
        "revenue": {"answer": "3200000", "is_typed_in": False} | source,
        "employees": {"answer": "20", "is_typed_in": True} | source,
        "nonconforming_rate": {"answer": "2.5", "is_typed_in": False} | source,
    }
    sent = {"version": 0, "answers": {"solved": "1"}}
    done = call(owner, "tasks:fill", f"{path}/submit", sent).json()
    assert (done["answers"], done["suggested"]) == ({"solved": "1"}, {})


def test_the_api_suggests_only_for_what_is_open(
    call, entry, owner, officer_county, county_unit
):
    handed = fill(entry, owner)
    services.return_entry(
        entry=handed,
        unit=county_unit,
        remarks=[services.Remark("请核对", field="revenue")],
        version=handed.version,
        actor=officer_county,
    )

    told = call(owner, "tasks:read", f"/tasks/{entry.task.code}/entries/{entry.pk}")

    assert told.json()["open_fields"] == ["revenue"]
    assert list(told.json()["suggested"]) == ["revenue"]


def test_lists_ask_no_more_for_what_is_known(call, count, entry, owner, officer_county):
    below = f"/tasks/{entry.task.code}/entries"
    own = count(owner, "tasks:read", "/entries")
    office = count(officer_county, "tasks:read", below)
    make_enterprises(5)

    assert count(owner, "tasks:read", "/entries") == own
    assert count(officer_county, "tasks:read", below) == office
    for item in call(owner, "tasks:read", "/entries").json()["items"]:
        assert "suggested" not in item

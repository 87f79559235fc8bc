"""A few saved sets stand beside the export itself, each a file at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhisheng.apps.accounts import services
from zhisheng.apps.accounts.models import ColumnSet
from zhisheng.apps.accounts.selectors import get_organisation_of_unit
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
)
from zhisheng.apps.programme.views import (  # noqa: F401 - offers its exports
    column_exports,
)
from zhisheng.apps.registry.tests.factories import make_code, make_enterprise
from zhisheng.apps.registry.views import roster  # noqa: F401 - offers its export
from zhisheng.kit.exporting import Export, ExportColumn

pytestmark = pytest.mark.django_db


def save(unit, actor, name, export, form=""):
    return services.save_column_set(
        organisation=get_organisation_of_unit(unit.code),
        export=Export(export, "", (ExportColumn("name", "企业名称"),), "", "", form),
        name=name,
        columns=["name"],
        actor=actor,
    )


@pytest.fixture
def firm(reference):
    return make_enterprise(name="安平县华丰丝网厂", uscc=make_code(1))


@pytest.fixture
def task(county_unit, officer_county, owner, owner_organisation, reference):
    make_enterprises(1, organisation=owner_organisation)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    fill(task.entries.get(enterprise__organisation=owner_organisation), owner)
    return task


@pytest.fixture
def look(client, officer_county):
    client.force_login(officer_county)
    return lambda address, **query: client.get(address, query).content.decode()


def test_the_register_hands_a_set_out_with_its_filters(
    look, client, firm, county_unit, officer_county
):
    saved = save(county_unit, officer_county, "报省局用", "roster")

    page = look(reverse("registry:index"), term="华丰", columns="industry")

    url = f"{reverse('registry:export')}?term=%E5%8D%8E%E4%B8%B0&columns={saved.code}"
    assert f'href="{url.replace("&", "&amp;")}"' in page
    assert client.get(url).getvalue()[:2] == b"PK"


def test_the_ledger_hands_a_set_out_of_its_year(
    look, client, year, county_unit, officer_county
):
    saved = save(county_unit, officer_county, "报省局用", "ledger")

    page = look(reverse("programme:ledger"), year="2024")

    url = f"{reverse('programme:export_ledger')}?year=2024&columns={saved.code}"
    assert f'href="{url.replace("&", "&amp;")}"' in page
    assert client.get(url).getvalue()[:2] == b"PK"


def test_a_task_and_its_papers_hand_a_set_of_the_form_out(
    look, client, task, county_unit, officer_county
):
    saved = services.save_column_set(
        organisation=get_organisation_of_unit(county_unit.code),
        export=Export(
            "task", "", (ExportColumn("_subject", "填报对象"),), "", "", task.form
        ),
        name="报省局用",
        columns=["_subject"],
        actor=officer_county,
    )
    save(county_unit, officer_county, "别的表", "task", "county-ledger")
    url = reverse("programme:export_lines", args=[task.code])
    whole = f"{url}?content=whole&amp;columns={saved.code}"
    passed = f"{url}?columns={saved.code}"
    paper = reverse("programme:task_paper", args=[task.code])

    assert f'href="{whole}"' in look(reverse("programme:task", args=[task.code]))
    assert f'href="{whole}"' in look(paper, content="whole")
    page = look(paper)
    assert f'href="{passed}"' in page
    assert "别的表" not in page
    assert client.get(passed).getvalue()[:2] == b"PK"


def test_many_sets_stand_on_their_own_page_only(
    look, firm, county_unit, officer_county
):
    for number in range(3):
        save(county_unit, officer_county, f"方案{number}", "roster")
    few = look(reverse("registry:index"))
    save(county_unit, officer_county, "方案3", "roster")
    many = look(reverse("registry:index"))

    assert few.count("columns=L-") == 3
    assert many.count("columns=L-") == 0


def test_another_unit_and_an_enterprise_see_no_set(
    client, firm, task, county_unit, officer_county, officer_city, owner
):
    save(county_unit, officer_county, "安平自用", "roster")
    save(county_unit, officer_county, "安平自用", "task", task.form)

    for person in (officer_city, owner):
        client.force_login(person)
        for address in (
            reverse("registry:index"), reverse("programme:task", args=[task.code])
        ):  # fmt: skip
            page = client.get(address, follow=True).content.decode()
            assert "安平自用" not in page
    assert ColumnSet.objects.count() == 2


def test_no_set_more_asks_more(look, firm, task, county_unit, officer_county):
    places = (
        reverse("registry:index"),
        reverse("programme:task", args=[task.code]),
        reverse("programme:task_paper", args=[task.code]),
    )

    def count():
        counts = []
        for address in places:
            with CaptureQueriesContext(connection) as asked:
                look(address)
            counts.append(len(asked))
        return counts

    before = count()
    for number in range(3):
        save(county_unit, officer_county, f"方案{number}", "roster")
        save(county_unit, officer_county, f"方案{number}", "task", task.form)

    assert count() == before

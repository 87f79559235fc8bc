"""Columns of exports are chosen, saved for one's unit and used again; rights stay."""

import csv
import io
import json

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhisheng.apps.accounts import services
from zhisheng.apps.accounts.errors import (
    ColumnSetNameError,
    ColumnSetNameTakenError,
    ColumnsMissingError,
    ColumnUnknownError,
    TooManyColumnsError,
    TooManyColumnSetsError,
)
from zhisheng.apps.accounts.models import ColumnSet
from zhisheng.apps.accounts.selectors import get_organisation_of_unit
from zhisheng.apps.accounts.services import column_sets
from zhisheng.apps.programme.selectors import get_form
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
)
from zhisheng.apps.registry.schemas import EXPORT_COLUMNS
from zhisheng.apps.registry.tests.factories import make_code, make_enterprise
from zhisheng.apps.registry.views import roster  # noqa: F401 - offers its export
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ForbiddenError, NotFoundError
from zhisheng.kit.exporting import Export, ExportColumn

pytestmark = pytest.mark.django_db
EXPORT = Export(
    "roster",
    "企业名录",
    tuple(ExportColumn(one.key, str(one.label)) for one in EXPORT_COLUMNS),
    "/file/",
    "/back/",
)


def save(unit, actor, name="报省局用", columns=("status", "name"), **changes):
    return services.save_column_set(
        organisation=get_organisation_of_unit(unit.code),
        export=EXPORT,
        name=name,
        columns=columns,
        actor=actor,
        **changes,
    )


def read_sheet(answer, sheet=0):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
    return [*book.worksheets[sheet].values]


@pytest.fixture
def firm(reference):
    return make_enterprise(
        name="安平县华丰丝网厂", uscc=make_code(1), contact_phone="13900001234"
    )


@pytest.fixture
def task(province_unit, officer_province, owner, owner_organisation, reference):
    make_enterprises(1, organisation=owner_organisation, name="安平县示例丝网厂")
    task = open_now(plan_task(province_unit, officer_province), officer_province)
    fill(task.entries.get(), owner)
    return task


def test_a_set_is_saved_changed_and_deleted_on_record(county_unit, officer_county):
    saved = save(county_unit, officer_county)
    later = save(county_unit, officer_county, "报市局用", ("name",), replaced=saved)
    services.delete_column_set(column_set=later, actor=officer_county)

    assert not ColumnSet.objects.exists()
    entries = AuditEntry.objects.filter(action__contains="column_set").order_by("pk")
    first = {"export": "roster", "form": "", "name": "报省局用",
             "columns": ["status", "name"]}  # fmt: skip
    second = first | {"name": "报市局用", "columns": ["name"]}
    assert [(one.old, one.new) for one in entries] == [
        ({}, first), (first, second), (second, None)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": " "}, ColumnSetNameError),
        ({"name": "长" * 61}, ColumnSetNameError),
        ({"name": "已有"}, ColumnSetNameTakenError),
        ({"columns": ()}, ColumnsMissingError),
        ({"columns": ("name", "password")}, ColumnUnknownError),
        ({"columns": [str(one) for one in range(201)]}, TooManyColumnsError),
    ],
)
def test_what_is_no_set_is_refused(county_unit, officer_county, changes, error):
    save(county_unit, officer_county, "已有")

    with pytest.raises(error):
        save(county_unit, officer_county, **changes)
    assert [one.name for one in ColumnSet.objects.all()] == ["已有"]


def test_there_is_a_bound_for_each_unit_and_export(
    county_unit, officer_county, monkeypatch
):
    monkeypatch.setattr(column_sets, "MOST_SETS", 1)
    saved = save(county_unit, officer_county)

    with pytest.raises(TooManyColumnSetsError):
        save(county_unit, officer_county, "第二套")
    save(county_unit, officer_county, "改名", replaced=saved)
    assert [one.name for one in ColumnSet.objects.all()] == ["改名"]


def test_nobody_saves_for_another_unit(county_unit, officer_city, owner):
    for actor in (officer_city, owner):
        with pytest.raises(ForbiddenError):
            save(county_unit, actor)
    assert not ColumnSet.objects.exists()


def test_a_set_of_another_unit_is_not_there(
    client, county_unit, officer_county, officer_city
):
    saved = save(county_unit, officer_county)
    client.force_login(officer_city)

    for address in (
        reverse("registry:export") + f"?columns={saved.code}",
        reverse("accounts:choose_columns", args=["roster"]) + f"?editing={saved.code}",
        reverse("accounts:delete_column_set", args=[saved.code]),
    ):
        assert client.get(address).status_code == 404
    with pytest.raises(NotFoundError):
        services.delete_column_set(column_set=saved, actor=officer_city)
    assert ColumnSet.objects.count() == 1


def test_the_roster_goes_out_in_the_order_of_the_set(
    client, firm, county_unit, officer_county
):
    saved = save(county_unit, officer_county)
    client.force_login(officer_county)
    address = reverse("registry:export")

    book = read_sheet(client.get(address, {"columns": saved.code}))
    text = client.get(address, {"columns": saved.code, "format": "csv"})

    assert book == [("登记状态", "企业名称"), ("存续", firm.name)]
    content = b"".join(text).decode("utf-8-sig")
    assert [*csv.reader(io.StringIO(content))] == [
        ["登记状态", "企业名称"], ["存续", firm.name]
    ]  # fmt: skip
    assert text["Content-Type"].startswith("text/csv")


def test_a_column_that_is_gone_is_left_out_and_told(
    client, firm, county_unit, officer_county
):
    saved = save(county_unit, officer_county)
    saved.columns = [["gone", "老指标"], ["name", "企业名称"]]
    saved.save()
    client.force_login(officer_county)
    told = "方案“报省局用”里的这些列，表里已经没有了，没有导出：老指标。"

    page = client.get(
        reverse("accounts:choose_columns", args=["roster"]), {"columns": saved.code}
    )
    file = client.get(reverse("registry:export"), {"columns": saved.code})

    assert told in page.content.decode()
    book = openpyxl.load_workbook(io.BytesIO(b"".join(file)))
    assert [[*one.values] for one in book.worksheets] == [
        [("企业名称",), (firm.name,)], [("说明",), (told,)]
    ]  # fmt: skip


def test_a_set_of_which_nothing_is_left_says_so(client, county_unit, officer_county):
    saved = save(county_unit, officer_county)
    saved.columns = [["gone", "老指标"]]
    saved.save()
    client.force_login(officer_county)

    file = client.get(reverse("registry:export"), {"columns": saved.code})
    page = client.get(
        reverse("accounts:choose_columns", args=["roster"]), {"columns": saved.code}
    )

    assert file.status_code == 422
    assert "一列也没有选" in page.content.decode()


def test_a_set_opens_no_number(client, firm, county_unit, officer_county):
    client.force_login(officer_county)

    rows = read_sheet(
        client.get(reverse("registry:export"), {"columns": ["contact_phone"]})
    )

    assert rows == [("联系电话",), ("139****1234",)]


def test_the_page_keeps_order_moves_and_saves(client, county_unit, officer_county):
    client.force_login(officer_county)
    choosing = reverse("accounts:choose_columns", args=["roster"])
    query = {"columns": ["name", "uscc", "status"], "region": "安平县"}

    page = client.get(choosing, query | {"first": "status"}).content.decode()
    keys = [part.split('"')[0] for part in page.split('name="columns" value="')[1:]]
    saving = reverse("accounts:save_columns", args=["roster"]) + "?region=131125"
    answer = client.post(
        saving, {"columns": ["status", "name", "uscc"], "name": "报省局用"}
    )

    assert keys[:3] == ["status", "name", "uscc"]
    assert '<input type="hidden" name="region" value="安平县">' in page
    saved = ColumnSet.objects.get()
    assert [key for key, _label in saved.columns] == ["status", "name", "uscc"]
    assert (saved.organisation, saved.saved_by) == (
        get_organisation_of_unit(county_unit.code), officer_county
    )  # fmt: skip
    assert answer["Location"] == (
        f"{choosing}?region=131125&columns={saved.code}&editing={saved.code}"
    )


def test_the_same_name_again_is_shown_at_its_field(client, county_unit, officer_county):
    save(county_unit, officer_county)
    client.force_login(officer_county)

    answer = client.post(
        reverse("accounts:save_columns", args=["roster"]),
        {"columns": ["name"], "name": "报省局用"},
    )

    assert answer.status_code == 422
    assert "已有叫“报省局用”的方案" in answer.content.decode()
    assert ColumnSet.objects.get().columns == [
        ["status", "登记状态"],
        ["name", "企业名称"],
    ]


@pytest.mark.parametrize(
    ("export", "query", "person"),
    [
        ("roster", {}, "owner"),
        ("ledger", {}, "owner"),
        ("nothing", {}, "officer_county"),
        ("task", {}, "officer_county"),
    ],
)
def test_who_may_not_export_chooses_no_columns(request, client, export, query, person):
    client.force_login(request.getfixturevalue(person))

    answer = client.get(reverse("accounts:choose_columns", args=[export]), query)

    assert answer.status_code in {403, 404}


def test_the_ledger_goes_out_in_chosen_columns(client, officer_county, year):
    client.force_login(officer_county)

    rows = read_sheet(
        client.get(
            reverse("programme:export_ledger"),
            {"year": "2024", "columns": ["helpers", "name"]},
        )
    )

    assert rows == [("帮扶机构", "企业名称")]
    entry = AuditEntry.objects.get(action="accounts.columns_exported")
    assert (entry.actor, entry.new, entry.counts) == (
        officer_county,
        {"name": "ledger", "kept": [["year", "2024"]], "columns": ["helpers", "name"]},
        {"rows": 0},
    )


def test_lines_of_a_task_go_out_in_chosen_columns(
    client, task, province_unit, officer_province
):
    client.force_login(officer_province)
    address = reverse("programme:export_lines", args=[task.code])
    codes = [field.code for field in get_form(task).fields]
    query = {"content": "whole", "columns": [codes[0], "_subject", "nothing"]}

    rows = read_sheet(client.get(address, query))
    passed = read_sheet(client.get(address, {"columns": ["_subject"]}))

    answer = task.entries.get().answers[codes[0]]
    assert [(str(first), name) for first, name in rows[1:]] == [
        (answer, "安平县示例丝网厂")
    ]
    assert passed == [("填报对象",)]
    notes = AuditEntry.objects.filter(action="accounts.columns_exported")
    assert [(one.new, one.counts) for one in notes.order_by("pk")] == [
        (
            {
                "name": "task",
                "kept": [["code", task.code], ["content", "whole"]],
                "columns": [codes[0], "_subject"],
            },
            {"rows": 1},
        ),
        (
            {"name": "task", "kept": [["code", task.code]], "columns": ["_subject"]},
            {"rows": 0},
        ),
    ]


def test_a_set_of_a_form_fits_every_task_of_it_and_no_other_export(
    client, task, province_unit, officer_province
):
    client.force_login(officer_province)
    saving = reverse("accounts:save_columns", args=["task"]) + f"?code={task.code}"

    client.post(saving, {"columns": ["_state", "_subject"], "name": "状态表"})
    saved = ColumnSet.objects.get()
    again = open_now(plan_task(province_unit, officer_province), officer_province)
    rows = read_sheet(
        client.get(
            reverse("programme:export_lines", args=[again.code]),
            {"columns": saved.code},
        )
    )

    assert (saved.export, saved.form) == ("task", "quarterly-progress")
    assert rows == [("状态", "填报对象")]
    foreign = client.get(reverse("registry:export"), {"columns": saved.code})
    assert foreign.status_code == 404


def test_programs_list_save_and_delete(client, county_unit, make_token):
    key = make_token(get_organisation_of_unit(county_unit.code), ["columns:manage"])
    headers = {"Authorization": key}
    address = "/api/v1/account/column-sets"

    def send(**words):
        body = {"export": "roster", "name": "报省局用", "columns": ["status", "name"]}
        return client.post(
            address, json.dumps(body | words), "application/json", headers=headers
        )

    made = send()
    refused = send(name="二", columns=["password"])
    listed = client.get(f"{address}?export=roster", headers=headers).json()
    gone = client.delete(f"{address}/{made.json()['code']}?version=1", headers=headers)

    assert (made.status_code, refused.status_code, gone.status_code) == (201, 422, 204)
    assert refused.json()["code"] == "accounts.column_unknown"
    assert [one["columns"] for one in listed["sets"]] == [["status", "name"]]
    assert listed["columns"][0] == {
        "key": "name", "label": "企业名称", "is_usual": True
    }  # fmt: skip
    assert not ColumnSet.objects.exists()


def test_the_page_asks_no_more_for_more_sets(client, county_unit, officer_county):
    client.force_login(officer_county)
    address = reverse("accounts:choose_columns", args=["roster"])
    save(county_unit, officer_county, "一")
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(5):
        save(county_unit, officer_county, f"方案{number}")
    with CaptureQueriesContext(connection) as more:
        client.get(address)

    assert len(more) == len(one)

"""A sheet nobody foresaw is explained once by a person and then known."""

import pytest
from django.urls import reverse

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import MappingError
from zhisheng.apps.programme.models import ColumnMapping
from zhisheng.apps.programme.tests.workbooks import make_code, make_line, name_firm
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db
HEADER = ("甲方", "编码", "何处", "何业", "多少人", "自", "至", "旧(万元)", "新(万元)")
COLUMNS = {
    "name": 0,
    "uscc": 1,
    "region": 2,
    "revenue@before": 7,
    "revenue@after": 8,
}


def test_an_unknown_sheet_is_asked_once_and_remembered(upload, body_user):
    read = upload([make_line(1)], header=HEADER)
    assert (read.status, Enterprise.unscoped.count()) == ("mapping", 0)
    assert [column["text"] for column in read.mapping["columns"]] == list(HEADER)
    assert read.mapping["columns"][0]["example"] == name_firm(1)

    services.confirm_mapping(roster_import=read, columns=COLUMNS, actor=body_user)
    jobs.run_pending()
    again = upload([make_line(1), make_line(2)], header=HEADER)

    assert selectors.get_import(read.code).counts == {"accepted": 1}
    assert (again.status, again.counts) == ("previewed", {"accepted": 2})
    row = selectors.list_rows_for(actor=body_user, code=again.code).items[0].row
    values = {(v.indicator_code, v.period): v.value for v in row.values.all()}
    assert (row.uscc, row.region_code) == (make_code(1), "131125")
    assert values == {("revenue", "2023"): 1_000_000, ("revenue", "2024"): 1_200_000}


def test_a_heading_that_is_cut_says_so_and_is_known_again(upload, body_user):
    header = ("甲方" * 40, "编码" * 30, *HEADER[2:])
    read = upload([make_line(1, 所在地="安平县" * 30)], header=header)
    columns = read.mapping["columns"]
    assert [columns[at]["text"] for at in (0, 1, 2)] == [
        f"{'甲方' * 30}…",
        "编码" * 30,
        "何处",
    ]
    assert columns[2]["example"] == f"{'安平县' * 20}…"

    services.confirm_mapping(roster_import=read, columns=COLUMNS, actor=body_user)
    jobs.run_pending()

    assert upload([make_line(1)], header=header).status == "previewed"


def test_an_answer_before_the_job_that_asked_is_settled_is_read(upload, body_user):
    read = upload([make_line(1)], header=HEADER)
    jobs.Job.objects.filter(pk=read.job_id).update(status="running")

    services.confirm_mapping(roster_import=read, columns=COLUMNS, actor=body_user)
    jobs.run_pending()

    assert selectors.get_import(read.code).status == "previewed"


def test_an_answer_counts_for_one_organisation_only(
    upload, body_user, other_body_user, other_body_organisation
):
    read = upload([make_line(1)], header=HEADER)
    services.confirm_mapping(roster_import=read, columns=COLUMNS, actor=body_user)
    jobs.run_pending()

    other = upload(
        [make_line(1)],
        header=HEADER,
        actor=other_body_user,
        organisation=other_body_organisation,
    )

    assert other.status == "mapping"


@pytest.mark.parametrize(
    "columns",
    [{"uscc": 1}, {"name": 0, "uscc": 0}, {"name": 99}, {"name": 0, "secret": 1}],
)
def test_an_answer_that_explains_nothing_is_refused(columns, upload, body_user):
    read = upload([make_line(1)], header=HEADER)

    with pytest.raises(MappingError):
        services.confirm_mapping(roster_import=read, columns=columns, actor=body_user)

    assert ColumnMapping.objects.count() == 0


def test_the_page_asks_and_keeps_what_was_chosen(upload, client, body_user):
    read = upload([make_line(1)], header=HEADER)
    client.force_login(body_user)
    address = reverse("programme:import_mapping", args=[read.code])

    shown = client.get(reverse("programme:import_detail", args=[read.code]))
    assert shown.url == address
    kept = client.post(address, {"column_1": "uscc"})
    assert kept.status_code == 422
    assert '<option value="uscc" selected>' in kept.content.decode()
    done = client.post(address, {"column_0": "name", "column_1": "uscc"})

    assert done.status_code == 302
    assert ColumnMapping.objects.get().columns == {"name": 0, "uscc": 1}


def test_another_body_does_not_see_the_page(upload, client, other_body_user):
    read = upload([make_line(1)], header=HEADER)
    client.force_login(other_body_user)

    response = client.get(reverse("programme:import_mapping", args=[read.code]))

    assert response.status_code == 404


def test_the_api_tells_the_columns_and_takes_the_answer(
    upload, client, make_token, body_organisation
):
    read = upload([make_line(1)], header=HEADER)
    headers = {"Authorization": make_token(body_organisation, ["roster:import"])}
    address = f"/api/v1/programme/imports/{read.code}"

    asked = client.get(address, headers=headers).json()
    answered = client.post(
        f"{address}/columns",
        {"columns": {"name": 0, "uscc": 1}},
        content_type="application/json",
        headers=headers,
    )

    assert [column["text"] for column in asked["columns"]][:2] == ["甲方", "编码"]
    assert answered.status_code == 200
    assert ColumnMapping.objects.get().columns == {"name": 0, "uscc": 1}

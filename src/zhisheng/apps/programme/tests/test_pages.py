"""Who opens which page, what files do there, and what stays with its owner."""

import io
import time

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import Engagement, ImportRow, RosterImport
from zhisheng.apps.programme.schemas.api import write_import
from zhisheng.apps.programme.tests.workbooks import HEADER, make_line, write_xlsx
from zhisheng.apps.registry.models import Enterprise, Grant
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit import jobs
from zhisheng.kit.sheets.tests.packages import make_parts, make_row, make_sheet
from zhisheng.kit.sheets.tests.packages import write_package as write_parts

pytestmark = pytest.mark.django_db
XSS = "<img src=x onerror=alert(1)>示例丝网厂"


@pytest.mark.parametrize(
    ("page", "allowed"),
    [
        ("imports", {"officer_county", "officer_nation", "body_user", "administrator"}),
        ("upload", {"officer_county", "officer_nation", "body_user", "administrator"}),
        ("ledger", {"officer_county", "officer_nation", "body_user"}),
        ("export_ledger", {"officer_county", "officer_nation", "body_user"}),
    ],
)
def test_pages_open_for_their_roles_only(request, client, year, page, allowed):
    people = (
        "officer_county", "officer_nation", "body_user", "administrator", "owner",
        "worker", "expert", "bank_user",
    )  # fmt: skip
    opened = set()
    for person in people:
        client.force_login(request.getfixturevalue(person))
        answer = client.get(reverse(f"programme:{page}"))
        answer.getvalue()
        assert answer.status_code in {200, 403}, person
        if answer.status_code == 200:
            opened.add(person)

    assert opened == allowed


def test_nobody_unknown_opens_an_import(client, year):
    response = client.get(reverse("programme:imports"))

    assert response.status_code == 302
    assert reverse("account_login") in response.url


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("body_user", 200),
        ("other_body_user", 404),
        ("officer_county", 404),
        ("officer_nation", 404),
        ("owner", 404),
        ("administrator", 404),
    ],
)
def test_an_import_is_its_uploaders(request, client, put_in, person, status):
    done = put_in([make_line(1), make_line(2, 从业人员="若干")])
    client.force_login(request.getfixturevalue(person))

    for page in ("import_detail", "import_progress", "import_marks", "withdraw"):
        response = client.get(reverse(f"programme:{page}", args=[done.code]))
        assert response.status_code == status, page


def test_rows_of_another_body_are_out_of_reach(
    client, put_in, other_body_user, make_token, other_body_organisation
):
    done = put_in([make_line(1)])
    row = ImportRow.objects.get()
    client.force_login(other_body_user)
    headers = {"Authorization": make_token(other_body_organisation, ["roster:import"])}

    pages = [
        client.post(reverse("programme:decide", args=[done.code, row.pk])),
        client.post(reverse("programme:apply", args=[done.code])),
        client.post(reverse("programme:withdraw", args=[done.code])),
    ]
    address = f"/api/v1/programme/imports/{done.code}"
    calls = [
        client.get(address, headers=headers),
        client.get(f"{address}/rows", headers=headers),
        client.post(f"{address}/apply", headers=headers),
        client.post(f"{address}/withdraw", headers=headers),
    ]

    assert {response.status_code for response in (*pages, *calls)} == {404}
    assert RosterImport.objects.get().status == "applied"


def test_a_unit_sees_the_uploads_of_units_below(
    client, upload, officer_county, officer_city, county_unit
):
    read = upload(
        [make_line(1)],
        actor=officer_county,
        organisation=county_unit.organisations.get(kind="unit"),
    )
    client.force_login(officer_city)

    response = client.get(reverse("programme:import_detail", args=[read.code]))

    assert response.status_code == 200


def send(client, content, name="名单.xlsx"):
    return client.post(
        reverse("programme:upload"),
        {"year": "2024", "sheet": SimpleUploadedFile(name, content)},
    )


def test_the_page_takes_a_roster_and_shows_each_row(
    client, year, own_files, body_user, tmp_path, body_organisation
):
    client.force_login(body_user)
    lines = [make_line(1, 企业名称=XSS), make_line(2, 从业人员="若干")]
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, *lines])

    sent = send(client, path.read_bytes())
    jobs.run_pending()
    page = client.get(sent.url).content.decode()

    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img src=x" not in page
    assert "“若干”" in page
    marked = client.get(
        reverse("programme:import_marks", args=[RosterImport.objects.get().code])
    )
    book = openpyxl.load_workbook(io.BytesIO(b"".join(marked)))
    assert "若干" in book.active["E3"].comment.text
    assert book.active["E2"].comment is None


def test_the_page_speaks_english(client, upload, body_user):
    read = upload([make_line(1, 从业人员="若干"), make_line(2, 所在地="不存在县")])
    client.force_login(body_user)

    page = client.get(
        reverse("programme:import_detail", args=[read.code]),
        headers={"Accept-Language": "en"},
    ).content.decode()

    assert "There is no region “不存在县”" in page
    assert "Rows by result" in page


def make_doctype():
    sheet = make_sheet(make_row(1, "<v>1</v>"))
    return "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>" + sheet


@pytest.mark.parametrize("kind", ["doctype", "html", "empty", "text"])
def test_hostile_files_are_refused_in_bounded_time(
    kind, client, year, own_files, body_user, tmp_path, make_token, body_organisation
):
    contents = {
        "doctype": write_parts(
            tmp_path / "a.xlsx", make_parts(make_doctype())
        ).read_bytes(),
        "html": b"<html><body><table><tr><td>1</td></tr></table></body></html>",
        "empty": b"",
        "text": b"\x00\x01\x02" * 1000,
    }
    client.force_login(body_user)
    started = time.monotonic()

    sent = send(client, contents[kind])
    jobs.run_pending()
    called = client.post(
        "/api/v1/programme/imports",
        {"year": 2024, "sheet": SimpleUploadedFile("a.xlsx", contents[kind])},
        headers={"Authorization": make_token(body_organisation, ["roster:import"])},
    )
    jobs.run_pending()

    assert time.monotonic() - started < 30
    assert sent.status_code in {302, 422}
    assert called.status_code in {201, 400, 409, 413, 422}
    assert set(RosterImport.objects.values_list("status", flat=True)) <= {"failed"}
    assert Enterprise.unscoped.count() == 0
    assert not any("hostname" in one.problem for one in RosterImport.objects.all())


def test_the_list_of_imports_asks_a_fixed_number_of_queries(
    client, upload, body_user, django_assert_max_num_queries
):
    for number in range(3):
        upload([make_line(number)])
    client.force_login(body_user)

    with django_assert_max_num_queries(14):
        client.get(reverse("programme:imports"))


def test_a_page_of_rows_asks_a_fixed_number_of_queries(
    client, upload, body_user, django_assert_max_num_queries
):
    read = upload([make_line(number) for number in range(1, 60)])
    client.force_login(body_user)

    with django_assert_max_num_queries(18):
        page = client.get(reverse("programme:import_detail", args=[read.code]))

    assert "after=" in page.content.decode()


def test_a_name_like_a_formula_survives_export_and_import(
    client, put_in, upload, officer_nation, body_user
):
    name = "-5 °C 冷库有限公司"
    put_in([make_line(1, 企业名称=name)])
    client.force_login(officer_nation)

    exported = client.get(reverse("programme:export_ledger") + "?year=2024")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(exported)))
    cell = next(
        cell
        for row in book.active.iter_rows()
        for cell in row
        if cell.value and "冷库" in str(cell.value)
    )
    again = upload([make_line(1, 企业名称=str(cell.value))])

    assert (cell.value, cell.data_type) == (name, "s")
    assert again.counts == {"accepted": 1}
    assert ImportRow.objects.get(roster_import=again).enterprise is not None


def test_an_enterprise_chooses_its_body_and_nobody_else(
    client, year, owner, owner_organisation, body_organisation, officer_county
):
    mine = make_enterprise(organisation=owner_organisation)
    address = reverse("programme:choose_helper", args=[body_organisation.code])
    client.force_login(officer_county)
    assert client.post(address).status_code in {403, 404}
    client.force_login(owner)

    assert client.post(address).status_code == 302

    chosen = Engagement.objects.get()
    assert (chosen.enterprise, chosen.helper) == (mine, body_organisation)
    assert chosen.is_chosen_by_enterprise is True
    grant = Grant.objects.get()
    assert (grant.enterprise, grant.viewer) == (mine, body_organisation)
    assert "contact_phone" not in grant.fields


def test_an_officer_keeps_the_ledger(client, year, officer_county, officer_city):
    enterprise = make_enterprise()
    address = reverse("programme:enrol", args=[enterprise.code]) + "?year=2024"
    client.force_login(officer_county)
    values = {"save": "1", "willingness": "strong", "potential": "medium"}

    done = client.post(address, {**values, "is_selected": "true", "reason": "意愿强"})

    assert done.status_code == 302
    page = client.get(reverse("programme:ledger") + "?year=2024").content.decode()
    assert enterprise.name in page
    entry = enterprise.enrolments.get()
    assert (entry.willingness, entry.is_selected) == ("strong", True)


def test_a_help_cannot_end_before_it_starts(client, year, officer_county):
    enterprise = make_enterprise()
    client.force_login(officer_county)

    page = client.post(
        reverse("programme:enrol", args=[enterprise.code]),
        {
            "help": "1",
            "helper": "X",
            "help_kind": "diagnosis",
            "started_on": "2024-05-01",
            "ended_on": "2024-04-01",
        },
    )

    assert page.status_code == 422
    assert "结束日期早于开始日期" in page.content.decode()
    assert Engagement.objects.count() == 0


def test_a_withdrawal_tells_first_what_goes(client, put_in, body_user):
    done = put_in([make_line(1)])
    client.force_login(body_user)
    address = reverse("programme:withdraw", args=[done.code])

    asked = client.get(address).content.decode()
    services.queue_applying(roster_import=done, actor=body_user)
    jobs.run_pending()
    client.post(address)
    jobs.run_pending()

    assert "这次新增的会移除：企业 1 家、帮扶 1 家次、指标值 3 个。" in asked
    assert "恢复原样" not in asked
    assert Enterprise.unscoped.count() == 0


def test_the_page_of_a_withdrawn_import_tells_what_went(client, put_in, body_user):
    done = put_in([make_line(1), make_line(2, 从业人员="若干")])
    client.force_login(body_user)
    client.post(reverse("programme:withdraw", args=[done.code]))
    jobs.run_pending()
    done.refresh_from_db()

    address = reverse("programme:import_detail", args=[done.code])
    page = client.get(f"{address}?status=all").content.decode()
    day = timezone.localtime(done.withdrawn_at)

    assert f"这次导入已于 {day.year}年{day.month}月{day.day}日 {day:%H:%M} 撤回" in page
    assert "移除企业 1 家、帮扶 1 家次、指标值 3 个。下面是" in page
    assert "notice-success" not in page
    assert "已入库：" not in page
    assert "核对时：可入库" in page
    assert reverse("programme:import_marks", args=[done.code]) not in page


def test_a_page_begins_with_what_waits_for_an_answer(client, put_in, upload, body_user):
    put_in([make_line(1)])
    read = upload([make_line(1, 企业名称="德清县完全不同童装厂"), make_line(2)])
    client.force_login(body_user)
    address = reverse("programme:import_detail", args=[read.code])

    waiting = client.get(address).content.decode()
    everything = client.get(f"{address}?status=all").content.decode()

    assert "德清县完全不同童装厂" in waiting
    assert make_line(2)[0] not in waiting
    assert make_line(2)[0] in everything
    assert "· 河北省衡水市安平县</span>" in waiting


def test_an_answer_on_the_page_is_kept(client, put_in, upload, body_user):
    put_in([make_line(1)])
    read = upload([make_line(1, 企业名称="德清县完全不同童装厂")])
    row = ImportRow.objects.get(roster_import=read)
    client.force_login(body_user)
    address = reverse("programme:decide", args=[read.code, row.pk])

    refused = client.post(address, {"decision": "same:E-NONE"})
    done = client.post(address, {"decision": f"same:{row.candidates[0]['code']}"})

    assert refused.status_code in {400, 409, 422}
    assert done.status_code == 302
    row.refresh_from_db()
    assert (row.decision, row.decided_by) == ("same", body_user)


def test_the_preview_names_the_hidden_sheets_that_were_read(client, upload, body_user):
    read = upload([make_line(1)], hidden=[make_line(2)])
    client.force_login(body_user)

    page = client.get(reverse("programme:import_detail", args=[read.code]))

    assert read.counts == {"accepted": 2}
    assert read.sheets == [
        {"name": "名单", "is_hidden": False, "is_read": True, "unread_columns": []},
        {"name": "旧名单", "is_hidden": True, "is_read": True, "unread_columns": []},
    ]
    assert "隐藏的工作表也已读入：旧名单。" in page.text
    assert write_import(read, {}).hidden_sheets == ["旧名单"]


def test_a_preview_without_hidden_sheets_names_none(client, upload, body_user):
    read = upload([make_line(1)])
    client.force_login(body_user)

    page = client.get(reverse("programme:import_detail", args=[read.code]))

    assert "隐藏的工作表" not in page.text


def test_a_body_nobody_knows_is_told_at_its_own_field(client, year, officer_county):
    client.force_login(officer_county)
    sheet = SimpleUploadedFile("名单.csv", "企业名称,所在地\n甲厂,安平县\n".encode())

    answer = client.post(
        reverse("programme:upload"), {"sheet": sheet, "year": "2024", "helper": "乱填"}
    )

    assert answer.status_code == 422
    told = ["没有找到帮扶机构“乱填”，请填登记的全称、批准号、信用代码或机构代码。"]
    assert answer.context["form"].errors["helper"] == told
    assert answer.context["error"] == ""

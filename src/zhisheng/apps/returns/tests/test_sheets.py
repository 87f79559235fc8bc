import json
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.apps.returns import services
from zhisheng.apps.returns.errors import SheetColumnsError, SheetStateError
from zhisheng.apps.returns.models import SheetImport, Value
from zhisheng.apps.returns.services import sheet_import
from zhisheng.apps.returns.tests.factories import ValueFactory
from zhisheng.kit import jobs
from zhisheng.kit.errors import ForbiddenError

HEAD = [
    "企业名称",
    "2023年营业收入(万元)",
    "2024年营业收入(万元)",
    "从业人员",
    "废品率(%)",
    "说明",
]


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def mesh(dictionary, county_unit):
    return make_enterprise(name="安平县示例甲丝网厂")


@pytest.fixture
def screen(dictionary, county_unit):
    return make_enterprise(name="安平县示例乙筛网厂")


def write(tmp_path, *rows, head=HEAD):
    book = openpyxl.Workbook()
    book.active.append(["帮扶企业指标表"])
    book.active.append(head)
    for row in rows:
        book.active.append(row)
    path = tmp_path / "指标.xlsx"
    book.save(path)
    return path


def check(path, actor):
    return services.check_sheet(path, year=2024, actor=actor)


def take_in(path, actor):
    organisation = actor.memberships.get().organisation
    sheet = services.upload_sheet(
        path, original_name=path.name, year=2024, organisation=organisation, actor=actor
    )
    services.check_upload(sheet_import=sheet, actor=actor)
    services.queue_applying(sheet_import=sheet, actor=actor)
    return sheet, services.apply_sheet(sheet_import=sheet, actor=actor)


def test_reads_years_units_and_ranges(tmp_path, mesh, officer_county):
    path = write(tmp_path, [mesh.name, 100, "1.2亿", "约20人", "5–15%", "新建厂房"])

    [row] = check(path, officer_county)

    assert (row.status, row.enterprise_id) == ("accepted", mesh.pk)
    assert {key: one.as_json() for key, one in row.read.values.items()} == {
        ("revenue", "2023"): {
            "value": "1000000", "low": None, "high": None, "is_approximate": False,
        },
        ("revenue", "2024"): {
            "value": "120000000", "low": None, "high": None, "is_approximate": False,
        },
        ("employees", "2024"): {
            "value": "20", "low": None, "high": None, "is_approximate": True,
        },
        ("scrap_rate", "2024"): {
            "value": None, "low": "5", "high": "15", "is_approximate": False,
        },
    }  # fmt: skip


def test_before_and_after_mean_the_years_around(tmp_path, mesh, officer_county):
    head = ["企业名称", "帮扶前利润总额（元）", "帮扶后利润总额（元）", "备注"]
    path = write(tmp_path, [mesh.name, 5, -6, ""], head=head)

    [row] = check(path, officer_county)

    assert {key: one.value for key, one in row.read.values.items()} == {
        ("profit", "2023"): Decimal(5),
        ("profit", "2024"): Decimal(-6),
    }


def test_refuses_with_column_value_reason_and_cure(tmp_path, mesh, officer_county):
    path = write(
        tmp_path,
        [mesh.name, 100, "很多", 20, "2个百分点", ""],
        ["没有的厂", 100, 110, 20, 3, ""],
    )

    first, second = check(path, officer_county)

    assert [(f.field, f.column, f.value) for f in first.faults] == [
        ("revenue", 3, "很多"),
        ("scrap_rate", 5, "2个百分点"),
    ]
    assert all(fault.reason and fault.cure for fault in first.faults)
    assert (second.status, second.faults[0].field) == ("refused", "name")


def test_a_warning_waits_for_its_reason(tmp_path, mesh, screen, officer_county):
    path = write(
        tmp_path,
        [mesh.name, 100, 1_100_000, 20, 3, ""],
        [screen.name, 120, 1_300_000, 25, 3, "并购了一家企业"],
    )

    waiting, explained = check(path, officer_county)

    assert (waiting.status, explained.status) == ("warning", "accepted")
    assert "1,0000" not in waiting.faults[0].reason
    assert "10,000" in waiting.faults[0].reason


def test_copied_rows_are_told(tmp_path, mesh, screen, officer_county):
    path = write(tmp_path, [mesh.name, 100, 110, 20, 3], [screen.name, 100, 110, 20, 3])

    assert [row.status for row in check(path, officer_county)] == ["warning", "warning"]


def test_an_enterprise_twice_is_refused_once(tmp_path, mesh, officer_county):
    path = write(tmp_path, [mesh.name, 100, 110, 20, 3], [mesh.name, 90, 95, 20, 3])

    assert [row.status for row in check(path, officer_county)] == [
        "accepted",
        "refused",
    ]


def test_no_known_heading(tmp_path, dictionary, officer_county):
    with pytest.raises(SheetColumnsError):
        check(write(tmp_path, [1, 2, 3], head=["甲", "乙", "丙"]), officer_county)


def test_applies_only_accepted_rows_and_again_without_doubles(
    tmp_path, mesh, screen, officer_county
):
    wrong = write(tmp_path, [mesh.name, 100, 110, 20, 3], [screen.name, 1, "x", 25, 4])
    _, result = take_in(wrong, officer_county)
    assert (result.inserted, len(result.changed)) == (4, 0)

    mended = write(tmp_path, [mesh.name, 100, 110, 20, 3], [screen.name, 90, 95, 25, 4])
    _, result = take_in(mended, officer_county)
    assert (result.inserted, len(result.changed)) == (4, 0)
    assert Value.objects.count() == 8


def test_what_it_changed_returns_on_withdrawal(tmp_path, mesh, officer_county):
    office = officer_county.memberships.get().organisation
    kept = ValueFactory(enterprise=mesh, declared_by=office, value=1_050_000)
    before = Value.objects.values().get(pk=kept.pk)
    sheet, result = take_in(
        write(tmp_path, [mesh.name, 100, 110, 20, 3]), officer_county
    )
    assert (result.inserted, len(result.changed)) == (3, 1)

    services.withdraw_sheet(sheet_import=sheet, actor=officer_county)

    assert Value.objects.values().get() == before
    with pytest.raises(SheetStateError):
        services.withdraw_sheet(sheet_import=sheet, actor=officer_county)
    with pytest.raises(SheetStateError):
        services.apply_sheet(sheet_import=sheet, actor=officer_county)


def test_what_was_changed_since_stays_and_is_listed(
    client, tmp_path, mesh, officer_county
):
    office = officer_county.memberships.get().organisation
    first, _ = take_in(write(tmp_path, [mesh.name, 100, 110, 20, 3]), officer_county)
    second, _ = take_in(write(tmp_path, [mesh.name, 100, 115, 20, 3]), officer_county)

    services.withdraw_sheet(sheet_import=first, actor=officer_county)

    first.refresh_from_db()
    assert [
        (one["enterprise_code"], one["period"], one["source"], one["changed_by"])
        for one in first.kept
    ] == [(mesh.code, "2024", second.code, office.name)]
    client.force_login(
        officer_county, backend="django.contrib.auth.backends.ModelBackend"
    )
    page = client.get(reverse("returns:show_sheet", args=[first.code]))
    assert [row.cells[0] for row in page.context["kept"].rows] == [mesh.name]
    services.withdraw_sheet(sheet_import=second, actor=officer_county)
    assert Value.objects.count() == 0


def test_what_a_second_sheet_says_too_stays(tmp_path, mesh, officer_county):
    path = write(tmp_path, [mesh.name, 100, 110, 20, 3])
    first, _ = take_in(path, officer_county)
    second, result = take_in(path, officer_county)
    assert (result.inserted, result.changed) == (0, ())

    services.withdraw_sheet(sheet_import=first, actor=officer_county)

    assert Value.objects.filter(source=second.code).count() == 4
    services.withdraw_sheet(sheet_import=second, actor=officer_county)
    assert Value.objects.count() == 0


def test_an_owner_imports_nothing(tmp_path, mesh, owner):
    with pytest.raises(ForbiddenError):
        take_in(write(tmp_path, [mesh.name, 100, 110, 20, 3]), owner)

    assert SheetImport.objects.count() == 0


def test_a_body_fills_in_only_what_it_may_see(tmp_path, mesh, body_user):
    [row] = check(write(tmp_path, [mesh.name, 100, 110, 20, 3]), body_user)

    assert (row.status, row.enterprise_id) == ("refused", None)


def test_the_page_goes_from_upload_to_the_marked_workbook(
    client, tmp_path, mesh, officer_county
):
    client.force_login(
        officer_county, backend="django.contrib.auth.backends.ModelBackend"
    )
    path = write(tmp_path, [mesh.name, 100, 110, 20, 3], ["没有的厂", 100, "x", 20, 3])
    upload = SimpleUploadedFile("指标.xlsx", path.read_bytes())

    shown = client.post(reverse("returns:upload"), {"file": upload, "year": 2024})

    sheet = SheetImport.objects.get()
    assert shown.url == reverse("returns:show_sheet", args=[sheet.code])
    assert jobs.run_pending() == 1
    html = client.get(shown.url).content.decode()
    assert "可入库 1 行，需说明 0 行，退回 1 行" in html
    marked = client.get(reverse("returns:download_marked", args=[sheet.code]))
    cells = openpyxl.load_workbook(BytesIO(marked.content)).active
    assert "不是数字" in cells["C4"].comment.text
    assert cells["C3"].comment is None
    client.post(reverse("returns:apply_sheet", args=[sheet.code]))
    assert Value.objects.count() == 0
    assert jobs.run_pending() == 1
    assert "新增 4 个数值，改动 0 个" in client.get(shown.url).content.decode()
    assert Value.objects.count() == 4
    client.post(reverse("returns:withdraw_sheet", args=[sheet.code]))
    assert Value.objects.count() == 4
    assert jobs.run_pending() == 1
    assert Value.objects.count() == 0
    assert "删除数值 4 个，恢复 0 个" in client.get(shown.url).content.decode()


def test_a_file_that_is_no_sheet_is_refused_in_place(
    client, dictionary, officer_county
):
    client.force_login(
        officer_county, backend="django.contrib.auth.backends.ModelBackend"
    )
    upload = SimpleUploadedFile("指标.xlsx", b"\x89PNG\r\n\x1a\nnothing")

    response = client.post(reverse("returns:upload"), {"file": upload, "year": 2024})

    assert response.status_code == 422
    assert SheetImport.objects.count() == 0


def test_the_command_reports_and_applies(tmp_path, mesh, nation_unit, officer_nation):
    path = write(tmp_path, [mesh.name, 100, 110, 20, 3], ["没有的厂", 100, 110, 20, 4])
    report = tmp_path / "report.json"
    options = {"year": 2024, "report": report, "stdout": StringIO()}

    call_command("import_returns", path, dry_run=True, **options)
    assert Value.objects.count() == 0
    rows = json.loads(report.read_text())
    assert [(row["row"], row["status"]) for row in rows] == [
        (3, "accepted"),
        (4, "refused"),
    ]

    call_command("import_returns", path, **options)
    assert Value.objects.count() == 4
    assert "退回 1" in options["stdout"].getvalue()


@pytest.mark.parametrize("option", ["--report", "--marked"])
def test_the_command_looks_first_where_it_will_write(tmp_path, mesh, option):
    path = write(tmp_path, [mesh.name, 100, 110, 20, 3])
    nowhere = str(tmp_path / "none" / "x.xlsx")

    with pytest.raises(CommandError, match="没有这个文件夹"):
        call_command("import_returns", str(path), "--year=2024", option, nowhere)
    with pytest.raises(CommandError, match="不能是 99"):
        call_command("import_returns", str(path), "--year=99")

    assert SheetImport.objects.count() == 0


def test_the_command_tells_why_applying_failed(
    tmp_path, mesh, nation_unit, officer_nation, monkeypatch
):
    path = write(tmp_path, [mesh.name, 100, 110, 20, 3])

    def break_off(*_args):
        raise SheetStateError(status="已入库")

    monkeypatch.setattr(sheet_import, "_record", break_off)

    with pytest.raises(CommandError, match="当前为“已入库”"):
        call_command("import_returns", path, year=2024, stdout=StringIO())

    assert Value.objects.count() == 0
    assert SheetImport.objects.get().status == "failed"


def test_a_repetition_names_the_other_sheet(tmp_path, mesh, officer_county):
    path = write(tmp_path, [mesh.name, 100, 110, 20, 3])
    book = openpyxl.load_workbook(path)
    book.active.title = "上"
    book.copy_worksheet(book.active).title = "下"
    book.save(path)

    first, second = check(path, officer_county)

    place = "这家企业在工作表“上”第 3 行已经有了。"
    assert place not in [fault.reason for fault in first.faults]
    assert place in [fault.reason for fault in second.faults]

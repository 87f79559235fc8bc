"""A sheet is checked and applied by jobs: seen on its page, repeatable, never half done."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.tests.factories import MembershipFactory
from zhisheng.apps.returns import services
from zhisheng.apps.returns.errors import NothingToApplyError
from zhisheng.apps.returns.models import SheetImport, Value
from zhisheng.apps.returns.services import sheet_import as importing
from zhisheng.kit import jobs
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ForbiddenError

CONTENT = (
    "企业名称,2024年营业收入(万元),从业人员\n安平县示例甲丝网厂,100,20\n没有的厂,1,2\n"
).encode()


@pytest.fixture
def sheet(mesh, office, officer_county):
    return services.upload_sheet(
        SimpleUploadedFile("指标.csv", CONTENT),
        original_name="指标.csv",
        year=2024,
        organisation=office,
        actor=officer_county,
    )


def show(page, sheet):
    return page.get(reverse("returns:show_sheet", args=[sheet.code])).content.decode()


def ask_progress(page, sheet, **headers):
    address = reverse("returns:sheet_progress", args=[sheet.code])
    return page.get(address, headers=headers)


def test_uploading_reads_nothing(sheet):
    assert (sheet.status, sheet.counts, sheet.report) == ("uploaded", {}, [])
    assert jobs.Job.objects.get().name == "returns.check_sheet"


def test_the_page_asks_again_until_the_sheet_is_checked(page, sheet):
    waiting = show(page, sheet)
    assert f"/returns/sheets/{sheet.code}/progress/" in waiting
    assert "把可入库的行入库" not in waiting
    polled = ask_progress(page, sheet, HX_Request="true")
    assert "HX-Refresh" not in polled.headers

    jobs.run_pending()

    assert ask_progress(page, sheet, HX_Request="true")["HX-Refresh"] == "true"
    assert "可入库 1 行，需说明 0 行，退回 1 行" in show(page, sheet)


def test_without_scripts_the_refresh_leads_back_to_the_page(page, sheet):
    assert ask_progress(page, sheet).url == reverse(
        "returns:show_sheet", args=[sheet.code]
    )


def test_applying_happens_in_the_job_and_once(page, sheet, officer_county):
    jobs.run_pending()
    page.post(reverse("returns:apply_sheet", args=[sheet.code]))
    assert Value.objects.count() == 0
    twice = page.post(reverse("returns:apply_sheet", args=[sheet.code]))
    assert twice.url == reverse("returns:show_sheet", args=[sheet.code])

    assert jobs.run_pending() == 1

    sheet.refresh_from_db()
    assert (sheet.status, sheet.counts["inserted"]) == ("applied", 2)
    assert Value.objects.count() == 2
    services.queue_applying(sheet_import=sheet, actor=officer_county)
    assert jobs.Job.objects.filter(name="returns.apply_sheet").count() == 1
    assert AuditEntry.objects.filter(action="returns.sheet_applying").count() == 1


def test_a_sheet_without_acceptable_rows_is_not_applied(
    page, mesh, office, officer_county
):
    sheet = services.upload_sheet(
        SimpleUploadedFile(
            "指标.csv",
            "企业名称,2024年营业收入(万元),从业人员\n没有的厂,1,2\n".encode(),
        ),
        original_name="指标.csv",
        year=2024,
        organisation=office,
        actor=officer_county,
    )
    jobs.run_pending()

    with pytest.raises(NothingToApplyError):
        services.queue_applying(sheet_import=sheet, actor=officer_county)
    refused = page.post(reverse("returns:apply_sheet", args=[sheet.code]))

    assert refused.status_code == 422
    assert "这张表里没有可以入库的行，请改好退回的行再上传。" in refused.text
    assert SheetImport.objects.get().status == "previewed"
    assert not jobs.Job.objects.filter(name="returns.apply_sheet").exists()


@pytest.mark.parametrize("moment", ["_record", "_finish_applying"])
def test_an_attempt_that_broke_off_leaves_nothing_and_the_next_ends_it(
    sheet, officer_county, monkeypatch, moment
):
    jobs.run_pending()
    services.queue_applying(sheet_import=sheet, actor=officer_county)
    with monkeypatch.context() as broken:
        broken.setattr(importing, moment, break_off)
        jobs.run_pending()
    assert Value.objects.count() == 0
    sheet.refresh_from_db()
    assert sheet.status == "applying"

    run_again()

    sheet.refresh_from_db()
    assert (sheet.status, Value.objects.count()) == ("applied", 2)
    applied = AuditEntry.objects.filter(action="returns.sheet_applied")
    assert applied.count() == 1


def test_a_job_delivered_again_after_its_work_changes_nothing(sheet, officer_county):
    jobs.run_pending()
    services.queue_applying(sheet_import=sheet, actor=officer_county)
    jobs.run_pending()
    before = list(Value.objects.order_by("pk").values())

    # As after a kill between the work and the note that it is done.
    jobs.Job.objects.update(status="queued")
    for code in jobs.Job.objects.values_list("code", flat=True):
        jobs.run_job(code)

    assert list(Value.objects.order_by("pk").values()) == before
    assert {job.status for job in jobs.Job.objects.all()} == {"succeeded"}
    assert AuditEntry.objects.filter(action="returns.sheet_checked").count() == 1


def test_a_check_that_another_took_over_fails_no_sheet_that_is_applied(
    sheet, officer_county, monkeypatch
):
    check = importing.check_sheet

    def be_slow(*arguments, **options):
        monkeypatch.setattr(importing, "check_sheet", check)
        rows = check(*arguments, **options)
        jobs.Job.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=5))
        assert jobs.reclaim_stale() == 1
        jobs.run_pending()
        services.queue_applying(sheet_import=sheet, actor=officer_county)
        return rows

    monkeypatch.setattr(importing, "check_sheet", be_slow)
    jobs.run_pending(limit=1)

    sheet.refresh_from_db()
    assert (sheet.status, sheet.problem) == ("applying", "")
    jobs.run_pending()
    sheet.refresh_from_db()
    assert sheet.status == "applied"


def test_a_sheet_without_heading_fails_with_its_reason(
    page, mesh, office, officer_county
):
    sheet = services.upload_sheet(
        SimpleUploadedFile("表.csv", "甲,乙\n1,2\n".encode()),
        original_name="表.csv",
        year=2024,
        organisation=office,
        actor=officer_county,
    )

    jobs.run_pending()

    sheet.refresh_from_db()
    assert sheet.status == "failed"
    assert "没有找到表头" in show(page, sheet)


def test_each_step_is_told_and_names_the_organisation(sheet, office, officer_county):
    jobs.run_pending()
    services.queue_applying(sheet_import=sheet, actor=officer_county)
    jobs.run_pending()

    entries = AuditEntry.objects.filter(action__startswith="returns.sheet_")
    assert list(entries.order_by("pk").values_list("action", "organisation_code")) == [
        (f"returns.sheet_{step}", office.code)
        for step in ("uploaded", "checked", "applying", "applied")
    ]


def upload(page, **fields):
    file = SimpleUploadedFile("指标.csv", CONTENT)
    return page.post(reverse("returns:upload"), {"file": file, "year": 2024, **fields})


def test_with_one_organisation_nothing_is_asked(page, mesh, office):
    assert "填报单位" not in page.get(reverse("returns:upload")).content.decode()

    assert upload(page).status_code == 302
    assert SheetImport.objects.get().organisation == office


def test_with_several_the_person_chooses(
    page, mesh, office, officer_county, body_organisation, bank_organisation
):
    MembershipFactory(user=officer_county, organisation=body_organisation, role="body")
    MembershipFactory(user=officer_county, organisation=bank_organisation, role="bank")
    form = page.get(reverse("returns:upload")).content.decode()
    assert "填报单位" in form
    assert body_organisation.name in form
    assert bank_organisation.name not in form

    unsaid = upload(page)
    foreign = upload(page, organisation=bank_organisation.code)
    assert (unsaid.status_code, foreign.status_code) == (422, 422)
    assert SheetImport.objects.count() == 0

    assert upload(page, organisation=body_organisation.code).status_code == 302
    assert SheetImport.objects.get().organisation == body_organisation


def test_nobody_uploads_in_the_name_of_others(mesh, officer_county, body_organisation):
    with pytest.raises(ForbiddenError):
        services.upload_sheet(
            SimpleUploadedFile("指标.csv", CONTENT),
            original_name="指标.csv",
            year=2024,
            organisation=body_organisation,
            actor=officer_county,
        )

    assert SheetImport.objects.count() == 0
    assert jobs.Job.objects.count() == 0


def break_off(*arguments, **options):
    raise OSError("the machine was switched off")


def run_again():
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.update(run_after=timezone.now())
    jobs.run_pending()

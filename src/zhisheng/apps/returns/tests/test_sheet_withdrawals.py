"""Taking a sheet back is a job: seen, repeatable, never half done; what stays is told."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.returns import selectors, services
from zhisheng.apps.returns.errors import SheetStateError
from zhisheng.apps.returns.models import SheetImport, Value
from zhisheng.apps.returns.selectors import sheets
from zhisheng.apps.returns.services import sheet_import as importing
from zhisheng.kit import jobs
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ForbiddenError


@pytest.fixture
def upload(mesh, office, officer_county):
    def upload(revenue=100):
        heading = "企业名称,2024年营业收入(万元),从业人员"
        content = f"{heading}\n{mesh.name},{revenue},20\n".encode()
        return services.upload_sheet(
            SimpleUploadedFile("指标.csv", content),
            original_name="指标.csv",
            year=2024,
            organisation=office,
            actor=officer_county,
        )

    return upload


@pytest.fixture
def applied(upload, officer_county):
    def take_in(revenue=100):
        sheet = upload(revenue)
        jobs.run_pending()
        services.queue_applying(sheet_import=sheet, actor=officer_county)
        jobs.run_pending()
        sheet.refresh_from_db()
        assert sheet.status == "applied"
        return sheet

    return take_in


def show(page, sheet):
    return page.get(reverse("returns:show_sheet", args=[sheet.code])).content.decode()


def press(page, button, sheet):
    return page.post(reverse(f"returns:{button}", args=[sheet.code]))


def lose_worker(sheet):
    """Leave the job as its last worker does that is killed in the last attempt."""
    sheet.refresh_from_db()
    jobs.Job.objects.filter(pk=sheet.job_id).update(
        status="running",
        attempt=sheet.job.max_attempts,
        heartbeat_at=timezone.now() - timedelta(minutes=5),
    )
    assert jobs.reclaim_stale() == 1


def break_off(*arguments, **options):
    raise OSError("the disk is full")


def test_withdrawing_happens_in_the_job_and_once(page, applied):
    sheet = applied()

    assert press(page, "withdraw_sheet", sheet).status_code == 302
    assert Value.objects.count() == 2
    waiting = show(page, sheet)
    assert "撤回中" in waiting
    # One transaction tells no numbers before its end.
    assert "<p>正在处理</p>" in waiting
    assert f"/returns/sheets/{sheet.code}/progress/" in waiting
    shown = reverse("returns:show_sheet", args=[sheet.code])
    assert press(page, "withdraw_sheet", sheet).url == shown

    assert jobs.run_pending() == 1
    assert press(page, "withdraw_sheet", sheet).url == shown
    assert jobs.run_pending() == 0
    assert press(page, "apply_sheet", sheet).status_code == 422

    sheet.refresh_from_db()
    assert (sheet.status, Value.objects.count()) == ("withdrawn", 0)
    assert "删除数值 2 个，恢复 0 个，后来改过的 0 个保留。" in show(page, sheet)
    entries = AuditEntry.objects.filter(subject_code=sheet.code)
    assert entries.filter(action="returns.sheet_withdrawing").count() == 1
    assert AuditEntry.objects.filter(action="returns.values_reverted").count() == 1


def test_a_job_delivered_again_after_its_work_changes_nothing(page, applied):
    sheet = applied()
    press(page, "withdraw_sheet", sheet)
    jobs.run_pending()
    sheet.refresh_from_db()

    jobs.Job.objects.filter(pk=sheet.job_id).update(status="queued")
    jobs.run_job(sheet.job.code)

    assert AuditEntry.objects.filter(action="returns.values_reverted").count() == 1
    assert {job.status for job in jobs.Job.objects.all()} == {"succeeded"}


@pytest.mark.parametrize("fate", ["lost", "broken"])
def test_a_stopped_withdrawal_leaves_all_and_is_run_again(
    page, applied, monkeypatch, fate
):
    sheet = applied()
    press(page, "withdraw_sheet", sheet)
    sheet.refresh_from_db()
    if fate == "lost":
        lose_worker(sheet)
    else:
        with monkeypatch.context() as broken:
            broken.setattr(importing, "list_kept_values", break_off)
            for _attempt in range(sheet.job.max_attempts):
                jobs.run_job(sheet.job.code)
    assert Value.objects.count() == 2
    html = show(page, sheet)
    assert "“撤回中”中断了，没有完成。" in html
    assert ("处理程序多次中断" if fate == "lost" else "处理时出现意外错误") in html
    assert "中断" in page.get(reverse("returns:upload")).content.decode()

    assert press(page, "retry_sheet", sheet).status_code == 302
    assert "重新处理" not in show(page, sheet)
    jobs.run_pending()

    sheet.refresh_from_db()
    assert (sheet.status, Value.objects.count()) == ("withdrawn", 0)
    assert press(page, "retry_sheet", sheet).status_code == 422
    assert AuditEntry.objects.filter(action="returns.sheet_retried").count() == 1


@pytest.mark.parametrize("step", ["check", "apply"])
def test_a_stopped_checking_or_applying_is_run_again(
    page, upload, officer_county, step
):
    sheet = upload()
    if step == "apply":
        jobs.run_pending()
        services.queue_applying(sheet_import=sheet, actor=officer_county)
    lose_worker(sheet)
    assert "中断了，没有完成。" in show(page, sheet)

    press(page, "retry_sheet", sheet)
    jobs.run_pending()

    sheet.refresh_from_db()
    expected = {"check": ("previewed", 0), "apply": ("applied", 2)}[step]
    assert (sheet.status, Value.objects.count()) == expected


def test_a_job_that_is_gone_is_queued_anew(upload, officer_county):
    sheet = upload()
    jobs.Job.objects.all().delete()

    services.retry_sheet(sheet_import=sheet, actor=officer_county)
    jobs.run_pending()

    assert SheetImport.objects.get().status == "previewed"


def test_only_what_has_stopped_is_run_again_and_by_its_organisation(
    upload, officer_county, body_user
):
    sheet = upload()

    services.retry_sheet(sheet_import=sheet, actor=officer_county)
    with pytest.raises(ForbiddenError):
        services.retry_sheet(sheet_import=sheet, actor=body_user)
    with pytest.raises(ForbiddenError):
        services.queue_withdrawing(sheet_import=sheet, actor=body_user)

    assert jobs.Job.objects.count() == 1
    jobs.run_pending()
    with pytest.raises(SheetStateError):
        services.retry_sheet(sheet_import=sheet, actor=officer_county)
    assert jobs.Job.objects.count() == 1


def test_the_call_lists_what_a_withdrawal_kept(
    client, page, applied, mesh, office, make_token, body_organisation
):
    first, second = applied(100), applied(115)
    press(page, "withdraw_sheet", first)
    jobs.run_pending()
    address = f"/api/v1/returns/sheets/{first.code}/kept"
    changed = Value.objects.get(indicator_id="revenue")

    def ask(organisation, scope="returns:read"):
        token = make_token(organisation, [scope])
        return client.get(address, headers={"Authorization": token})

    told = ask(office)

    assert told.json() == {
        "items": [
            {
                "enterprise": mesh.code,
                "name": mesh.name,
                "indicator": "revenue",
                "period": "2024",
                "changed_by": office.name,
                "changed_at": told.json()["items"][0]["changed_at"],
            }
        ],
        "next_after": None,
    }
    assert (
        told.json()["items"][0]["changed_at"][:19]
        == (changed.recorded_at.isoformat()[:19])
    )
    assert changed.source == second.code
    assert ask(body_organisation).status_code == 404
    assert ask(office, "registry:read").status_code == 403


def test_a_long_list_is_told_in_pages(applied, officer_county, monkeypatch):
    sheet = applied()
    one = {
        "enterprise_code": "E-1", "enterprise_name": "甲", "indicator": "revenue",
        "period": "2024", "source": "S", "changed_by": "乙",
        "changed_at": "2024-01-01T00:00:00+00:00",
    }  # fmt: skip
    SheetImport.objects.update(kept=[one | {"period": str(n)} for n in range(5)])
    monkeypatch.setattr(sheets, "KEPT_PAGE", 2)

    def read(after):
        found = selectors.list_kept_for(
            actor=officer_county, code=sheet.code, after=after
        )
        return [item.period for item in found.items], found.next_after

    assert read(0) == (["0", "1"], 2)
    assert read(2) == (["2", "3"], 4)
    assert read(4) == (["4"], None)
    assert read(9) == ([], None)
    assert read(-3) == (["0", "1"], 2)

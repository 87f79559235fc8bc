"""A job of a sheet that was taken over leaves what the other and a person made of it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from zhisheng.apps.returns import services
from zhisheng.apps.returns.models import Value
from zhisheng.apps.returns.services import sheet_import as importing
from zhisheng.kit import jobs
from zhisheng.kit.audit import AuditEntry

CONTENT = "企业名称,2024年营业收入(万元),从业人员\n安平县示例甲丝网厂,100,20\n".encode()
# What a job does last before its outcome is kept, by the job's name.
LAST_STEPS = {
    "returns.check_sheet": "check_sheet",
    "returns.apply_sheet": "_record",
    "returns.withdraw_sheet": "revert_values",
}


@pytest.fixture
def sheet(mesh, office, officer_county):
    return services.upload_sheet(
        SimpleUploadedFile("指标.csv", CONTENT),
        original_name="指标.csv",
        year=2024,
        organisation=office,
        actor=officer_county,
    )


@pytest.fixture(params=LAST_STEPS)
def waiting(request, sheet, officer_county):
    """Return a sheet whose next job is of the kind, and is queued."""
    steps = list(LAST_STEPS)[: list(LAST_STEPS).index(request.param)]
    queue = {
        "returns.check_sheet": services.queue_applying,
        "returns.apply_sheet": services.queue_withdrawing,
    }
    for step in steps:
        jobs.run_pending()
        sheet.refresh_from_db()
        queue[step](sheet_import=sheet, actor=officer_county)
    sheet.refresh_from_db()
    assert (sheet.job.name, sheet.job.status) == (request.param, "queued")
    return sheet


def give_up(job):
    silent = timezone.now() - timedelta(minutes=5)
    jobs.Job.objects.filter(pk=job.pk).update(heartbeat_at=silent)
    assert jobs.reclaim_stale() == 1


def read_outcome(sheet):
    sheet.refresh_from_db()
    entries = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    values = list(Value.objects.order_by("pk").values())
    return sheet.status, sheet.counts, values, list(entries)


def test_an_attempt_given_up_for_lost_commits_nothing_more(waiting, monkeypatch):
    """Both attempts are of one job, and the sheet waits for it: only the fence tells."""
    step = LAST_STEPS[waiting.job.name]
    act = getattr(importing, step)
    before = read_outcome(waiting)

    def be_slow(*arguments, **options):
        done = act(*arguments, **options)
        give_up(waiting.job)
        return done

    with monkeypatch.context() as slow:
        slow.setattr(importing, step, be_slow)
        jobs.run_job(waiting.job.code)

    status, *others = read_outcome(waiting)
    is_checking = waiting.job.name == "returns.check_sheet"
    assert status == ("checking" if is_checking else before[0])
    assert others == list(before[1:])
    waiting.job.refresh_from_db()
    assert waiting.job.status == "queued"

    jobs.run_pending()

    after = {"check": "previewed", "apply": "applied", "withdraw": "withdrawn"}
    waiting.refresh_from_db()
    assert waiting.status == after[waiting.job.name.split(".")[1].split("_")[0]]


def test_a_job_that_was_queued_anew_does_nothing(waiting, officer_county):
    old = waiting.job
    jobs.Job.objects.filter(pk=old.pk).update(
        status="failed", error_code="kit.worker_lost"
    )
    services.retry_sheet(sheet_import=waiting, actor=officer_county)
    waiting.refresh_from_db()
    assert waiting.job != old
    before = read_outcome(waiting)

    # An administrator queues the one before as well.
    jobs.retry(job=old)
    jobs.run_job(old.code)

    old.refresh_from_db()
    assert old.status == "succeeded"
    assert read_outcome(waiting) == before

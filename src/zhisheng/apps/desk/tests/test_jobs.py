from datetime import UTC, datetime

import pytest
from django.urls import reverse

from zhisheng.apps.desk import services
from zhisheng.apps.desk.choices import JOB_LABELS
from zhisheng.apps.desk.errors import JobRefusedError
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ConflictError, ForbiddenError
from zhisheng.kit.jobs import Job, JobStatus
from zhisheng.kit.jobs.execution import UNEXPECTED
from zhisheng.kit.jobs.registry import _registrations

LIST = reverse("desk:jobs")


def make_job(**values):
    return Job.objects.create(
        **{
            "name": "programme.read_roster",
            "status": "failed",
            "attempt": 3,
            "error_code": "kit.job_failed",
            "error_message": UNEXPECTED,
            **values,
        }
    )


def read(client, address):
    page = client.get(address).content.decode()
    return page[page.index("<main") : page.index("</main>")]


def test_the_number_leads_to_the_failed_jobs(client, administrator, body_organisation):
    failed = make_job(organisation_code=body_organisation.code)
    make_job(name="returns.check_sheet", status="running", attempt=1)
    make_job(name="statistics.compute_bulletin", status="succeeded")
    client.force_login(administrator)

    home = client.get(reverse("desk:home")).content.decode()
    page = read(client, LIST)

    assert f'<a href="{LIST}">后台任务</a>' in home
    assert reverse("desk:job", args=[failed.code]) in page
    for told in ("读取核对名单", "示例甲认证有限公司", "失败", "3 次，最多 3 次", UNEXPECTED,
                 "核对指标表", "进行中"):  # fmt: skip
        assert told in page
    assert "计算通报" not in page


def test_times_are_told_as_people_write_them(client, administrator):
    job = make_job(created_at=datetime(2024, 3, 5, 1, 7, tzinfo=UTC))
    client.force_login(administrator)
    address = reverse("desk:job", args=[job.code])

    assert "2024年3月5日 09:07" in read(client, address)
    client.cookies["django_language"] = "en"
    assert "5 March 2024 09:07" in read(client, address)


def test_a_page_of_jobs_at_a_time(client, administrator):
    for _ in range(31):
        make_job()
    client.force_login(administrator)

    first = read(client, LIST)
    oldest = Job.objects.order_by("id").first()

    assert oldest.code not in first
    after = Job.objects.order_by("id")[1].pk
    assert f"after={after}" in first
    assert oldest.code in read(client, f"{LIST}?after={after}")
    assert read(client, f"{LIST}?after=²")


def test_a_failed_job_is_queued_again_with_one_audit_entry(client, administrator):
    job = make_job()
    client.force_login(administrator)
    assert "重试" in read(client, reverse("desk:job", args=[job.code]))

    response = client.post(reverse("desk:retry_job", args=[job.code]))

    assert (response.status_code, response["Location"]) == (302, LIST)
    job.refresh_from_db()
    assert (job.status, job.attempt, job.error_message) == ("queued", 0, "")
    entry = AuditEntry.objects.get(action="desk.job_retried")
    assert (entry.subject_code, entry.old) == (job.code, {"error": "kit.job_failed"})


def test_a_retry_names_who_asked_for_it_and_whose_work_it_stays(
    client, administrator, body_user
):
    job = make_job(actor=body_user)
    client.force_login(administrator)

    client.post(reverse("desk:retry_job", args=[job.code]))

    job.refresh_from_db()
    assert job.actor == body_user
    entry = AuditEntry.objects.get(action="desk.job_retried")
    assert entry.actor == administrator
    assert entry.new == {"name": job.name, "work_of": body_user.code}
    page = read(client, reverse("desk:job", args=[job.code]))
    assert "<dt>谁提交的</dt><dd>甲机构周杰</dd>" in page
    assert "<dt>谁让它重新运行</dt><dd>管理员陈晨 · " in page


def test_a_failure_that_a_later_job_made_good_is_left_out(client, administrator):
    work = {"payload": {"import": "R-1"}}
    earlier = make_job(**work, status="succeeded")
    failed = make_job(**work)
    failed_again = make_job(**work)
    other = make_job(payload={"import": "R-2"})
    running = make_job(**work, status="running")
    client.force_login(administrator)
    shown = read(client, LIST)
    for job in (failed, failed_again, other, running):
        assert job.code in shown
    assert earlier.code not in shown

    Job.objects.filter(pk=running.pk).update(status="succeeded")

    shown = read(client, LIST)
    assert other.code in shown
    for job in (failed, failed_again, running):
        assert job.code not in shown
    assert "0 个在排队或进行，1 个失败" in read(client, reverse("desk:home"))
    assert failed.code in read(client, reverse("desk:job", args=[failed.code]))


@pytest.mark.parametrize(
    "values", [{"status": "running"}, {"error_code": "programme.no_table"}]
)
def test_what_would_fail_again_is_not_retried(client, administrator, values):
    job = make_job(**values)
    client.force_login(administrator)

    assert "btn-primary" not in read(client, reverse("desk:job", args=[job.code]))
    with pytest.raises(JobRefusedError):
        services.retry_job(job=job, actor=administrator)
    assert not AuditEntry.objects.filter(action="desk.job_retried").exists()


def test_work_that_was_queued_again_is_not_retried(administrator):
    job = make_job(name="kit.seal_audit", key="periodic")
    make_job(name="kit.seal_audit", key="periodic", status="queued")

    with pytest.raises(ConflictError):
        services.retry_job(job=job, actor=administrator)

    job.refresh_from_db()
    assert job.status == JobStatus.FAILED
    assert not AuditEntry.objects.filter(action="desk.job_retried").exists()


def test_nobody_else_retries(officer_nation):
    with pytest.raises(ForbiddenError):
        services.retry_job(job=make_job(), actor=officer_nation)


def test_english_is_complete(client, administrator, body_organisation):
    job = make_job()
    client.force_login(administrator)
    client.cookies["django_language"] = "en"

    texts = read(client, LIST) + read(client, reverse("desk:job", args=[job.code]))

    assert "Reading and checking a roster" in texts
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in texts)


def test_every_job_has_its_words():
    names = {name for name in _registrations if not name.startswith("test.")}

    assert names - {"kit.killable"} <= set(JOB_LABELS)

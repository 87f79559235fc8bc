"""A job that ends without an outcome is told plainly, and can be run again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import ImportStateError
from zhisheng.apps.programme.models import Engagement, Enrolment, ImportRow
from zhisheng.apps.programme.services import applying, staging
from zhisheng.apps.programme.tests.workbooks import HEADER, make_line, write_xlsx
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.returns.models import Value
from zhisheng.kit import jobs
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db
ROWS = 3


@pytest.fixture
def sent(year, own_files, tmp_path, body_user, body_organisation):
    """Upload a roster of three rows that no worker has read yet."""
    lines = [make_line(number) for number in range(ROWS)]
    path = write_xlsx(tmp_path / "roster.xlsx", [HEADER, *lines])
    return services.upload_roster(
        path,
        original_name="名单.xlsx",
        year=2024,
        organisation=body_organisation,
        actor=body_user,
    )


@pytest.fixture
def page(client, body_user):
    client.force_login(body_user)
    return client


def lose_worker(roster_import):
    """Leave the job as its last worker does that is killed in the last attempt."""
    job = roster_import.job
    silent = timezone.now() - timedelta(minutes=5)
    jobs.Job.objects.filter(pk=job.pk).update(
        status="running", attempt=job.max_attempts, heartbeat_at=silent
    )
    assert jobs.reclaim_stale() == 1


def exhaust_attempts(roster_import, monkeypatch, module, step):
    """Let every attempt meet a fault nobody foresaw."""
    with monkeypatch.context() as broken:
        broken.setattr(module, step, break_off)
        for _attempt in range(roster_import.job.max_attempts):
            jobs.run_job(roster_import.job.code)


def break_off(*arguments, **options):
    raise OSError("the disk is full")


def show(page, roster_import):
    address = reverse("programme:import_detail", args=[roster_import.code])
    return page.get(address).content.decode()


def retry(page, roster_import):
    return page.post(reverse("programme:retry", args=[roster_import.code]))


def count_all():
    models = (ImportRow, Enrolment, Engagement)
    enterprises = Enterprise.unscoped.count()
    return (enterprises, Value.objects.count(), *(m.objects.count() for m in models))


def test_a_lost_reading_is_told_and_read_again(page, sent):
    lose_worker(sent)

    html = show(page, sent)
    assert "“已上传”中断了，没有完成。" in html
    assert "处理程序多次中断" in html
    assert "重新处理" in html
    assert "import_progress" not in html
    assert 'id="job"' not in html
    listed = page.get(reverse("programme:imports")).content.decode()
    assert "中断" in listed

    assert retry(page, sent).status_code == 302
    assert 'id="job"' in show(page, sent)
    jobs.run_pending()

    read = selectors.get_import(sent.code)
    assert (read.status, read.counts["accepted"]) == ("previewed", ROWS)
    assert ImportRow.objects.count() == ROWS
    assert AuditEntry.objects.filter(action="programme.roster_retried").count() == 1


def test_a_reading_that_broke_off_half_way_doubles_no_row(page, sent, monkeypatch):
    exhaust_attempts(sent, monkeypatch, staging, "_finish")
    stopped = selectors.get_import(sent.code)
    assert (stopped.status, ImportRow.objects.count()) == ("reading", ROWS)
    assert "“读取中”中断了" in show(page, sent)

    retry(page, sent)
    jobs.run_pending()

    assert selectors.get_import(sent.code).status == "previewed"
    assert ImportRow.objects.count() == ROWS


@pytest.mark.parametrize("fate", ["lost", "broken", "late"])
def test_a_stopped_applying_is_applied_once(page, sent, body_user, monkeypatch, fate):
    jobs.run_pending()
    sent = services.queue_applying(roster_import=sent, actor=body_user)
    if fate == "lost":
        lose_worker(sent)
    elif fate == "broken":
        exhaust_attempts(sent, monkeypatch, applying, "_record_values")
    else:
        exhaust_attempts(sent, monkeypatch, applying, "_finish")
    assert count_all() == (0, 0, ROWS, 0, 0)
    html = show(page, sent)
    assert "“入库中”中断了，没有完成。" in html
    assert ("处理程序多次中断" if fate == "lost" else "处理时出现意外错误") in html

    retry(page, sent)
    jobs.run_pending()

    assert selectors.get_import(sent.code).status == "applied"
    once = count_all()
    assert once == (ROWS, ROWS * 3, ROWS, ROWS, ROWS)
    assert retry(page, sent).status_code == 422
    jobs.run_job(sent.job.code)
    assert count_all() == once


def test_another_person_ends_the_withdrawal_of_one_who_lost_the_role(
    sent, body_user, administrator
):
    jobs.run_pending()
    services.queue_applying(roster_import=sent, actor=body_user)
    jobs.run_pending()
    services.queue_withdrawing(roster_import=sent, actor=body_user)
    body_user.memberships.all().delete()
    jobs.run_pending()
    stopped = selectors.get_import(sent.code)
    assert (stopped.status, stopped.job.status) == ("reverting", "refused")

    services.retry_import(roster_import=stopped, actor=administrator)
    jobs.run_pending()

    assert selectors.get_import(sent.code).status == "withdrawn"
    entry = AuditEntry.objects.get(action="programme.roster_withdrawn")
    assert entry.actor_id == administrator.pk


@pytest.mark.parametrize("step", ["reading", "applying"])
def test_what_another_person_runs_again_bears_that_persons_name(
    sent, body_user, administrator, step
):
    if step == "applying":
        jobs.run_pending()
        sent = services.queue_applying(roster_import=sent, actor=body_user)
    first = sent.job
    lose_worker(sent)

    retried = services.retry_import(roster_import=sent, actor=administrator)
    jobs.run_pending()

    assert (retried.job.actor, first.actor) == (administrator, body_user)
    status = selectors.get_import(sent.code).status
    assert status == {"reading": "previewed", "applying": "applied"}[step]
    entries = AuditEntry.objects.filter(action="programme.roster_applied")
    names = {entry.actor_id for entry in entries}
    assert names == ({administrator.pk} if step == "applying" else set())


@pytest.mark.parametrize("step", ["reading", "applying", "reverting"])
def test_the_job_before_does_nothing_when_it_comes_again(
    sent, body_user, administrator, step
):
    if step != "reading":
        jobs.run_pending()
        begin = {
            "applying": services.queue_applying,
            "reverting": services.queue_withdrawing,
        }[step]
        sent = begin(roster_import=sent, actor=body_user)
    first = sent.job
    lose_worker(sent)
    before = selectors.get_import(sent.code).status
    again = services.retry_import(roster_import=sent, actor=administrator).job

    jobs.retry(job=first)
    jobs.run_job(first.code)

    assert selectors.get_import(sent.code).status == before
    jobs.run_job(again.code)
    ends = {"reading": "previewed", "applying": "applied", "reverting": "withdrawn"}
    assert selectors.get_import(sent.code).status == ends[step]


def test_applying_again_before_the_job_before_is_settled_has_its_own_job(
    sent, body_user
):
    jobs.run_pending()
    for _time in range(2):
        sent.rows.update(is_applied=False)
        sent = services.queue_applying(roster_import=sent, actor=body_user)
        jobs.run_pending()
        jobs.Job.objects.filter(pk=sent.job_id).update(status="running")

    assert selectors.get_import(sent.code).status == "applied"
    applying = jobs.Job.objects.filter(name="programme.apply_roster")
    assert applying.count() == 2


def test_only_what_has_stopped_is_run_again(page, sent, body_user):
    address = reverse("programme:import_detail", args=[sent.code])
    assert page.post(reverse("programme:retry", args=[sent.code])).url == address
    jobs.run_pending()
    with pytest.raises(ImportStateError):
        services.retry_import(roster_import=sent, actor=body_user)

    assert jobs.Job.objects.filter(name="programme.read_roster").count() == 1
    assert not AuditEntry.objects.filter(action="programme.roster_retried").exists()


def test_a_job_that_is_gone_is_queued_anew(sent, body_user):
    jobs.Job.objects.all().delete()
    sent.refresh_from_db()

    services.retry_import(roster_import=sent, actor=body_user)
    jobs.run_pending()

    assert selectors.get_import(sent.code).status == "previewed"


def test_the_call_tells_it_and_runs_it_again(
    client, sent, make_token, body_organisation, other_body_organisation
):
    lose_worker(sent)
    address = f"/api/v1/programme/imports/{sent.code}"
    own, other = (
        {"Authorization": make_token(organisation, ["roster:import"])}
        for organisation in (body_organisation, other_body_organisation)
    )

    told = client.get(address, headers=own).json()
    refused = client.post(f"{address}/retry", headers=other)
    answer = client.post(f"{address}/retry", headers=own)

    assert (told["has_stopped"], told["problem"][:6]) == (True, "处理程序多次")
    assert refused.status_code == 404
    assert (answer.status_code, answer.json()["has_stopped"]) == (200, False)
    again = client.post(f"{address}/retry", headers=own)
    assert (again.status_code, again.json()["has_stopped"]) == (200, False)
    assert jobs.Job.objects.filter(name="programme.read_roster").count() == 2

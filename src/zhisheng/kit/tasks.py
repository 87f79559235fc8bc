"""The kit's own work by the clock."""

from datetime import timedelta

from zhisheng.kit import audit, events, files, jobs, pacing
from zhisheng.kit.retention import erase_overdue as erase


@jobs.periodic("kit.seal_audit", every=timedelta(minutes=1))
def seal_audit(job: jobs.RunningJob) -> None:
    audit.seal()


@jobs.periodic("kit.deliver_overdue_events", every=timedelta(minutes=1))
def deliver_overdue_events(job: jobs.RunningJob) -> None:
    events.deliver_overdue()


@jobs.periodic("kit.delete_expired_files", every=timedelta(days=1))
def delete_expired_files(job: jobs.RunningJob) -> None:
    files.delete_expired()
    files.delete_orphans()


@jobs.periodic("kit.forget_old_deliveries", every=timedelta(days=1))
def forget_old_deliveries(job: jobs.RunningJob) -> None:
    jobs.forget_old_deliveries()


@jobs.periodic("kit.forget_old_paces", every=timedelta(days=1))
def forget_old_paces(job: jobs.RunningJob) -> None:
    pacing.forget_old_paces()


@jobs.periodic("kit.erase_overdue", every=timedelta(days=1))
def erase_overdue(job: jobs.RunningJob) -> None:
    erase()

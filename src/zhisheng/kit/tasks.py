"""The kit's own work by the clock."""

from datetime import timedelta

from zhisheng.kit import audit, jobs


@jobs.periodic("kit.seal_audit", every=timedelta(minutes=1))
def seal_audit(job: jobs.RunningJob) -> None:
    audit.seal()


@jobs.periodic("kit.forget_old_deliveries", every=timedelta(days=1))
def forget_old_deliveries(job: jobs.RunningJob) -> None:
    jobs.forget_old_deliveries()

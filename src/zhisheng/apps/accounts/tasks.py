from datetime import timedelta

from zhisheng.apps.accounts import services
from zhisheng.kit.jobs import RunningJob, job_handler, periodic


@periodic("accounts.deliver_messages", every=timedelta(minutes=1))
def deliver_messages(job: RunningJob) -> None:
    """Hand over what waits; what a killed worker left is taken up by the next beat."""
    services.deliver_messages(report=job.report)


@job_handler("accounts.send_mobile_code")
def send_mobile_code(job: RunningJob) -> None:
    services.send_mobile_code(code=str(job.payload["code"]))


@periodic("accounts.forget_mobile_codes", every=timedelta(days=1))
def forget_mobile_codes(job: RunningJob) -> None:
    services.forget_mobile_codes()

"""What a job may be refused for, and why a handler is asked to leave off."""

from zhisheng.kit.errors import DomainError


class UnknownJobError(DomainError):
    code = "kit.unknown_job"
    message = "没有名为 {name} 的后台任务。"


class JobNotRetryableError(DomainError):
    code = "kit.job_not_retryable"
    message = "只有失败的任务可以重新运行。"


class JobInterrupted(Exception):  # noqa: N818  it is a signal to stop, not a fault
    """The worker ends or another took over: the job goes on from its checkpoint.

    A handler lets it pass, so that the open transaction rolls back.
    """

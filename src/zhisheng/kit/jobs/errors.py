"""Why a handler is asked to leave off; it lets these pass."""

from zhisheng.kit.errors import DomainError


class UnknownJobError(DomainError):
    code = "kit.unknown_job"
    message = "没有名为 {name} 的后台任务。"


class JobNotRetryableError(DomainError):
    code = "kit.job_not_retryable"
    message = "只有失败或已取消的任务可以重新运行。"


class JobStopped(Exception):  # noqa: N818  it is a signal to stop, not a fault
    """Base of both reasons; the open transaction must roll back."""


class JobCancelled(JobStopped):
    """A person cancelled the job: what belongs to it may be cleared away."""


class JobInterrupted(JobStopped):
    """The worker ends or another took over: the job goes on from its checkpoint."""

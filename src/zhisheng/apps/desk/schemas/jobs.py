"""Background jobs in the words of who keeps the platform running."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.desk.choices import JOB_LABELS
from zhisheng.apps.desk.selectors import JobView, Retry
from zhisheng.kit.jobs import JobStatus
from zhisheng.ui.formats import MISSING, format_moment
from zhisheng.ui.tables import Badge, Column, Row, Table


@dataclass(frozen=True, slots=True)
class JobPage:
    """One job: what it is, how it stands, and whether it can be run again."""

    code: str
    label: str
    organisation: str
    actor: str
    badge: Badge
    created: str
    ended: str
    tried: str
    reason: str
    retries: tuple[tuple[str, str], ...]
    is_failed: bool
    is_retryable: bool


def build_jobs_table(views: Iterable[JobView]) -> Table:
    return Table(
        columns=(
            Column("job", _("任务")),
            Column("organisation", _("所属单位")),
            Column("status", _("状态")),
            Column("created", _("提交时间")),
            Column("tried", _("尝试次数")),
            Column("reason", _("原因")),
        ),
        rows=tuple(map(_build_row, views)),
        caption=_("后台任务"),
    )


def build_job_page(view: JobView, retries: Iterable[Retry]) -> JobPage:
    job = view.job
    return JobPage(
        code=job.code,
        label=name_job(job.name),
        organisation=view.organisation or _("平台"),
        actor=str(job.actor) if job.actor else _("平台自动安排"),
        badge=_build_badge(view),
        created=_show_time(job.created_at),
        ended=_show_time(job.finished_at),
        tried=_count_tries(view),
        reason=_tell_reason(view),
        retries=tuple((retry.who, _show_time(retry.at)) for retry in retries),
        is_failed=job.status == JobStatus.FAILED,
        is_retryable=view.is_retryable,
    )


def name_job(name: str) -> str:
    """Return what a job does; one without words keeps its own name."""
    return _(JOB_LABELS[name]) if name in JOB_LABELS else name


def _build_row(view: JobView) -> Row:
    job = view.job
    return Row(
        cells=(
            name_job(job.name),
            view.organisation or _("平台"),
            _build_badge(view),
            _show_time(job.created_at),
            _count_tries(view),
            _tell_reason(view),
        ),
        url=reverse("desk:job", args=[job.code]),
        state="stop" if job.status == JobStatus.FAILED else "",
    )


def _build_badge(view: JobView) -> Badge:
    is_failed = view.job.status == JobStatus.FAILED
    return Badge(view.job.get_status_display(), "stop" if is_failed else "action")


def _count_tries(view: JobView) -> str:
    return _("{count} 次，最多 {most} 次").format(
        count=view.job.attempt, most=view.job.max_attempts
    )


def _tell_reason(view: JobView) -> str:
    """Return why it failed; what the platform itself says is kept as a msgid."""
    reason = view.job.error_message
    return _(reason) if reason else "—"


def _show_time(moment: datetime | None) -> str:
    if moment is None:
        return MISSING
    return format_moment(moment)

"""The public door of what this app does; the demo has its own, it loads large libraries."""

from zhisheng.apps.desk.services.complaints import answer_complaint, file_complaint
from zhisheng.apps.desk.services.installation import prepare_installation
from zhisheng.apps.desk.services.jobs import retry_job

__all__ = ["answer_complaint", "file_complaint", "prepare_installation", "retry_job"]

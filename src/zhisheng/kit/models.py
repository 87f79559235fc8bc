"""Where Django finds the models of the kit's parts."""

from zhisheng.kit.audit.models import AuditChain, AuditEntry
from zhisheng.kit.jobs.models import Job, PeriodicRun

__all__ = ["AuditChain", "AuditEntry", "Job", "PeriodicRun"]

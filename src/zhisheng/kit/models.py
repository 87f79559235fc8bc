"""Where Django finds the models of the kit's parts."""

from zhisheng.kit.audit.models import AuditChain, AuditEntry
from zhisheng.kit.channels.local import LocalDelivery
from zhisheng.kit.events.models import Delivery, OutboxEvent
from zhisheng.kit.files.models import StoredFile
from zhisheng.kit.jobs.models import Job, PeriodicRun
from zhisheng.kit.pacing.models import Pace
from zhisheng.kit.snapshots.models import Snapshot

__all__ = [
    "AuditChain",
    "AuditEntry",
    "Delivery",
    "Job",
    "LocalDelivery",
    "OutboxEvent",
    "Pace",
    "PeriodicRun",
    "Snapshot",
    "StoredFile",
]

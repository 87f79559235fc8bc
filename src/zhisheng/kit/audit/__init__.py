"""Who did what to what: written by services, chained afterwards by one sealer."""

from zhisheng.kit.audit.entries import (
    acting_for,
    get_acting_organisation,
    list_entries_by,
    list_entries_for_subject,
    record,
)
from zhisheng.kit.audit.errors import SealedEntryError
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.audit.sealing import Verification, seal, verify

__all__ = [
    "AuditEntry",
    "SealedEntryError",
    "Verification",
    "acting_for",
    "get_acting_organisation",
    "list_entries_by",
    "list_entries_for_subject",
    "record",
    "seal",
    "verify",
]

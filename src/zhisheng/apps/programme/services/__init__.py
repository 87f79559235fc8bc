"""The public door of everything this app writes."""

from zhisheng.apps.programme.services.applying import apply_roster
from zhisheng.apps.programme.services.deciding import Outcome, decide_row
from zhisheng.apps.programme.services.ledger import (
    choose_helper,
    enrol_enterprise,
    open_year,
    record_engagement,
)
from zhisheng.apps.programme.services.mapping import confirm_mapping
from zhisheng.apps.programme.services.marking import mark_roster, write_marks
from zhisheng.apps.programme.services.staging import (
    fail_import,
    iterate_rows,
    make_context,
    read_into_staging,
)
from zhisheng.apps.programme.services.uploads import (
    queue_applying,
    queue_withdrawing,
    retry_import,
    upload_roster,
)
from zhisheng.apps.programme.services.withdrawing import withdraw_roster

__all__ = [
    "Outcome",
    "apply_roster",
    "choose_helper",
    "confirm_mapping",
    "decide_row",
    "enrol_enterprise",
    "fail_import",
    "iterate_rows",
    "make_context",
    "mark_roster",
    "open_year",
    "queue_applying",
    "queue_withdrawing",
    "read_into_staging",
    "record_engagement",
    "retry_import",
    "upload_roster",
    "withdraw_roster",
    "write_marks",
]

"""The page contexts; what the API takes and gives is apart, and loaded with it."""

from zhisheng.apps.registry.schemas.exchange import (
    BatchSummary,
    describe_batch,
    list_change_kinds,
    tabulate_batches,
    tabulate_changes,
    tabulate_returned,
)
from zhisheng.apps.registry.schemas.pages import (
    CONTACT_COLUMNS,
    ROSTER_COLUMNS,
    STATUS_KINDS,
    ConsentDialog,
    RecordContext,
    ReviewsContext,
    RosterColumn,
    RosterContext,
    build_roster_table,
    choose_columns,
    describe_history,
    group_consents,
    label_changes,
    label_grants,
    list_export_cells,
)
from zhisheng.apps.registry.schemas.told import (
    ToldElsewhere,
    describe_told,
    tell_sources,
)

__all__ = [
    "CONTACT_COLUMNS",
    "ROSTER_COLUMNS",
    "STATUS_KINDS",
    "BatchSummary",
    "ConsentDialog",
    "RecordContext",
    "ReviewsContext",
    "RosterColumn",
    "RosterContext",
    "ToldElsewhere",
    "build_roster_table",
    "choose_columns",
    "describe_batch",
    "describe_history",
    "describe_told",
    "group_consents",
    "label_changes",
    "label_grants",
    "list_change_kinds",
    "list_export_cells",
    "tabulate_batches",
    "tabulate_changes",
    "tabulate_returned",
    "tell_sources",
]

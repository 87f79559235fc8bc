"""The page contexts; what the API takes and gives is apart, and loaded with it."""

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

__all__ = [
    "CONTACT_COLUMNS",
    "ROSTER_COLUMNS",
    "STATUS_KINDS",
    "ConsentDialog",
    "RecordContext",
    "ReviewsContext",
    "RosterColumn",
    "RosterContext",
    "build_roster_table",
    "choose_columns",
    "describe_history",
    "group_consents",
    "label_changes",
    "label_grants",
    "list_export_cells",
]

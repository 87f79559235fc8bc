"""Taking data out of the platform column by column is on record."""

from collections.abc import Sequence

from zhisheng.apps.accounts.models import User
from zhisheng.kit import audit
from zhisheng.kit.exporting import Export


def note_column_export(
    *, export: Export, columns: Sequence[str], rows: int, actor: User
) -> None:
    """Note what went out: which export, narrowed by what, which columns, how many rows."""
    audit.record(
        action="accounts.columns_exported",
        actor=actor,
        new={
            "name": export.name,
            "kept": [list(pair) for pair in export.kept],
            "columns": list(columns),
        },
        counts={"rows": rows},
    )

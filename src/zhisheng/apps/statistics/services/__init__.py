"""The public door to what this app does."""

from zhisheng.apps.statistics.services.bulletins import (
    compute_bulletin,
    correct_bulletin,
    draft_bulletin,
    fail_bulletin,
    queue_computing,
    release_bulletin,
)
from zhisheng.apps.statistics.services.documents import Document, make_document
from zhisheng.apps.statistics.services.layouts import replace_template
from zhisheng.apps.statistics.services.snapshots import create_snapshot, ensure_snapshot
from zhisheng.apps.statistics.services.wording import (
    CellText,
    LineText,
    ReadingText,
    name_part,
    word_cell,
    word_row,
    word_rows,
)

__all__ = [
    "CellText",
    "Document",
    "LineText",
    "ReadingText",
    "compute_bulletin",
    "correct_bulletin",
    "create_snapshot",
    "draft_bulletin",
    "ensure_snapshot",
    "fail_bulletin",
    "make_document",
    "name_part",
    "queue_computing",
    "release_bulletin",
    "replace_template",
    "word_cell",
    "word_row",
    "word_rows",
]

"""The public door to what this app does."""

from zhisheng.apps.statistics.services.bulletins import (
    compute_bulletin,
    correct_bulletin,
    draft_bulletin,
    ensure_draft,
    fail_bulletin,
    queue_computing,
    release_bulletin,
)
from zhisheng.apps.statistics.services.content import (
    list_dimensions,
    list_notes,
    list_parts,
    make_title,
    name_dimension,
    word_part,
)
from zhisheng.apps.statistics.services.documents import (
    Document,
    get_shipped_layout,
    make_document,
)
from zhisheng.apps.statistics.services.layouts import replace_template
from zhisheng.apps.statistics.services.snapshots import (
    create_snapshot,
    ensure_snapshot,
    queue_snapshot,
)
from zhisheng.apps.statistics.services.wording import (
    CellText,
    LineText,
    ReadingText,
    name_part,
    name_reading,
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
    "ensure_draft",
    "ensure_snapshot",
    "fail_bulletin",
    "get_shipped_layout",
    "list_dimensions",
    "list_notes",
    "list_parts",
    "make_document",
    "make_title",
    "name_dimension",
    "name_part",
    "name_reading",
    "queue_computing",
    "queue_snapshot",
    "release_bulletin",
    "replace_template",
    "word_cell",
    "word_part",
    "word_row",
    "word_rows",
]

"""Files of other systems: read and written by their layout; apps register what follows."""

from zhisheng.kit.connectors.errors import LayoutNotFoundError
from zhisheng.kit.connectors.reading import (
    FileRow,
    Refusal,
    mark_file,
    read_layout,
)
from zhisheng.kit.connectors.registry import Delivery, TakenRow, deliver, takes
from zhisheng.kit.connectors.writing import write_blank_layout, write_layout

__all__ = [
    "Delivery",
    "FileRow",
    "LayoutNotFoundError",
    "Refusal",
    "TakenRow",
    "deliver",
    "mark_file",
    "read_layout",
    "takes",
    "write_blank_layout",
    "write_layout",
]

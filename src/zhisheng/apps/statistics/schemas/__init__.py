"""The page contexts; what the API takes and gives is apart, and loaded with it."""

from zhisheng.apps.statistics.schemas.pages import (
    build_list_table,
    build_page,
    build_readings_table,
    build_source_table,
)

__all__ = [
    "build_list_table",
    "build_page",
    "build_readings_table",
    "build_source_table",
]

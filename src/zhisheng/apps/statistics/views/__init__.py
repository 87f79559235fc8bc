"""Pages of bulletins; released ones need no account."""

from zhisheng.apps.statistics.views.drafting import (
    correct,
    draft,
    layout,
    progress,
    release,
)
from zhisheng.apps.statistics.views.grades import (
    export_grades,
    grades,
    renew_grades,
)
from zhisheng.apps.statistics.views.reading import (
    detail,
    download,
    download_layout,
    figure,
    index,
)

__all__ = [
    "correct",
    "detail",
    "download",
    "download_layout",
    "draft",
    "export_grades",
    "figure",
    "grades",
    "index",
    "layout",
    "progress",
    "release",
    "renew_grades",
]

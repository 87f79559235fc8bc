"""The list of complaints as a table."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.desk.choices import ComplaintStatus
from zhisheng.apps.desk.models import Complaint
from zhisheng.ui.formats import format_moment
from zhisheng.ui.tables import Badge, Column, Row, Table

SHOWN_LETTERS = 40


def build_complaint_table(complaints: Iterable[Complaint]) -> Table:
    return Table(
        columns=(
            Column("text", _("内容")),
            Column("kind", _("类别")),
            Column("region", _("地区")),
            Column("filed", _("提出时间")),
            Column("status", _("状态")),
        ),
        rows=tuple(map(_build_row, complaints)),
        caption=_("投诉与建议"),
    )


def _build_row(complaint: Complaint) -> Row:
    text = complaint.text
    short = text if len(text) <= SHOWN_LETTERS else text[:SHOWN_LETTERS] + "……"
    is_open = complaint.status == ComplaintStatus.OPEN
    return Row(
        cells=(
            short,
            complaint.get_kind_display(),
            complaint.region.full_name if complaint.region else _("未填"),
            format_moment(complaint.filed_at),
            Badge(complaint.get_status_display(), "need" if is_open else "done"),
        ),
        url=reverse("desk:answer", args=[complaint.code]),
    )

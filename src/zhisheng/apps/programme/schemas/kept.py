"""What the withdrawal of an import left as it was."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from zhisheng.apps.programme.choices import KeptKind, name_field
from zhisheng.apps.programme.models import KeptChange
from zhisheng.apps.returns.selectors import list_indicators
from zhisheng.apps.returns.services import name_indicator
from zhisheng.ui.formats import format_moment
from zhisheng.ui.tables import Column, Row, Table


def list_kept_table(kept: Iterable[KeptChange]) -> Table:
    indicators = {one.code: name_indicator(one) for one in list_indicators()}
    return Table(
        columns=(
            Column("enterprise", _("企业")),
            Column("kind", _("内容")),
            Column("field", _("项目")),
            Column("period", _("年度")),
            Column("reason", _("保留的原因")),
            Column("by", _("谁改的")),
            Column("at", _("什么时候")),
        ),
        rows=tuple(_kept_row(item, indicators) for item in kept),
        caption=_("撤回时保留的内容"),
    )


def _kept_row(item: KeptChange, indicators: Mapping[str, str]) -> Row:
    is_value = item.kind == KeptKind.VALUE
    field = indicators.get(item.field) if is_value else name_field(item.field)
    return Row(
        (
            item.enterprise_name,
            str(item.get_kind_display()),
            field or item.field or "—",
            item.period or "—",
            str(item.get_reason_display()),
            item.changed_by or "—",
            format_moment(item.changed_at),
        )
    )

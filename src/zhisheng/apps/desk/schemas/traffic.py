"""What the page of messages says of each channel."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from zhisheng.apps.accounts.selectors import ChannelTraffic
from zhisheng.ui.formats import format_count, format_moment
from zhisheng.ui.tables import Badge, Column, Row, Table


def build_traffic_table(channels: Iterable[ChannelTraffic]) -> Table:
    return Table(
        columns=(
            Column("channel", _("通道")),
            Column("state", _("现在")),
            Column("waiting", _("等待发送"), is_number=True),
            Column("oldest", _("等得最久的")),
            Column("day_out", _("24 小时内发出"), is_number=True),
            Column("day_failed", _("24 小时内未送达"), is_number=True),
            Column("week_out", _("7 天内发出"), is_number=True),
            Column("week_received", _("7 天内有送达回执"), is_number=True),
            Column("week_failed", _("7 天内未送达"), is_number=True),
        ),
        rows=tuple(map(_build_row, channels)),
        caption=_("各通道的消息"),
    )


def _build_row(one: ChannelTraffic) -> Row:
    cells = (
        one.label,
        _show_state(one),
        format_count(one.waiting),
        format_moment(one.oldest) if one.oldest else "—",
        format_count(one.day.out),
        format_count(one.day.failed),
        format_count(one.week.out),
        format_count(one.week.received),
        format_count(one.week.failed),
    )
    return Row(cells, state="stop" if one.down_since else "")


def _show_state(one: ChannelTraffic) -> Badge:
    """Call nothing sound that nobody used: it may be down without anybody knowing."""
    if one.down_since is not None:
        text = _("连不上，从 {moment} 起").format(moment=format_moment(one.down_since))
        return Badge(text, "stop")
    if one.week.out or one.week.failed:
        return Badge(_("正常"), "done")
    return Badge(_("7 天内没有发过"), "quiet")

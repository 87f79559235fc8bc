"""What a body is shown of the helps its enterprises were asked about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.programme.models import Engagement
from zhisheng.ui.formats import format_dated
from zhisheng.ui.tables import Badge, Column, Row, Table


@dataclass(frozen=True, slots=True)
class OwnHelp:
    """A help as its enterprise sees it, with the page on which to answer, if any."""

    help: Engagement
    url: str


@dataclass(frozen=True, slots=True)
class ShownCorrection:
    """What was said before and when, when it was corrected and why."""

    was: str
    was_at: datetime
    at: datetime
    reason: str


def list_corrections(help_: Engagement) -> tuple[ShownCorrection, ...]:
    """Return the earlier answers to a help, the last first; who gave them is not told."""
    return tuple(
        ShownCorrection(
            was=_("属实") if one.was_right else _("不属实"),
            was_at=one.was_answered_at,
            at=one.corrected_at,
            reason=one.reason,
        )
        for one in help_.corrections.all()
    )


def list_help_table(helps: Iterable[Engagement]) -> Table:
    return Table(
        columns=(
            Column("name", _("企业")),
            Column("kind", _("帮扶种类")),
            Column("start", _("开始")),
            Column("end", _("结束")),
            Column("state", _("企业确认")),
        ),
        rows=tuple(
            Row(
                (
                    one.shown_name,
                    one.get_help_kind_display() or one.method,
                    format_dated(one.started_on, one.started_precision),
                    format_dated(one.ended_on, one.ended_precision),
                    show_confirmation(one),
                ),
                url=reverse("programme:confirmation_link", args=[one.pk]),
                state="need" if one.is_disputed else "",
            )
            for one in helps
        ),
        caption=_("本机构的帮扶和企业的确认"),
    )


def show_confirmation(one: Engagement) -> Badge:
    """Tell what the enterprise says of a help."""
    if one.is_proven:
        return Badge(_("已确认"), "done")
    if one.is_confirmed:
        return Badge(one.get_confirmation_proof_display(), "need")
    if one.is_disputed:
        return Badge(_("企业说不属实"), "stop")
    if one.confirmed_at:
        return Badge(_("凭链接说不属实，未核实身份"), "need")
    return Badge(_("还没有确认"), "quiet")

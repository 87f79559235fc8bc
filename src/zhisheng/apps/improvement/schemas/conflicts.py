"""Build the officers' list of what stands side by side though it should not."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.improvement import selectors, services
from zhisheng.apps.improvement.schemas.plan_lists import Watched
from zhisheng.apps.programme.choices import HelpKind
from zhisheng.ui.formats import format_date
from zhisheng.ui.tables import Column, Row, Table


def build_conflicts(actor: Actor, on: date, before: int) -> Watched:
    found, following = selectors.page_conflicts_for(actor, on, before)
    return Watched(
        table=_build_table(found),
        next_url=f"?before={following}" if following else "",
        shown=_("每页看 {count} 家帮过的企业").format(count=selectors.MOST_ENTERPRISES),
    )


def _build_table(found: Iterable[selectors.MarkedConflict]) -> Table:
    return Table(
        caption=_("帮过又认证的"),
        columns=(
            Column("enterprise", _("企业")),
            Column("kind", _("帮扶种类")),
            Column("facts", _("谁、什么时候")),
            Column("clause", _("依据（待核实）")),
            Column("until", _("到哪天就没有冲突了")),
        ),
        rows=tuple(_show(one) for one in found),
    )


def _show(one: selectors.MarkedConflict) -> Row:
    conflict = one.shown.conflict
    return Row(
        cells=(
            one.enterprise.name,
            HelpKind(conflict.kind).label,
            services.tell_conflict(one.shown),
            services.name_clauses([one.shown]),
            format_date(conflict.until) if conflict.until else "—",
        ),
        url=_find_page(one),
        state="need" if one.shown.is_disputed else "",
    )


def _find_page(one: selectors.MarkedConflict) -> str:
    """Lead to the order on which a visit in dispute is settled, else to the enterprise."""
    told = one.shown.help
    if told and told.is_disputed and told.order:
        return reverse("improvement:order", args=[told.order])
    return reverse("registry:detail", args=[one.enterprise.code])

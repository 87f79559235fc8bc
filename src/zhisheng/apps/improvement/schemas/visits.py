"""Build what an order's page shows of its visits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.improvement import selectors, services
from zhisheng.apps.improvement.choices import OrderState, VisitFinding, VisitProof
from zhisheng.apps.improvement.models import HelpOrder, HelpVisit
from zhisheng.apps.maturity.schemas import list_papers
from zhisheng.apps.programme.choices import HelpKind
from zhisheng.kit.files import name_content
from zhisheng.methods.help_orders import Hand
from zhisheng.ui.formats import format_date
from zhisheng.ui.tables import Badge


@dataclass(frozen=True, slots=True)
class VisitFileView:
    title: str
    url: str
    kind: str
    size: str
    who: str
    when: datetime


@dataclass(frozen=True, slots=True)
class VisitView:
    number: int
    title: str
    standing: Badge
    facts: tuple[tuple[str, str], ...]
    files: tuple[VisitFileView, ...]
    papers: tuple[tuple[str, str, str], ...]
    signature_url: str
    is_confirmed: bool
    may_say: bool
    may_change: bool
    may_attach: bool
    may_sign: bool
    may_settle: bool
    asks_finding: bool
    # What the enterprise is told before it answers for what was signed in its name.
    asked: str
    # What the enterprise reads out to confirm it; empty to all others.
    code: str


def build_visits(
    actor: Actor, order: HelpOrder, hands: Collection[Hand]
) -> tuple[VisitView, ...]:
    """Show what was written to both sides; others see days and kinds, no texts."""
    read = selectors.select_read_visits_for(actor, order)
    texts = set(read.values_list("pk", flat=True))
    return tuple(
        _show(one, order, hands, is_party=one.pk in texts)
        for one in selectors.list_visits(order)
    )


def _show(
    visit: HelpVisit, order: HelpOrder, hands: Collection[Hand], *, is_party: bool
) -> VisitView:
    hours = f"{visit.starts_at:%H:%M}–{visit.ends_at:%H:%M}"
    is_own = Hand.HELPER in hands and visit.helper_id == order.helper_id
    facts = [(_("实际做的帮扶"), str(HelpKind(visit.help_kind).label))]
    if is_party:
        facts += [
            (_("看了什么、聊了什么"), visit.looked_at),
            (_("建议"), visit.advice or "—"),
        ]
    if visit.said_at:
        facts.append((_("企业怎么说"), tell_said(visit)))
    if visit.found_at:
        facts += _tell_finding(visit)
    return VisitView(
        number=visit.number,
        title=_("{day} {hours} 上门帮扶").format(
            day=format_date(visit.visited_on), hours=hours
        ),
        standing=_tell_standing(visit),
        facts=tuple(facts),
        files=_list_files(visit, order) if is_party else (),
        papers=_list_papers(visit, order) if is_party else (),
        signature_url=_find_signature(visit, order) if is_party else "",
        is_confirmed=visit.is_proven,
        may_say=Hand.ENTERPRISE in hands and _is_open(visit),
        may_change=is_own and _is_changeable(visit),
        may_attach=is_own and order.state == OrderState.ACCEPTED,
        may_sign=is_own and _is_awaited(visit, order),
        may_settle=Hand.OFFICE in hands and visit.awaits_finding,
        asks_finding=not visit.is_confirmed,
        asked=_tell_signed(visit) if Hand.ENTERPRISE in hands else "",
        code=_find_code(visit, order, hands),
    )


def _find_code(visit: HelpVisit, order: HelpOrder, hands: Collection[Hand]) -> str:
    if Hand.ENTERPRISE not in hands or not _is_awaited(visit, order):
        return ""
    return services.make_visit_code(visit)


def _is_awaited(visit: HelpVisit, order: HelpOrder) -> bool:
    """Tell whether the enterprise may still confirm a visit on the helper's phone."""
    is_running = order.state == OrderState.ACCEPTED
    return is_running and not visit.is_confirmed and not visit.finding


def _is_open(visit: HelpVisit) -> bool:
    """Tell whether the enterprise may still say what it says of a visit."""
    return not visit.is_proven and not visit.finding


def _is_changeable(visit: HelpVisit) -> bool:
    return not visit.is_confirmed and visit.found_at is None


def _tell_standing(visit: HelpVisit) -> Badge:
    if visit.finding:
        is_right = visit.finding == VisitFinding.AS_WRITTEN
        told = _("监管部门核实：{finding}").format(
            finding=VisitFinding(visit.finding).label
        )
        return Badge(told, "action" if is_right else "stop")
    if visit.proof == VisitProof.SIGNATURE:
        return Badge(_("在来帮的人手机上签名，企业还没有核对"), "need")
    if visit.is_confirmed:
        return _tell_confirmed(visit)
    if visit.said_at:
        return Badge(_("企业说没有来过，或与记录不符，等监管部门核实"), "stop")
    if visit.disputed_at:
        return Badge(_("企业说过不对，改了，等企业自己确认或监管部门核实"), "need")
    return Badge(_("等企业确认"), "need")


def _tell_confirmed(visit: HelpVisit) -> Badge:
    if visit.awaits_finding:
        return Badge(_("企业已确认，说收了钱或推销了，等监管部门核实"), "stop")
    return Badge(_("企业已确认"), "done")


def _tell_signed(visit: HelpVisit) -> str:
    if visit.proof != VisitProof.SIGNATURE:
        return ""
    return _(
        "有人在来帮的人手机上替企业签了名。属实请在这里答一下，才算企业确认；"
        "没有来过，或不是这样，也请在这里说。"
    )


def _tell_finding(visit: HelpVisit) -> list[tuple[str, str]]:
    day = format_date(visit.found_at) if visit.found_at else ""
    told = visit.finding_text
    if visit.finding:
        told = f"{VisitFinding(visit.finding).label}\n{told}"
    return [(_("监管部门核实（{day}）").format(day=day), told)]


def tell_said(visit: HelpVisit) -> str:
    """Write what the enterprise said of a visit, and what proves that it did."""
    told = [
        _("来过") if visit.said_came else _("没来过，或时间不对"),
        _("帮扶种类对") if visit.said_kind else _("帮扶种类不对"),
        _("没有收钱推销") if visit.said_free else _("收了钱或推销了"),
    ]
    proof = str(VisitProof(visit.proof).label)
    return _("{said}（凭{proof}）").format(said="，".join(told), proof=proof)


def _list_papers(
    visit: HelpVisit, order: HelpOrder
) -> tuple[tuple[str, str, str], ...]:
    """Offer the three papers of a diagnosis; other help leaves none."""
    if visit.help_kind != HelpKind.DIAGNOSIS:
        return ()
    return list_papers("improvement:visit_paper", order.code, visit.number)


def _find_signature(visit: HelpVisit, order: HelpOrder) -> str:
    if visit.signature_id is None:
        return ""
    return reverse("improvement:visit_signature", args=[order.code, visit.number])


def _list_files(visit: HelpVisit, order: HelpOrder) -> tuple[VisitFileView, ...]:
    return tuple(
        VisitFileView(
            title=one.file.original_name,
            url=reverse(
                "improvement:visit_file", args=[order.code, visit.number, one.number]
            ),
            kind=name_content(one.file.content_type),
            size="",
            who=str(visit.written_by) if visit.written_by else "—",
            when=one.added_at,
        )
        for one in visit.files.all()
    )

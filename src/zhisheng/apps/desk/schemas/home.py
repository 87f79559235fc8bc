"""A home page: what to do next, how things stand, where everything else is."""

from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import get_scope
from zhisheng.apps.desk import selectors
from zhisheng.apps.desk.schemas.below import list_below
from zhisheng.apps.desk.schemas.cards import (
    list_administrator_cards,
    list_body_cards,
    list_filling_cards,
    list_officer_cards,
    list_owner_cards,
)
from zhisheng.apps.desk.schemas.partners import (
    WORDS,
    list_granted_entries,
    list_partner_cards,
    list_role_notes,
)
from zhisheng.apps.desk.schemas.parts import Entry, Figure
from zhisheng.apps.desk.schemas.quality import list_quality_cards
from zhisheng.apps.programme.models import Engagement
from zhisheng.kit.language import join_words
from zhisheng.ui.cards import ActionCard
from zhisheng.ui.formats import format_count, format_date

MOST_CARDS = 3


@dataclass(frozen=True, slots=True)
class HomePage:
    """`notes` say in plain sentences what a role can and cannot do here yet."""

    lead: str
    cards: tuple[ActionCard, ...]
    figures: tuple[Figure, ...]
    standing_title: str
    standing: tuple[Entry, ...]
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()
    # How many cards more there are than are shown.
    more: int = 0


def build_home(actor: User, on: date, *, is_whole: bool = False) -> HomePage:
    """Build the page of a person: the three most urgent things, or all of them."""
    page = _build_home(actor, on)
    if is_whole:
        return page
    return replace(
        page,
        cards=page.cards[:MOST_CARDS],
        more=max(len(page.cards) - MOST_CARDS, 0),
    )


def _build_home(actor: User, on: date) -> HomePage:
    """Build the page of the person's first role that has a desk of its own."""
    roles = get_scope(actor).roles
    if Role.OFFICER in roles:
        return _build_officer_home(actor)
    if Role.OWNER in roles or not roles:
        return _build_owner_home(actor, on)
    if Role.PROXY in roles:
        return _build_proxy_home(actor, on)
    if Role.BODY in roles:
        return _build_body_home(actor)
    if Role.ADMINISTRATOR in roles:
        return _build_administrator_home(actor)
    role = next(role for role in WORDS if role in roles)
    return _build_partner_home(actor, role, on)


def _build_officer_home(actor: User) -> HomePage:
    desk = selectors.get_officer_desk(actor)
    return HomePage(
        lead=desk.unit,
        cards=tuple(list_officer_cards(desk)),
        figures=(*_count_registered(desk.enterprises), *_count_helped(desk.helped)),
        standing_title=_("下级在办的"),
        standing=list_below(desk),
        entries=(
            _entry(_("企业名录"), _("查找、筛选、导出辖区内的企业"), "registry:index", "building"),
            _entry(_("帮扶台账"), _("每家企业每年由谁帮扶、怎样帮扶"), "programme:ledger", "clipboard"),
            _entry(_("公示"), _("发布公示、答复异议、写结果"), "programme:notices", "info"),
            _entry(_("通报"), _("制作、核对、发布和下载通报"), "statistics:index", "file"),
            _entry(_("投诉与建议"), _("辖区内收到的意见和答复"), "desk:complaints", "send"),
            _entry(_("单位和人员"), _("本单位人员、邀请链接和接口密钥"), "accounts:mine", "organisation"),
        ),
    )  # fmt: skip


def _build_owner_home(actor: User, on: date) -> HomePage:
    desk = selectors.get_owner_desk(actor, on)
    quality = selectors.get_quality_desk(actor, on)
    names = join_words(enterprise.name for enterprise in desk.enterprises)
    waiting = [
        Entry(
            label=claim.enterprise_name,
            text=_("认领申请正在等待监管部门审核"),
            url=reverse("registry:mine"),
            icon="clock",
        )
        for claim in desk.claims
    ]
    is_leader = Role.CHAIN_LEADER in get_scope(actor).roles
    return HomePage(
        lead=names,
        cards=tuple(list_owner_cards(desk, quality)),
        figures=(),
        standing_title=_("我的帮扶和申请"),
        standing=(*waiting, *map(_describe_help, desk.helps)),
        notes=list_role_notes(Role.CHAIN_LEADER) if is_leader else (),
        entries=(
            _entry(_("我的企业"), _("登记信息、变化经过、谁能看到"), "registry:mine", "building"),
            _entry(_("我的同意"), _("谁能看您企业的什么，给谁看、随时撤回"), "registry:consents", "lock"),
            _entry(_("指标填报"), _("填过的和还没填的"), "returns:index", "chart"),
            _entry(_("通报"), _("本地和全国的公开通报"), "statistics:index", "file"),
        ),
    )  # fmt: skip


def _build_proxy_home(actor: User, on: date) -> HomePage:
    """Show what waits to be filled in for others, and nothing that is theirs alone."""
    desk = selectors.get_owner_desk(actor, on)
    quality = selectors.get_quality_desk(actor, on)
    names = join_words(enterprise.name for enterprise in desk.enterprises)
    return HomePage(
        lead=_("您为{names}代办填报").format(names=names),
        cards=(*list_filling_cards(desk), *list_quality_cards(quality)),
        figures=(),
        standing_title="",
        standing=(),
        entries=(
            _entry(_("指标填报"), _("填过的和还没填的"), "returns:index", "chart"),
            _entry(_("我的账户"), _("代办到哪一天，也可以自己退出"), "accounts:me", "user"),
        ),
    )  # fmt: skip


def _build_body_home(actor: User) -> HomePage:
    desk = selectors.get_body_desk(actor)
    return HomePage(
        lead=desk.organisation,
        cards=tuple(list_body_cards(desk)),
        figures=_count_helped(desk.helped),
        standing_title="",
        standing=(),
        entries=(
            _entry(_("名单导入"), _("每次上传的结果，退回的行可以下载"), "programme:imports", "upload"),
            _entry(_("指标导入"), _("用表格报帮扶过的企业的营业收入、质量成本等数据"), "returns:upload", "chart"),
            _entry(_("企业确认帮扶"), _("请企业扫码核对：有没有帮扶过、怎样帮扶"), "programme:confirmations", "circle-check"),
            _entry(_("企业名录"), _("选择了本机构、或同意给本机构看的企业；上报的在帮扶台账"), "registry:index", "building"),
            _entry(_("通报"), _("公开的通报"), "statistics:index", "file"),
            _entry(_("单位和人员"), _("本机构人员、邀请链接和接口密钥"), "accounts:mine", "organisation"),
        ),
    )  # fmt: skip


def _build_administrator_home(actor: User) -> HomePage:
    desk = selectors.get_administrator_desk(actor)
    return HomePage(
        lead=selectors.name_organisation(actor),
        cards=tuple(list_administrator_cards(desk)),
        figures=(),
        standing_title=_("平台状态"),
        standing=(
            Entry(
                _("单位和人员"),
                _("{organisations} 个单位，{people} 个账户").format(
                    organisations=format_count(desk.organisations),
                    people=format_count(desk.people),
                ),
                icon="users",
            ),
            Entry(
                _("后台任务"),
                _("{waiting} 个在排队或进行，{failed} 个失败").format(
                    waiting=desk.waiting_jobs, failed=desk.failed_jobs
                ),
                url=reverse("desk:jobs"),
                icon="progress",
            ),
            Entry(
                _("审计记录"),
                _("已封存 {sealed} 条，{unsealed} 条等待封存").format(
                    sealed=format_count(desk.sealed_entries),
                    unsealed=format_count(desk.unsealed_entries),
                ),
                icon="shield",
            ),
        ),
        entries=_list_administrator_entries(),
    )


def _list_administrator_entries() -> tuple[Entry, ...]:
    return (
        _entry(
            _("消息发送情况"),
            _("各通道等待、送达、失败的件数，哪个通道断了"),
            "desk:traffic",
            "send",
        ),
        _entry(_("名单导入"), _("代各单位导入名单"), "programme:imports", "upload"),
        _entry(
            _("数据目录"),
            _("有哪些表和字段，哪些是个人信息"),
            "desk:catalogue",
            "clipboard",
        ),
        _entry(_("投诉与建议"), _("收到的意见和答复"), "desk:complaints", "send"),
        _entry(_("通报"), _("公开的通报"), "statistics:index", "file"),
    )


def _build_partner_home(actor: User, role: Role, on: date) -> HomePage:
    quality = selectors.get_quality_desk(actor, on)
    desk = selectors.get_partner_desk(actor)
    return HomePage(
        lead=desk.organisation,
        cards=(*list_quality_cards(quality), *list_partner_cards(desk)),
        figures=(),
        standing_title=_("同意您查看的企业"),
        standing=list_granted_entries(desk.granted),
        entries=(
            _entry(_("通报"), _("全国和各地的公开通报，可以下载数据"), "statistics:index", "file"),
            _entry(_("单位和人员"), _("您代表的单位和它的人员"), "accounts:mine", "organisation"),
            _entry(_("我的账户"), _("姓名、手机、语言、大字版和登录安全"), "accounts:me", "user"),
            _entry(_("投诉与建议"), _("有意见直接提，凭编号看答复"), "desk:complaint", "send"),
        ),
        notes=list_role_notes(role),
    )  # fmt: skip


def _entry(label: str, text: str, url_name: str, icon: str) -> Entry:
    return Entry(label=label, text=text, url=reverse(url_name), icon=icon)


def _describe_help(item: Engagement) -> Entry:
    kind = item.get_help_kind_display() or item.method or _("方式未填")
    return Entry(
        label=_("{year} 年 · {helper}").format(year=item.year, helper=item.helper.name),
        text=kind,
        url=reverse("registry:detail", args=[item.enterprise.code]),
        icon="users",
    )


def _count_registered(count: int) -> tuple[Figure, ...]:
    return (
        Figure(
            label=_("名录里的企业"),
            value=format_count(count),
            unit=_("家"),
            base=_("辖区内，含从未受帮扶的"),
            definition=_("在册的企业记录，合并过的只算一家"),
            source=_("企业名录，此刻"),
        ),
    )


def _count_helped(helped: selectors.HelpedYear | None) -> tuple[Figure, ...]:
    if helped is None:
        return ()
    base = _tell_year(helped)
    source = _("帮扶台账，此刻")
    return (
        Figure(
            label=_("受帮扶企业"),
            value=format_count(helped.enterprises),
            unit=_("家"),
            base=base,
            definition=_(
                "一家企业由几家机构帮扶也只算一家。刚开始登记的新年度先不显示："
                "取已发布通报的最近一年，或最近两年里家数多的一年，以较近的为准"
            ),
            source=source,
        ),
        Figure(
            label=_("帮扶"),
            value=format_count(helped.helps),
            unit=_("家次"),
            base=base,
            definition=_("一家机构一年帮扶一家企业算一家次"),
            source=source,
        ),
    )


def _tell_year(helped: selectors.HelpedYear) -> str:
    """Tell of which year figures are, as of which day, and what is on record since."""
    day = format_date(helped.on)
    told = _("{year} 年，截至 {day}").format(year=helped.year, day=day)
    if helped.newer_year is None:
        return told
    newer = _("；{year} 年还在登记，已有 {number} 家")
    number = format_count(helped.newer_enterprises)
    return told + newer.format(year=helped.newer_year, number=number)

"""Homes of roles whose own tasks are not built yet: what can be done, what will come."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.desk.schemas.order_cards import answer_orders
from zhisheng.apps.desk.schemas.parts import Entry
from zhisheng.apps.desk.selectors import Granted, PartnerDesk
from zhisheng.apps.registry.selectors import EnterpriseRow
from zhisheng.apps.statistics.models import Bulletin
from zhisheng.ui.cards import ActionCard
from zhisheng.ui.formats import format_count, format_date


@dataclass(frozen=True, slots=True)
class RoleWords:
    """What the role is here for today, and what is not open yet."""

    today: str
    later: str


WORDS: Mapping[Role, RoleWords] = MappingProxyType(
    {
        Role.EXPERT: RoleWords(
            gettext_noop(
                "企业接受您所在单位的帮扶并同意您看资料以后，您就能在这里看到它的档案。帮扶不是检查。"
            ),
            gettext_noop(
                "企业点单请您帮忙、请您复核质量评价时，首页会提醒您，接不接由您定。"
            ),
        ),
        Role.BANK: RoleWords(
            gettext_noop(
                "您只能看到企业单独同意给贵单位看的栏目；企业随时可以收回，收回后立即看不到。"
            ),
            gettext_noop("贷款、保险的申请和办理还没有开放。"),
        ),
        Role.LABORATORY: RoleWords(
            gettext_noop("企业同意贵单位看资料以后，您就能在这里看到它的档案。"),
            gettext_noop("检测预约、设备共享和报告回传还没有开放。"),
        ),
        Role.ASSOCIATION: RoleWords(
            gettext_noop(
                "园区、协会里的企业同意以后，您就能在这里看到它的档案；没有同意的看不到。"
            ),
            gettext_noop("组织活动、汇总共性问题还没有开放。"),
        ),
        Role.DEPARTMENT: RoleWords(
            gettext_noop(
                "您可以看各地公开的通报，下载数据，每个数都能点开看口径和缺失。"
            ),
            gettext_noop(
                "联合工作任务和政策信息的填报还没有开放；需要数据请与同级市场监管部门联系。"
            ),
        ),
        Role.TRAINER: RoleWords(
            gettext_noop("企业同意贵单位看资料以后，您就能在这里看到它的档案。"),
            gettext_noop(
                "课程、报名和培训记录还没有开放；培训数字目前由市场监管部门汇总上报。"
            ),
        ),
        Role.CHAIN_HEAD: RoleWords(
            gettext_noop(
                "您可以看本地和全国的通报；链上企业同意以后，您就能在这里看到它的档案。"
            ),
            gettext_noop("产业链图谱和链上企业的认证情况还没有开放。"),
        ),
        Role.CHAIN_LEADER: RoleWords(
            gettext_noop(
                "您能看到本企业的档案；供应商同意以后，您就能看到它同意的栏目。"
            ),
            gettext_noop("供应商邀请和供应链质量协同还没有开放。"),
        ),
        Role.WORKER: RoleWords(
            gettext_noop(
                "您能看到本企业的档案，一起填质量评价，报质量问题，做分给您的事。"
            ),
            gettext_noop("现场检验、控制图和培训还没有开放。"),
        ),
    }
)
TURN_TO = gettext_noop(
    "账户和单位的事，找邀请您加入的人；别的事，用页面底部的“投诉与建议”，凭编号看答复。"
)


def list_partner_cards(desk: PartnerDesk) -> Iterator[ActionCard]:
    if desk.orders_asked:
        yield answer_orders(desk.orders_asked)
    if desk.granted.count:
        yield _see_granted(desk.granted)
    if desk.own:
        yield _see_own(desk.own)
    if not desk.has_second_factor:
        yield ActionCard(
            title=_("给账户加一道保护"),
            why=_("用通行密钥或验证器登录，别人知道了密码也进不来。"),
            url=reverse("mfa_index"),
            label=_("去设置"),
            kind="action",
            minutes=3,
        )
    if desk.bulletin:
        yield _read_bulletin(desk.bulletin)
    if desk.is_alone:
        yield ActionCard(
            title=_("请同事加入"),
            why=_("本单位现在只有您一个人；邀请链接十四天内有效。"),
            url=reverse("accounts:mine"),
            label=_("去邀请"),
            kind="action",
            minutes=2,
        )


def list_role_notes(role: Role) -> tuple[str, ...]:
    words = WORDS[role]
    return (_(words.today), _(words.later), _(TURN_TO))


def list_granted_entries(granted: Granted) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            label=row.name,
            text=row.region_name or _("企业没有同意公开所在地区"),
            url=reverse("registry:detail", args=[row.code]),
            icon="building",
        )
        for row in granted.newest
    )


def _see_granted(granted: Granted) -> ActionCard:
    return ActionCard(
        title=_("查看 {count} 家企业的资料").format(count=format_count(granted.count)),
        why=_("它们同意贵单位查看；看得到哪些栏目、到哪天为止，写在每家的档案里。"),
        url=reverse("registry:index"),
        label=_("看企业"),
        kind="action",
    )


def _see_own(own: tuple[EnterpriseRow, ...]) -> ActionCard:
    return ActionCard(
        title=_("看本企业的档案"),
        why=_("“{name}”的登记信息、变化经过、谁能看到。").format(name=own[0].name),
        url=reverse("registry:mine"),
        label=_("看档案"),
        kind="action",
        minutes=2,
    )


def _read_bulletin(bulletin: Bulletin) -> ActionCard:
    return ActionCard(
        title=_("看{area} {year} 年通报").format(
            area=bulletin.area_label, year=bulletin.year
        ),
        why=_("{day}发布。每个数都能点开看口径、样本和缺失，数据可以下载。").format(
            day=format_date(bulletin.released_at)
        ),
        url=reverse("statistics:detail", args=[bulletin.code]),
        label=_("看通报"),
        kind="action",
        minutes=5,
    )

"""The cards of each role, the most urgent first; a home page shows three at most."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.desk.schemas.campaign_cards import invite, see_step
from zhisheng.apps.desk.schemas.order_cards import (
    answer_orders,
    continue_order,
    dispatch_orders,
    go_on_with_cases,
    settle_orders,
)
from zhisheng.apps.desk.schemas.quality import list_quality_cards
from zhisheng.apps.desk.schemas.task_cards import (
    MINUTES_PER_REVIEW,
    ROWS_PER_MINUTE,
    check,
    fill_in,
    list_later_cards,
    list_office_cards,
)
from zhisheng.apps.desk.selectors import (
    AdministratorDesk,
    BodyDesk,
    OfficerDesk,
    OpenImport,
    OwnerDesk,
    QualityDesk,
)
from zhisheng.apps.returns.selectors import DueReturn
from zhisheng.apps.statistics.models import Bulletin
from zhisheng.ui.cards import ActionCard

MINUTES_PER_RETURN = 3


def list_officer_cards(desk: OfficerDesk) -> Iterator[ActionCard]:
    """List what has a day, the first due on top, then what can wait."""
    yield from list_office_cards(desk)
    yield from _list_other_officer_cards(desk)
    yield from list_later_cards(desk)
    if not desk.open_import:
        yield _upload(is_first=not desk.has_imports)


def _list_other_officer_cards(desk: OfficerDesk) -> Iterator[ActionCard]:
    if desk.open_import:
        yield _confirm_import(desk.open_import)
    if count := desk.reviews.own:
        yield ActionCard(
            title=_("审核 {count} 项申请").format(count=count),
            why=_("企业认领档案或申请更改登记信息，审核之前不会生效。"),
            url=reverse("registry:reviews"),
            label=_("去审核"),
            minutes=count * MINUTES_PER_REVIEW,
        )
    if count := desk.orders_to_dispatch.own:
        yield dispatch_orders(count)
    if desk.cases:
        yield go_on_with_cases(desk.cases)
    if count := desk.orders_to_settle.own:
        yield settle_orders(count)
    if count := desk.returns_to_check.own:
        yield ActionCard(
            title=_("核对 {count} 份填报").format(count=count),
            why=_("企业已经提交；核对过的数在通报里优先采用。"),
            url=reverse("returns:list_all") + "?status=submitted",
            label=_("去核对"),
            minutes=count * MINUTES_PER_RETURN,
        )
    if count := desk.complaints.own:
        yield _answer_complaints(count)
    if desk.draft:
        yield _read_draft(desk.draft)
    for step in desk.campaign_steps[:1]:
        yield see_step(step)


def list_filling_cards(desk: OwnerDesk) -> Iterator[ActionCard]:
    yield from map(check, desk.to_check)
    yield from map(fill_in, desk.tasks)
    yield from map(invite, desk.invitations)
    yield from map(_file_return, desk.due)


def list_owner_cards(desk: OwnerDesk, quality: QualityDesk) -> Iterator[ActionCard]:
    yield from list_filling_cards(desk)
    if desk.waiting_order:
        yield continue_order(desk.waiting_order)
    yield from list_quality_cards(quality)
    if not desk.enterprises and not desk.claims:
        yield ActionCard(
            title=_("登记或认领您的企业"),
            why=_("名录里可能已有您的企业：填统一社会信用代码就知道。"),
            url=reverse("registry:register"),
            label=_("开始"),
            minutes=5,
        )
    if desk.enterprises and not desk.has_chosen:
        yield ActionCard(
            title=_("需要帮扶时，选一家机构"),
            why=_("由您自己选，也可以不选；选定的机构才能看到您的资料，随时可以收回。"),
            url=reverse("programme:helpers"),
            label=_("看看有哪些机构"),
            kind="action",
            minutes=2,
        )


def list_body_cards(desk: BodyDesk) -> Iterator[ActionCard]:
    if desk.orders_asked:
        yield answer_orders(desk.orders_asked)
    yield from map(check, desk.to_check)
    yield from map(fill_in, desk.tasks)
    if desk.open_import:
        yield _confirm_import(desk.open_import)
    if desk.returned:
        yield ActionCard(
            title=_("修改退回的 {count} 行").format(count=desk.returned.refused_rows),
            why=_(
                "“{file}”里这些行没有入库，原因标在表里；改好再上传，不会重复。"
            ).format(file=desk.returned.file_name),
            url=reverse("programme:import_detail", args=[desk.returned.code]),
            label=_("看退回的行"),
            minutes=max(desk.returned.refused_rows // ROWS_PER_MINUTE, 1),
        )
    if not desk.open_import:
        yield _upload(is_first=not desk.has_imports)


def list_administrator_cards(desk: AdministratorDesk) -> Iterator[ActionCard]:
    if desk.complaints:
        yield _answer_complaints(desk.complaints)
    yield ActionCard(
        title=_("建单位、请人员"),
        why=_("各级局、分局、所和开发区由上级建立，人员凭邀请链接加入。"),
        url=reverse("accounts:units"),
        label=_("管理单位"),
        kind="action",
        minutes=5,
    )


def _confirm_import(item: OpenImport) -> ActionCard:
    url = reverse("programme:import_detail", args=[item.code])
    if not item.open_rows:
        return ActionCard(
            title=_("把 {count} 行名单入库").format(count=item.accepted_rows),
            why=_("“{file}”已经核对完，按一下就入库；入库后可以撤回。").format(
                file=item.file_name
            ),
            url=url,
            label=_("看预览"),
            minutes=1,
        )
    return ActionCard(
        title=_("确认 {count} 行名单").format(count=item.open_rows),
        why=_("“{file}”里这些行像是名录里已有的企业，要您判断是不是同一家。").format(
            file=item.file_name
        ),
        url=url,
        label=_("去确认"),
        minutes=max(item.open_rows // ROWS_PER_MINUTE, 1),
    )


def _answer_complaints(count: int) -> ActionCard:
    return ActionCard(
        title=_("答复 {count} 条投诉或建议").format(count=count),
        why=_("提出的人凭编号等着看答复。"),
        url=reverse("desk:complaints"),
        label=_("去答复"),
        minutes=count * MINUTES_PER_REVIEW,
    )


def _read_draft(draft: Bulletin) -> ActionCard:
    return ActionCard(
        title=_("{area} {year} 年通报有一份草稿").format(
            area=draft.area_label, year=draft.year
        ),
        why=_("数字已经从快照算好；看过再决定是否发布。"),
        url=reverse("statistics:detail", args=[draft.code]),
        label=_("看草稿"),
        kind="action",
        minutes=10,
    )


def _file_return(item: DueReturn) -> ActionCard:
    url = reverse(
        "returns:start", args=[item.enterprise.code, item.form.code, item.period]
    )
    is_begun = item.filing is not None
    return ActionCard(
        title=_("填报 {year} 年数据").format(year=item.period),
        why=_("去年的数就在旁边，已知的已经填好；不懂的项可以空着，自愿填写。"),
        url=url,
        label=_("接着填") if is_begun else _("开始填报"),
        minutes=item.form.minutes,
    )


def _upload(*, is_first: bool) -> ActionCard:
    why = _("把各机构、各县报来的表直接传上来，格式不用改；先预览，确认了才入库。")
    return ActionCard(
        title=_("上传第一份帮扶名单") if is_first else _("上传新的帮扶名单"),
        why=why,
        url=reverse("programme:upload"),
        label=_("上传名单"),
        kind="action",
        minutes=2,
        icon="upload",
    )

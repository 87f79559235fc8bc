"""The cards of each role, the most urgent first; a home page shows three at most."""

from collections.abc import Iterator, Mapping, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.desk.schemas.campaign_cards import invite, see_step
from zhisheng.apps.desk.schemas.order_cards import (
    answer_orders,
    continue_order,
    dispatch_orders,
)
from zhisheng.apps.desk.schemas.quality import list_quality_cards
from zhisheng.apps.desk.selectors import (
    AdministratorDesk,
    BodyDesk,
    OfficerDesk,
    OpenImport,
    OwnerDesk,
    QualityDesk,
)
from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.selectors import find_last_day
from zhisheng.apps.returns.selectors import DueReturn
from zhisheng.apps.statistics.models import Bulletin
from zhisheng.ui.cards import ActionCard
from zhisheng.ui.formats import format_date

# A person answers four rows to be confirmed in about a minute.
ROWS_PER_MINUTE = 4
MINUTES_PER_REVIEW = 3
MINUTES_PER_RETURN = 3
MINUTES_PER_OBJECTION = 10


def list_officer_cards(desk: OfficerDesk) -> Iterator[ActionCard]:
    """List what is late, what others wait for, what is due, then what can wait."""
    own = [_fill_in_all(desk.tasks)] if desk.tasks else []
    is_late = bool(own) and is_overdue(desk.tasks[0])
    yield from own if is_late else ()
    yield from _list_waited_for(desk)
    yield from () if is_late else own
    yield from _list_other_officer_cards(desk)


def _list_waited_for(desk: OfficerDesk) -> Iterator[ActionCard]:
    yield from _list_task_cards(desk)
    if desk.objections:
        yield _answer_objections(desk.objections)


def _list_other_officer_cards(desk: OfficerDesk) -> Iterator[ActionCard]:
    if desk.open_import:
        yield _confirm_import(desk.open_import)
    if desk.reviews:
        yield ActionCard(
            title=_("审核 {count} 项申请").format(count=desk.reviews),
            why=_("企业认领档案或申请更改登记信息，审核之前不会生效。"),
            url=reverse("registry:reviews"),
            label=_("去审核"),
            minutes=desk.reviews * MINUTES_PER_REVIEW,
        )
    if desk.orders_to_dispatch:
        yield dispatch_orders(desk.orders_to_dispatch)
    if desk.returns_to_check:
        yield ActionCard(
            title=_("核对 {count} 份填报").format(count=desk.returns_to_check),
            why=_("企业已经提交；核对过的数在通报里优先采用。"),
            url=reverse("returns:list_all") + "?status=submitted",
            label=_("去核对"),
            minutes=desk.returns_to_check * MINUTES_PER_RETURN,
        )
    if desk.complaints:
        yield _answer_complaints(desk.complaints)
    if desk.draft:
        yield _read_draft(desk.draft)
    for step in desk.campaign_steps[:1]:
        yield see_step(step)
    if not desk.open_import:
        yield _upload(is_first=not desk.has_imports)


def _list_task_cards(desk: OfficerDesk) -> Iterator[ActionCard]:
    if desk.entries_waiting:
        yield _review(desk.entries_waiting)
    if desk.disputed.lying:
        yield _settle_disputes(desk.disputed.lying)
    if desk.disputed.elsewhere:
        yield _watch_disputes(desk.disputed.elsewhere)


def list_filling_cards(desk: OwnerDesk) -> Iterator[ActionCard]:
    yield from map(_check, desk.to_check)
    yield from map(_fill_in, desk.tasks)
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
    yield from map(_check, desk.to_check)
    yield from map(_fill_in, desk.tasks)
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


def _answer_objections(count: int) -> ActionCard:
    return ActionCard(
        title=_("答复 {count} 件公示异议").format(count=count),
        why=_("答复有期限，全部答复以后才能写公示结果。"),
        url=reverse("programme:notices"),
        label=_("去答复"),
        minutes=count * MINUTES_PER_OBJECTION,
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


def _review(waiting: Mapping[str, int]) -> ActionCard:
    count = sum(waiting.values())
    address = reverse("programme:tasks")
    if len(waiting) == 1:
        address = reverse("programme:task", args=list(waiting)) + "?view=waiting"
    return ActionCard(
        title=_("审 {count} 份填报任务的材料").format(count=count),
        why=_("下级或企业已经交来，等您通过或退回。"),
        url=address,
        label=_("去审"),
        minutes=max(count // ROWS_PER_MINUTE, 1),
    )


def _settle_disputes(disputed: Mapping[str, int]) -> ActionCard:
    count = sum(disputed.values())
    return ActionCard(
        title=_("处理 {count} 份本人说不对的材料").format(count=count),
        why=_("代填的、由链接填报的，本人说有地方不对；已定稿的要重新打开再改。"),
        url=_find_disputes(disputed),
        label=_("去处理"),
        minutes=count * MINUTES_PER_REVIEW,
    )


def _watch_disputes(disputed: Mapping[str, int]) -> ActionCard:
    count = sum(disputed.values())
    return ActionCard(
        title=_("您单位代填的 {count} 份，本人说不对").format(count=count),
        why=_("材料不在您这里，由所在的单位答复或退回；您可以先和对方核实。"),
        url=_find_disputes(disputed),
        label=_("去看"),
        minutes=count * MINUTES_PER_REVIEW,
    )


def _find_disputes(disputed: Mapping[str, int]) -> str:
    if len(disputed) != 1:
        return reverse("programme:tasks")
    return reverse("programme:task", args=list(disputed)) + "?view=held"


def _check(entry: TaskEntry) -> ActionCard:
    title, why = _("请核对代填：{task}"), _("工作人员代您填了这份材料，请看看对不对。")
    if entry.is_by_link:
        title = _("请核对：{task}")
        why = _("有人用交出的链接填了这份材料，没有核实是谁；请看看对不对。")
    return ActionCard(
        title=title.format(task=entry.task.name),
        why=why,
        url=reverse("programme:entry", args=[entry.task.code, entry.pk]),
        label=_("去核对"),
        minutes=MINUTES_PER_REVIEW,
    )


def _fill_in_all(entries: Sequence[TaskEntry]) -> ActionCard:
    """Put what an office has to fill in on one card, so that none is cut off."""
    first, *others = entries
    if not others:
        return _fill_in(first)
    returned = sum(one.is_returned for one in entries)
    title = (
        _("填报 {count} 项任务，其中 {returned} 项退回待改")
        if returned
        else _("填报 {count} 项任务")
    )
    return ActionCard(
        title=title.format(count=len(entries), returned=returned),
        why=_write_first(first),
        url=reverse("programme:tasks"),
        label=_("去填"),
        minutes=sum(_count_minutes(one) for one in entries),
    )


def is_overdue(entry: TaskEntry) -> bool:
    return find_last_day(entry.task) < timezone.localdate()


def _write_first(entry: TaskEntry) -> str:
    text = (
        _("最早的是“{task}”，已过期，{day} 应交。")
        if is_overdue(entry)
        else _("最早的是“{task}”，{day} 前交。")
    )
    return text.format(task=entry.task.name, day=format_date(entry.task.due_on))


def _count_minutes(entry: TaskEntry) -> int:
    return int(entry.task.form_data.get("minutes", MINUTES_PER_RETURN))


def _fill_in(entry: TaskEntry) -> ActionCard:
    task = entry.task
    day = format_date(task.due_on)
    if is_overdue(entry) and entry.is_returned:
        why = _("退回待改，已过期：{day} 应交，请尽快改好再交。").format(day=day)
    elif is_overdue(entry):
        why = _("已过期：{day} 应交，请尽快交。").format(day=day)
    elif entry.is_returned:
        why = _("审核时指出了要改的地方，改好再交。")
    else:
        why = _("{unit}请您在 {day} 前交。").format(unit=task.unit.name, day=day)
    return ActionCard(
        title=_("填报：{task}").format(task=task.name),
        why=why,
        url=reverse("programme:entry", args=[task.code, entry.pk]),
        label=_("去改") if entry.is_returned else _("去填"),
        minutes=_count_minutes(entry),
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

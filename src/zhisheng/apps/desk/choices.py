from types import MappingProxyType

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

Labels = list[tuple[str, str | Promise]]


class ComplaintKind(models.TextChoices):
    COMPLAINT = "complaint", _("投诉")
    SUGGESTION = "suggestion", _("建议")
    DATA_RIGHT = "data_right", _("查阅、更正或删除我的信息")


class ComplaintStatus(models.TextChoices):
    OPEN = "open", _("待答复")
    ANSWERED = "answered", _("已答复")


def get_complaint_kinds() -> Labels:
    return list(ComplaintKind.choices)


def get_complaint_statuses() -> Labels:
    return list(ComplaintStatus.choices)


# What each background job does, in the words of who keeps the platform running.
JOB_LABELS = MappingProxyType(
    {
        "accounts.deliver_messages": gettext_noop("发送消息"),
        "accounts.send_mobile_code": gettext_noop("发送短信验证码"),
        "accounts.forget_mobile_codes": gettext_noop("清理过期的验证码"),
        "desk.show_quality": gettext_noop("填满演示的质量评价和质量问题"),
        "campaigns.open_campaign": gettext_noop("邀请企业参加活动"),
        "improvement.find_common_problems": gettext_noop("找共性问题"),
        "improvement.watch_orders": gettext_noop("转走没人答复的帮扶单子"),
        "improvement.remind_problems": gettext_noop("提醒到期的质量问题"),
        "kit.seal_audit": gettext_noop("封存审计记录"),
        "kit.deliver_overdue_events": gettext_noop("补送站内消息"),
        "kit.delete_expired_files": gettext_noop("删除到期文件"),
        "kit.erase_overdue": gettext_noop("删除到期的个人信息和填报材料"),
        "kit.forget_old_deliveries": gettext_noop("清理一周前的任务记录"),
        "kit.forget_old_paces": gettext_noop("清理过期的访问计数"),
        "programme.read_roster": gettext_noop("读取核对名单"),
        "programme.apply_roster": gettext_noop("名单入库"),
        "programme.withdraw_roster": gettext_noop("撤回名单"),
        "programme.open_task": gettext_noop("下发填报任务"),
        "programme.tell_begun_tasks": gettext_noop("通知到了开始日期的填报任务"),
        "programme.remind_reviewers": gettext_noop("提醒久未审核的单位"),
        "programme.change_filter": gettext_noop("调整填报对象"),
        "programme.send_links": gettext_noop("发送填报链接"),
        "programme.ask_enterprises": gettext_noop("请企业核对帮扶"),
        "programme.ask_unasked": gettext_noop("请本人核对先前没人可问的材料"),
        "programme.settle_terms": gettext_noop("核定暂定的公示期限"),
        "improvement.remind_tasks": gettext_noop("提醒快到期的提升措施"),
        "registry.read_exchange": gettext_noop("核对其他系统的文件"),
        "registry.apply_exchange": gettext_noop("其他系统的文件入库"),
        "registry.forget_exchange_rows": gettext_noop("清理两个月前的核对结果"),
        "returns.check_sheet": gettext_noop("核对指标表"),
        "returns.apply_sheet": gettext_noop("指标表入库"),
        "returns.withdraw_sheet": gettext_noop("撤回指标表"),
        "statistics.compute_bulletin": gettext_noop("计算通报"),
        "statistics.renew_snapshot": gettext_noop("生成数据快照"),
    }
)

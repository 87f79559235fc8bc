from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Labels = list[tuple[str, str | Promise]]


class CampaignStatus(models.TextChoices):
    DRAFT = "draft", _("草稿")
    OPENING = "opening", _("正在邀请")
    OPEN = "open", _("进行中")
    CLOSED = "closed", _("已结束")


class StepKind(models.TextChoices):
    """The three pairs of 三叠链, in the order an office does them."""

    MOBILISE = "mobilise", _("动员")
    PUBLICISE = "publicise", _("宣传")
    ONLINE = "online", _("线上")
    OFFLINE = "offline", _("线下")
    DIAGNOSE = "diagnose", _("诊断")
    SERVE = "serve", _("服务")


class Answer(models.TextChoices):
    NONE = "", _("还没答复")
    YES = "yes", _("参加")
    NO = "no", _("这次不参加")
    # It had said yes; how far it came stays counted.
    OUT = "out", _("参加以后停下了")


class DropOutReason(models.TextChoices):
    """Why an enterprise does not take part this time, or stopped."""

    NO_TIME = "no_time", _("没有时间")
    NO_MONEY = "no_money", _("没有钱")
    DONE_BEFORE = "done_before", _("已经做过")
    NO_NEED = "no_need", _("不需要")
    OTHER = "other", _("其他")


class Stage(models.TextChoices):
    """What the funnel counts, from the first to the last."""

    INVITED = "invited", _("邀请")
    YES = "yes", _("答应参加")
    EVALUATED = "evaluated", _("做了评价")
    PLANNED = "planned", _("定了计划")
    HELPED = "helped", _("得到帮扶")
    CERTIFIED = "certified", _("拿到证书")


# Read from records that others report: before any came, nobody knows how many.
REPORTED_STAGES = (Stage.HELPED, Stage.CERTIFIED)
# What a list shows: the stages, who has not answered, does not take part, or stopped.
UNANSWERED, DECLINED, STOPPED = "unanswered", "no", "out"


def get_campaign_statuses() -> Labels:
    return list(CampaignStatus.choices)


def get_step_kinds() -> Labels:
    return list(StepKind.choices)


def get_answers() -> Labels:
    return list(Answer.choices)


def get_drop_out_reasons() -> Labels:
    return list(DropOutReason.choices)

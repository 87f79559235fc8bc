"""What this app holds of a person: who they are, whom they act for, what they were told."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts import selectors
from zhisheng.apps.accounts.choices import DispatchStatus
from zhisheng.apps.accounts.models import (
    ColumnSet,
    Dispatch,
    Invitation,
    Membership,
    Message,
    User,
)
from zhisheng.kit import audit
from zhisheng.kit.personal import PersonalPart, Row, tells, write_moment
from zhisheng.kit.retention import RetentionRule, delete_in_batches, erases

if TYPE_CHECKING:
    from django.contrib.auth.models import _User


# What the first word of an act's code is called.
AREAS = {
    "accounts": _("账号、单位和消息"),
    "registry": _("企业名录"),
    "programme": _("帮扶、填报和公示"),
    "returns": _("指标"),
    "statistics": _("通报"),
}
OTHER = _("平台")
MESSAGES_KEPT = timedelta(days=2 * 365)
DISPATCHES_KEPT = timedelta(days=365)
INVITATIONS_KEPT = timedelta(days=365)


@tells(
    PersonalPart(
        _("账号和联系方式"),
        _("登录，有事时找到您"),
        _("账号注销时删除姓名、手机号码和其他联系方式"),
        (
            "accounts.User",
            "accounts.ChannelAddress",
            "accounts.ChannelBinding",
            "accounts.MobileCode",
        ),
    )
)
def tell_account(user: "_User") -> Iterator[Row]:
    person = User.objects.get(pk=user.pk)
    yield {
        _("用户名"): person.username,
        _("姓名"): person.name,
        _("手机"): person.mobile,
        _("手机验证时间"): write_moment(person.mobile_verified_at),
        _("电子邮件、微信、钉钉"): "；".join(
            f"{one.get_channel_display()} {one.address}"
            for one in person.channel_addresses.order_by("channel")
        ),
        _("语言"): person.language,
        _("注册时间"): write_moment(person.date_joined),
        _("最近登录"): write_moment(person.last_login),
    }


@tells(
    PersonalPart(
        _("代表的单位"),
        _("确定您能看什么、办什么"),
        _("退出后保留记录"),
        ("accounts.Membership", "accounts.Invitation"),
    )
)
def tell_memberships(user: "_User") -> Iterator[Row]:
    found = Membership.objects.filter(user_id=user.pk).select_related("organisation")
    for one in found.order_by("-pk"):
        yield {
            _("单位"): one.organisation.name,
            _("角色"): str(one.get_role_display()),
            _("退出时间"): write_moment(one.ended_at),
        }


@tells(
    PersonalPart(
        _("存过的导出列方案"),
        _("让同单位的人知道是谁定的"),
        _("账号注销时去掉姓名"),
        ("accounts.ColumnSet",),
    )
)
def tell_column_sets(user: "_User") -> Iterator[Row]:
    for one in ColumnSet.objects.filter(saved_by_id=user.pk).order_by("-pk"):
        yield {_("方案名称"): one.name, _("时间"): write_moment(one.saved_at)}


@tells(
    PersonalPart(
        _("数据处理记录和同意"),
        _("说明依据什么、给谁、用到哪天"),
        _("长期"),
        ("accounts.ProcessingRecord",),
    )
)
def tell_records(user: "_User") -> Iterator[Row]:
    for one in selectors.list_processing_records_for(User.objects.get(pk=user.pk)):
        yield {
            _("依据"): str(one.get_basis_display()),
            _("用途"): one.purpose,
            _("给谁"): str(one.recipient or ""),
            _("撤回时间"): write_moment(one.withdrawn_at),
        }


@tells(
    PersonalPart(
        _("收到的消息"),
        _("提醒您有事要办"),
        _("账号注销时删除"),
        ("accounts.Message", "accounts.Dispatch"),
    )
)
def tell_messages(user: "_User") -> Iterator[Row]:
    for one in Message.objects.filter(recipient_id=user.pk).order_by("-pk").iterator():
        yield {
            _("消息"): str(one),
            _("时间"): write_moment(one.created_at),
            _("看过"): write_moment(one.read_at),
        }


@tells(
    PersonalPart(
        _("操作记录"),
        _("查清谁在什么时候改了什么"),
        _("长期，不能删改"),
        ("kit.AuditEntry",),
    )
)
def tell_acts(user: "_User") -> Iterator[Row]:
    for one in audit.list_entries_by(user).iterator():
        area = one.action.partition(".")[0]
        yield {
            _("时间"): write_moment(one.at),
            _("哪方面"): translate(AREAS.get(area, OTHER)),
        }


@erases(RetentionRule("accounts.messages", _("站内消息"), _("收到后 2 年")))
def erase_messages(now: datetime) -> int:
    return delete_in_batches(
        Message.objects.filter(created_at__lt=now - MESSAGES_KEPT, is_waiting=False)
    )


@erases(RetentionRule("accounts.dispatches", _("短信等发送记录"), _("发送后 1 年")))
def erase_dispatches(now: datetime) -> int:
    old = Dispatch.objects.filter(created_at__lt=now - DISPATCHES_KEPT)
    return delete_in_batches(old.exclude(status=DispatchStatus.WAITING))


@erases(RetentionRule("accounts.invitations", _("邀请链接"), _("失效后 1 年")))
def erase_invitations(now: datetime) -> int:
    return delete_in_batches(
        Invitation.objects.filter(expires_at__lt=now - INVITATIONS_KEPT)
    )

"""Errors that several apps share; like every domain error they know no HTTP."""

from collections.abc import Mapping

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from zhisheng.methods.errors import DomainError

__all__ = [
    "ConflictError",
    "DomainError",
    "FieldsRefusedError",
    "ForbiddenError",
    "FormExpiredError",
    "GoneError",
    "NotFoundError",
    "RateLimitedError",
]

# In seconds and in minutes: up to where a wait is told in the smaller unit.
FEW_MINUTES, MANY_MINUTES = 120, 55


class NotFoundError(DomainError):
    code = "kit.not_found"
    message = "没有找到您要的内容，它可能已被移走，或不在您的查看范围内。"


class ForbiddenError(DomainError):
    code = "kit.forbidden"
    message = "您的身份不能进行这项操作。如需办理，请联系本单位管理员。"


class FormExpiredError(ForbiddenError):
    code = "kit.form_expired"
    message = (
        "页面放得太久，或浏览器没有保存 Cookie，这次提交没有收下。"
        "请按浏览器的返回键回到原来的页面，填的内容还在，再提交一次。"
    )


class GoneError(DomainError):
    """What everybody could read for a time, and nobody outside can any more."""

    code = "kit.gone"
    message = "这项内容已经撤下，不再公开。"


class ConflictError(DomainError):
    code = "kit.conflict"
    message = "这项内容刚刚被别人改动，请刷新后再试。"


class RateLimitedError(DomainError):
    code = "kit.rate_limited"
    message = "操作过于频繁，请{wait}后再试。"

    def __init__(self, *, retry_after_seconds: int = 60) -> None:
        super().__init__(wait=_say_wait(retry_after_seconds))
        self.retry_after_seconds = retry_after_seconds


def _say_wait(seconds: int) -> object:
    """Say how long to wait as people do; the exact seconds are for programs."""
    if seconds < FEW_MINUTES:
        return format_lazy(_("在 {number} 秒"), number=seconds)
    minutes = round(seconds / 60)
    if minutes < MANY_MINUTES:
        return format_lazy(_("约 {number} 分钟"), number=minutes)
    return format_lazy(_("约 {number} 小时"), number=max(1, round(minutes / 60)))


class FieldsRefusedError(DomainError):
    """Field names with the reason and the cure of each refusal."""

    code = "kit.fields_refused"
    message = "有些内容需要修改，请看各项旁边的说明。"

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__()
        self.refusals: dict[str, str] = dict(fields)

"""The one shape in which the API and the pages tell what went wrong (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.kit.errors import (
    ConflictError,
    DomainError,
    FieldsRefusedError,
    ForbiddenError,
    FormExpiredError,
    GoneError,
    NotFoundError,
    RateLimitedError,
)

UNPROCESSABLE = 422
STATUSES: tuple[tuple[type[DomainError], int], ...] = (
    (NotFoundError, 404),
    (ForbiddenError, 403),
    (ConflictError, 409),
    (GoneError, 410),
    (RateLimitedError, 429),
)
TITLES = MappingProxyType(
    {
        400: gettext_noop("请求有误"),
        401: gettext_noop("没有有效的密钥"),
        403: gettext_noop("没有权限"),
        404: gettext_noop("没有找到"),
        409: gettext_noop("内容已变动"),
        405: gettext_noop("不支持这种操作"),
        410: gettext_noop("不再公开"),
        413: gettext_noop("发来的内容过大"),
        415: gettext_noop("不支持这种格式"),
        422: gettext_noop("需要修改"),
        429: gettext_noop("请稍后再试"),
        500: gettext_noop("系统出错"),
    }
)
# Where the status alone would tell the wrong thing.
TITLES_BY_CODE = MappingProxyType({FormExpiredError.code: gettext_noop("页面已过期")})
# What the title leaves open of a refusal that no domain error tells of.
DETAILS = MappingProxyType(
    {
        400: gettext_noop("发来的内容不完整，或者格式不对，没有处理。请返回再试一次。"),
        404: gettext_noop("没有这个地址，请检查有没有写错。"),
        405: gettext_noop("这个地址不能这样访问，请从页面上的按钮或链接进入。"),
        413: gettext_noop("发来的内容超过了大小上限，没有处理。请分成几次再试。"),
        415: gettext_noop(
            "不认识发来内容的格式。接口接受 JSON，上传文件用 multipart/form-data。"
        ),
        500: gettext_noop("系统出错，不是您的问题，已经记录下来。请稍后再试一次。"),
    }
)
# A program cannot go back, reload, press a button or look beside a field.
DETAILS_FOR_PROGRAMS = MappingProxyType(
    {
        "http.400": gettext_noop(
            "请求的内容不完整，或者格式不对，没有处理。请检查 JSON 或表单的写法。"
        ),
        "http.401": gettext_noop(
            "请在请求头 Authorization 里写“Bearer 密钥”；密钥可能写错、过期或已作废。"
        ),
        "http.405": gettext_noop("这个地址不接受这种方法，可用的方法见响应头 Allow。"),
        "http.413": gettext_noop(
            "发来的内容超过了大小上限，没有处理。请分成几次发送。"
        ),
        ConflictError.code: gettext_noop(
            "这项内容刚刚被别人改动。请重新读取，看过现在的内容再发送。"
        ),
        FieldsRefusedError.code: gettext_noop(
            "有些内容需要修改，fields 写明是哪几项、怎么改。"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    type: str
    title: str
    status: int
    code: str
    detail: str
    fields: Mapping[str, str]

    def as_dict(self) -> dict[str, object]:
        """Return the members of RFC 9457 and our two, ``code`` and ``fields``."""
        return {**asdict(self), "fields": dict(self.fields)}


def problem_for(error: DomainError) -> Problem:
    """Translate an error into the reader's language and an HTTP status."""
    status = _status_of(error)
    return Problem(
        type=f"urn:zhisheng:error:{error.code}",
        title=_(TITLES_BY_CODE.get(error.code, TITLES[status])),
        status=status,
        code=error.code,
        detail=describe(error),
        fields=list_refusals(error),
    )


def problem_for_status(status: int) -> Problem:
    """Return the problem of a refusal that no domain error tells of."""
    title = TITLES.get(status, TITLES[400])
    return Problem(
        type=f"urn:zhisheng:http:{status}",
        title=_(title),
        status=status,
        code=f"http.{status}",
        detail=_(DETAILS.get(status, title)),
        fields={},
    )


def tell_program(problem: Problem) -> Problem:
    """Return the problem with the advice that a program can follow."""
    detail = DETAILS_FOR_PROGRAMS.get(problem.code)
    return replace(problem, detail=_(detail)) if detail else problem


def describe(error: DomainError) -> str:
    """Return the error's message in the active language."""
    fields = {name: _write(value) for name, value in error.fields.items()}
    words = {name: _(str(error.fields[name])) for name in error.translated}
    return _(error.message).format(**fields | words)


def _write(value: object) -> object:
    """Write a day as the pages do, 2026年12月12日; everything else as it is."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return date_format(value)
    return value


def list_refusals(error: DomainError) -> dict[str, str]:
    """Return what is wrong by field, as far as the error tells of fields."""
    if isinstance(error, FieldsRefusedError):
        return error.refusals
    return {error.field: describe(error)} if error.field else {}


def _status_of(error: DomainError) -> int:
    for error_class, status in STATUSES:
        if isinstance(error, error_class):
            return status
    return UNPROCESSABLE

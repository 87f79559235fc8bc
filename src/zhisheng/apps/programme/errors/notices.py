"""What can be wrong with public notices and objections."""

from zhisheng.kit.errors import (
    ConflictError,
    DomainError,
    FieldsRefusedError,
    GoneError,
    RateLimitedError,
)


class NoticeRefusedError(FieldsRefusedError):
    """A notice says more than it may, or too little; each is told beside its field."""

    code = "programme.notice_refused"


class NoticeStateError(ConflictError):
    code = "programme.notice_state"
    message = "这份公示现在是“{status}”，不能这样操作。"
    translated = frozenset({"status"})


class NoticeChangedError(ConflictError):
    code = "programme.notice_changed"
    message = (
        "这份公示在 {moment} 由{name}改过，和您打开时不一样，没有照旧页面办。"
        "请先看现在的内容，再决定要不要提交一次。"
    )


class NoticeVersionError(DomainError):
    code = "programme.notice_version"
    message = (
        "这份公示没有第 {version} 版，现在是第 {now} 版。"
        "请先看现在的内容，再按这一版提交。"
    )


class NoticeRunningError(ConflictError):
    code = "programme.notice_running"
    message = "公示期到 {day} 才满，期满以后再写结果。"


class NoticeProvisionalError(ConflictError):
    code = "programme.notice_provisional"
    message = "公示期是暂定的：{year} 年的放假安排还没有公布，公布并载入以后才能确定哪天期满。"


class ObjectionsOpenError(ConflictError):
    code = "programme.objections_open"
    message = "还有 {count} 件异议没有答复，答复以后才能写公示结果。"


class ReasonMissingError(DomainError):
    code = "programme.reason_missing"
    message = "请写明原因或结果。"


class ResultNotPublicError(GoneError):
    """Its result was archived when results were not public, and nobody showed it since."""

    code = "programme.result_not_public"
    message = "公示期已满，结果由{unit}存档，没有公开。要了解，请联系：{contact}。"


class NoticeOverError(GoneError):
    code = "programme.notice_over"
    message = "这份公示已于 {day} 期满，名单不再公开。发布单位写出结果以后，在这个网址能看到。"


class NoticeWithdrawnError(GoneError):
    code = "programme.notice_withdrawn"
    message = "“{title}”已于 {day} 由{unit}撤下，内容不再公开。原因：{reason}"


class ObjectionLateError(ConflictError):
    code = "programme.objection_late"
    message = "公示已于 {day} 期满，不再接收异议。仍有意见，可以用“投诉与建议”反映。"


class ObjectionEarlyError(ConflictError):
    code = "programme.objection_early"
    message = "公示还没有发布，发布以后才能提异议。"


class ObjectionRefusedError(FieldsRefusedError):
    code = "programme.objection_refused"


class UnsignedTooManyError(RateLimitedError):
    code = "programme.unsigned_too_many"
    message = (
        "这份公示收到同一地址不署名的异议太多，请{wait}后再试；署名的现在就可以提。"
    )


class ResultHeldError(ConflictError):
    """A result that holds what belongs to a person is not shown to everybody."""

    code = "programme.result_held"
    message = (
        "这份结果里有手机、证件号码一类的个人信息，不能公开，没有改动。"
        "公众看到的是“请联系发布单位了解”。"
    )


class ResultShownError(ConflictError):
    code = "programme.result_shown"
    message = "结果已经公开了，不用再按。"


class ObjectionAnsweredError(ConflictError):
    code = "programme.objection_answered"
    message = "这件异议刚刚已经答复过了，请刷新后再看。"


class ReceiptUnknownError(DomainError):
    code = "programme.receipt_unknown"
    message = "没有对得上的回执：请核对回执编号，以及您留的联系方式的最后四位。"

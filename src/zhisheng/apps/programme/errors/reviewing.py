"""What can be wrong where an office acts for another one, or a filler takes back."""

from zhisheng.apps.programme.errors.reporting import EntryChangedError
from zhisheng.kit.errors import ConflictError, DomainError


class ActingReasonMissingError(DomainError):
    """An office acts for one below it only with a reason, which that one reads."""

    code = "programme.acting_reason_missing"
    field = "acting_reason"
    message = "现在轮到“{unit}”审核。要代它审核，请写明原因，它会看到。"


class ActingReasonLongError(DomainError):
    code = "programme.acting_reason_long"
    field = "acting_reason"
    message = "代审原因最多 {most} 个字，请写短一些。"


class EntryTakenBackError(EntryChangedError):
    """Who had handed an entry in took it back while a reviewer had it open."""

    code = "programme.entry_taken_back"
    message = "这份材料已由{who}在{when}撤回，改好会再提交。"


class ReviewBegunError(ConflictError):
    """What somebody has begun to review or to check is not taken back."""

    code = "programme.review_begun"
    message = (
        "这份材料已经有人在审核或核对，不能撤回。要改，请联系审核的单位，由它退回。"
    )

"""What becomes final without the check of who it is of."""

from zhisheng.apps.programme.errors.reporting import EntryChangedError
from zhisheng.kit.errors import ConflictError, DomainError


class EntryDisputedError(EntryChangedError):
    """What its own people call wrong is not made final before they are answered."""

    code = "programme.entry_disputed"
    message = "“{name}”说代填的内容有地方不对。请先答复，或者退回修改，再定稿。"


class UncheckedFinalError(DomainError):
    """An entry would be final before who it is of has looked at it, and nobody said why."""

    code = "programme.unchecked_final"
    message = (
        "“{name}”还没有核对代填的内容，核对期到{until}。现在就要定稿，请写明原因。"
    )


class AllHeldError(ConflictError):
    """Nothing is left to be passed in one act: all waits for a check or an answer."""

    code = "programme.all_held"
    message = (
        "没有通过任何一份：{unchecked} 份代填的等本人核对，{disputed} 份本人说有地方不对。"
        "可以逐份打开处理。"
    )

"""What becomes final without the check of who it is of."""

from zhisheng.apps.programme.errors.reporting import EntryChangedError
from zhisheng.kit.errors import ConflictError, DomainError


class EntryDisputedError(EntryChangedError):
    """What its own people call wrong is not made final before they are answered."""

    code = "programme.entry_disputed"
    message = "“{name}”说填报的内容有地方不对。请先答复，或者退回修改，再定稿。"


class UncheckedFinalError(DomainError):
    """An entry would be final before who it is of has looked at it, and nobody said why."""

    code = "programme.unchecked_final"
    message = (
        "“{name}”还没有核对填报的内容，核对期到{until}。现在就要定稿，请写明原因。"
    )


class UnaskedFinalError(UncheckedFinalError):
    """Nobody could be asked whether an entry is right, and nobody said how it was found."""

    code = "programme.unasked_final"
    message = (
        "“{name}”没有账号，也没有能收核对链接的手机，没有人能收到核对的通知。"
        "要定稿，请写明怎么核实的，比如什么时候打电话问了谁。"
    )


class CheckAnsweredError(EntryChangedError):
    """A link that was handed over does not stand against the word of who is known."""

    code = "programme.check_answered"
    message = (
        "本人已经用账号或发到登记手机的链接答复过，凭这条交出的链接不能再改。"
        "有不同意见，请用账号登录后答，或者告诉审核的单位。"
    )


class AllHeldError(ConflictError):
    """Nothing is left to be passed in one act: all waits for a check or an answer."""

    code = "programme.all_held"
    message = (
        "没有通过任何一份：{unchecked} 份等本人核对，{disputed} 份有人说有地方不对，"
        "{unasked} 份没有人能收到核对的通知。可以逐份打开处理。"
    )

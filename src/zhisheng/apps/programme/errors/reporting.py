"""What can be wrong with tasks, entries, links and papers."""

from collections.abc import Sequence

from zhisheng.kit.errors import (
    ConflictError,
    DomainError,
    FieldsRefusedError,
    ForbiddenError,
)


class TaskStateError(ConflictError):
    code = "programme.task_state"
    message = "这项任务现在是“{status}”，不能这样操作。"
    translated = frozenset({"status"})


class TaskFilterError(FieldsRefusedError):
    """A task narrows what it cannot, or lacks what it needs; told beside the fields."""

    code = "programme.task_filter"


class TaskHasPapersError(ConflictError):
    code = "programme.task_has_papers"
    message = "这项任务已经起草了通知公文，不能删除；可以修改后再下发。"


class NobodyAskedError(DomainError):
    code = "programme.nobody_asked"
    message = "按现在的条件没有要填报的{who}，请改填报对象或限定条件再下发。"
    translated = frozenset({"who"})


class TaskTermError(DomainError):
    code = "programme.task_term"
    message = "截止日期不能早于开始日期。"


class TaskOverError(DomainError):
    code = "programme.task_over"
    field = "due_on"
    message = "截止日期已经过了，请换一个。"


class TaskFarError(DomainError):
    """Most likely a slip in the year; nobody plans a return so far ahead."""

    code = "programme.task_far"
    field = "due_on"
    message = "截止日期太远了，最晚到 {day}。请核对年份。"


class TaskSoonerError(DomainError):
    """What was handed out is due later at most, so that nobody is caught out."""

    code = "programme.task_sooner"
    field = "due_on"
    message = "已经下发的任务，截止日期只能往后改，不能早于 {day}。"


class NobodyNewError(ConflictError):
    code = "programme.nobody_new"
    message = "符合条件的都已经有这项任务，没有要补发的。"


class NotOfAreaError(DomainError):
    """Somebody to be added who is not of the office's area, or not of the audience."""

    code = "programme.not_of_area"
    message = "“{codes}”不在“{unit}”的辖区内，或者不是这项任务要填的那一类，加不进来。"


class AskedAlreadyError(ConflictError):
    code = "programme.asked_already"
    message = "“{names}”已经有这项任务，不用再加。"


class EntryBegunError(ConflictError):
    """What somebody has put something into is not taken away."""

    code = "programme.entry_begun"
    message = (
        "“{name}”已经开始填这份材料，不能从任务里去掉。可以请对方填完，或者结束任务。"
    )


class FilterIdleError(ConflictError):
    code = "programme.filter_idle"
    message = "按这样的条件，没有人要加，也没有人要去掉。"


class FilterOvertakenError(ConflictError):
    code = "programme.filter_overtaken"
    message = (
        "预览以后名录或填报又有变化，数目和预览的不一样了。请看新的数目，再确认一次。"
    )


class FilterRunningError(ConflictError):
    code = "programme.filter_running"
    message = "上一次调整还在进行，完成后再改。"


class DayOffError(DomainError):
    """A deadline on which offices do not work; whoever means it says so."""

    code = "programme.day_off"
    field = "due_day"
    message = "{day}是休息日，下一个工作日是 {later}。{provisional}"


class EntryEarlyError(ConflictError):
    code = "programme.entry_early"
    message = "“{task}”从 {day} 起填报，现在还不能填。"


class EntryLockedError(ConflictError):
    code = "programme.entry_locked"
    message = (
        "“{task}”已经提交、定稿或结束，现在不能改；要改请让审核的单位退回或重新打开。"
    )


class EntryHandedInError(EntryLockedError):
    """Somebody handed an entry in while somebody else was typing into it."""

    code = "programme.entry_handed_in"
    message = (
        "这份材料已由{who}在{when}{act}，现在不能改；要改请让审核的单位退回或重新打开。"
    )
    translated = frozenset({"act"})


class EntryChangedError(ConflictError):
    code = "programme.entry_changed"
    message = "这份材料刚刚被别人改动或审核过，请刷新后再看。"


class EntryMovedOnError(EntryChangedError):
    """Somebody else moved an entry while a reviewer had it open."""

    code = "programme.entry_moved_on"
    message = "这份材料已由{who}在{when}{act}，现在等{unit}审核。"
    translated = frozenset({"act"})


class EntryFinalError(EntryChangedError):
    code = "programme.entry_final"
    message = (
        "这份材料已由{who}在{when}审核通过，已经定稿。要改请先由定稿的单位重新打开。"
    )


class EntrySentBackError(EntryChangedError):
    code = "programme.entry_sent_back"
    message = "这份材料已由{who}在{when}退回，正等对方修改。"


class EntryCameBackError(EntryChangedError):
    """A reviewer sent an entry back while somebody had an older page of it open."""

    code = "programme.entry_came_back"
    message = "这份材料已由{who}在{when}退回，请看批注，照着改好再提交。"


class EntryTypedError(EntryChangedError):
    code = "programme.entry_typed"
    message = "{who}在{when}改过这份材料，请先看现在的内容。"


class EntryTypedOverError(EntryChangedError):
    """Two people typed something else into the same answers."""

    code = "programme.entry_typed_over"
    message = "{who}在{when}也填了这份材料，有 {number} 项和您填的不同。"


class OwnDraftError(EntryChangedError):
    """An office would write over what its own people have begun to fill in."""

    code = "programme.own_draft"
    message = (
        "{who}在{when}已经开始填写“{name}”这份，还没有提交。"
        "要代填，请先在页面上确认；对方填的内容会保留。"
    )


class OwnFillingError(ConflictError):
    """Nobody passes alone what they filled in, where a colleague can look at it."""

    code = "programme.own_filling"
    message = "这是您代填的，请由本单位另一位同志审核。"


class CheckOvertakenError(EntryChangedError):
    """What somebody was asked to check is not what is on record any more."""

    code = "programme.check_overtaken"
    message = "您看的时候，代填的内容被退回或改过了。请看现在的内容再答。"


class CheckDisputedError(EntryChangedError):
    """Somebody called right what was called wrong since their page was made."""

    code = "programme.check_disputed"
    message = (
        "您看的时候，已经有人说代填的有地方不对。"
        "确实没有问题，请在下面按“收回异议，没有问题”。"
    )


class DisputeOverError(EntryChangedError):
    """The objection that was read was answered meanwhile, or is another one by now."""

    code = "programme.dispute_over"
    message = (
        "这条异议已经答复过，或对方又说了别的。请看下面的经过，再答复现在的这一条。"
    )


class CheckUnclearError(DomainError):
    """Somebody asked whether what was filled in for them is right said neither."""

    code = "programme.check_unclear"
    message = "请按“没有问题”，或写明哪里不对再提交。"


class EntryIncompleteError(FieldsRefusedError):
    """Some answers cannot be read or are missing; each is told beside its field."""

    code = "programme.entry_incomplete"


class EntryDoubtfulError(DomainError):
    """Something looks wrong or undone; whoever means it hands in all the same."""

    code = "programme.entry_doubtful"
    message = "提交前请再看一遍：{doubts}"

    def __init__(self, doubts: Sequence[str]) -> None:
        super().__init__(doubts="".join(doubts))
        self.doubts = tuple(doubts)


class TooManyRowsError(DomainError):
    code = "programme.rows_too_many"
    message = "一份材料最多 20000 行，请分成几份报送。"


class NoLedgerLinesError(DomainError):
    code = "programme.no_ledger_lines"
    message = "{year} 年的台账里还没有本机构帮扶的企业。请先上传名单并入库，再来取入。"


class NoHelpsInAreaError(DomainError):
    code = "programme.no_helps_in_area"
    message = (
        "{year} 年的帮扶台账里，“{unit}”辖区的企业还没有登记帮扶情况。"
        "请先在台账里登记是谁帮扶的、怎样帮扶的，或上传机构的帮扶名单入库。"
    )


class NoEnrolmentsError(DomainError):
    code = "programme.no_enrolments"
    message = (
        "{year} 年的帮扶台账里还没有“{unit}”辖区的企业。"
        "请先上传名单入库，或在台账里逐家登记。"
    )


class NoLinesInAreaError(DomainError):
    code = "programme.no_lines_in_area"
    message = (
        "{year} 年的台账里没有本机构在“{unit}”辖区内帮扶的企业；别处的企业不用报给它。"
    )


class LineOutsideError(DomainError):
    code = "programme.line_outside"
    message = "不在“{unit}”的辖区内，请删去这一行。"


class ConfirmationOverError(DomainError):
    code = "programme.confirmation_over"
    message = "这个链接已过期，请向帮扶机构要新的链接。"


class ConfirmationDoneError(ConflictError):
    code = "programme.confirmation_done"
    message = "这次帮扶已经确认过了，不用再答。答错了，请用企业账号登录后更正。"


class ConfirmationOpenError(ConflictError):
    code = "programme.confirmation_open"
    message = "这次帮扶还没有核实过身份的答复，请直接回答，不用更正。"


class AnswerReasonTooLongError(DomainError):
    code = "programme.answer_reason_too_long"
    message = "更正的原因最多 {most} 字，现在 {count} 字，请写短一些。"


class ConfirmationProvenError(ConflictError):
    code = "programme.confirmation_proven"
    message = (
        "已经有一次说不属实的答复。要改，请用企业账号登录后再答；不是用账号答的，"
        "也可以用登记手机号的后四位核实。"
    )


class MobileUnknownError(DomainError):
    code = "programme.mobile_unknown"
    message = "没有能证明是企业本身的登记手机号（机构自己报来的不算），不能发短信。"


class OwnHelpError(ForbiddenError):
    code = "programme.own_help"
    message = "帮扶由受帮扶的企业确认，别人不能代答。请把链接或二维码交给企业。"


class TooManyConfirmationsError(DomainError):
    code = "programme.confirmations_too_many"
    message = "这台手机已经确认过几家企业了。每家企业请用自己的手机确认。"


class NothingToReviewError(ConflictError):
    code = "programme.nothing_to_review"
    message = "没有等您审核的材料，可能刚刚被同事审过，或被对方撤回，请刷新后再看。"


class ReviewedAlreadyError(NothingToReviewError):
    code = "programme.reviewed_already"
    message = "没有等您审核的材料。最近一次是{who}在{when}{act}的。"
    translated = frozenset({"act"})


class RemarkMissingError(DomainError):
    code = "programme.remark_missing"
    message = "请写明哪里要改、怎么改。"


class TooManyRemarksError(DomainError):
    code = "programme.remarks_too_many"
    message = "一份材料最多写 500 条批注；问题太多时请退回整份材料。"


class RowLockedError(ConflictError):
    code = "programme.row_locked"
    message = "这一行已经审过，没有退回，不能改。"


class RowGoneError(ConflictError):
    """Somebody took a line out while somebody else was changing it."""

    code = "programme.row_gone"
    message = "第 {number} 行刚刚被别人去掉了，您填的没有保存，可以复制后新加一行。"


class RowPartlyOpenError(ConflictError):
    code = "programme.row_partly_open"
    message = "这一行只退回了有批注的几项，不能整行去掉。"


class RowTwiceError(ConflictError):
    code = "programme.row_twice"
    message = "第 {number} 行已经是这一家，请改那一行。"


class LinkUsedError(ConflictError):
    code = "programme.link_used"
    message = (
        "这条链接已经在别的手机或浏览器上打开过，只能用一次。请让发链接的单位再发一条。"
    )


class LinkNotForOfficesError(ConflictError):
    """An office fills in under its own name, and the entry says so."""

    code = "programme.link_not_for_offices"
    message = (
        "这条链接给填报人自己用。您是以监管单位的账号登录的，"
        "要替对方填，请在“填报任务”里打开这份材料代填，它会注明是代填。"
    )


class LinkOverError(ConflictError):
    code = "programme.link_over"
    message = "这条链接已过期或已换成新的，请用最新收到的那一条，或让发链接的单位再发。"


class LinkReplacedError(LinkOverError):
    code = "programme.link_replaced"
    message = "发链接的单位又给出了一条新链接，这一条不能再用。请用新的那一条；没有收到的，请找发链接的单位要。"


class LinkNotForTablesError(DomainError):
    code = "programme.link_not_for_tables"
    message = "这张表要上传名单，不能用链接填，请登录后填报。"

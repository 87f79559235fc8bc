"""What this app refuses, and what a reason kept with a row speaks of."""

from collections.abc import Mapping
from typing import Any, Literal

from zhisheng.kit.errors import (
    ConflictError,
    DomainError,
    FieldsRefusedError,
    ForbiddenError,
    GoneError,
)

# Which reason it is, where that matters later: whether the enterprise moved, whether it
# is another that is known, whether it is that of its code; what the record says otherwise;
# whether two rows of one enterprise contradict each other.
ReasonKind = Literal["", "move", "identity", "code", "record", "contradiction"]


class ImportStateError(DomainError):
    code = "programme.import_state"
    message = "这份名单当前为“{status}”，不能进行这一步。"


class NothingToApplyError(DomainError):
    code = "programme.nothing_to_apply"
    message = "没有可以入库的行：请先答复待确认的行，或改好未通过的行再上传。"


class NoTableError(DomainError):
    code = "programme.no_table"
    message = (
        "没有找到表头：同一行里至少要有“企业名称”和另一列，如“统一社会信用代码”或“所在地”。"
        "看过的是{searched}。请这样写好表头再上传，或在“上传名单”页面下载空白表格填写。"
    )


class MappingError(DomainError):
    code = "programme.mapping"
    message = "请指出哪一列是“企业名称”，并且每一项内容只选一列。"


class RowDecidedError(DomainError):
    code = "programme.row_not_open"
    message = "这一行不需要确认，或已经入库。"


class CandidateUnknownError(DomainError):
    code = "programme.candidate_unknown"
    message = "所选企业不在这一行的候选之列。"


class YearUnknownError(DomainError):
    code = "programme.year_unknown"
    field = "year"
    message = "没有 {year} 年度的提升行动，请先由管理单位设立年度。"


class HelperUnknownError(DomainError):
    code = "programme.helper_unknown"
    field = "helper"
    message = "没有找到帮扶机构“{code}”，请填登记的全称、批准号、信用代码或机构代码。"


class HelperUnclearError(DomainError):
    code = "programme.helper_unclear"
    field = "helper"
    message = "“{text}”可能是：{names}。请填其中一家的全称、批准号或机构代码。"


class HelperMissingError(DomainError):
    code = "programme.helper_missing"
    field = "helper"
    message = "平台运营单位不是帮扶机构，请写明帮扶机构的代码、批准号或信用代码；表中另写了机构的行，以表中的为准。"


class FileMissingError(DomainError):
    code = "programme.file_missing"
    message = "请先选择要上传的表格文件。"


class CodeTakenError(DomainError):
    code = "programme.code_taken"
    message = (
        "这个信用代码已属于另一家企业，不能作为新企业入库；请改正代码，或确认是同一家。"
    )


def tell_kind(reason: Mapping[str, Any]) -> ReasonKind:
    """Return which reason a stored one is; one staged before by the facts it tells."""
    kind: ReasonKind | None = reason.get("kind")
    return kind or _tell_old_kind(reason)


def _tell_old_kind(reason: Mapping[str, Any]) -> ReasonKind:
    what, facts = (reason["field"], reason["severity"]), reason["data"]
    if "written" in facts:
        return "move"
    if "written_name" in facts or (what == ("region", "warning") and not facts):
        return "record"
    if what == ("name", "to_confirm") and reason["column"] is None:
        return "identity"
    return ""


class HelperRefusedError(DomainError):
    code = "programme.helper_refused"
    field = "helper"
    message = "不能以“{helper}”的名义上报；认证机构只能上报本机构的帮扶。"


class DecisionUnknownError(DomainError):
    code = "programme.decision_unknown"
    field = "decision"
    message = "答复只能是：同一家、新企业、不导入，或者选定的地区、行业、帮扶机构。"


class AlikeRefusedError(DomainError):
    code = "programme.alike_refused"
    field = "all_alike"
    message = "只有地区、行业、帮扶机构的答复可以同时用于同样写法的其余行。"


class PlaceUnknownError(DomainError):
    code = "programme.place_unknown"
    field = "place"
    message = "没有代码为“{code}”的地区、行业或机构。"


class PlaceOpenError(DomainError):
    code = "programme.place_open"
    message = "请先选定所在地、行业和帮扶机构，再答复是不是同一家企业。"


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


class CheckOvertakenError(EntryChangedError):
    """What somebody was asked to check is not what is on record any more."""

    code = "programme.check_overtaken"
    message = "您看的时候，代填的内容被退回或改过了。请看现在的内容再答。"


class CheckUnclearError(DomainError):
    """Somebody asked whether what was filled in for them is right said neither."""

    code = "programme.check_unclear"
    message = "请按“没有问题”，或写明哪里不对再提交。"


class EntryIncompleteError(FieldsRefusedError):
    """Some answers cannot be read or are missing; each is told beside its field."""

    code = "programme.entry_incomplete"


class TooManyRowsError(DomainError):
    code = "programme.rows_too_many"
    message = "一份材料最多 20000 行，请分成几份报送。"


class NoLedgerLinesError(DomainError):
    code = "programme.no_ledger_lines"
    message = "{year} 年的台账里还没有本机构帮扶的企业。请先上传名单并入库，再来取入。"


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
    message = "这次帮扶已经确认过了，不用再答。"


class ConfirmationProvenError(ConflictError):
    code = "programme.confirmation_proven"
    message = (
        "企业已经答复过。要改，请用登记手机号的后四位核实，或用企业账号登录后再答。"
    )


class DigitsRefusedError(DomainError):
    code = "programme.digits_refused"
    field = "digits"
    message = "与登记的手机号后四位不符，请核对。"


class MobileUnknownError(DomainError):
    code = "programme.mobile_unknown"
    message = "这家企业没有登记手机号，不能发短信。"


class OwnHelpError(ForbiddenError):
    code = "programme.own_help"
    message = "帮扶由受帮扶的企业确认，别人不能代答。请把链接或二维码交给企业。"


class TooManyConfirmationsError(DomainError):
    code = "programme.confirmations_too_many"
    message = "这台手机已经确认过几家企业了。每家企业请用自己的手机确认。"


class NothingToReviewError(ConflictError):
    code = "programme.nothing_to_review"
    message = "没有等您审核的材料，可能刚刚被同事审过，请刷新后再看。"


class RemarkMissingError(DomainError):
    code = "programme.remark_missing"
    message = "请写明哪里要改、怎么改。"


class TooManyRemarksError(DomainError):
    code = "programme.remarks_too_many"
    message = "一份材料最多写 500 条批注；问题太多时请退回整份材料。"


class RowLockedError(ConflictError):
    code = "programme.row_locked"
    message = "这一行已经审过，没有退回，不能改。"


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


class LinkOverError(ConflictError):
    code = "programme.link_over"
    message = "这条链接已过期或已换成新的，请用最新收到的那一条，或让发链接的单位再发。"


class LinkNotForTablesError(DomainError):
    code = "programme.link_not_for_tables"
    message = "这张表要上传名单，不能用链接填，请登录后填报。"


class PaperOfDraftError(ConflictError):
    code = "programme.paper_of_draft"
    message = "还没有提交，提交以后才能上传盖章件。"


class PaperOfOtherDataError(ConflictError):
    code = "programme.paper_of_other_data"
    message = (
        "纸上的核对码和现在的数据对不上：打印以后数据改过，或者这是另一份材料。"
        "请重新下载、打印、盖章后再传。"
    )


class PaperTooLongError(DomainError):
    code = "programme.paper_too_long"
    message = (
        "这份材料有 {count} 行，超过 Word 文稿最多的 {most} 行，请改为下载 Excel 表格。"
    )


class OfficialDraftedError(ConflictError):
    code = "programme.official_drafted"
    message = "这项任务已经有一份代拟稿，请接着改那一份。"


class OfficialIssuedError(ConflictError):
    code = "programme.official_issued"
    message = "这份公文已经以 {number} 印发，不能再改。"


class OfficialChangedError(ConflictError):
    code = "programme.official_changed"
    message = "这份公文刚刚被同事改过，请先看现在的内容，再提交一次。您填的都还在。"


class OfficialRefusedError(FieldsRefusedError):
    """An official paper says too much or too little; each is told beside its field."""

    code = "programme.official_refused"


class NoticeRefusedError(FieldsRefusedError):
    """A notice says more than it may, or too little; each is told beside its field."""

    code = "programme.notice_refused"


class NoticeStateError(ConflictError):
    code = "programme.notice_state"
    message = "这份公示现在是“{status}”，不能这样操作。"
    translated = frozenset({"status"})


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


class NoticeOverError(GoneError):
    code = "programme.notice_over"
    message = "这份公示已于 {day} 期满，内容不再公开。存档由发布单位保管。"


class NoticeWithdrawnError(GoneError):
    code = "programme.notice_withdrawn"
    message = "这份公示已由发布单位撤下，内容不再公开。"


class ObjectionLateError(ConflictError):
    code = "programme.objection_late"
    message = "公示已于 {day} 期满，不再接收异议。仍有意见，可以用“投诉与建议”反映。"


class ObjectionEarlyError(ConflictError):
    code = "programme.objection_early"
    message = "公示还没有发布，发布以后才能提异议。"


class ObjectionRefusedError(FieldsRefusedError):
    code = "programme.objection_refused"


class ObjectionAnsweredError(ConflictError):
    code = "programme.objection_answered"
    message = "这件异议刚刚已经答复过了，请刷新后再看。"


class ReceiptUnknownError(DomainError):
    code = "programme.receipt_unknown"
    message = "没有对得上的回执：请核对回执编号，以及您留的联系方式的最后四位。"

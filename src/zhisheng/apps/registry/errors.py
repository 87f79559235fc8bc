from zhisheng.kit.errors import DomainError


class UsccTakenError(DomainError):
    code = "registry.uscc_taken"
    message = "名录中已有这个统一社会信用代码的企业，请认领或联系当地市场监管部门。"


class CodeKnownError(UsccTakenError):
    """The same, told to an office that registers by hand."""

    code = "registry.code_known"
    message = "这个统一社会信用代码是“{name}”的，名录里已有，不用再登记。"


class AlikeKnownError(DomainError):
    """Records that may be the same enterprise, which nobody said to be others."""

    code = "registry.alike_known"
    message = (
        "名录里已有同名或很像的企业：{names}。请先看是不是同一家；"
        "确实是另一家的，勾选后再登记。"
    )


class NameMissingError(DomainError):
    code = "registry.name_missing"
    message = "请填写企业名称，与营业执照一致。"


class AlreadyClaimedError(DomainError):
    code = "registry.already_claimed"
    message = "这家企业已有人管理。请联系企业负责人发出邀请，或联系当地市场监管部门。"


class ClaimPendingError(DomainError):
    code = "registry.claim_pending"
    message = "您已提交过认领，正在审核，请耐心等待。"


class TooManyClaimsError(DomainError):
    """Too many of one person or of one enterprise; it does not tell which."""

    code = "registry.too_many_claims"
    message = (
        "近期提交的认领或登记申请较多，暂时不能再提交。请等待审核结果；"
        "急需办理的，请联系当地市场监管部门。"
    )


class ProofMissingError(DomainError):
    code = "registry.proof_missing"
    message = "请上传营业执照照片或扫描件作为证明。"


class ReviewDecidedError(DomainError):
    code = "registry.review_decided"
    message = "这项申请已经办结，请刷新后查看结果。"


class ReasonMissingError(DomainError):
    code = "registry.reason_missing"
    message = "不通过时请写明原因，申请人才知道怎样补正。"


class NothingChangedError(DomainError):
    code = "registry.nothing_changed"
    message = "没有发现改动，请修改后再提交。"


class FieldNotOfficialError(DomainError):
    code = "registry.field_not_official"
    message = "“{field}”不能通过变更申请修改。"


class BeforeFirstVersionError(DomainError):
    code = "registry.before_first_version"
    field = "effective_on"
    message = (
        "名录从{day}起才有这家企业的登记，更早的样子没有记录，不能改。"
        "名录里已经是变化以后的内容的，不用再记；"
        "还是变化以前的，请填{day}或以后的日期，真实日期写在依据或说明里。"
    )


class LeavesAreaError(DomainError):
    """The enterprise would leave the actor's area, and nobody said that it shall."""

    code = "registry.leaves_area"
    message = (
        "{region}不在您的辖区：改了以后这家企业归{office}管，您这里不再显示，也改不回来。"
        "确实迁过去的，请勾选后再提交。"
    )


class LifeEventRefusedError(DomainError):
    code = "registry.life_event_refused"
    message = "{reason}"


class MergeRefusedError(DomainError):
    code = "registry.merge_refused"
    message = "{reason}"


class EnterpriseMergedError(DomainError):
    code = "registry.enterprise_merged"
    message = "这条记录已并入“{name}”，请在那条记录上办理。"


class TermTooShortError(DomainError):
    code = "registry.term_too_short"
    message = "请至少输入两个字。"


class TooManyRowsError(DomainError):
    code = "registry.too_many_rows"
    message = "超过 {limit} 家，请缩小范围后再导出。"


class ExchangeNumberTakenError(DomainError):
    code = "registry.exchange_number_taken"
    field = "number"
    message = (
        "批次号“{number}”已经用于另一个文件（{day} 收到），没有处理。"
        "如果是新的文件，请写它自己的批次号。"
    )


class ExchangeStateError(DomainError):
    code = "registry.exchange_state"
    message = "这个批次现在是“{status}”，不能这样办理，请刷新后查看。"


class NothingToTakeError(DomainError):
    code = "registry.nothing_to_take"
    message = "没有可入库的行。请下载标好错误的表格，改好后作为新的批次上传。"


class AdministrativeRecordStandsError(DomainError):
    """A proposal contradicts what a register told, and nobody says it was compared."""

    code = "registry.administrative_record_stands"
    message = (
        "登记机关的记录与申请的内容不同（{fields}）。请对照营业执照；"
        "确认执照与申请一致的，勾选“已核对营业执照”再通过。"
    )


class NothingToSendError(DomainError):
    code = "registry.nothing_to_send"
    message = "没有可以送出的企业：要么企业还没有同意，要么登记机关的记录还没有收过。没有生成文件。"


class TooManyToPlaceError(DomainError):
    code = "registry.too_many_to_place"
    message = "符合条件的企业超过 {limit} 家，请加上条件，分几次分给所。"


class NobodyToPlaceError(DomainError):
    code = "registry.nobody_to_place"
    message = (
        "没有可以分给{unit}的企业：要么已经归它管，要么登记地区不在{unit}的辖区内。"
    )


class EnterpriseEndedError(DomainError):
    code = "registry.enterprise_ended"
    message = "这家企业已经注销或吊销，不再记录它说明的情况。登记状态不对的，请当地市场监管部门恢复。"


class StatementReplacedError(DomainError):
    code = "registry.statement_replaced"
    message = "这件事后来又说明过，要收回的是最新的那一次，请刷新后再看。"

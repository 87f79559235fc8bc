"""What can be wrong with papers: those of a task, and official ones."""

from zhisheng.kit.errors import ConflictError, DomainError, FieldsRefusedError


class PaperOfDraftError(ConflictError):
    code = "programme.paper_of_draft"
    message = "还没有提交，提交以后才能上传盖章件。"


class PaperOfOtherDataError(ConflictError):
    code = "programme.paper_of_other_data"
    message = (
        "填的核对码和现在的数据对不上：打印以后数据改过，或者这是另一份材料。"
        "请照盖了章的纸上印的核对码填；还是不对，就重新下载、打印、盖章后再传。"
    )


class PaperTooLongError(DomainError):
    code = "programme.paper_too_long"
    message = (
        "这份材料有 {count} 行，超过 Word 文稿最多的 {most} 行，请改为下载 Excel 表格。"
    )


class PaperLacksLinesError(ConflictError):
    code = "programme.paper_lacks_lines"
    message = (
        "正在用的模板里没有写名单的样板行，{count} 行写不进去，所以没有导出。"
        "请上传模板的单位换一份，或停用它改用样例模板。"
    )


class CheckCodeMissingError(DomainError):
    code = "programme.check_code_missing"
    message = "请填核对码，它印在盖了章的纸最下面。"


class ScanMissingError(DomainError):
    code = "programme.scan_missing"
    message = "请选盖章件的扫描件或照片。"


class ScanOfOtherPrintError(ConflictError):
    code = "programme.scan_of_other_print"
    message = (
        "这个文件 {day} 已经作为另一个核对码的盖章件上传过，不能再当作现在这一份。"
        "请上传这次打印、盖章以后的扫描件或照片。"
    )


class WithdrawalReasonTooLongError(DomainError):
    code = "programme.withdrawal_reason_too_long"
    message = "撤回原因最多 {most} 字，现在 {count} 字，请写短一些。"


class ScanKnownError(ConflictError):
    code = "programme.scan_known"
    message = "这份扫描件已上传过，没有重复收。"


class ScanWithdrawnError(ConflictError):
    code = "programme.scan_withdrawn"
    message = "这份盖章件已经撤回，不用再撤。"


class ScanOfOverError(ConflictError):
    code = "programme.scan_of_over"
    message = "任务已经结束，盖章件不能再撤回。确实传错了，请发布单位先重新打开任务。"


class ScanPassedError(ConflictError):
    code = "programme.scan_passed"
    message = "上级已经凭这份盖章件审核通过，不能再撤回。确实传错了，请上级先退回再撤。"


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

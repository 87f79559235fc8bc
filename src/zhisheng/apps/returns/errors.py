from zhisheng.kit.errors import DomainError, ForbiddenError
from zhisheng.kit.sheets.errors import ValueRefusedError


class FormClosedError(DomainError):
    code = "returns.form_closed"
    message = "《{form}》的有效期到 {valid_to} 为止，已经关闭，不再接受填报。"


class FormNotOpenError(DomainError):
    code = "returns.form_not_open"
    message = "《{form}》从 {valid_from} 起才能填报。"


class PeriodRefusedError(DomainError):
    code = "returns.period_refused"
    message = "现在不能填报 {period} 年的数据，可以填报的年度：{periods}。"


class ReturnLockedError(DomainError):
    code = "returns.locked"
    message = "这份填报已经提交。如需改动，请先点“更正”。"


class ReturnNotSubmittedError(DomainError):
    code = "returns.not_submitted"
    message = "这份填报还没有提交。"


class SurveyStaysError(DomainError):
    code = "returns.survey_stays"
    message = "统计调查表提交后不能撤回，但可以更正。"


class NothingDeclaredError(DomainError):
    code = "returns.nothing_declared"
    message = "还没有填写任何数值。请至少填写一项，其余可以留空。"


class ReasonMissingError(DomainError):
    """Warnings that nobody has answered yet; ``keys`` names them."""

    code = "returns.reason_missing"
    message = "有 {count} 处与往年或常理不符，请核对；确实如此请写明原因。"

    def __init__(self, *, keys: tuple[str, ...]) -> None:
        super().__init__(count=len(keys))
        self.keys = keys


class TotalOfOtherOfficeError(ForbiddenError):
    code = "returns.total_of_other_office"
    message = "这个数由{office}上报，只有{office}或它的上级单位能撤回。"


class SheetColumnsError(DomainError):
    code = "returns.sheet_columns"
    message = (
        "没有找到表头：同一行里至少要有一列“企业名称”或“统一社会信用代码”，"
        "和一列指标，如“2024年营业收入（万元）”。看过的是{searched}。"
        "请这样写好表头再上传。"
    )


class PercentagePointsError(ValueRefusedError):
    code = "returns.percentage_points"
    message = "“{text}”是变化了几个百分点，这里要填的是百分比本身。"
    cure = "请填写百分比本身，例如 3.5%。"


class PercentNotPointsError(ValueRefusedError):
    code = "returns.percent_not_points"
    message = "“{text}”是百分比，这里要填的是变化了几个百分点。"
    cure = "请填写个百分点，例如 2.1 个百分点。"


class AmountNotPercentError(ValueRefusedError):
    code = "returns.amount_not_percent"
    message = "这里要填金额，您填的“{text}”是百分比。"
    cure = "请填写金额，例如 3.5万元。"


class NumberNotPercentError(ValueRefusedError):
    code = "returns.number_not_percent"
    message = "这里要填数字，您填的“{text}”是百分比。"
    cure = "请填写一个数，例如 15。"


class RangeRefusedError(ValueRefusedError):
    code = "returns.range_refused"
    message = "“{text}”是一个范围，这一项请填写一个数。"
    cure = "请按实际清点填写一个数；没有统计的请留空。"


class NothingToApplyError(DomainError):
    code = "returns.nothing_to_apply"
    message = "这张表里没有可以入库的行，请改好退回的行再上传。"


class SheetStateError(DomainError):
    code = "returns.sheet_state"
    message = "这份表格当前为“{status}”，不能进行这一步。"

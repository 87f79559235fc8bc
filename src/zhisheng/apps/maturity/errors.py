from zhisheng.kit.errors import DomainError


class EvaluationLockedError(DomainError):
    code = "maturity.locked"
    message = "这份评价已经提交，答案不能再改。可以再评一次。"


class NothingAnsweredError(DomainError):
    code = "maturity.nothing_answered"
    message = "还没有回答任何问题。请至少回答一题，其余可以留着以后再填。"


class ModelNotInForceError(DomainError):
    code = "maturity.model_not_in_force"
    message = "现在不用《{model}》这个版本评价。请从评价首页重新选择。"

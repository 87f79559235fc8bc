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


class NotReviewableError(DomainError):
    code = "maturity.not_reviewable"
    message = "只有已经提交的评价才能请专家复核。请先提交。"


class AlreadyReviewedError(DomainError):
    code = "maturity.already_reviewed"
    message = "{organisation}正在复核这份评价。要换一家，请先撤回。"


class ReviewClosedError(DomainError):
    code = "maturity.review_closed"
    message = "这次复核已经结束，不能再改。"


class NotComparedError(DomainError):
    code = "maturity.not_compared"
    message = "请先答完，再和企业的答案核对。"


class WaitsForEnterpriseError(DomainError):
    code = "maturity.waits_for_enterprise"
    message = "评价已退回企业补充，企业再次提交后才能接着复核。"


class BegunAgainError(DomainError):
    code = "maturity.begun_again"
    message = "企业已经开始填下一次评价，这一次退不回去。请按现有的答案确认，要补充的写在说明里。"


class TooMuchEvidenceError(DomainError):
    code = "maturity.too_much_evidence"
    message = "每道题最多放 {most} 份材料。请先删掉不用的。"


class NobodyToInviteError(DomainError):
    code = "maturity.nobody_to_invite"
    message = "这家企业还没有人在平台上登记，短信没处发。请先打电话，请它登记或认领。"

from zhisheng.kit.errors import DomainError


class PlanLockedError(DomainError):
    code = "improvement.plan_locked"
    message = "这份计划已经定下或者换成新的了，不能再改。可以另做一份新的。"


class PlanNotAgreedError(DomainError):
    code = "improvement.plan_not_agreed"
    message = "只有定下来的、现在用着的计划才能安排人和打勾。"


class PlanChangedError(DomainError):
    code = "improvement.plan_changed"
    message = "您看的时候，计划被重新算过了。请看一遍新的，再决定定不定。"


class PlanStaleError(DomainError):
    code = "improvement.plan_stale"
    message = "这份计划是 {days} 天前算的，日子已经对不上了。请重新算一次再定下。"


class EvaluationGoneError(DomainError):
    code = "improvement.evaluation_gone"
    message = "做这份计划用的评价已经到期删除了。请再评一次，用新的评价做计划。"


class NothingToGainError(DomainError):
    code = "improvement.nothing_to_gain"
    message = "措施库里没有能再提升的了：各项要么到顶，要么您已经做过或者说了不要。"


class TopGradeError(DomainError):
    code = "improvement.top_grade"
    message = "已经是最高一档，没有再上一档的算法。可以选“提升最多”。"


class CertificationDoneError(DomainError):
    code = "improvement.certification_done"
    message = "认证这条路您已经走完了，不用再算最快的走法。"


class CertificationExcludedError(DomainError):
    code = "improvement.certification_excluded"
    message = "您说了不要认证审核，就算不出最快的认证走法。请先把它放回来。"

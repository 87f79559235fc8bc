from zhisheng.kit.errors import DomainError


class PlanLockedError(DomainError):
    code = "improvement.plan_locked"
    message = "这份计划已经定下或者换成新的了，不能再改。可以另做一份新的。"

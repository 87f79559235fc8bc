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


class ProblemChangedError(DomainError):
    code = "improvement.problem_changed"
    message = (
        "这个问题刚刚被别人更新了，您这次填的没有保存。请看最新的情况，再决定要不要填。"
    )


class StepNotNowError(DomainError):
    code = "improvement.step_not_now"
    message = "这个问题现在是“{state}”，不能做这一步。请按页面上写的下一步做。"
    translated = frozenset({"state"})


class ProblemNotVerifiedError(DomainError):
    code = "improvement.problem_not_verified"
    message = "还没有验证措施有没有效，不能关闭。请先做完措施，过些天再验证。"


class VerifiedTooEarlyError(DomainError):
    code = "improvement.verified_too_early"
    message = "措施做完的时间还短，看不出有没有效。请在 {day} 或以后再验证。"


class VerifierIsDoerError(DomainError):
    code = "improvement.verifier_is_doer"
    message = "措施是您负责做的，请让另一位同事来验证。"


class TooManyCausesError(DomainError):
    code = "improvement.too_many_causes"
    message = "一个问题最多写 {most} 条原因。请先删掉不要的。"


class TooDeepError(DomainError):
    code = "improvement.too_deep"
    message = "已经连问了 {most} 个为什么，够深了。请把最下面这条定为根本原因。"


class CauseSettledError(DomainError):
    code = "improvement.cause_settled"
    message = "原因已经定下，不能再改。要改请先退回到“先处理好了”这一步。"


class TooManyFilesError(DomainError):
    code = "improvement.too_many_files"
    message = "一个问题最多放 {most} 个文件。"


class NotHeadError(DomainError):
    code = "improvement.not_head"
    message = "由企业负责人或代办人来关闭。"


class NoAreaError(DomainError):
    code = "improvement.no_area"
    message = "您没有在哪个监管单位任职，不能查共性问题。请联系本单位管理员。"


class SearchRunningError(DomainError):
    code = "improvement.search_running"
    message = "这个行业正在找共性问题，不用再点。找好了会发消息给您。"


class CommonChangedError(DomainError):
    code = "improvement.common_changed"
    message = (
        "这一类问题刚刚被别人更新了，或者又找过一次，您这次做的没有保存。"
        "请看最新的情况，再决定怎么做。"
    )


class CommonNotConfirmedError(DomainError):
    code = "improvement.common_not_confirmed"
    message = "先给这一类问题起个名字并确认，再放办法。"


class NothingSuggestedError(DomainError):
    code = "improvement.nothing_suggested"
    message = "没有等您看的相似问题了，不用再点。"


class CommonTooFewError(DomainError):
    """What was confirmed may have lost problems that were erased in their time."""

    code = "improvement.common_too_few"
    message = (
        "这一类并入以后也只有 {count} 家企业的问题，不到 5 家，不能并入。"
        "请选“不是一类，不要了”，再找一次。"
    )


class SolutionMissingError(DomainError):
    code = "improvement.solution_missing"
    message = "请写办法，或者选一条措施，或者放一个文件。"


class CaseChangedError(DomainError):
    code = "improvement.case_changed"
    message = (
        "这个案例刚刚被别人更新了，您这次做的没有保存。请看最新的情况，再决定怎么做。"
    )


class CaseStepNotNowError(DomainError):
    code = "improvement.case_step_not_now"
    message = "这个案例现在是“{state}”，不能做这一步。"
    translated = frozenset({"state"})


class CaseLockedError(DomainError):
    code = "improvement.case_locked"
    message = "案例报送以后不能再改。要改，请让审阅的单位退回，或者撤回重写一份。"


class NoOfficeError(DomainError):
    code = "improvement.no_office"
    message = "还不知道企业归哪个局管，案例没处报送。请先在“我的企业”里补上所在地区。"


class TooManyPhotosError(DomainError):
    code = "improvement.too_many_photos"
    message = "一个案例最多放 {most} 张照片。"


class CaseNoticeError(DomainError):
    code = "improvement.case_notice_not_over"
    message = "这个案例还在公示环节：{why}。公示办完、写了结果，才能公开案例。"


class CaseAnnouncedError(DomainError):
    code = "improvement.case_announced"
    message = "这个案例已经在公示“{title}”里了，不用再放一次。"


class OrderChangedError(DomainError):
    code = "improvement.order_changed"
    message = "这张单子刚刚被别人更新了，您这次做的没有保存。请看最新的情况再决定。"


class OrderStepNotNowError(DomainError):
    code = "improvement.order_step_not_now"
    message = "这张单子现在是“{state}”，不能做这一步。请按页面上写的下一步做。"
    translated = frozenset({"state"})


class HelpGivenError(DomainError):
    code = "improvement.help_given"
    message = "已经上过门了，不能取消，也不能退回。请按实际情况把这张单子办完。"


class VisitNotConfirmedError(DomainError):
    code = "improvement.visit_not_confirmed"
    message = "还没有企业确认过的上门记录，不能算帮完。请先写上门记录，请企业确认。"


class HelperBarredError(DomainError):
    code = "improvement.helper_barred"
    message = "“{name}”现在不能接这张单子：{why}。请另选一位。"
    translated = frozenset({"why"})


class ConflictRefusedError(DomainError):
    """The guard of impartiality: with the facts and the clause, to be confirmed."""

    code = "improvement.conflict_refused"
    message = "这样做会影响认证的公正性，平台不能办：{facts}。依据 {clause}（待核实）。"


class HelperElsewhereError(DomainError):
    code = "improvement.helper_elsewhere"
    message = "这个账号已经在名册里了：“{name}”。请改那一条，不要再登一次。"


class HelperAccountError(DomainError):
    code = "improvement.helper_account"
    message = (
        "没有找到这个账号，或者它不是专家、机构、协会或实验室的人员。请核对登录名。"
    )
    field = "username"


class CodeRefusedError(DomainError):
    code = "improvement.visit_code_refused"
    message = "确认码不对。请让企业打开这张单子，照着上面的六位数字念。"
    field = "confirm_code"


class VisitSettledError(DomainError):
    code = "improvement.visit_settled"
    message = (
        "企业已经确认过这次上门，或监管部门核实过，不能再改。写错了请再写一条说明。"
    )


class VisitDisputedError(DomainError):
    code = "improvement.visit_disputed"
    message = "企业说过这次上门不对，签名不算。请企业报确认码，或在自己的账号里确认。"


class NothingToSettleError(DomainError):
    code = "improvement.nothing_to_settle"
    message = "这次上门没有要核实的异议，或者已经有人核实过。请看单子上现在的情况。"

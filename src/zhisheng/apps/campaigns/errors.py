from zhisheng.kit.errors import DomainError


class CampaignStateError(DomainError):
    code = "campaigns.campaign_state"
    message = "活动现在是“{status}”，不能这样操作。请刷新页面再看。"


class NobodyInvitedError(DomainError):
    code = "campaigns.nobody_invited"
    message = "按现在选的范围，一家企业也邀请不到。请放宽范围再试。"


class NoStepsError(DomainError):
    code = "campaigns.no_steps"
    message = "还没有安排步骤。请至少写上一步和它的日期，企业才知道要做什么。"


class ReminderEarlyError(DomainError):
    code = "campaigns.reminder_early"
    message = "一周最多提醒一次，{day}起可以再提醒。"


class NobodyToRemindError(DomainError):
    code = "campaigns.nobody_to_remind"
    message = "邀请的企业都答复了，不用再提醒。"


class CampaignOverError(DomainError):
    code = "campaigns.campaign_over"
    message = "“{campaign}”已经结束，不能再答复。"

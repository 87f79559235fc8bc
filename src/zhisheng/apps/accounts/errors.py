from zhisheng.kit.errors import ConflictError, DomainError, ForbiddenError


class InvitationUsedError(DomainError):
    code = "accounts.invitation_used"
    message = "这个邀请链接已经用过了。如果不是您本人使用，请告诉邀请您的人。"


class InvitationExpiredError(DomainError):
    code = "accounts.invitation_expired"
    message = "这个邀请链接已过期或已撤回，请让邀请您的人重新发一个。"


class RoleNotForOrganisationError(DomainError):
    code = "accounts.role_not_for_organisation"
    message = "{organisation}不设“{role}”这个身份，请另选身份。"


class AlreadyMemberError(DomainError):
    code = "accounts.already_member"
    message = "{person}已经是{organisation}的成员，不用再次加入。"


class LastLeaderError(DomainError):
    code = "accounts.last_leader"
    message = "{organisation}至少要留一位负责人。请先邀请接替的人，再移出这一位。"


class TokenLifetimeError(DomainError):
    code = "accounts.token_lifetime"
    message = "接口密钥的有效期最短1天、最长{longest}天。"


class ScopeNotForOrganisationError(ForbiddenError):
    code = "accounts.scope_not_for_organisation"
    message = "{kind}的接口密钥不能有“{scope}”权限（{key}）。"


class ScopeMissingError(ForbiddenError):
    code = "accounts.scope_missing"
    message = (
        "此密钥没有“{scope}”权限（{key}）。"
        "需要的话，请本单位负责人另建一把有这项权限的密钥。"
    )


class NotWithdrawableError(DomainError):
    code = "accounts.not_withdrawable"
    message = "这项处理的依据是“{basis}”，不以您的同意为前提，所以不能撤回。如有异议，可以提出投诉。"


class AlreadyWithdrawnError(DomainError):
    code = "accounts.already_withdrawn"
    message = "这项同意已经撤回了。"


class CodeTriesUsedUpError(DomainError):
    """Told alike of a number that nobody has verified."""

    code = "accounts.code_tries_used_up"
    message = (
        "这个号码今天试验证码的次数已经用完，明天可以再试。请换一种登录方式，"
        "或在以前用这个号码登录过的手机、电脑上登录。"
    )


class CodeRefusedError(DomainError):
    """One answer for a wrong, late, used or foreign code, so that none can be told apart."""

    code = "accounts.code_refused"
    message = (
        "验证码不对，或已经用过、过期。请核对收到的6位数字；还是不行，请重新获取。"
    )


class SecondFactorNeededError(ForbiddenError):
    code = "accounts.second_factor_needed"
    message = (
        "平台管理员不能只凭短信验证码登录。请用登录名和密码登录，并先设置两步验证。"
    )


class MobileMissingError(DomainError):
    code = "accounts.mobile_missing"
    message = "您还没有填手机号码。请先填好并保存，再验证。"


class IdentityDeniedError(DomainError):
    code = "accounts.identity_denied"
    message = "您在{name}那边取消了登录。需要的话，请回到登录页面再来一次。"


class IdentityRefusedError(DomainError):
    code = "accounts.identity_refused"
    message = "{name}的这次登录没有完成，可能是页面放得太久，或从别处打开了链接。请回到登录页面再来一次。"


class IdentityDownError(DomainError):
    code = "accounts.identity_down"
    message = "{name}现在连不上，不是您的问题。请过一会儿再试，或用其他方式登录。"


class IdentityUnknownError(ForbiddenError):
    code = "accounts.identity_unknown"
    message = (
        "您已通过{name}，但这个身份还没有绑定本平台的账号。"
        "请打开本单位发给您的邀请链接，或用其他方式登录后到“我的账户”绑定。"
    )


class IdentityTakenError(ConflictError):
    code = "accounts.identity_taken"
    message = "这个身份或您的账号已经绑定过了。要换绑，请先在原来的账号里解除绑定。"


class LastDoorError(DomainError):
    code = "accounts.last_door"
    message = "解除之后您就没有办法登录了。请先设置密码或验证手机号码。"


class UnitEndedError(ConflictError):
    code = "accounts.unit_ended"
    message = "{unit}已于 {day} 撤销，不能再办理。"


class UnitHasUnitsError(DomainError):
    code = "accounts.unit_has_units"
    message = "{unit}下面还有{count}个单位。请先撤销它们，再撤销{unit}。"


class ColumnsMissingError(DomainError):
    code = "accounts.columns_missing"
    message = "一列也没有选。请至少选一列。"


class TooManyColumnsError(DomainError):
    code = "accounts.too_many_columns"
    message = "一套方案最多 {most} 列，这里选了 {count} 列。请少选一些。"


class ColumnUnknownError(DomainError):
    code = "accounts.column_unknown"
    message = "这份表里没有这些列：{columns}。请从表里有的列中选。"


class ColumnSetNameError(DomainError):
    code = "accounts.column_set_name"
    message = "方案名称要有 1 至 {most} 个字。"


class ColumnSetNameTakenError(ConflictError):
    code = "accounts.column_set_name_taken"
    message = "本单位已有叫“{name}”的方案。请换个名称，或者改那一套。"


class ColumnSetChangedError(ConflictError):
    code = "accounts.column_set_changed"
    message = (
        "方案“{name}”在 {moment} 由{person}改过，和您打开时不一样，没有照旧页面办。"
        "请先看现在的列，再决定要不要提交一次。"
    )


class ColumnSetVersionError(DomainError):
    code = "accounts.column_set_version"
    message = (
        "方案没有第 {version} 版，现在是第 {now} 版。请看过现在的列，再按这一版改。"
    )


class TooManyColumnSetsError(DomainError):
    code = "accounts.too_many_column_sets"
    message = "一份表最多存 {most} 套方案。请先删去不用的。"

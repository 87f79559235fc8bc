"""Why an answer cannot be taken; the cure names an example where the form has one."""

from django.utils.translation import gettext_noop as _

from zhisheng.kit.errors import DomainError


class AnswerRefusedError(DomainError):
    code = "forms.answer_refused"
    message = _("这一项填写不对。")


class AnswerMissingError(AnswerRefusedError):
    code = "forms.answer_missing"
    message = _("“{label}”必须填写。")


class AnswerTooShortError(AnswerRefusedError):
    code = "forms.answer_too_short"
    message = _("“{label}”至少要 {least} 字，现在 {length} 字。")


class AnswerTooLongError(AnswerRefusedError):
    code = "forms.answer_too_long"
    message = _("“{label}”最多 {most} 字，现在 {length} 字。")


class AnswerOutOfBoundsError(AnswerRefusedError):
    code = "forms.answer_out_of_bounds"
    message = _("“{label}”应在 {low} 到 {high} 之间，现在是 {text}。")


class AnswerBelowError(AnswerRefusedError):
    code = "forms.answer_below"
    message = _("“{label}”不能小于 {low}，现在是 {text}。")


class ChoiceUnknownError(AnswerRefusedError):
    code = "forms.choice_unknown"
    message = _("“{label}”只能填：{choices}。")


class PlaceUnknownError(AnswerRefusedError):
    code = "forms.place_unknown"
    message = _("没有认出地区“{text}”，请写明省、市、县，例如“河北省衡水市安平县”。")


class IndustryUnknownError(AnswerRefusedError):
    code = "forms.industry_unknown"
    message = _("没有认出行业“{text}”，请写名称或代码，例如“3340”。")


class MobileWrongError(AnswerRefusedError):
    code = "forms.mobile_wrong"
    message = _("手机号码应为 11 位数字，例如 13800000001。")


class CheckBrokenError(AnswerRefusedError):
    """A rule of the form itself, which brings its own words."""

    code = "forms.check_broken"
    message = _("{text}")


class FormulaBrokenError(AnswerRefusedError):
    code = "forms.formula_broken"
    message = _("这一格是公式，没有算出结果，请改成数值或文字。")


class NoRowsTableError(DomainError):
    code = "forms.no_table"
    message = _("没有找到这张表：表头里要有“{columns}”。请下载空白表格填写。")


class FormClosedError(DomainError):
    code = "forms.closed"
    message = _("“{form}”现在不能填报：它自 {first} 起至 {last} 止有效。")


class FormNotYetOpenError(DomainError):
    code = "forms.not_yet_open"
    message = _("“{form}”现在不能填报：它自 {first} 起有效。")

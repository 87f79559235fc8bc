"""Three questions to the owner, and who does a task until when."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.improvement.models import PlanTask
from zhisheng.apps.improvement.services import Assignment
from zhisheng.kit.language import is_english
from zhisheng.kit.problems import describe
from zhisheng.kit.sheets.amounts import parse_money, parse_quantity
from zhisheng.kit.sheets.errors import ValueRefusedError
from zhisheng.reference.measures import load_goals
from zhisheng.ui.choices import offer

LONGEST_NUMBER = 30
MOST_YUAN = 10_000_000
MOST_STAFF_DAYS = 300
FEWEST_DAYS = 7
MOST_YEARS = 3
DATE_INPUT = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class LimitsForm(forms.Form):
    """How much money, how many days of the own people, until when."""

    budget = forms.CharField(
        label=_("最多花多少钱（元）"),
        max_length=LONGEST_NUMBER,
        help_text=_("从现在到截止那天一共的钱。一分不花就填 0；也可以写“2万”。"),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    staff_days = forms.CharField(
        label=_("每个月，自己人能抽出多少天"),
        max_length=LONGEST_NUMBER,
        help_text=_("几个人的天数加在一起：两个人各抽 3 天，就填 6。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    ends_on = forms.DateField(
        label=_("做到哪一天为止"),
        help_text=_("到这一天，计划里的事都要见效。"),
        widget=DATE_INPUT,
    )
    goals = forms.MultipleChoiceField(
        label=_("您最想要什么"),
        required=False,
        help_text=_("选中的，计划里会多照顾；不选就都一样看。"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        goals = [
            (one.code, one.english if is_english() else one.name)
            for one in load_goals()
        ]
        offer(self, goals=goals)

    def clean_budget(self) -> int:
        value = self._read("budget")
        if value > MOST_YUAN:
            raise forms.ValidationError(
                _("超过 1000 万元了。请核对一下，这里的单位是元。")
            )
        return int(value)

    def clean_staff_days(self) -> int:
        value = self._read("staff_days")
        if value > MOST_STAFF_DAYS:
            raise forms.ValidationError(
                _("一个月 300 天以上，请核对一下：这里填几个人一共抽出的天数。")
            )
        return int(value)

    def clean_ends_on(self) -> date:
        day: date = self.cleaned_data["ends_on"]
        if day < self.today + timedelta(days=FEWEST_DAYS):
            raise forms.ValidationError(
                _("太近了，来不及做。请选 7 天以后、3 年以内的一天。")
            )
        if day > self.today + timedelta(days=365 * MOST_YEARS):
            raise forms.ValidationError(
                _("太远了，到时候情况早变了。请选 3 年以内的一天。")
            )
        return day

    def _read(self, name: str) -> Decimal:
        """Read what was typed, such as 2万 or 6 天; part of a yuan or day is dropped."""
        text = self.cleaned_data[name]
        try:
            value = (
                parse_money(text, default_unit=Decimal(1)).value
                if name == "budget"
                else parse_quantity(text.removesuffix("天").strip()).value
            )
        except ValueRefusedError as error:
            raise forms.ValidationError(describe(error)) from error
        if not isinstance(value, Decimal):
            raise forms.ValidationError(_("请填一个数字，例如 3000。"))
        if value < 0:
            raise forms.ValidationError(_("不能是负数。没有就填 0。"))
        return value


class TaskForm(forms.Form):
    """Who does a measure, and when; somebody without an account is named."""

    responsible = forms.ChoiceField(label=_("谁来做"), required=False)
    responsible_name = forms.CharField(
        label=_("没有账号的人，写名字"),
        max_length=40,
        required=False,
        help_text=_("上面选了人，这里就不用写。"),
    )
    starts_on = forms.DateField(label=_("哪天开始"), widget=DATE_INPUT)
    due_on = forms.DateField(label=_("哪天做完"), widget=DATE_INPUT)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            responsible=[
                ("", _("还没定")),
                *((one.code, str(one)) for one in people),
            ],
        )

    def as_assignment(self) -> Assignment:
        return Assignment(**self.cleaned_data)


def read_assignment(task: PlanTask) -> dict[str, object]:
    """Return what the form of a task shows at first."""
    return {
        "responsible": task.responsible.code if task.responsible else "",
        "responsible_name": task.responsible_name,
        "starts_on": task.starts_on,
        "due_on": task.due_on,
    }

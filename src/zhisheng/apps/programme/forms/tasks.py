from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.places.forms import IndustryField, RegionField
from zhisheng.apps.programme import choices
from zhisheng.apps.programme.errors import TaskFarError, TaskOverError, TaskTermError
from zhisheng.apps.programme.forms.periods import (
    PeriodField,
    list_periods,
    name_quarter,
)
from zhisheng.apps.programme.services.task_terms import make_day_off_error, refuse_far
from zhisheng.kit.forms import RefusableForm
from zhisheng.kit.problems import describe
from zhisheng.methods.working_days import is_working_day, next_working_day
from zhisheng.ui.choices import offer
from zhisheng.ui.formats import format_date

CHANGEABLE = frozenset(
    {"name", "instructions", "due_on", "due_day", "responsible", "office_phone"}
)


class EntryFilterForm(forms.Form):
    """Which of the entries of a task are looked for."""

    q = forms.CharField(
        label=_("名称或代码"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    unit = forms.ChoiceField(label=_("单位"), required=False)
    view = forms.ChoiceField(label=_("进度"), required=False)

    def __init__(
        self,
        *args: Any,
        units: Iterable[tuple[str, str]],
        views: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, unit=[("", _("全部单位")), *units], view=views)


class ReasonForm(forms.Form):
    """Why a task is ended or opened again; it is on record."""

    reason = forms.CharField(
        label=_("原因"),
        max_length=300,
        help_text=_("记录在案，任务页上也会写明。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TaskForm(RefusableForm):
    """What a reporting task asks of whom, and until when."""

    form = forms.ChoiceField(label=_("填哪张表"))
    name = forms.CharField(
        label=_("任务名称"), max_length=120, help_text=_("例：2024 年三季度进展")
    )
    period = PeriodField(
        label=_("所属期"), help_text=_("按表的周期选：季度、年度或月份。")
    )
    unit = forms.ChoiceField(label=_("发布单位"))
    audience = forms.ChoiceField(label=_("由谁填报"), choices=choices.get_audiences)
    level = forms.ChoiceField(
        label=_("下级单位是哪一级"),
        required=False,
        choices=[("", "—"), *choices.get_unit_levels()],
        help_text=_("由下级单位填报时才要选。"),
    )
    area = RegionField(
        label=_("限定地区"),
        required=False,
        help_text=_("不填就是发布单位的全部辖区。"),
    )
    industry = IndustryField(
        label=_("限定行业"),
        required=False,
        help_text=_("由企业填报时可以限定，不填就是全部行业。"),
    )
    enrolled_year = forms.TypedChoiceField(
        label=_("限定台账"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("由企业填报时可以限定：只发给这个年度帮扶台账里的企业。"),
    )
    opens_on = forms.DateField(
        label=_("开始日期"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    due_on = forms.DateField(
        label=_("截止日期"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    due_day = forms.CharField(label=_("截止日期定在哪天"), required=False)
    instructions = forms.CharField(
        label=_("填报说明"),
        required=False,
        max_length=1000,
        help_text=_("口径、注意什么；填报的人在表上面看到。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    responsible = forms.TypedChoiceField(
        label=_("负责人"),
        required=False,
        empty_value=None,
        help_text=_("填报的人有问题时找谁；不选就是您自己。"),
    )
    office_phone = forms.CharField(
        label=_("办公电话"),
        required=False,
        max_length=40,
        help_text=_("例：0318-7000000。填报的人看得到，请不要填个人手机。"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )

    def __init__(
        self,
        *args: Any,
        specs: Iterable[tuple[str, str]],
        units: Iterable[tuple[str, str]],
        years: Iterable[int],
        people: Iterable[tuple[User, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer_people({str(user.pk): (user, name) for user, name in people})
        named = [("", "—"), *((year, str(year)) for year in years)]
        offer(self, form=specs, unit=units, enrolled_year=named)
        kept, today = str(self.initial.get("period", "")), timezone.localdate()
        offer(self, period=list_periods(today, kept))
        # Spans ahead are on offer too, and would stand there if nobody chose.
        self.initial.setdefault("period", name_quarter(today))
        self.offered = self._offer_days(self._read_due_day())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("opens_on"), cleaned.get("due_on")
        if first and last and last < first:
            self.add_error("due_on", _(TaskTermError.message))
        elif last and last < timezone.localdate():
            self.add_error("due_on", _(TaskOverError.message))
        elif last:
            cleaned |= self._take_day(last)
        return cleaned

    def _take_day(self, last: date) -> dict[str, Any]:
        try:
            refuse_far(last)
        except TaskFarError as error:
            self.add_error("due_on", describe(error))
            return {}
        return self._choose_day(last)

    def _offer_people(self, people: Mapping[str, tuple[User, str]]) -> None:
        named = [(pk, name) for pk, (_user, name) in people.items()]
        offer(self, responsible=[("", "—"), *named])
        field = cast("forms.TypedChoiceField", self.fields["responsible"])
        field.coerce = lambda pk: people[pk][0]

    def _read_due_day(self) -> date | None:
        """Return the deadline as typed or known, to see whether offices work on it."""
        if not self.is_bound:
            return self.initial.get("due_on")
        field = self.fields["due_on"]
        try:
            due = cast("date | None", field.clean(self.data.get("due_on")))
            if due is not None:
                refuse_far(due)
        except (forms.ValidationError, TaskFarError):
            return None
        return due

    def _offer_days(self, due: date | None) -> tuple[str, ...]:
        """Ask, of a deadline on a day off alone, whether it is meant; return the answers."""
        if due is None or is_working_day(due):
            del self.fields["due_day"]
            return ()
        later = next_working_day(due)
        self.fields["due_day"].widget = forms.RadioSelect(
            choices=[
                (f"{later}", _("改为 {day}").format(day=format_date(later))),
                (f"{due}", _("仍用 {day}").format(day=format_date(due))),
            ]
        )
        self.fields["due_day"].initial = f"{due}" if not self.is_bound else None
        return f"{later}", f"{due}"

    def _choose_day(self, due: date) -> dict[str, Any]:
        chosen = self.cleaned_data.get("due_day", "")
        if not self.offered:
            return {}
        if chosen not in self.offered:
            self.add_error("due_day", describe(make_day_off_error(due)))
            return {}
        return {"due_on": date.fromisoformat(chosen), "keeps_day_off": True}


class RunningTaskForm(TaskForm):
    """What can still be changed once a task is handed out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, specs=(), units=(), years=(), **kwargs)
        for name in [name for name in self.fields if name not in CHANGEABLE]:
            del self.fields[name]
        self.fields["due_on"].help_text = _("只能往后改，改了会通知所有填报的人。")

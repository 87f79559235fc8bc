from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.accounts.forms import ActingForm
from zhisheng.apps.accounts.models import User
from zhisheng.apps.returns import choices, services
from zhisheng.apps.returns.choices import ValueKind
from zhisheng.apps.returns.models import FormField, Indicator
from zhisheng.apps.returns.selectors import Step, list_total_refusals
from zhisheng.apps.returns.services.filings import LONGEST_ANSWER, LONGEST_REASON
from zhisheng.apps.returns.sheets import Declared, parse_answer
from zhisheng.kit.forms import WHOLE_FORM, keep_typed
from zhisheng.kit.language import say
from zhisheng.kit.sheets.errors import ValueRefusedError
from zhisheng.ui.choices import offer


class StepForm(forms.Form):
    """One step of a return; texts stay texts, so that nothing typed is ever lost."""

    def __init__(
        self, *args: Any, step: Step, keeps_at: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        if any(is_money(field) for field in step.fields):
            self.fields["unit"] = forms.ChoiceField(
                label=_("金额单位"),
                choices=[(unit, say(unit)) for unit in services.MONEY_UNITS],
                help_text=_("本页的金额都按这个单位填写。"),
                widget=forms.Select(
                    attrs=keep_typed("unit", at="", along=WHOLE_FORM)
                    if keeps_at
                    else {}
                ),
            )
        for field in step.fields:
            built = self.fields[field.indicator_id] = build_answer_field(field)
            if keeps_at:
                # The unit says what the amounts are, so the step goes out as a whole.
                built.widget.attrs |= keep_typed(
                    field.indicator_id, at=keeps_at, along=WHOLE_FORM
                )

    @property
    def typed_texts(self) -> dict[str, str]:
        """What was typed, readable or not."""
        return {
            field.indicator_id: self.data.get(field.indicator_id, "")
            for field in self.step.fields
        }

    @property
    def typed_unit(self) -> str:
        unit = self.data.get("unit")
        return unit if unit in services.MONEY_UNITS else services.MONEY_UNITS[0]

    def refuse(self, wrong: Mapping[str, str]) -> None:
        """Say beside each field what to mend; what the form itself says stands."""
        for name, text in wrong.items():
            if not self.has_error(name):
                self.add_error(name, text)

    def refuse_draft(self, wrong: Mapping[str, str]) -> None:
        """Say of what was typed so far only what is wrong; the rest may still come."""
        for name in [name for name in self.errors if name not in wrong]:
            del self.errors[name]
        self.refuse(wrong)


def is_money(field: FormField) -> bool:
    return field.indicator.value_kind == ValueKind.AMOUNT


def build_answer_field(field: FormField) -> forms.CharField:
    return forms.CharField(
        label=services.name_indicator(field.indicator),
        required=field.is_required,
        max_length=LONGEST_ANSWER,
        help_text=say(field.indicator.definition),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )


def read_reasons(data: Mapping[str, str], keys: Sequence[str]) -> dict[str, str]:
    """Return the reasons typed on the review page; inputs are numbered like the keys."""
    return {
        key: data.get(f"reason-{number}", "")[:LONGEST_REASON]
        for number, key in enumerate(keys, start=1)
    }


class FilterForm(forms.Form):
    """What an officer narrows the list of returns by."""

    status = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            ("", _("全部")),
            (choices.ReturnStatus.SUBMITTED, _("待核对")),
            (choices.ReturnStatus.CHECKED, _("已核对")),
        ],
    )
    period = forms.ChoiceField(label=_("年度"), required=False)

    def __init__(self, *args: Any, periods: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, period=[("", _("全部")), *((p, p) for p in periods)])


class TotalForm(ActingForm):
    """One reported total with the document it stands in."""

    level = forms.ChoiceField(label=_("层级"))
    subject_code = forms.CharField(
        label=_("地区代码或行业、产业链、试点的名称代号"),
        max_length=40,
        help_text=_("地区填六位行政区划代码，例如 131125。"),
    )
    subject_name = forms.CharField(label=_("名称"), max_length=120, required=False)
    indicator = forms.ModelChoiceField(
        label=_("指标"),
        queryset=Indicator.objects.all(),
        to_field_name="code",
        empty_label=_("请选择"),
    )
    period = forms.RegexField(
        label=_("年度"), regex=r"^20\d\d$", help_text=_("四位年份，例如 2024。")
    )
    amount = forms.CharField(
        label=_("数值"),
        max_length=LONGEST_ANSWER,
        help_text=_("照文件写，例如 608.5亿元、5.4万、9.7%、2.1个百分点、5–15%。"),
    )
    document = forms.CharField(
        label=_("来源文件"),
        max_length=200,
        help_text=_("文件名称和文号，数字要能在文件里找到。"),
    )
    declared: Declared | None = None

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor
        levels = [
            choice
            for choice in choices.get_indicator_levels()
            if choice[0] != choices.IndicatorLevel.ENTERPRISE
        ]
        offer(self, level=levels)
        self.fields["indicator"].label_from_instance = label_indicator  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """Tell all that is wrong at once; what the service refuses is known before."""
        cleaned = super().clean() or self.cleaned_data
        texts = ("level", "subject_code", "period", "document")
        indicator = cleaned.get("indicator")
        refusals = list_total_refusals(
            **{name: cleaned.get(name, "") for name in texts},
            indicator=indicator,
            actor=self._actor,
        )
        if indicator is not None and "amount" in cleaned:
            self._read_amount(cleaned["amount"], indicator)
        for name, text in refusals.items():
            self.add_error(name, text)
        return cleaned

    def _read_amount(self, text: str, indicator: Indicator) -> None:
        try:
            self.declared = parse_answer(text, indicator=indicator, unit=indicator.unit)
        except ValueRefusedError as error:
            self.add_error("amount", services.describe_value_error(error))
        else:
            if self.declared is None:
                self.add_error("amount", _("请填写数值。"))


def label_indicator(indicator: Indicator) -> str:
    return _("{title}（{unit}）").format(
        title=services.name_indicator(indicator),
        unit=say(indicator.display_unit or indicator.unit),
    )


class SheetForm(ActingForm):
    """A sheet of values and the year its headings without a year mean."""

    file = forms.FileField(label=_("指标表格"))
    year = forms.IntegerField(
        label=_("年度"),
        min_value=2000,
        max_value=2100,
        help_text=_("表头没有写年份的列按这一年；“帮扶前”“上年”是它的前一年。"),
    )

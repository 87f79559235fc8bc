"""What an office writes of a campaign, and what an enterprise answers."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.campaigns import services
from zhisheng.apps.campaigns.choices import Answer, DropOutReason, StepKind
from zhisheng.apps.campaigns.models import (
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_WORDS,
)
from zhisheng.apps.places.forms import IndustryField, RegionField
from zhisheng.apps.registry.choices import SizeClass
from zhisheng.kit.forms import RefusableForm
from zhisheng.ui.choices import offer

SIZES = (SizeClass.MICRO, SizeClass.SMALL, SizeClass.MEDIUM, SizeClass.LARGE)


class CampaignForm(RefusableForm):
    """Name, words and basis, then who is invited."""

    name = forms.CharField(
        label=_("活动名称"),
        max_length=LONGEST_NAME,
        help_text=_("例如：丝网企业质量认证提升月"),
    )
    words = forms.CharField(
        label=_("对企业说的话"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 5}),
        help_text=_(
            "做什么、对企业有什么好处、要花多少时间。参加是自愿的，页面上会写明。"
        ),
    )
    basis = forms.CharField(
        label=_("依据"),
        max_length=LONGEST_REASON,
        help_text=_("凭哪个文件或者方案办，例如：县局2026年质量提升工作方案"),
    )
    unit = forms.ChoiceField(label=_("主办单位"))
    area = RegionField(
        label=_("限定地区"),
        required=False,
        help_text=_("不填就是主办单位的全部辖区。"),
    )
    industry = IndustryField(
        label=_("限定行业"), required=False, help_text=_("不填就是全部行业。")
    )
    size_class = forms.ChoiceField(
        label=_("限定规模"),
        required=False,
        choices=[("", _("不限"))] + [(one.value, one.label) for one in SIZES],
    )
    enrolled_year = forms.TypedChoiceField(
        label=_("限定台账"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("只邀请这个年度帮扶台账里的企业。"),
    )

    def __init__(
        self,
        *args: Any,
        units: Iterable[tuple[str, str]],
        years: Iterable[int],
        **others: Any,
    ) -> None:
        super().__init__(*args, **others)
        named = [("", _("不限")), *((year, str(year)) for year in years)]
        offer(self, unit=units, enrolled_year=named)

    def tell(self) -> services.CampaignDraft:
        given = self.cleaned_data
        return services.CampaignDraft(
            name=given["name"],
            words=given["words"],
            basis=given["basis"],
            area=given["area"],
            industry=given["industry"].code if given["industry"] else "",
            size_class=given["size_class"],
            enrolled_year=given["enrolled_year"],
        )


class StepForm(RefusableForm):
    kind = forms.ChoiceField(label=_("这一步是"), choices=StepKind.choices)
    held_on = forms.DateField(
        label=_("哪一天"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    text = forms.CharField(
        label=_("做什么"),
        max_length=LONGEST_REASON,
        help_text=_("例如：质量认证能给小厂带来什么，半天，管午饭"),
    )
    place = forms.CharField(
        label=_("地点"),
        required=False,
        max_length=120,
        help_text=_("线下的写地点，线上的写网址，至少写一个。"),
    )
    link = forms.URLField(
        label=_("网址"),
        required=False,
        max_length=300,
        assume_scheme="https",
        help_text=_("例如：www.example.cn/live"),
        widget=forms.TextInput({"inputmode": "url"}),
    )

    def clean_held_on(self) -> Any:
        held_on = self.cleaned_data["held_on"]
        if held_on < timezone.localdate():
            raise forms.ValidationError(_("这一天已经过去了，请选今天或以后。"))
        return held_on

    def tell(self) -> services.StepDraft:
        given = self.cleaned_data
        return services.StepDraft(
            kind=StepKind(given["kind"]),
            held_on=given["held_on"],
            text=given["text"],
            place=given["place"],
            link=given["link"],
        )


class ClosingForm(RefusableForm):
    reason = forms.CharField(
        label=_("为什么结束"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("例如：各步都办完了。企业也看得到。"),
    )


class AnswerForm(RefusableForm):
    """One button for yes; a no says why, so that the next campaign can be better."""

    answer = forms.ChoiceField(
        choices=[(one.value, one.label) for one in (Answer.YES, Answer.NO, Answer.OUT)],
        widget=forms.HiddenInput,
    )
    reason = forms.ChoiceField(
        label=_("是什么原因？"),
        choices=DropOutReason.choices,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("想多说两句"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("选“其他”的请写。主办的监管部门看得到。"),
    )

    def __init__(self, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        self.fields["answer"].error_messages["required"] = _(
            "请选参加，或者这次不参加。"
        )
        # Who takes part is asked for no reason.
        self.fields["reason"].required = self.data.get("answer") != Answer.YES
        self.fields["reason"].error_messages["required"] = _("请选一个原因。")

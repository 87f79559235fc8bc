from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zhisheng.analytics.areas import CORPS, NATION
from zhisheng.apps.places.forms import RegionField
from zhisheng.apps.statistics.choices import GradeSide

WIDE_AREAS = {
    NATION: NATION,
    "全国": NATION,
    CORPS: CORPS,
    "兵团": CORPS,
    "新疆生产建设兵团": CORPS,
}


class AreaField(RegionField):
    """Reads a region, 全国 or 兵团; its value is the six digits."""

    def clean(self, value: object) -> Any:
        text = str(value or "").strip()
        wide = WIDE_AREAS.get(text) or WIDE_AREAS.get(text[:6])
        if wide:
            return wide
        region = super().clean(value)
        if region is not None and region.valid_to is not None:
            raise ValidationError(
                _("这个区划已经撤销，请选现在的区划。"), code="former"
            )
        return region.code if region else None


class GradesForm(forms.Form):
    """Which grades are spread; the area comes along, chosen by its link."""

    def __init__(self, *args: Any, models: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["model"] = forms.ChoiceField(
            label=_("评价方法"), choices=list(models.items())
        )
        self.fields["side"] = forms.ChoiceField(
            label=_("谁评的"), choices=GradeSide.choices
        )
        self.fields["area"] = AreaField(label=_("地区"), widget=forms.HiddenInput)


class DraftForm(forms.Form):
    area = AreaField(label=_("地区"))
    year = forms.TypedChoiceField(label=_("年度"), coerce=int)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(year, str(year)) for year in years]
        self.fields["year"] = forms.TypedChoiceField(
            label=_("年度"),
            coerce=int,
            choices=choices,
            help_text=_("同时列出上一年的数字。"),
        )


class CorrectionForm(forms.Form):
    reason = forms.CharField(
        label=_("更正原因"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "会公开写在新的一版上，例如“安平县补报两家企业”。原来的数字仍然可以查看。"
        ),
    )


class LayoutForm(forms.Form):
    file = forms.FileField(
        label=_("Word 模板"),
        help_text=_(
            "在自带模板上改版式，保留双花括号里的标签。不能含宏、嵌入对象和外部内容。"
        ),
    )

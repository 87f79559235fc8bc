from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.accounts.forms import ActingForm
from zhisheng.apps.places.forms import IndustryField, RegionField
from zhisheng.apps.programme import choices


class UploadForm(ActingForm):
    """The year and the helping body of a roster; the file input stands beside it."""

    year = forms.TypedChoiceField(
        label=_("帮扶年度"),
        coerce=int,
        help_text=_("表中没有“帮扶年度”一列时用这个年度。"),
    )
    helper = forms.CharField(
        label=_("帮扶机构"),
        required=False,
        max_length=40,
        help_text=_(
            "机构代码、批准号或信用代码。由本单位帮扶、或表中已写明机构的，不用填。"
        ),
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["year"]
        field.choices = [(year, f"{year}") for year in years]  # type: ignore[attr-defined]


class EnrolmentForm(forms.Form):
    willingness = forms.ChoiceField(
        label=_("提升意愿"),
        required=False,
        choices=[("", "—"), *choices.get_strengths()],
    )
    potential = forms.ChoiceField(
        label=_("提升潜力"),
        required=False,
        choices=[("", "—"), *choices.get_strengths()],
    )
    is_selected = forms.NullBooleanField(
        label=_("入选帮扶台账"),
        required=False,
        widget=forms.Select(
            choices=[
                ("unknown", _("未定")),
                ("true", _("入选")),
                ("false", _("未入选")),
            ]
        ),
    )
    reason = forms.CharField(label=_("理由"), required=False, max_length=300)


class EngagementForm(forms.Form):
    helper = forms.CharField(
        label=_("帮扶机构"), max_length=40, help_text=_("机构代码、批准号或信用代码。")
    )
    help_kind = forms.ChoiceField(label=_("帮扶种类"), choices=choices.get_help_kinds)
    started_on = forms.DateField(
        label=_("开始日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    ended_on = forms.DateField(
        label=_("结束日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean(self) -> dict[str, object] | None:
        cleaned = super().clean()
        start, end = (
            self.cleaned_data.get("started_on"),
            self.cleaned_data.get("ended_on"),
        )
        if start and end and end < start:
            self.add_error("ended_on", _("结束日期早于开始日期，请核对。"))
        return cleaned


class PlaceForm(forms.Form):
    """One region or industry: a code, or a name that fits one only."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_region = kind == choices.PlaceKind.REGION
        self.fields["place"] = RegionField() if is_region else IndustryField()

    @property
    def code(self) -> str:
        return str(self.cleaned_data["place"].code)


class MappingForm(forms.Form):
    """Which column of an unknown sheet means what; each field may be chosen once."""

    def __init__(
        self,
        *args: object,
        columns: list[dict[str, object]],
        fields: Iterable[tuple[str, object]],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for column in columns:
            self.fields[f"column_{column['index']}"] = forms.ChoiceField(
                label=str(column["text"]),
                help_text=_("例：{text}").format(text=column["example"])
                if column["example"]
                else "",
                required=False,
                choices=[("", _("不导入")), *fields],
            )

    def clean(self) -> dict[str, object] | None:
        cleaned = super().clean()
        chosen = [value for value in self.cleaned_data.values() if value]
        if "name" not in chosen:
            raise forms.ValidationError(_("请指出哪一列是“企业名称”。"))
        if len(set(chosen)) != len(chosen):
            raise forms.ValidationError(_("有两列选了同一项内容，请只选一列。"))
        return cleaned

    def list_columns(self) -> dict[str, int]:
        """Return the position of each field that was chosen."""
        return {
            value: int(name.removeprefix("column_"))
            for name, value in self.cleaned_data.items()
            if value
        }

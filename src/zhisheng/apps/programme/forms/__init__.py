from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.accounts.forms import ActingForm, UnitField
from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.places.forms import IndustryField, RegionField
from zhisheng.apps.programme import choices
from zhisheng.apps.programme.selectors import find_helper
from zhisheng.kit.errors import DomainError
from zhisheng.kit.forms import RefusableForm, VersionForm
from zhisheng.kit.problems import describe
from zhisheng.ui.choices import offer


class HelperField(forms.CharField):
    """Reads the full name, code or number of who helped; a new one where allowed."""

    def __init__(self, *, allows_new: bool = False, **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)
        self.allows_new = allows_new

    def clean(self, value: object) -> Organisation | str | None:
        text = super().clean(value)
        if self.allows_new and text == choices.NEW_BODY:
            return choices.NEW_BODY
        try:
            return find_helper(text)
        except DomainError as error:
            raise forms.ValidationError(describe(error), code=error.code) from error


class UploadForm(ActingForm):
    """The year and the helping body of a roster; the file input stands beside it."""

    year = forms.TypedChoiceField(
        label=_("帮扶年度"),
        coerce=int,
        help_text=_("表中没有“帮扶年度”一列时用这个年度。"),
    )
    helper = HelperField(
        label=_("帮扶机构"),
        required=False,
        help_text=_(
            "输入名称或批准号，从列表里选。由本单位帮扶、或表中已写明机构的，不用填。"
        ),
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, year=[(year, f"{year}") for year in years])


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
    helper = HelperField(
        label=_("帮扶机构"), help_text=_("输入名称或批准号，从列表里选。")
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
    """One region, industry, body or unit: a code, or a name that fits one only."""

    def __init__(self, *args: Any, kind: str, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = _make_place_field(kind, actor)

    @property
    def code(self) -> str:
        place = self.cleaned_data["place"]
        return place if isinstance(place, str) else str(place.code)


def _make_place_field(kind: str, actor: User) -> forms.CharField:
    if kind == choices.PlaceKind.UNIT:
        return UnitField(actor=actor)
    if kind == choices.PlaceKind.HELPER:
        return HelperField(allows_new=True)
    is_region = kind == choices.PlaceKind.REGION
    return RegionField() if is_region else IndustryField()


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


class RemarkForm(forms.Form):
    """Why an entry or a line goes back; a field may be named, or the whole is meant."""

    field = forms.ChoiceField(label=_("哪一项"), required=False)
    text = forms.CharField(
        label=_("要改什么"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self,
        *args: Any,
        fields: Iterable[tuple[str, str]],
        whole: str = "",
        is_needed: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, field=[("", whole or _("整份材料")), *fields])
        self.fields["text"].required = is_needed


class TemplateForm(forms.Form):
    """An office's own .xlsx or .docx for one form."""

    form = forms.ChoiceField(label=_("哪张表"))
    unit = forms.ChoiceField(label=_("哪个单位用"))
    file = forms.FileField(
        label=_("模板文件（.xlsx 或 .docx）"),
        help_text=_("先下载样例模板，照样子改好再传。Excel 和 Word 各用各的模板。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.docx"}),
    )

    def __init__(
        self,
        *args: Any,
        specs: Iterable[tuple[str, str]],
        units: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, form=specs, unit=units)


class NoticeForm(RefusableForm):
    """What a public notice says; whom it is about is typed, pasted, or comes as a sheet."""

    unit = forms.ChoiceField(label=_("发布单位"))
    kind = forms.ChoiceField(label=_("公示什么"), choices=choices.get_notice_kinds)
    title = forms.CharField(
        label=_("标题"),
        max_length=120,
        help_text=_("例：2024 年质量认证奖补名单公示"),
    )
    basis = forms.CharField(
        label=_("依据"), max_length=300, help_text=_("文件名称和文号。")
    )
    text = forms.CharField(
        label=_("正文"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("公开的文字，不写手机、证件号码、邮箱。"),
    )
    subjects = forms.CharField(
        label=_("公示对象"),
        required=False,
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "一行一个：名称，所在地区，公开说明。可以从表格里复制过来；最多 2000 行。"
        ),
    )
    sheet = forms.FileField(
        label=_("或者上传表格"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        help_text=_(
            "有“名称”“所在地区”“公开说明”三列；别的列不读。传了表格就以表格为准。"
        ),
    )
    working_days = forms.IntegerField(
        label=_("公示几个工作日"), min_value=3, max_value=60, initial=5
    )
    answer_days = forms.IntegerField(
        label=_("异议在几个工作日内答复"), min_value=3, max_value=60, initial=15
    )
    contact = forms.CharField(
        label=_("公开的联系方式"),
        max_length=120,
        help_text=_("科室和办公电话，不写个人手机。"),
    )

    def __init__(
        self, *args: Any, units: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, unit=units)


class NoticeChangeForm(NoticeForm, VersionForm):
    """A draft as it is changed, from the version that was seen."""


class ClosingForm(RefusableForm):
    """What came of a notice, or why it is withdrawn."""

    text = forms.CharField(
        label=_("公示结果或撤下的原因"),
        help_text=_("结果和撤下的原因任何人都能看到，不写手机、证件号码、账号。"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ObjectionForm(RefusableForm):
    """What somebody holds against a notice; nobody has to sign it."""

    text = forms.CharField(
        label=_("对哪一项有异议，为什么"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    name = forms.CharField(
        label=_("姓名或单位"),
        required=False,
        max_length=60,
        help_text=_("署名的才有回执，能查到答复；不署名也收。"),
    )
    contact = forms.CharField(
        label=_("联系方式"),
        required=False,
        max_length=60,
        help_text=_("加密保存，只有发布单位能看到。最后四位用来查回执。"),
    )
    evidence = forms.FileField(
        label=_("证据"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp"}),
        help_text=_("一个 PDF 或图片，不超过 10 MB；几张图请合成一个 PDF。"),
    )


class ReceiptForm(forms.Form):
    code = forms.CharField(
        label=_("回执编号"), max_length=20, help_text=_("例：Y-7K3M9Q2X4T")
    )
    last = forms.CharField(
        label=_("您留的联系方式的最后四位"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ObjectionAnswerForm(forms.Form):
    result = forms.ChoiceField(
        label=_("异议是否成立"),
        choices=choices.get_objection_results,
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("理由和处理"),
        max_length=2_000,
        help_text=_("提出的人凭回执能看到这段话。"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class SeveralAnswersForm(ObjectionAnswerForm):
    """One answer to several objections that say the same."""

    objections = forms.MultipleChoiceField(
        label=_("答复哪几件"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("请至少选一件。"),
            "invalid_choice": _("选的里面有刚刚答复过的，请重新选。"),
        },
    )
    field_order = ("objections", "result", "answer")

    def __init__(
        self, *args: Any, waiting: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, objections=waiting)


class SubjectSearchForm(forms.Form):
    name = forms.CharField(label=_("按名称找"), required=False, max_length=60)

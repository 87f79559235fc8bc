"""What a good case is asked: what was wrong, what was done, what it brought."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.forms.problems import VersionedForm, ask_number
from zhisheng.apps.improvement.models.cases import LONGEST_CASE_TEXT, LONGEST_TITLE
from zhisheng.apps.places.forms import IndustryField, RegionField
from zhisheng.kit.errors import DomainError
from zhisheng.kit.problems import describe
from zhisheng.methods.case_selection import Act
from zhisheng.ui.choices import offer

FIGURES = (1, 2, 3)


class CaseForm(VersionedForm):
    """Title, problem, measure and up to three figures before and after."""

    title = forms.CharField(
        label=_("案例叫什么？"),
        max_length=LONGEST_TITLE,
        help_text=_("例如：焊丝进烘箱，气孔少了八成"),
    )
    problem = forms.CharField(
        label=_("原来是什么问题？"),
        max_length=LONGEST_CASE_TEXT,
        widget=forms.Textarea({"rows": 3}),
    )
    measure = forms.CharField(
        label=_("怎么做的？"),
        max_length=LONGEST_CASE_TEXT,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("写清楚做了哪几步、花了多少钱和时间，别人照着能做。"),
    )
    gap = forms.ChoiceField(
        label=_("补上了质量评价的哪个短板？"),
        required=False,
        help_text=_("有同样短板的企业会看到这个案例。"),
    )

    def __init__(
        self, *args: Any, gaps: Sequence[tuple[str, str]] = (), **others: Any
    ) -> None:
        super().__init__(*args, **others)
        self.fields["version"].required = False
        field = self.fields["gap"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("不选")), *gaps]
        for number in FIGURES:
            self.fields.update(_ask_figure(number))

    def list_main_fields(self) -> list[forms.BoundField]:
        """Return what every case is asked, the first figure included."""
        late = {name for number in FIGURES[1:] for name in _ask_figure(number)}
        return [field for field in self.visible_fields() if field.name not in late]

    def list_more_figures(self) -> list[forms.BoundField]:
        main = {field.name for field in self.list_main_fields()}
        return [field for field in self.visible_fields() if field.name not in main]

    def tell(self) -> services.CaseDraft:
        given = self.cleaned_data
        model, _colon, criterion = str(given["gap"]).partition(":")
        return services.CaseDraft(
            title=given["title"],
            problem=given["problem"],
            measure=given["measure"],
            figures=tuple(self._tell_figure(number) for number in FIGURES),
            model=model,
            criterion=criterion,
        )

    def _tell_figure(self, number: int) -> services.Figure:
        given = self.cleaned_data
        return services.Figure(
            measured=given.get(f"measured{number}") or "",
            unit=given.get(f"unit{number}") or "",
            before=given.get(f"before{number}"),
            after=given.get(f"after{number}"),
        )


class PhotoForm(VersionedForm):
    upload = forms.FileField(
        label=_("照片"),
        widget=forms.FileInput({"accept": ".jpg,.jpeg,.png,.webp"}),
        help_text=_(
            "20 MB 以内。拍摄地点和时间会去掉；公开以后大家都看得到，请别拍到人脸。"
        ),
    )

    def refuse(self, error: DomainError) -> None:
        self.add_error("upload", describe(error))


class DecisionForm(VersionedForm):
    """What an office decides; the service says which acts want a reason."""

    act = forms.ChoiceField(choices=[(one.value, one.value) for one in Act])
    reason = forms.CharField(
        label=_("意见或者原因"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("退回和撤下必须写；企业看得到。"),
    )
    acting_reason = forms.CharField(
        label=_("为什么代办"),
        max_length=300,
        help_text=_("轮到办理的单位会收到消息，看到这条原因；企业也看得到。"),
    )

    def __init__(self, *args: Any, is_acting: bool = False, **others: Any) -> None:
        super().__init__(*args, **others)
        if not is_acting:
            del self.fields["acting_reason"]


class AnnounceForm(VersionedForm):
    """What a new notice says beside the case; a draft that takes another has it already."""

    draft = forms.ChoiceField(label=_("放进哪个公示"), required=False)
    basis = forms.CharField(
        label=_("公示依据哪个文件"),
        required=False,
        max_length=300,
        help_text=_("文件名称和文号。放进已有的公示就不用写。"),
    )
    contact = forms.CharField(
        label=_("公开的联系方式"),
        required=False,
        max_length=120,
        help_text=_("科室和办公电话，不写个人手机。"),
    )
    working_days = forms.IntegerField(
        label=_("公示几个工作日"),
        min_value=3,
        max_value=60,
        initial=5,
        help_text=_("从发布的第二天起算，最少 3 个。放进已有的公示就按那份的。"),
    )

    def __init__(
        self, *args: Any, drafts: Sequence[tuple[str, str]], **others: Any
    ) -> None:
        super().__init__(*args, **others)
        offer(self, draft=drafts)
        # Whoever writes a new notice, as is offered first, says both.
        for name in ("basis", "contact"):
            self.fields[name].widget.is_wanted = True
        if not any(code for code, _name in drafts):
            self.fields["draft"].widget = forms.HiddenInput()

    def tell(self) -> services.NoticeTerms:
        given = self.cleaned_data
        return services.NoticeTerms(
            basis=given["basis"],
            contact=given["contact"],
            working_days=given["working_days"],
            draft=given["draft"],
        )


class PublicCaseFilter(forms.Form):
    industry = IndustryField(label=_("行业"), required=False)
    region = RegionField(label=_("地区"), required=False)

    def tell(self) -> dict[str, str]:
        """Return the codes that were understood, empty for what was not asked."""
        given = self.cleaned_data if self.is_valid() else {}
        industry, region = given.get("industry"), given.get("region")
        return {
            "trade": industry.code if industry else "",
            "region": region.code if region else "",
        }


def _ask_figure(number: int) -> dict[str, forms.Field]:
    return {
        f"measured{number}": forms.CharField(
            label=_("量的是什么"),
            required=False,
            max_length=60,
            help_text=_("例如：焊缝不良率"),
        ),
        f"unit{number}": forms.CharField(
            label=_("单位"),
            required=False,
            max_length=20,
            help_text=_("例如：%、件/月"),
        ),
        f"before{number}": ask_number(_("改之前")),
        f"after{number}": ask_number(_("改之后")),
    }

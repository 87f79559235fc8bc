"""What is asked at each step of a problem: one form, at most what a phone shows at once."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.choices import CauseCategory, ProblemSource
from zhisheng.apps.improvement.models import ProblemCause
from zhisheng.apps.improvement.models.problems import LONGEST_TEXT
from zhisheng.apps.improvement.selectors import KnownGap
from zhisheng.kit.errors import DomainError
from zhisheng.kit.forms import RefusableForm
from zhisheng.kit.language import shorten
from zhisheng.kit.problems import describe
from zhisheng.methods.corrective_action import Act

WHYS = 5
ACCEPTED = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx"
CATEGORIES = (
    (CauseCategory.PEOPLE, _("人：不会、没注意、换了人")),
    (CauseCategory.MACHINE, _("机：设备、模具、工装")),
    (CauseCategory.MATERIAL, _("料：原料、外协件")),
    (CauseCategory.METHOD, _("法：做法、工艺、没有规定")),
    (CauseCategory.ENVIRONMENT, _("环：温度、灰尘、场地")),
    (CauseCategory.MEASUREMENT, _("测：量具、检验方法")),
)


class ProblemForm(RefusableForm):
    page_names = MappingProxyType(
        {"cause": "why1", "whys": "why1", "person": "responsible"}
    )


class VersionedForm(ProblemForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def renew(self, version: int) -> None:
        """Let what was typed on a stale page be sent again, now that it was shown."""
        typed = {name: self.data[name] for name in self.data}
        self.data = typed | {self.add_prefix("version"): str(version)}


class ReportForm(ProblemForm):
    """Three things: what, where from, a photo."""

    text = forms.CharField(
        label=_("什么东西，出了什么毛病？"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("一两句话就行，例如：本周三批法兰的焊缝有气孔，共 12 件。"),
    )
    source = forms.ChoiceField(
        label=_("从哪里知道的？"),
        choices=ProblemSource.choices,
        initial=ProblemSource.FOUND,
        widget=forms.Select,
    )
    photo = forms.FileField(
        label=_("照片"),
        required=False,
        widget=forms.FileInput({"accept": ACCEPTED}),
        help_text=_("照片、PDF、Word 或 Excel，20 MB 以内，加密保存。"),
    )

    def tell(self, gap: KnownGap | None) -> services.Report:
        return services.Report(
            text=self.cleaned_data["text"],
            source=self.cleaned_data["source"],
            evaluation=gap.evaluation if gap else None,
            criterion=gap.criterion if gap else "",
        )

    def refuse(self, error: DomainError) -> None:
        if error.code.startswith("kit.file") or error.code == "kit.image_refused":
            self.add_error("photo", describe(error))
        else:
            super().refuse(error)


class AttachForm(VersionedForm):
    upload = forms.FileField(
        label=_("照片或文件"),
        widget=forms.FileInput({"accept": ACCEPTED}),
        help_text=_("照片、PDF、Word 或 Excel，20 MB 以内，加密保存。"),
    )

    def refuse(self, error: DomainError) -> None:
        self.add_error("upload", describe(error))


class CauseForm(VersionedForm):
    """One more cause: on a bone, or the why behind one that stands there."""

    place = forms.ChoiceField(label=_("写在哪里"))
    text = forms.CharField(label=_("原因"), max_length=200)

    def __init__(self, *args: Any, causes: Sequence[ProblemCause], **others: Any):
        super().__init__(*args, **others)
        field = self.fields["place"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [*CATEGORIES, *_list_causes(causes, _("为什么会：{cause}"))]

    def get_place(self) -> tuple[str, int | None]:
        """Return the bone, or the number of the cause it stands behind."""
        place = str(self.cleaned_data["place"])
        return ("", int(place)) if place.isdigit() else (place, None)


class StepForm(VersionedForm):
    """What one step asks; each act has its own fields."""

    act = forms.CharField(widget=forms.HiddenInput)

    def tell(self) -> services.Told:
        given = self.cleaned_data
        root = str(given.get("root") or "")
        return services.Told(
            text=given.get("text") or "",
            category=given.get("category") or "",
            whys=tuple(
                why
                for number in range(1, WHYS + 1)
                if (why := given.get(f"why{number}"))
            ),
            root=int(root) if root.isdigit() else None,
            responsible=given.get("responsible") or "",
            responsible_name=given.get("responsible_name") or "",
            due_on=given.get("due_on"),
            figures=services.Figures(
                measured=given.get("measured") or "",
                unit=given.get("unit") or "",
                before=given.get("value_before"),
                after=given.get("value_after"),
                saved_yuan=given.get("saved_yuan"),
            ),
        )


def build_step_form(
    act: Act,
    *args: Any,
    people: Iterable[User] = (),
    causes: Sequence[ProblemCause] = (),
    **others: Any,
) -> StepForm:
    """Build the form of an act; the service, not the form, says what must be there."""
    form = StepForm(*args, **others)
    form.fields.update(_list_fields(act, people, causes))
    return form


def _list_fields(
    act: Act, people: Iterable[User], causes: Sequence[ProblemCause]
) -> dict[str, forms.Field]:
    match act:
        case Act.CONTAIN:
            told = _(
                "例如：挑出来隔离、返工、换货、停机、先答复客户。没有要处理的也写明。"
            )
            return {"text": _ask(_("先怎么处理的？"), told)}
        case Act.FIND_CAUSE:
            return _ask_cause(causes)
        case Act.PLAN:
            return _ask_plan(people)
        case Act.FINISH:
            return {
                "text": _ask(
                    _("做了什么？"), _("例如：换了焊丝，贴了作业图，教了两个人。")
                )
            }
        case Act.VERIFY:
            return _ask_effect()
        case Act.RETURN:
            return {"text": _ask(_("为什么退回？"))}
        case Act.REOPEN:
            return {"text": _ask(_("又出了什么情况？"))}
    return {}


def _ask(label: Any, told: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=told,
        required=False,
        max_length=LONGEST_TEXT,
        widget=_want(forms.Textarea({"rows": 3})),
    )


def _want(widget: forms.Widget) -> forms.Widget:
    """Mark what the service asks for, so that it is not called optional."""
    widget.is_wanted = True  # type: ignore[attr-defined]  # read by the field's label
    return widget


def _ask_cause(causes: Sequence[ProblemCause]) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    if causes:
        found["root"] = forms.ChoiceField(
            label=_("已经写下的原因里，哪条是根本原因？"),
            required=False,
            choices=[("", _("都不是，我另写")), *_list_causes(causes, "{cause}")],
        )
    found["category"] = forms.ChoiceField(
        label=_("主要出在哪方面？"),
        required=False,
        choices=CATEGORIES,
        widget=_want(forms.Select()),
    )
    for number in range(1, WHYS + 1):
        found[f"why{number}"] = forms.CharField(
            label=_("为什么会这样？") if number == 1 else _("那又是为什么？"),
            required=False,
            max_length=200,
            widget=_want(forms.TextInput()) if number == 1 else forms.TextInput(),
        )
    found[f"why{WHYS}"].help_text = _(
        "一直问到能动手改的那一层；写的最后一条就是根本原因。"
    )
    return found


def _list_causes(causes: Iterable[ProblemCause], pattern: Any) -> list[tuple[str, str]]:
    return [
        (str(one.number), str(pattern).format(cause=shorten(one.text, 30)))
        for one in causes
    ]


def _ask_plan(people: Iterable[User]) -> dict[str, forms.Field]:
    named = [(one.code, str(one)) for one in people]
    return {
        "text": _ask(_("打算怎么改，让它不再发生？")),
        "responsible": forms.ChoiceField(
            label=_("谁负责？"),
            required=False,
            choices=[*named, ("", _("没有账号的人，名字写在下面"))],
            initial=named[0][0] if named else "",
            widget=_want(forms.Select()),
        ),
        "responsible_name": forms.CharField(
            label=_("没有账号的人叫什么"), required=False, max_length=40
        ),
        "due_on": forms.DateField(
            label=_("哪天前做完？"),
            required=False,
            widget=_want(forms.DateInput({"type": "date"}, format="%Y-%m-%d")),
        ),
    }


def _ask_effect() -> dict[str, forms.Field]:
    return {
        "text": _ask(
            _("看到了什么效果？"), _("例如：查了近三批 300 件，没有再出现气孔。")
        ),
        "measured": forms.CharField(
            label=_("量的是什么"),
            required=False,
            max_length=60,
            help_text=_("例如：焊缝不良率"),
        ),
        "value_before": ask_number(_("改之前")),
        "value_after": ask_number(_("改之后")),
        "unit": forms.CharField(
            label=_("单位"),
            required=False,
            max_length=20,
            help_text=_("例如：%、件/月"),
        ),
        "saved_yuan": ask_number(_("一年大约省下多少元")),
    }


def ask_number(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        max_digits=16,
        decimal_places=4,
        max_value=Decimal(10) ** 12,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )

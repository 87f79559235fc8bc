"""What an officer writes into the register; what looks wrong is asked about once."""

from collections.abc import Collection
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.places.forms import RegionField
from zhisheng.apps.registry.choices import LegalForm, LifeEventKind
from zhisheng.apps.registry.forms import DATE_INPUT, OfficialForm, UpdateForm
from zhisheng.kit.forms import RefusableForm
from zhisheng.ui.tables import Text

SEPARATOR = ","


class AskingForm(RefusableForm):
    """A form that may ask back; the yes counts for that which was asked, and no more."""

    question: Text = ""
    asked = forms.CharField(required=False, widget=forms.HiddenInput)
    is_sure = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fields = {name: self.fields.pop(name) for name in ("asked", "is_sure")}
        if self.is_bound and self.data.get("asked"):
            self._show()

    def ask(self, about: Collection[str]) -> None:
        """Put the question to the page that comes back, with what it is about."""
        typed = {name: text for name, text in self.data.items() if name != "is_sure"}
        self.data = typed | {"asked": SEPARATOR.join(sorted(about))}
        self._show()

    @property
    def confirmed(self) -> frozenset[str]:
        """What was asked about and answered with yes."""
        values = self.cleaned_data
        sure = values.get("is_sure") and values.get("asked")
        return frozenset(sure.split(SEPARATOR)) if sure else frozenset()

    def _show(self) -> None:
        self.fields |= self._fields
        self.fields["is_sure"].label = str(self.question)


class AddForm(AskingForm, OfficialForm):
    question = _("我看过了，不是上面这些，是另一家企业，照样登记")


LEAVING = _("确实迁到那里，交给那边管")


class CorrectionForm(AskingForm, UpdateForm):
    question = LEAVING


class LifeEventForm(AskingForm):
    question = LEAVING
    page_names = MappingProxyType({"effective_on": "happened_on"})

    kind = forms.ChoiceField(
        label=_("发生了什么"),
        choices=[
            (kind.value, kind.label)
            for kind in LifeEventKind
            if kind not in {LifeEventKind.MERGED, LifeEventKind.UNMERGED}
        ],
    )
    happened_on = forms.DateField(label=_("哪天"), widget=DATE_INPUT)
    name = forms.CharField(
        label=_("新名称"),
        max_length=120,
        required=False,
        help_text=_("更名、个转企、承接前身时填写。"),
    )
    uscc = forms.CharField(
        label=_("新的统一社会信用代码"),
        max_length=40,
        required=False,
        help_text=_("个转企、承接前身时填写。"),
    )
    legal_form = forms.ChoiceField(
        label=_("新的主体类型"),
        choices=[("", _("未变")), *LegalForm.choices],
        required=False,
    )
    region = RegionField(
        label=_("新的登记地区"), required=False, help_text=_("迁址、承接前身时填写。")
    )
    address = forms.CharField(label=_("新的住所"), max_length=240, required=False)
    business_region = RegionField(label=_("新的经营地区"), required=False)
    business_address = forms.CharField(
        label=_("新的经营地址"), max_length=240, required=False
    )
    source = forms.CharField(
        label=_("依据"),
        max_length=120,
        required=False,
        help_text=_("例如：变更登记通知书。恢复时必填。"),
    )

    @property
    def is_succession(self) -> bool:
        return bool(self.cleaned_data["kind"] == LifeEventKind.SUCCEEDED)

    def as_changes(self) -> dict[str, Any]:
        """Return only what was filled in; silence changes nothing."""
        names = ("name", "uscc", "legal_form", "address", "business_address")
        changes = {name: self.cleaned_data[name] for name in names}
        for name in ("region", "business_region"):
            chosen = self.cleaned_data[name]
            changes[f"{name}_id"] = chosen.code if chosen else ""
        return {name: value for name, value in changes.items() if value}

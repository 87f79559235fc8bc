"""Who an open task asks besides, or by which filter."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.programme.choices import Audience
from zhisheng.apps.programme.forms.tasks import ReasonForm, TaskForm
from zhisheng.apps.programme.services.planning import list_outside
from zhisheng.ui.choices import offer

if TYPE_CHECKING:
    from zhisheng.apps.accounts.models import Unit

NARROWING = {
    Audience.ENTERPRISES: ("area", "industry", "enrolled_year"),
    Audience.BODIES: ("area",),
    Audience.UNITS: ("level", "area"),
}


class FindForm(forms.Form):
    """Whom an officer looks for, to add by hand."""

    q = forms.CharField(
        label=_("名称或代码"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class FindChangeForm(FindForm):
    """Whom an officer looks for among those taken out, put back or added."""

    view = forms.CharField(required=False, widget=forms.HiddenInput)


class RecipientsForm(ReasonForm):
    """Who is added by hand, of those found, and why."""

    field_order = ("codes", "reason")
    codes = forms.MultipleChoiceField(
        label=_("加谁"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, found: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("记在增减记录里，名单里标明“手工增加”。")
        offer(self, codes=found)


class TakeOutForm(ReasonForm):
    """Why somebody is asked no longer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "记在增减记录里，有关单位看得到。对方会收到“不用再填”的消息。"
        )


class PutBackForm(ReasonForm):
    """Why somebody who was taken out is asked again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("记在增减记录里。对方会收到填报消息。")


class FilterReasonForm(ReasonForm):
    """Why another filter takes anybody out; where it only adds, it is not asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What is missing is told by the service, which counts who goes out.
        self.fields["reason"].required = False
        self.fields["reason"].help_text = _(
            "记在增减记录里，被去掉的列在“已移出”里，下级单位看得到。"
        )

    def ask(self) -> None:
        """Show that the reason must be given."""
        self.fields["reason"].required = True


class TaskFilterForm(TaskForm):
    """By what the audience of an open task is narrowed."""

    def __init__(
        self,
        *args: Any,
        audience: str,
        unit: "Unit",
        years: Iterable[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, specs=(), units=(), years=years, **kwargs)
        self._issuer = unit
        kept = NARROWING[Audience(audience)]
        for name in [name for name in self.fields if name not in kept]:
            del self.fields[name]
        if "level" in self.fields:
            self.fields["level"].required = True

    def clean(self) -> dict[str, Any]:
        """Refuse a region of others, before anybody of it is named."""
        typed = super().clean() or self.cleaned_data
        for name, text in list_outside(typed.get("area"), self._issuer).items():
            self.add_error(name, text)
        return typed

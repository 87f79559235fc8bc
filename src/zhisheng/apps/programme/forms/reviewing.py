from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.programme.forms import RemarkForm
from zhisheng.kit.forms import VersionForm
from zhisheng.ui.choices import offer

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField, BoundWidget

    from zhisheng.apps.programme.models import TaskEntry


class ReturnForm(VersionForm, RemarkForm):
    """What is to be mended in an entry as it was when it was read.

    Who acts for the office whose turn it is says why.
    """

    field_order = ("field", "rows", "text")
    rows = forms.MultipleChoiceField(
        label=_("表里的哪几行"),
        required=False,
        help_text=_("选了行，就把同一条意见写给每一行；只列出前 50 行。"),
        widget=forms.CheckboxSelectMultiple,
    )
    acting_reason = forms.CharField(
        label=_("为什么代审"),
        max_length=300,
        help_text=_("轮到审核的单位会收到消息，看到这条原因。"),
    )

    def __init__(
        self,
        *args: Any,
        is_acting: bool = False,
        lines: Iterable[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if lines := list(lines):
            offer(self, rows=lines)
        else:
            del self.fields["rows"]
        self.is_acting = is_acting
        if not is_acting:
            del self.fields["acting_reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_said = cleaned.get("text") or "text" in self.errors
        if cleaned.get("rows") and not is_said:
            self.add_error("text", _("选了行，请写明要改什么。"))
        return cleaned


class ReturnManyForm(forms.Form):
    """Which of the entries shown go back, each as it was read, and with which words."""

    entries = forms.MultipleChoiceField(
        label=_("退回哪几份"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("名单上有几份刚有变动，请看一看再选。"),
        },
    )
    text = forms.CharField(
        label=_("要改什么"),
        max_length=300,
        required=False,
        help_text=_("单独写了意见的那几份，只带单独写的。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, entries: "Iterable[TaskEntry]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [(f"{one.pk}-{one.version}", one.name) for one in entries]
        offer(self, entries=offered)
        for value, name in offered:
            self.fields[_name_own(value)] = forms.CharField(
                label=_("只给“{name}”的意见").format(name=name),
                max_length=300,
                required=False,
            )

    @property
    def lines(self) -> "list[tuple[BoundWidget, BoundField]]":
        """Return each entry to tick with where its own words go."""
        choices = self["entries"].subwidgets
        return [(one, self[_name_own(one.data["value"])]) for one in choices]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = cleaned.get("entries", ())
        is_unsaid = any(not cleaned.get(_name_own(value)) for value in chosen)
        if is_unsaid and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("请写明要改什么，或者给选中的每一份单独写。"))
        return cleaned

    def read_own(self) -> dict[int, str]:
        """Return what is said of single entries, by number."""
        chosen = read_chosen(self.cleaned_data["entries"])
        return {number: self.cleaned_data[f"own-{number}"] for number in chosen}


def _name_own(value: str) -> str:
    return f"own-{value.partition('-')[0]}"


def read_chosen(texts: Iterable[str]) -> Mapping[int, int]:
    """Read the numbers of entries with the versions that were seen."""
    pairs = (text.split("-") for text in texts)
    return {int(number): int(version) for number, version in pairs}

"""What an officer says of alike problems: which trade, what they are called, what helps."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.forms.problems import ACCEPTED, VersionedForm
from zhisheng.apps.places.models import Industry
from zhisheng.kit.errors import DomainError
from zhisheng.kit.forms import RefusableForm
from zhisheng.kit.language import is_english
from zhisheng.kit.problems import describe
from zhisheng.reference.measures import load_measures


class SearchForm(RefusableForm):
    trade = forms.ChoiceField(label=_("哪个行业？"), required=False)

    def __init__(self, *args: Any, trades: Iterable[Industry], **others: Any) -> None:
        super().__init__(*args, **others)
        field = self.fields["trade"]
        if isinstance(field, forms.ChoiceField):
            named = [(one.code, str(one)) for one in trades]
            field.choices = [("", _("所有行业")), *named]


class NameForm(VersionedForm):
    name = forms.CharField(
        label=_("这一类问题叫什么？"), max_length=60, help_text=_("例如：焊缝气孔")
    )


class SolutionForm(VersionedForm):
    text = forms.CharField(
        label=_("怎么解决？"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("写给企业看的话，一步一步写。有这类问题的企业都能看到。"),
    )
    measures = forms.MultipleChoiceField(label=_("可以采取的措施"), required=False)
    upload = forms.FileField(
        label=_("作业图、表格等文件"),
        required=False,
        widget=forms.FileInput({"accept": ACCEPTED}),
        help_text=_("照片、PDF、Word 或 Excel，20 MB 以内。"),
    )

    def __init__(self, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        field = self.fields["measures"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [
                (one.code, one.english if is_english() else one.name)
                for one in load_measures()
            ]
            field.widget.attrs["size"] = 8

    def tell(self) -> services.Solution:
        return services.Solution(
            text=self.cleaned_data["text"],
            measures=tuple(self.cleaned_data["measures"]),
        )

    def refuse(self, error: DomainError) -> None:
        if error.code.startswith("kit.file_") or error.code == "kit.image_refused":
            self.add_error("upload", describe(error))
        else:
            super().refuse(error)

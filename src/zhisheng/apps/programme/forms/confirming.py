from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.programme.services.confirming import LONGEST_NOTE

RIGHT, WRONG = "right", "wrong"


class CorrectionForm(forms.Form):
    """Why the enterprise says otherwise of a help than before."""

    reason = forms.CharField(
        label=_("为什么更正"),
        max_length=LONGEST_NOTE,
        error_messages={"required": _("请写明为什么更正。")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    """What the enterprise says of a help, and by which digits it shows who it is."""

    answer = forms.ChoiceField(
        label=_("核对结果"),
        choices=[(RIGHT, RIGHT), (WRONG, WRONG)],
        error_messages={
            "required": _("请按“属实”，或写明哪里不对再提交。"),
            "invalid_choice": _("请按“属实”，或写明哪里不对再提交。"),
        },
    )
    digits = forms.RegexField(
        r"^\d{4}$",
        label=_("登记手机号的后四位"),
        required=False,
        strip=True,
        error_messages={"invalid": _("请填 4 位数字。")},
        help_text=_("填了才算企业已确认；不填也可以回答，会注明未核实身份。"),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 4}
        ),
    )
    note = forms.CharField(
        label=_("哪里不对"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, takes_digits: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not takes_digits:
            del self.fields["digits"]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("answer") == WRONG and not cleaned.get("note"):
            self.add_error("note", _("请写明哪里不对。"))
        return cleaned

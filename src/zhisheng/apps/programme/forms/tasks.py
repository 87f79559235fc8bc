from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """Why a task is ended or opened again; it is on record."""

    reason = forms.CharField(
        label=_("原因"),
        max_length=300,
        help_text=_("记录在案，任务页上也会写明。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

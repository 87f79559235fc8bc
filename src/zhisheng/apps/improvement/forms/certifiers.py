"""What is typed to find a body."""

from django import forms
from django.utils.translation import gettext_lazy as _


class BodySearchForm(forms.Form):
    q = forms.CharField(
        label=_("机构名称或批准号"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "search"}),
    )

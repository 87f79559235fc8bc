from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.programme.forms import RemarkForm
from zhisheng.apps.programme.forms.versions import VersionForm


class ReturnForm(VersionForm, RemarkForm):
    """What is to be mended in an entry as it was when it was read.

    Who acts for the office whose turn it is says why.
    """

    acting_reason = forms.CharField(
        label=_("为什么代审"),
        max_length=300,
        help_text=_("轮到审核的单位会收到消息，看到这条原因。"),
    )

    def __init__(self, *args: Any, is_acting: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_acting = is_acting
        if not is_acting:
            del self.fields["acting_reason"]

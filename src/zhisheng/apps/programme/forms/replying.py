"""What was done about each remark on the whole of an entry, asked beside its questions."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django import forms
from django.utils.translation import gettext as _

from zhisheng.apps.programme.models import EntryRemark
from zhisheng.apps.programme.selectors.mending import name_reply
from zhisheng.kit.forms import RecordForm, keep_typed

NOTHING_SAID: Mapping[int, str] = MappingProxyType({})


def ask_for_replies(
    form: RecordForm,
    remarks: Iterable[EntryRemark],
    *,
    keeps_at: str,
    said: Mapping[int, str] = NOTHING_SAID,
) -> None:
    """Put a question on each remark before the others, with what is ``said`` or kept."""
    asked: dict[str, forms.Field] = {}
    for remark in remarks:
        name = name_reply(remark)
        sent = keep_typed(name, at=keeps_at, along=("version",))
        asked[name] = forms.CharField(
            label=_("对这条意见，您是怎么改的：{text}").format(text=remark.text),
            help_text=_("写明改了哪里；没有改的，写明原因。审核的人会看到。"),
            max_length=300,
            initial=said.get(remark.pk, remark.reply),
            error_messages={
                "required": _("请写明这条意见是怎么改的，没有改的写明原因。")
            },
            widget=forms.Textarea(
                attrs={"rows": 2, "hx-include": "#version", "hx-swap": "none"} | sent
            ),
        )
    form.fields = asked | form.fields

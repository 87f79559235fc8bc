"""What was done about each remark on the whole of an entry, asked beside its questions."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django import forms
from django.utils.translation import gettext as _

from zhisheng.apps.programme.models import EntryRemark
from zhisheng.apps.programme.selectors.mending import LONGEST_REPLY, ask_reply
from zhisheng.kit.forms import RecordForm, keep_typed

NOTHING_SAID: Mapping[str, str] = MappingProxyType({})


def ask_for_replies(
    form: RecordForm,
    remarks: Iterable[EntryRemark],
    *,
    keeps_at: str,
    said: Mapping[str, str] = NOTHING_SAID,
    seen: Mapping[str, str] = NOTHING_SAID,
) -> None:
    """Put a question on each remark before the others, with what is ``said`` or kept.

    ``seen`` is what stood there when the page was opened, as with the other questions.
    """
    asked: dict[str, forms.Field] = {}
    for remark in remarks:
        question = ask_reply(remark)
        name, seen_name = question.code, f"seen-{question.code}"
        sent = keep_typed(name, at=keeps_at, along=("version", seen_name))
        included = {"hx-include": f"#version, #{seen_name}", "hx-swap": "none"}
        asked[name] = built = forms.CharField(
            label=question.label,
            help_text=_("写明改了哪里；没有改的，写明原因。审核的人会看到。"),
            # Left as it was seen it stays as a colleague left it.
            required=not remark.reply,
            max_length=LONGEST_REPLY,
            initial=said.get(name, remark.reply),
            error_messages={
                "required": _("请写明这条意见是怎么改的，没有改的写明原因。")
            },
            widget=forms.Textarea(attrs={"rows": 2} | included | sent),
        )
        built.widget.is_wanted = True
        built.widget.seen = seen.get(name, remark.reply)
    form.fields = asked | form.fields

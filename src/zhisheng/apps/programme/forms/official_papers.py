from dataclasses import fields

from django import forms
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.programme.models.official_papers import LONGEST
from zhisheng.apps.programme.services import NoticeText
from zhisheng.kit.forms import VersionForm


class OfficialPaperForm(VersionForm):
    """What a draft of an official paper says."""

    title = forms.CharField(label=_("标题"), max_length=LONGEST["title"])
    recipients = forms.CharField(
        label=_("主送机关"),
        max_length=LONGEST["recipients"],
        help_text=_("排好版会自动加上冒号。"),
    )
    body = forms.CharField(
        label=_("正文"),
        max_length=LONGEST["body"],
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("一段一行。层次依次用 一、（一） 1. （1） 开头，字体会照国标换。"),
    )
    attachments = forms.CharField(
        label=_("附件名称"),
        required=False,
        max_length=LONGEST["attachments"],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一行一个，不加序号和标点。附件本身另外附上。"),
    )
    note = forms.CharField(
        label=_("附注"),
        required=False,
        max_length=LONGEST["note"],
        help_text=_("例：联系人：李红，电话：0318-7654321"),
    )
    copies_to = forms.CharField(
        label=_("抄送"), required=False, max_length=LONGEST["copies_to"]
    )

    def as_text(self) -> NoticeText:
        names = (one.name for one in fields(NoticeText))
        return NoticeText(**{name: self.cleaned_data[name] for name in names})


class IssuingForm(VersionForm):
    """Under which number and date a person issues a paper."""

    number = forms.CharField(
        label=_("发文字号"),
        max_length=LONGEST["number"],
        help_text=_("例：衡市监发〔2024〕12号"),
    )
    issued_on = forms.DateField(
        label=_("成文日期"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

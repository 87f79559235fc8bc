from django import forms
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.accounts.forms import RefusableForm


class OfficialForm(RefusableForm):
    """What a draft of an official paper says."""

    title = forms.CharField(label=_("标题"), max_length=120)
    recipients = forms.CharField(
        label=_("主送机关"), max_length=300, help_text=_("排好版会自动加上冒号。")
    )
    body = forms.CharField(
        label=_("正文"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("一段一行。层次依次用 一、（一） 1. （1） 开头，字体会照国标换。"),
    )
    attachments = forms.CharField(
        label=_("附件名称"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一行一个，不加序号和标点。附件本身另外附上。"),
    )
    note = forms.CharField(
        label=_("附注"),
        required=False,
        max_length=200,
        help_text=_("例：联系人：李红，电话：0318-7654321"),
    )
    copies_to = forms.CharField(label=_("抄送"), required=False, max_length=300)


class IssuingForm(RefusableForm):
    """Under which number and date a person issues a paper."""

    number = forms.CharField(
        label=_("发文字号"), max_length=60, help_text=_("例：衡市监发〔2024〕12号")
    )
    issued_on = forms.DateField(
        label=_("成文日期"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

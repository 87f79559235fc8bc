from django import forms
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.desk.choices import ComplaintKind
from zhisheng.apps.places.forms import RegionField

LONGEST_TEXT = 2000


class ComplaintForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("类别"), choices=ComplaintKind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("内容"),
        help_text=_("什么时间、什么事、希望怎样解决。"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    region = RegionField(
        label=_("发生在哪个地区"),
        help_text=_(
            "填地名或六位代码，例如“安平县”或 131125；不填就由总局和平台处理。"
        ),
        required=False,
    )
    contact = forms.CharField(
        label=_("联系方式"),
        help_text=_("可以不填。填写的内容加密保存，只有处理的人能看到。"),
        max_length=60,
        required=False,
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("答复"),
        help_text=_("提出的人凭编号能看到这段话。"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

"""What is asked when help is ordered, answered, visited and reviewed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.choices import VisitFinding
from zhisheng.apps.improvement.forms.problems import (
    ACCEPTED,
    VersionedForm,
)
from zhisheng.apps.improvement.forms.register import DATE, name_choices
from zhisheng.apps.improvement.models.orders import LONGEST_NOTES, LONGEST_WORDS
from zhisheng.apps.improvement.selectors import Origin
from zhisheng.apps.programme.choices import HelpKind
from zhisheng.kit.errors import DomainError
from zhisheng.kit.forms import RefusableForm
from zhisheng.kit.problems import describe
from zhisheng.reference.help import load_fields, load_languages

# One line of plain words for each kind: what will happen, and what it is not.
KINDS = (
    (HelpKind.DIAGNOSIS, _("诊断：上门看看，指出哪里能改进")),
    (HelpKind.INTERPRETATION, _("标准解读：把标准条文讲明白")),
    (HelpKind.PUBLICITY, _("公开宣贯：讲政策和质量知识")),
    (
        HelpKind.CONSULTANCY,
        _("咨询：帮着写文件、定做法（做了的两年内不能认证这家企业）"),
    ),
    (
        HelpKind.INTERNAL_AUDIT,
        _("代做内审：替企业做内部审核（做了的两年内不能认证这家企业）"),
    ),
)
YES_NO = (("yes", _("是")), ("no", _("不是")))
MARKS = (
    ("5", _("5 分，很好")),
    ("4", _("4 分")),
    ("3", _("3 分，一般")),
    ("2", _("2 分")),
    ("1", _("1 分，很差")),
)
# Where a service names what it refuses otherwise than the page does.
SAID = ("came", "right", "free")


class OrderForm(RefusableForm):
    """Three taps: what for, which kind of help, send; words and a day are filled in."""

    field = forms.ChoiceField(label=_("想让人帮什么？"))
    help_kind = forms.ChoiceField(
        label=_("要哪种帮扶？"), choices=KINDS, widget=forms.RadioSelect
    )
    wanted_on = forms.DateField(
        label=_("最好哪天来？"), widget=forms.DateInput(DATE, format="%Y-%m-%d")
    )
    words = forms.CharField(
        label=_("还想说的"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("例如：焊缝老有气孔；到厂里找老李。"),
    )
    language = forms.ChoiceField(label=_("最好会说"), required=False)

    def __init__(self, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        for name, choices in (
            ("field", name_choices(load_fields())),
            ("language", [("", _("普通话就行")), *name_choices(load_languages())]),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def tell(self, origin: Origin) -> services.Wish:
        given = self.cleaned_data
        return services.Wish(
            field=given["field"],
            help_kind=given["help_kind"],
            wanted_on=given["wanted_on"],
            words=given["words"],
            language=given["language"],
            evaluation=origin.evaluation,
            criterion=origin.criterion,
            plan=origin.plan,
            measure=origin.measure,
            problem=origin.problem,
        )


class ChoiceForm(VersionedForm):
    """Whom to ask, in the order shown; the office writes why it passes over the first."""

    act = forms.CharField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("为什么派给这一位"),
        required=False,
        max_length=LONGEST_WORDS,
        help_text=_("派给排在最前的一位可以不写。"),
    )


class ReasonForm(VersionedForm):
    """An act with a reason or a word; each act is its own form."""

    act = forms.CharField(widget=forms.HiddenInput)
    text = forms.CharField(
        required=False, max_length=LONGEST_WORDS, widget=forms.Textarea({"rows": 2})
    )

    def __init__(
        self, *args: Any, asked: Any = "", is_wanted: bool = False, **others: Any
    ) -> None:
        super().__init__(*args, **others)
        self.fields["text"].label = asked
        # The service refuses an act without it, in words that fit the act.
        self.fields["text"].widget.is_wanted = is_wanted


class ActForm(VersionedForm):
    """An act that needs nothing told."""

    act = forms.CharField(widget=forms.HiddenInput)


class ReviewForm(VersionedForm):
    act = forms.CharField(widget=forms.HiddenInput)
    is_useful = forms.ChoiceField(
        label=_("帮上忙了吗？"), choices=MARKS, widget=forms.RadioSelect
    )
    is_clear = forms.ChoiceField(
        label=_("讲得明白吗？"), choices=MARKS, widget=forms.RadioSelect
    )
    is_prompt = forms.ChoiceField(
        label=_("来得及时吗？"), choices=MARKS, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("想说的话"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 2}),
    )

    def tell(self) -> services.Answer:
        given = self.cleaned_data
        return services.Answer(
            text=given["text"],
            marks=(
                int(given["is_useful"]),
                int(given["is_clear"]),
                int(given["is_prompt"]),
            ),
        )


class VisitForm(RefusableForm):
    """What is noted of a visit; it stays in the browser until it is sent."""

    visited_on = forms.DateField(
        label=_("哪天"), widget=forms.DateInput(DATE, format="%Y-%m-%d")
    )
    starts_at = forms.TimeField(
        label=_("几点到"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    ends_at = forms.TimeField(
        label=_("几点走"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    help_kind = forms.ChoiceField(
        label=_("实际做的是哪种帮扶？"), choices=KINDS, widget=forms.RadioSelect
    )
    looked_at = forms.CharField(
        label=_("看了什么、聊了什么"),
        max_length=LONGEST_NOTES,
        widget=forms.Textarea({"rows": 5}),
    )
    advice = forms.CharField(
        label=_("提了什么建议"),
        required=False,
        max_length=LONGEST_NOTES,
        widget=forms.Textarea({"rows": 5}),
    )
    note_key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def tell(self) -> services.VisitNotes:
        given = self.cleaned_data
        return services.VisitNotes(
            visited_on=given["visited_on"],
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            help_kind=given["help_kind"],
            looked_at=given["looked_at"],
            advice=given["advice"],
            note_key=given["note_key"],
        )


class AnswersForm(RefusableForm):
    """The three questions the enterprise answers of a visit."""

    came = forms.ChoiceField(
        label=_("他们真的来过，时间也对？"), choices=YES_NO, widget=forms.RadioSelect
    )
    right = forms.ChoiceField(
        label=_("做的就是上面写的这种帮扶？"), choices=YES_NO, widget=forms.RadioSelect
    )
    free = forms.ChoiceField(
        label=_("除了事先说好的，没有收钱，也没有推销？"),
        choices=YES_NO,
        widget=forms.RadioSelect,
    )

    def tell(self) -> services.Said:
        given = self.cleaned_data
        came, kind, free = (given[name] == "yes" for name in SAID)
        return services.Said(came, kind, free, given.get("words", ""))


class SayForm(AnswersForm):
    """The same on the enterprise's own page, with words for whoever looks into a no."""

    words = forms.CharField(
        label=_("哪里不对？"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("有一条答“不是”的，本地区的监管部门会来核实，来帮的人也会知道。"),
    )


class SignForm(AnswersForm):
    """The same on the helper's phone, with the code or a signature."""

    confirm_code = forms.CharField(
        label=_("企业的六位确认码"),
        required=False,
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_(
            "请企业打开这张单子，把上面的六位数字念给您。没带手机的，在下面签名，"
            "平台会请企业自己再核对。"
        ),
    )
    signature = forms.CharField(required=False, widget=forms.HiddenInput)


class SettleForm(VersionedForm):
    """What an office found; of what was only charged for there is nothing to choose."""

    finding = forms.ChoiceField(
        label=_("核实的结果"), choices=VisitFinding.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("怎么核实的、为什么这样认定（企业和来帮的人看得到）"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, asks_finding: bool = True, **others: Any) -> None:
        super().__init__(*args, **others)
        # The service refuses it without a reason, in words that fit.
        self.fields["text"].widget.is_wanted = True
        if not asks_finding:
            del self.fields["finding"]

    def tell(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "finding": given.get("finding", ""),
            "text": given["text"],
            "version": given["version"],
        }


class VisitFileForm(RefusableForm):
    upload = forms.FileField(
        label=_("照片或文件"),
        widget=forms.FileInput({"accept": ACCEPTED}),
        help_text=_("可以不放。照片、PDF、Word 或 Excel，20 MB 以内，加密保存。"),
    )

    def refuse(self, error: DomainError) -> None:
        self.add_error("upload", describe(error))

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.accounts.forms import UnitField
from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.places.forms import IndustryField, RegionField
from zhisheng.apps.registry import services
from zhisheng.apps.registry.choices import (
    OFFERED_GROUPS,
    OFFERED_PURPOSES,
    EnterpriseStatus,
    LegalForm,
    SizeClass,
)
from zhisheng.apps.registry.selectors import EnterpriseRow, RosterFilters, may_place
from zhisheng.kit.errors import DomainError
from zhisheng.kit.forms import RefusableForm
from zhisheng.kit.problems import describe
from zhisheng.methods.identifiers import parse_uscc
from zhisheng.ui.choices import offer

DATE_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CHOOSE = ("", _("不限"))

PLACEMENTS = [("open", _("还没有分")), ("given", _("已分给所、分局或开发区"))]


class RosterForm(forms.Form):
    """The filters of the roster, as its address keeps them."""

    term = forms.CharField(label=_("名称或代码"), max_length=60, required=False)
    region = RegionField(label=_("地区"), required=False)
    industry = IndustryField(label=_("行业"), required=False)
    size_class = forms.ChoiceField(
        label=_("企业规模"), choices=[CHOOSE, *SizeClass.choices], required=False
    )
    status = forms.ChoiceField(
        label=_("登记状态"), choices=[CHOOSE, *EnterpriseStatus.choices], required=False
    )

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data)
        self.may_place = may_place(actor)
        if self.may_place:
            self.fields["unit"] = UnitField(
                label=_("管辖单位"), required=False, actor=actor
            )
            self.fields["placement"] = forms.ChoiceField(
                label=_("分给所"), choices=[CHOOSE, *PLACEMENTS], required=False
            )

    def as_filters(self) -> RosterFilters:
        values = self.cleaned_data
        unit = values.get("unit")
        return RosterFilters(
            unit_path=unit.path if unit else "",
            placement=values.get("placement", ""),
            term=values["term"],
            region_code=values["region"].code if values["region"] else "",
            industry_code=values["industry"].code if values["industry"] else "",
            size_class=values["size_class"],
            status=values["status"],
        )


class PlaceForm(RefusableForm):
    """To which unit; none is back to the office of the region."""

    def __init__(self, data: Any = None, *, actor: Actor, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["unit"] = UnitField(
            label=_("分给哪个单位"), required=False, actor=actor
        )


class OfficialForm(RefusableForm):
    """The fields that stand on the business licence, and where the work is done."""

    name = forms.CharField(
        label=_("企业名称"), max_length=120, help_text=_("与营业执照一致。")
    )
    uscc = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=40,
        required=False,
        help_text=_("营业执照右上方的18位代码，可以带空格。"),
    )
    legal_form = forms.ChoiceField(
        label=_("主体类型"),
        choices=[("", _("未填")), *LegalForm.choices],
        required=False,
    )
    region = RegionField(label=_("登记地区"))
    address = forms.CharField(label=_("住所"), max_length=240, required=False)
    industry = IndustryField(label=_("行业"), required=False)
    business_region = RegionField(label=_("经营地区（与登记不同才填）"), required=False)
    business_address = forms.CharField(
        label=_("经营地址（与住所不同才填）"), max_length=240, required=False
    )

    def clean_uscc(self) -> str:
        text = str(self.cleaned_data["uscc"]).strip()
        return read_uscc(text) if text else ""

    def as_official(self) -> dict[str, Any]:
        """Return the values by the names the services take."""
        official: dict[str, Any] = {
            name: self.cleaned_data[name]
            for name in ("name", "uscc", "legal_form", "address", "business_address")
        }
        for name in ("region", "industry", "business_region"):
            chosen = self.cleaned_data[name]
            official[f"{name}_id"] = chosen.code if chosen else None
        return official


class UpdateForm(OfficialForm):
    effective_on = forms.DateField(
        label=_("从哪天起"), widget=DATE_INPUT, help_text=_("变更登记的日期。")
    )
    reason = forms.CharField(
        label=_("说明"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )


class UsccForm(forms.Form):
    """Ask an owner first which enterprise it is."""

    uscc = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=40,
        help_text=_("营业执照右上方的18位代码，可以带空格。"),
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "text"}),
    )

    def clean_uscc(self) -> str:
        return read_uscc(str(self.cleaned_data["uscc"]))


class ProofForm(RefusableForm):
    proof = forms.FileField(
        label=_("营业执照照片或扫描件"),
        help_text=_("jpg、png、webp 或 pdf，10 MB 以内；只供审核人员查看。"),
        widget=forms.ClearableFileInput({"accept": ".jpg,.jpeg,.png,.webp,.pdf"}),
    )
    statement = forms.CharField(
        label=_("补充说明"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )


class RegisterForm(OfficialForm, ProofForm):
    """A new enterprise and its proof on one page; the code was asked before."""

    field_order = ("name", "uscc", "legal_form", "region", "address", "industry")


# A mobile, a landline with or without its area, 400; an extension behind it.
PHONE = (
    r"^(?:\+?86[- ]?)?(?:1[3-9]\d{9}|(?:0\d{2,3}[- ]?)?[2-9]\d{6,7}|[48]00[- ]?\d{3}[- ]?\d{4})"
    r"(?:[-转 ]\d{1,6})?$"
)


class ContactForm(forms.Form):
    contact_name = forms.CharField(label=_("联系人"), max_length=60, required=False)
    contact_phone = forms.RegexField(
        PHONE,
        label=_("联系电话"),
        max_length=20,
        error_messages={
            "invalid": _("请填手机或固定电话，例如 13800000001、0318-7520000。")
        },
        required=False,
        help_text=_("加密保存；别人只看到中间打星号的号码，查看全号会留下记录。"),
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )


class ConsentForm(RefusableForm):
    """Whom to let see what, what for and until when; the next page spells it out."""

    recipient = forms.CharField(
        label=_("给哪家单位看"),
        max_length=120,
        help_text=_("填对方的全称，或它的单位代码、统一社会信用代码；可以向对方要。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    groups = forms.MultipleChoiceField(
        label=_("给它看什么"),
        choices=OFFERED_GROUPS,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("企业名称总会看到。没有勾选的，对方看不到。"),
    )
    purpose = forms.ChoiceField(label=_("用来做什么"), choices=OFFERED_PURPOSES)
    until = forms.DateField(label=_("看到哪天为止"), widget=DATE_INPUT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        latest = services.compute_latest_end(today)
        bounds = {"min": today.isoformat(), "max": latest.isoformat()}
        field = self.fields["until"]
        field.widget.attrs.update(bounds)
        field.help_text = _(
            "最长 %(months)s 个月，到期自动停止，中途随时可以撤回。"
        ) % {"months": services.LONGEST_CONSENT_MONTHS}

    def as_terms(self) -> services.ConsentTerms:
        return services.ConsentTerms(**self.cleaned_data)

    def list_typed(self) -> list[tuple[str, str]]:
        """Return what was typed, for the page that asks once more."""
        values = self.cleaned_data
        single = [("recipient", values["recipient"]), ("purpose", values["purpose"])]
        groups = [("groups", group) for group in values["groups"]]
        return [*single, *groups, ("until", values["until"].isoformat())]


class MergeForm(RefusableForm):
    candidate = forms.ChoiceField(
        label=_("并入哪条记录"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("这些是名称相像的记录；选中的保留下来。"),
    )
    survivor = forms.CharField(
        label=_("保留哪家企业的记录"),
        max_length=120,
        required=False,
        help_text=_("上面没有时，填保留下来的那家企业的全称或统一社会信用代码。"),
    )
    reason = forms.CharField(label=_("理由"), max_length=300, required=False)

    def __init__(
        self, *args: Any, candidates: Iterable[EnterpriseRow], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(row.code, _describe_row(row)) for row in candidates]
        offer(self, candidate=choices)
        if not choices:
            del self.fields["candidate"]
            self.fields["survivor"].required = True
            self.fields["survivor"].help_text = _("填它的全称或统一社会信用代码。")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not (values.get("candidate") or values["survivor"]):
            raise ValidationError({"survivor": _("请选一条记录，或填全称、信用代码。")})
        return values

    def refuse(self, error: DomainError) -> None:
        """Say it at the other record: this one was opened by whoever may merge it."""
        self.add_error("survivor", describe(error))


def _describe_row(row: EnterpriseRow) -> str:
    return " · ".join(
        text for text in (row.name, row.uscc, row.region_name, row.address) if text
    )


class DecisionForm(RefusableForm):
    decision = forms.ChoiceField(
        label=_("审核结论"), choices=[("approve", _("通过")), ("refuse", _("不通过"))]
    )
    reason = forms.CharField(label=_("原因"), max_length=300, required=False)
    compared = forms.BooleanField(label=_("已核对营业执照"), required=False)
    leaving = forms.CharField(label=_("迁出本辖区"), max_length=12, required=False)
    acting_reason = forms.CharField(
        label=_("为什么代办"), max_length=300, required=False
    )

    @property
    def is_approved(self) -> bool:
        return bool(self.cleaned_data["decision"] == "approve")


def read_uscc(text: str) -> str:
    """Return a checked code; what is wrong with it is told as a field's error."""
    try:
        return parse_uscc(text).code
    except DomainError as error:
        raise ValidationError(describe(error)) from error


def list_initial(row: EnterpriseRow) -> Mapping[str, Any]:
    """Fill a form with what is on record."""
    return {
        "name": row.name,
        "uscc": row.uscc,
        "legal_form": row.legal_form,
        "region": f"{row.region_code} {row.region_name}".strip(),
        "address": row.address,
        "industry": row.industry_with_code,
        "business_region": f"{row.business_region_code} {row.business_region_name}".strip(),
        "business_address": row.business_address,
        "effective_on": timezone.localdate(),
    }

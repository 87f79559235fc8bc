"""What an office writes of a helper, and what a helper keeps of the own entry."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.choices import HelperKind
from zhisheng.apps.improvement.models import Helper
from zhisheng.apps.improvement.selectors import HelperFilters
from zhisheng.apps.places.forms import RegionField
from zhisheng.kit.forms import RefusableForm
from zhisheng.kit.language import is_english
from zhisheng.reference.help import Named, load_fields, load_languages

ANY = ("", _("不限"))
REACHES = (
    ("county", _("只在本县")),
    ("city", _("全市")),
    ("province", _("全省")),
    ("nation", _("全国")),
)
QUALIFICATIONS = 3
NATION = "000000"
DATE = {"type": "date"}


def name_choices(named: Mapping[str, Named]) -> list[tuple[str, str]]:
    return [
        (one.code, one.english if is_english() else one.name) for one in named.values()
    ]


class FilterForm(forms.Form):
    """The filters of the register, as its address keeps them."""

    words = forms.CharField(label=_("姓名或名称"), max_length=60, required=False)
    kind = forms.ChoiceField(
        label=_("类别"), choices=[ANY, *HelperKind.choices], required=False
    )
    field = forms.ChoiceField(label=_("领域"), required=False)
    region = RegionField(label=_("能到哪里（地名或代码）"), required=False)
    language = forms.ChoiceField(label=_("会说的话"), required=False)
    free = forms.BooleanField(label=_("只看现在能接单的"), required=False)

    def __init__(self, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        _fill(self, "field", [ANY, *name_choices(load_fields())])
        _fill(self, "language", [ANY, *name_choices(load_languages())])

    def as_filters(self) -> HelperFilters:
        given = self.cleaned_data
        return HelperFilters(
            words=given["words"],
            kind=given["kind"],
            field=given["field"],
            language=given["language"],
            region=given["region"].code if given["region"] else "",
            is_free=given["free"],
        )


class HelperForm(RefusableForm):
    """An entry of the register."""

    kind = forms.ChoiceField(label=_("类别"), choices=HelperKind.choices)
    name = forms.CharField(label=_("姓名或名称"), max_length=60)
    username = forms.CharField(
        label=_("登录名"),
        max_length=150,
        required=False,
        help_text=_("专家本人的登录名。填了，单子就送到他那里；还没有账号的先空着。"),
    )
    organisation = forms.ChoiceField(
        label=_("单位"),
        required=False,
        help_text=_("协会、园区、机构选自己的单位；专家按登录名认单位，不用选。"),
    )
    group_name = forms.CharField(
        label=_("所属集团"),
        max_length=60,
        required=False,
        help_text=_("同一集团的机构，咨询和认证要互相避开。不属于集团的空着。"),
    )
    fields_of_help = forms.MultipleChoiceField(
        label=_("能帮什么"), widget=forms.CheckboxSelectMultiple
    )
    home = RegionField(label=_("人在哪里"))
    reach = forms.ChoiceField(label=_("能去多远"), choices=REACHES, initial="city")
    languages = forms.MultipleChoiceField(
        label=_("会说的话"), required=False, widget=forms.CheckboxSelectMultiple
    )
    capacity = forms.IntegerField(
        label=_("同时最多几张单子"), min_value=0, max_value=50, initial=3
    )

    def __init__(
        self, *args: Any, organisations: Iterable[Organisation] = (), **others: Any
    ) -> None:
        super().__init__(*args, **others)
        self.organisations = {one.code: one for one in organisations}
        _fill(self, "fields_of_help", name_choices(load_fields()))
        _fill(self, "languages", name_choices(load_languages()))
        named = [(code, one.name) for code, one in self.organisations.items()]
        _fill(self, "organisation", [("", _("没有，或按登录名认")), *named])
        for number in range(1, QUALIFICATIONS + 1):
            self.fields[f"qualification{number}"] = forms.CharField(
                label=gettext("资格（{number}）").format(number=number),
                max_length=60,
                required=False,
            )
            self.fields[f"expires{number}"] = forms.DateField(
                label=_("到哪天过期"),
                required=False,
                widget=forms.DateInput(DATE, format="%Y-%m-%d"),
            )

    def tell(self) -> services.HelperTerms:
        given = self.cleaned_data
        return services.HelperTerms(
            kind=given["kind"],
            name=given["name"],
            fields=tuple(given["fields_of_help"]),
            regions=(_reach(given["home"].code, given["reach"]),),
            home=given["home"],
            languages=tuple(given["languages"]),
            username=given["username"],
            organisation=self.organisations.get(given["organisation"]),
            group_name=given["group_name"],
            capacity=given["capacity"],
            qualifications=self._list_qualifications(),
        )

    def _list_qualifications(self) -> tuple[tuple[str, date | None], ...]:
        given = self.cleaned_data
        return tuple(
            (name, given.get(f"expires{number}"))
            for number in range(1, QUALIFICATIONS + 1)
            if (name := (given.get(f"qualification{number}") or "").strip())
        )


def describe_helper(helper: Helper) -> dict[str, object]:
    """Return what the form shows first of an entry."""
    (region,) = helper.region_codes[:1] or ("",)
    initial: dict[str, object] = {
        "kind": helper.kind,
        "name": helper.name,
        "username": helper.user.username if helper.user else "",
        "organisation": helper.organisation.code
        if helper.organisation and not helper.user
        else "",
        "group_name": helper.group_name,
        "fields_of_help": helper.field_codes,
        "home": str(helper.home_id or ""),
        "reach": _find_reach(region),
        "languages": helper.language_codes,
        "capacity": helper.capacity,
    }
    for number, one in enumerate(helper.qualifications.all()[:QUALIFICATIONS], 1):
        initial[f"qualification{number}"] = one.name
        initial[f"expires{number}"] = one.expires_on
    return initial


class CapacityForm(RefusableForm):
    capacity = forms.IntegerField(
        label=_("同时最多接几张单子"),
        min_value=0,
        max_value=50,
        help_text=_("填 0 就是现在不接新单子。"),
    )


class AbsenceForm(RefusableForm):
    starts_on = forms.DateField(
        label=_("从哪天"), widget=forms.DateInput(DATE, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("到哪天"), widget=forms.DateInput(DATE, format="%Y-%m-%d")
    )


def _fill(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def _reach(home: str, reach: str) -> str:
    return {
        "county": home,
        "city": home[:4] + "00",
        "province": home[:2] + "0000",
    }.get(reach, NATION)


def _find_reach(region: str) -> str:
    if region == NATION:
        return "nation"
    if region.endswith("0000"):
        return "province"
    return "city" if region.endswith("00") else "county"

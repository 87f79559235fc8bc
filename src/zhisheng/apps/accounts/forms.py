import re
import unicodedata
from collections.abc import Iterable
from types import MappingProxyType
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.accounts.choices import (
    OrganisationKind,
    Role,
    TokenScope,
    UnitKind,
)
from zhisheng.apps.accounts.models import Organisation, Unit
from zhisheng.apps.accounts.selectors import Actor, find_units_written
from zhisheng.apps.places.forms import RegionField
from zhisheng.kit.errors import ForbiddenError
from zhisheng.kit.forms import RefusableForm, VersionForm
from zhisheng.kit.problems import describe
from zhisheng.methods.identifiers import UsccError, parse_uscc
from zhisheng.ui.choices import offer

USERNAME_HELP = _("以后用它登录：3至40个字，可用汉字、字母、数字，例如 liuli2024。")
PASSWORD_HELP = _("至少8位，不要用姓名、手机号码或常见密码。")

# In Chinese, and as the page asks for it in English.
CLOSING_WORDS = frozenset({"注销", "close"})


class ProfileForm(RefusableForm):
    name = forms.CharField(
        label=_("姓名"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    mobile = forms.CharField(
        label=_("手机号码"),
        max_length=11,
        required=False,
        help_text=_("加密保存，用来联系您；验证之后可以用它登录。"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "numeric"}),
    )
    language = forms.ChoiceField(label=_("语言"), choices=settings.LANGUAGES)
    large_type = forms.BooleanField(label=_("大字版"), required=False)


class MailboxForm(forms.Form):
    """Where a link is sent to; the address is not kept."""

    mailbox = forms.EmailField(
        label=_("邮箱地址"),
        max_length=254,
        help_text=_("只用来发这一次，不保存。"),
        error_messages={"required": _("请填写邮箱地址，链接发到那里。")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ColumnSetForm(VersionForm):
    """What a choice of columns is called, and for which of the own organisations."""

    page_names = MappingProxyType({"accounts": "name"})
    name = forms.CharField(
        label=_("方案名称"),
        max_length=60,
        help_text=_("本单位的人都看得到、都能用，例如“报省局用”。"),
    )
    organisation = forms.ChoiceField(label=_("给哪个单位用"))

    def __init__(
        self,
        *args: Any,
        organisations: Iterable[Organisation],
        replaces: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not replaces:
            del self.fields["version"]
        self.organisations = {one.code: one for one in organisations}
        if len(self.organisations) > 1:
            chosen = cast("forms.ChoiceField", self.fields["organisation"])
            chosen.choices = [(c, one.name) for c, one in self.organisations.items()]
        else:
            del self.fields["organisation"]

    def pick_organisation(self) -> Organisation:
        """Return the chosen organisation, or the only one."""
        if not self.organisations:
            raise ForbiddenError
        only = next(iter(self.organisations))
        return self.organisations[self.cleaned_data.get("organisation") or only]


class OwnMailboxForm(forms.Form):
    """Where a person wants to be reminded by e-mail."""

    mailbox = forms.EmailField(
        label=_("邮箱地址"),
        max_length=254,
        help_text=_("加密保存，只用来提醒您；随时可以删除。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class RegisterForm(RefusableForm):
    name = forms.CharField(
        label=_("姓名"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    mobile = forms.CharField(
        label=_("手机号码"),
        max_length=11,
        required=False,
        help_text=_("加密保存，用来联系您；验证之后可以用它登录。"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "numeric"}),
    )
    username = forms.CharField(
        label=_("登录名"),
        max_length=40,
        help_text=USERNAME_HELP,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class PasswordForm(RefusableForm):
    password = forms.CharField(
        label=_("新密码"),
        strip=False,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def squeeze(text: str) -> str:
    """Return digits as people type them: full width, with spaces or hyphens between."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))


class MobileForm(RefusableForm):
    mobile = forms.CharField(
        label=_("手机号码"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "tel-national", "inputmode": "numeric"}
        ),
    )

    def clean_mobile(self) -> str:
        number = squeeze(str(self.cleaned_data["mobile"]))
        return re.sub(r"^(\+|00)86", "", number)


class CodeForm(RefusableForm):
    digits = forms.CharField(
        label=_("6位验证码"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}
        ),
    )

    def clean_digits(self) -> str:
        return squeeze(str(self.cleaned_data["digits"]))


class CloseForm(forms.Form):
    """A word typed on purpose, since closing an account cannot be undone."""

    word = forms.CharField(
        label=_("请写“注销”两个字"),
        max_length=20,
        help_text=_("写对了才会注销，免得误按。"),
        error_messages={"required": _("要注销，请先写“注销”两个字。")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    leaving = forms.MultipleChoiceField(
        label=_("这些企业以后没有人管，我知道"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请逐家勾选，确认您知道它以后没有人管。")},
    )

    def __init__(
        self, *args: Any, left: Iterable[tuple[str, str]] = (), **others: Any
    ) -> None:
        super().__init__(*args, **others)
        if choices := list(left):
            offer(self, leaving=choices)
        else:
            del self.fields["leaving"]

    def clean_word(self) -> str:
        word = squeeze(str(self.cleaned_data["word"])).lower()
        if word not in CLOSING_WORDS:
            raise ValidationError(_("写的不是“注销”两个字，账号没有注销。"))
        return word


class InviteForm(forms.Form):
    invitee = forms.CharField(
        label=_("请谁"),
        max_length=60,
        help_text=_("姓名或职务，便于您以后认出这个邀请。"),
    )

    def __init__(self, data: QueryDict | None = None, *, roles: Iterable[Role]) -> None:
        super().__init__(data)
        choices = [(role.value, role.label) for role in roles]
        self.fields["role"] = forms.ChoiceField(label=_("身份"), choices=choices)


class ProxyForm(RefusableForm):
    invitee = forms.CharField(
        label=_("授权给谁"), max_length=60, help_text=_("姓名，例如代账会计的姓名。")
    )
    until = forms.DateField(
        label=_("办到哪一天"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("当天仍然有效，过了自动失效；您随时可以提前收回。"),
    )
    mobile = forms.CharField(
        label=_("对方手机号码"),
        max_length=20,
        required=False,
        help_text=_("填了就把链接用短信发过去；不填就由您自己转发链接。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_mobile(self) -> str:
        return re.sub(r"^(\+|00)86", "", squeeze(str(self.cleaned_data["mobile"])))


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("用途"), max_length=60, help_text=_("例如：年报系统对接。")
    )
    scopes = forms.MultipleChoiceField(
        label=_("可以做什么"),
        widget=forms.CheckboxSelectMultiple,
    )
    lifetime_days = forms.IntegerField(
        label=_("有效天数"), min_value=1, max_value=366, initial=90
    )
    requests_per_minute = forms.IntegerField(
        label=_("每分钟最多请求次数"), min_value=1, max_value=600, initial=60
    )

    def __init__(
        self, data: QueryDict | None = None, *, scopes: Iterable[TokenScope]
    ) -> None:
        super().__init__(data)
        field = cast("forms.MultipleChoiceField", self.fields["scopes"])
        field.choices = [(scope.value, scope.label) for scope in scopes]


class UnitForm(RefusableForm):
    name = forms.CharField(
        label=_("名称"),
        max_length=100,
        help_text=_("例如：安平县市场监督管理局城关所。"),
    )
    kind = forms.ChoiceField(
        label=_("类别"), choices=[c for c in UnitKind.choices if c[0] != "authority"]
    )
    region = RegionField(label=_("所在区划"), required=False)


class UnitChangeForm(RefusableForm):
    name = forms.CharField(label=_("名称"), max_length=100)
    region = RegionField(label=_("所在区划"), required=False)
    phone = forms.RegexField(
        r"^[\d 、+()（）-]*$",
        label=_("企业可以打的电话"),
        required=False,
        max_length=40,
        help_text=_("不会填的企业会看到它。例如：0318-7000000。"),
        error_messages={"invalid": _("请写电话号码，例如：0318-7000000。")},
    )


class UnitField(forms.CharField):
    """Reads the name of a unit the actor answers for, or「上级 › 单位」as the picker writes."""

    default_error_messages = {
        "unknown": _("没有找到这个单位，请输入名称后从列表里选。"),
        "several": _("有几个单位叫这个名称，请输入名称后从列表里选一个。"),
    }

    def __init__(self, *, actor: Actor, **kwargs: Any) -> None:
        super().__init__(max_length=210, **kwargs)
        self.actor = actor

    def clean(self, value: object) -> Unit | None:
        text = super().clean(value)
        if not text:
            return None
        found = find_units_written(self.actor, text)
        if len(found) != 1:
            key = "several" if found else "unknown"
            raise ValidationError(self.error_messages[key], code=key)
        return found[0]


class PartnerForm(RefusableForm):
    name = forms.CharField(label=_("名称"), max_length=120)
    kind = forms.ChoiceField(
        label=_("类别"),
        choices=[
            choice
            for choice in OrganisationKind.choices
            if choice[0] not in {"unit", "enterprise", "platform"}
        ],
    )
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=40, required=False)
    approval_number = forms.CharField(
        label=_("批准号"),
        max_length=40,
        required=False,
        help_text=_("认证机构填认证机构批准号，例如 CNCA-R-2002-001。"),
    )

    def clean_uscc(self) -> str:
        text = str(self.cleaned_data["uscc"])
        if not text:
            return ""
        try:
            return parse_uscc(text).code
        except UsccError as error:
            raise ValidationError(describe(error)) from error


class ActingForm(forms.Form):
    """A form sent in the name of an organisation: one of those the person acts for."""

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any
    ) -> None:
        """Ask in whose name only where there is a choice."""
        super().__init__(*args, **kwargs)
        known = list(organisations[:2])
        self.only = known[0] if len(known) == 1 else None
        if self.only is None:
            self.fields["organisation"] = forms.ModelChoiceField(
                label=_("填报单位"),
                queryset=organisations,
                to_field_name="code",
                help_text=_("您在几个单位任职，请选择以哪个单位的名义填报。"),
            )

    @property
    def organisation_field(self) -> forms.BoundField | None:
        return self["organisation"] if "organisation" in self.fields else None

    @property
    def organisation(self) -> Organisation:
        """In whose name the form is sent; ask only a valid form."""
        chosen: Organisation = self.only or self.cleaned_data["organisation"]
        return chosen

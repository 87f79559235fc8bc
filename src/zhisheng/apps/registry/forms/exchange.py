"""Which file comes from which system, and which goes to which."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.accounts.forms import ActingForm
from zhisheng.apps.registry import services
from zhisheng.apps.registry.selectors.exchange import name_layout
from zhisheng.reference.connectors import Connector, Layout
from zhisheng.ui.choices import offer

DATE_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
Layouts = Sequence[tuple[Connector, Layout]]


class ExchangeForm(ActingForm):
    """Which file of which system it is; ``layouts`` are those in force today."""

    layout = forms.ChoiceField(label=_("来源"))
    number = forms.CharField(
        label=_("批次号"),
        max_length=60,
        help_text=_("来文或导出单上的编号；没有的写导出日期，例如“2026-11”。"),
    )
    as_of = forms.DateField(
        label=_("数据截至"),
        widget=DATE_INPUT,
        help_text=_("对方导出数据的那一天。比已有记录旧的行不会入库。"),
    )
    file = forms.FileField(label=_("对方系统导出的文件"))

    def __init__(self, *args: Any, layouts: Layouts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, layout=name_layouts(layouts))

    def as_terms(self) -> services.BatchTerms:
        values = self.cleaned_data
        connector, _slash, layout = values["layout"].partition("/")
        return services.BatchTerms(
            connector, layout, number=values["number"].strip(), as_of=values["as_of"]
        )


class SendForm(ActingForm):
    """Which file goes to which system; a recipient is asked for by the service."""

    layout = forms.ChoiceField(label=_("送到"))

    def __init__(
        self, *args: Any, layouts: Layouts, recipients: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, layout=name_layouts(layouts))
        self.fields["recipient"] = forms.ModelChoiceField(
            label=_("接收单位"),
            queryset=recipients,
            to_field_name="code",
            required=False,
            help_text=_("凭企业同意送出的才选：只列出企业同意过的单位。"),
        )

    def as_terms(self) -> services.SendTerms:
        values = self.cleaned_data
        connector, _slash, layout = values["layout"].partition("/")
        return services.SendTerms(connector, layout, values["recipient"])


def name_layouts(layouts: Layouts) -> list[tuple[str, str]]:
    """Return what to choose from; every layout says that it is an example."""
    return [
        (f"{connector.code}/{layout.code}", name_layout(connector, layout))
        for connector, layout in layouts
    ]

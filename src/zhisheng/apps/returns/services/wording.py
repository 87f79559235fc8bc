"""Say in the reader's language what is wrong with an answer and how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhisheng.apps.returns.models import Form, Indicator
from zhisheng.apps.returns.services.examination import Examination, find_unreadable
from zhisheng.kit.language import is_english, join_sentences
from zhisheng.kit.problems import describe
from zhisheng.kit.sheets.errors import ValueRefusedError
from zhisheng.methods.checks import RULES, CheckResult, make_result


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's finding in words, with the reason already given for it, if any."""

    key: str
    fields: tuple[str, ...]
    message: str
    cure: str
    reason: str = ""


def name_indicator(indicator: Indicator) -> str:
    """Return the indicator's name in the reader's language."""
    return (indicator.english_name if is_english() else "") or indicator.name


def name_indicators(form: Form) -> dict[str, str]:
    fields = form.form_fields.select_related("indicator")
    return {field.indicator_id: name_indicator(field.indicator) for field in fields}


def describe_result(
    result: CheckResult, names: dict[str, str], reason: str = ""
) -> Finding:
    """Fill the templates of a rule with names and written numbers."""
    details = {
        key: f"{value:,.0f}" if isinstance(value, float) else names.get(value, value)
        for key, value in result.details.items()
    }
    return Finding(
        key=result.key,
        fields=result.fields,
        message=_(result.message).format(**details),
        cure=_(result.cure).format(**details),
        reason=reason,
    )


def describe_stored(
    warning: dict[str, object], names: dict[str, str], reason: str
) -> Finding:
    """Describe a warning that was kept with a submitted return."""
    fields = [str(code) for code in warning["fields"]]  # type: ignore[attr-defined]  # JSON list
    details = warning["details"]
    numbers = {k: v for k, v in details.items() if k not in {"field", "other"}}  # type: ignore[attr-defined]  # JSON object
    if warning["rule"] not in RULES:
        return Finding(
            str(warning["key"]), tuple(fields), str(warning["rule"]), "", reason
        )
    return describe_result(
        make_result(str(warning["rule"]), *fields, **numbers), names, reason
    )


def describe_value_error(error: ValueRefusedError) -> str:
    return join_sentences(describe(error), _(error.cure))


def describe_unreadable(
    form: Form, texts: Mapping[str, str], unit: str
) -> dict[str, str]:
    """Return, by field, why what was typed cannot be read, and how to write it."""
    unreadable = find_unreadable(form, texts, unit)
    return {code: describe_value_error(error) for code, error in unreadable.items()}


def describe_refusals(form: Form, examination: Examination) -> dict[str, str]:
    """Return, by field, what has to be mended before a return can be submitted."""
    names = name_indicators(form)
    refused = {
        code: describe_value_error(error)
        for code, error in examination.unreadable.items()
    }
    for result in examination.refusals:
        finding = describe_result(result, names)
        refused.setdefault(
            result.fields[0], join_sentences(finding.message, finding.cure)
        )
    for field in form.form_fields.filter(is_required=True):
        if field.indicator_id not in {*examination.declared, *refused}:
            refused[field.indicator_id] = _("这一项必须填写。")
    return refused

"""What the registry can tell about enterprises as of a date."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_noop

from zhisheng.apps.registry.choices import SizeClass
from zhisheng.apps.registry.selectors import (
    list_attributes,
    list_founding_days,
    map_standing_statements,
)
from zhisheng.kit.facts import FactType, FactValues, Told, provides
from zhisheng.reference.statements import Kind, load_topics

# Fact → attribute of the version that holds on the day.
ATTRIBUTES = {
    "registry.region": "region_id",
    "registry.industry": "industry_id",
    "registry.size_class": "size_class",
    "registry.legal_form": "legal_form",
    "registry.status": "status",
}
STATED_TYPES = {Kind.YES_NO: bool, Kind.DATE: date}
STATED = gettext_noop("企业自己说的，满了期限就不再算。")
# As the rule of precedence calls it.
SOURCE = "statement"


@provides(
    FactType("registry.region", gettext_noop("登记地区代码"), str),
    FactType("registry.industry", gettext_noop("行业代码"), str),
    FactType("registry.size_class", gettext_noop("企业规模"), str),
    FactType("registry.legal_form", gettext_noop("主体类型"), str),
    FactType("registry.status", gettext_noop("登记状态"), str),
)
def provide_attributes(enterprise_ids: Sequence[int], on: date) -> FactValues:
    found = list_attributes(enterprise_ids, on=on)
    values: dict[str, dict[int, object]] = {}
    for name, attribute in ATTRIBUTES.items():
        values[name] = {
            pk: value
            for pk, row in found.items()
            if (value := getattr(row, attribute)) not in {None, "", SizeClass.UNKNOWN}
        }
    return values


@provides(
    FactType("registry.age", gettext_noop("成立满几年"), int, unit=gettext_noop("年"))
)
def provide_age(enterprise_ids: Sequence[int], on: date) -> FactValues:
    days = list_founding_days(enterprise_ids)
    ages = {pk: _count_years(day, on) for pk, day in days.items() if day <= on}
    return {"registry.age": ages}


def _count_years(start: date, end: date) -> int:
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


@provides(
    *(
        FactType(question.fact, question.text, STATED_TYPES[question.kind], help=STATED)
        for topic in load_topics()
        for question in topic.questions
    ),
    is_shared=True,
)
def tell_statements(enterprise_ids: Sequence[int], on: date) -> FactValues:
    """Tell what enterprises say of themselves, as long as it is fresh."""
    values: dict[str, dict[int, object]] = {}
    for pk, statements in map_standing_statements(enterprise_ids, on).items():
        for day, answers in statements:
            for fact, value in answers.items():
                told = Told(value, SOURCE, day)
                values.setdefault(fact, {})[pk] = told
    return values

"""What an enterprise said of itself in its self-check before applying for certification."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_noop

from zhisheng.apps.maturity import selectors
from zhisheng.kit.facts import FactType, FactValues, Told, provides

READINESS = "readiness-19001"
SELF_TOLD = gettext_noop("企业在认证准备情况自查里自己说的，只算提交过的。")

# Question → the fact it tells, and what its answer says of it.
READERS: Mapping[str, tuple[str, Callable[[Any], object]]] = MappingProxyType(
    {
        "months_running": ("system_running_months", lambda months: months),
        "audit_done": ("internal_audit_held", lambda done: "complete" in done),
        "review_done": ("management_review_held", lambda done: "held" in done),
        "law_listed": ("licences_in_order", lambda is_listed: is_listed or None),
    }
)


@provides(
    FactType(
        "maturity.system_running_months",
        gettext_noop("体系运行了几个月"),
        float,
        unit=gettext_noop("个月"),
        help=SELF_TOLD,
    ),
    FactType(
        "maturity.internal_audit_held",
        gettext_noop("做过完整的内审"),
        bool,
        help=SELF_TOLD,
    ),
    FactType(
        "maturity.management_review_held",
        gettext_noop("做过管理评审"),
        bool,
        help=SELF_TOLD,
    ),
)
@provides(
    FactType(
        "maturity.licences_in_order",
        gettext_noop("许可都在有效期里"),
        bool,
        help=gettext_noop("答“否”可能只是缺清单，所以只在答“是”时作答。"),
    ),
    is_shared=True,
)
def tell_readiness(enterprise_ids: Sequence[int], on: date) -> FactValues:
    """Tell what the latest self-check that was submitted by the day says."""
    found = selectors.map_submitted_answers(enterprise_ids, READINESS, on)
    values: dict[str, dict[int, object]] = {}
    for pk, answers in found.items():
        for name, value in _read(answers).items():
            values.setdefault(f"maturity.{name}", {})[pk] = value
    return values


def _read(answers: Mapping[str, Told]) -> dict[str, Told]:
    read: dict[str, Told] = {}
    for question, told in answers.items():
        if question in READERS and told.value is not None:
            name, reader = READERS[question]
            value = reader(told.value)
            if value is not None:
                read[name] = replace(told, value=value)
    return read

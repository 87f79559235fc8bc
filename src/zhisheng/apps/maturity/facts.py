"""What an enterprise said of itself in its self-check before applying for certification."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_noop

from zhisheng.apps.maturity import selectors
from zhisheng.kit.facts import FactType, FactValues, provides
from zhisheng.methods.maturity import Answers

READINESS = "readiness-19001"
SELF_TOLD = gettext_noop("企业在认证准备情况自查里自己说的，只算提交过的。")


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
    FactType(
        "maturity.licences_in_order",
        gettext_noop("许可都在有效期里"),
        bool,
        help=gettext_noop("答“否”可能只是缺清单，所以只在答“是”时作答。"),
    ),
)
def tell_readiness(enterprise_ids: Sequence[int], on: date) -> FactValues:
    """Tell what the latest self-check that was submitted by the day says."""
    found = selectors.map_submitted_answers(enterprise_ids, READINESS, on)
    values: dict[str, dict[int, object]] = {}
    for pk, answers in found.items():
        for name, value in _read(answers).items():
            values.setdefault(f"maturity.{name}", {})[pk] = value
    return values


def _read(answers: Answers) -> dict[str, object]:
    audit, review = answers.get("audit_done"), answers.get("review_done")
    read: dict[str, object] = {"system_running_months": answers.get("months_running")}
    if isinstance(audit, tuple):
        read["internal_audit_held"] = "complete" in audit
    if isinstance(review, tuple):
        read["management_review_held"] = "held" in review
    if answers.get("law_listed") is True:
        read["licences_in_order"] = True
    return {name: value for name, value in read.items() if value is not None}

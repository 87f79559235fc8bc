"""Rows that contradict themselves, the register, or what stands of the same day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from zhisheng.apps.registry.choices import ExchangeRowStatus
from zhisheng.apps.registry.models import Enterprise, ExchangeBatch, OutsideRecord
from zhisheng.apps.registry.selectors.search import list_former_names
from zhisheng.kit.connectors import FileRow, Refusal
from zhisheng.methods.linkage import Candidate, compare
from zhisheng.reference.connectors import Layout
from zhisheng.ui.formats import format_date

CERTIFICATES = "certificates"
IN_FORCE = "有效"
# The enterprise that answers for a record: the one its own was merged into, if it was.
HOLDER: Final = Coalesce("enterprise__merged_into_id", "enterprise_id")
# A certificate in one of these may be told of another holder.
ENDED = ("撤销", "注销", "过期失效")


@dataclass(slots=True)
class StagedRow:
    """A row of the file with what was found out about it."""

    read: FileRow
    key: str = ""
    status: ExchangeRowStatus = ExchangeRowStatus.ACCEPTED
    refusals: list[Refusal] = field(default_factory=list)
    enterprise_id: int | None = None
    changes: dict[str, list[str]] = field(default_factory=dict)
    change: str = ""

    def refuse(
        self,
        status: ExchangeRowStatus,
        layout: Layout,
        reason: str,
        cure: str,
        *,
        at: str = "",
    ) -> None:
        self.status = status
        column = layout.key_column
        if status is ExchangeRowStatus.UNKNOWN:
            column = layout.code_column
        column = next((one for one in layout.columns if one.code == at), column)
        self.refusals.append(self.read.refuse(column, reason, cure))


def names_one_enterprise(layout: Layout) -> bool:
    """Tell whether the key of a record belongs to one enterprise in the whole country."""
    return layout.code == CERTIFICATES


def refuse_contradictions(
    rows: Collection[StagedRow], batch: ExchangeBatch, layout: Layout
) -> None:
    """Refuse certificates that cannot be true as they are told."""
    if layout.code != CERTIFICATES:
        return
    for row in rows:
        _refuse_dates(row, batch.as_of, layout)
    _refuse_foreign_names(list_accepted(rows), layout)
    _refuse_held(list_accepted(rows), batch, layout)


def list_accepted(rows: Iterable[StagedRow]) -> list[StagedRow]:
    return [row for row in rows if row.status is ExchangeRowStatus.ACCEPTED]


def tell_same_day(day: date) -> tuple[str, str]:
    reason = _("已收过同样截至 {day} 的这条记录，内容却不一样。")
    cure = _("请核实哪个对；这个文件对的，请用截止日期更晚的文件再送。")
    return reason.format(day=format_date(day)), cure


def tell_held() -> tuple[str, str]:
    return (
        _("这个证书编号已经记在另一家企业名下。"),
        _("请核对编号；换了持证企业的，先收一个写明原来那家已注销的文件。"),
    )


def _refuse_dates(row: StagedRow, as_of: date, layout: Layout) -> None:
    answers = row.read.answers
    expires, issued = answers.get("expires_on", ""), answers.get("issued_on", "")
    reason, at = "", "expires_on"
    if issued and answers.get("first_issued_on", "") > issued:
        reason, at = _("初次获证日期晚于颁证日期。"), "first_issued_on"
    elif expires and expires < issued:
        reason = _("到期日期早于颁证日期。")
    elif answers.get("state") == IN_FORCE and expires < as_of.isoformat():
        reason = _("证书状态写“有效”，到期日期却在数据截止日期以前。")
    if reason:
        cure = _("请核对日期和证书状态，改好再上传。")
        row.refuse(ExchangeRowStatus.REFUSED, layout, reason, cure, at=at)


def _refuse_foreign_names(rows: Collection[StagedRow], layout: Layout) -> None:
    """Refuse a name that is not at all that of the code, neither now nor before."""
    ids = {row.enterprise_id for row in rows if row.enterprise_id}
    known = dict(Enterprise.unscoped.filter(pk__in=ids).values_list("pk", "name"))
    former = list_former_names(ids)
    for row in rows:
        told, pk = row.read.answers.get("name", ""), row.enterprise_id or 0
        names = [known.get(pk, ""), *former.get(pk, ())]
        if told and not any(_is_alike(told, name) for name in names):
            row.refuse(
                ExchangeRowStatus.REFUSED,
                layout,
                _("这个代码在名录里是“{name}”，和组织名称完全不同。").format(
                    name=names[0]
                ),
                _("请核对代码和名称；企业更了名的，先在名录里记下更名。"),
                at="name",
            )


def _is_alike(told: str, name: str) -> bool:
    return compare(Candidate(name=told), Candidate(name=name)).verdict != "different"


def list_held(batch: ExchangeBatch) -> QuerySet[OutsideRecord]:
    """Return the records of a layout that have not ended."""
    standing = OutsideRecord.objects.filter(
        connector=batch.connector, layout=batch.layout
    )
    return standing.exclude(values__state__in=ENDED)


def _refuse_held(
    rows: Collection[StagedRow], batch: ExchangeBatch, layout: Layout
) -> None:
    """Refuse a number that stands with another enterprise and has not ended there."""
    standing = list_held(batch).filter(key__in={row.key for row in rows})
    holders: dict[str, set[int]] = {}
    for key, holder in standing.values_list("key", HOLDER):
        holders.setdefault(key, set()).add(holder)
    for row in rows:
        if holders.get(row.key, set()) - {row.enterprise_id}:
            row.refuse(
                ExchangeRowStatus.REFUSED,
                layout,
                *tell_held(),
            )

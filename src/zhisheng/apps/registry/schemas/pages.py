"""What the pages are given."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from django.forms import BoundField, Form
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhisheng.apps.accounts.schemas.column_sets import SavedDownload
from zhisheng.apps.registry.choices import FIELD_NAMES, EnterpriseStatus
from zhisheng.apps.registry.schemas.told import ToldElsewhere
from zhisheng.apps.registry.selectors import (
    ClaimView,
    ConsentView,
    EnterpriseRecord,
    EnterpriseRow,
    GrantView,
    HistoryEntry,
    ProposalView,
)
from zhisheng.kit.language import is_english, join_clauses, join_words, label_text
from zhisheng.reference.connectors import find_precedence, split_source
from zhisheng.ui.tables import Badge, Column, Row, Table

HIDDEN = gettext_lazy("未授权")
STATUS_KINDS: Mapping[str, Literal["done", "need", "stop", "quiet"]] = MappingProxyType(
    {
        EnterpriseStatus.ACTIVE: "done",
        EnterpriseStatus.UNVERIFIED: "need",
        EnterpriseStatus.CLOSED: "stop",
        EnterpriseStatus.REVOKED: "stop",
    }
)
FIELD_LABELS = MappingProxyType(
    {
        "name": gettext_lazy("名称"),
        "uscc": gettext_lazy("统一社会信用代码"),
        "region": gettext_lazy("登记地区"),
        "address": gettext_lazy("地址"),
        "industry": gettext_lazy("行业"),
        "size_class": gettext_lazy("企业规模"),
        "legal_form": gettext_lazy("主体类型"),
        "established_on": gettext_lazy("成立日期"),
        "contact": gettext_lazy("联系方式"),
        "returns": gettext_lazy("填报的指标"),
        "evaluations": gettext_lazy("质量评价"),
        "problems": gettext_lazy("质量问题"),
    }
)


@dataclass(frozen=True, slots=True)
class RosterColumn:
    """A column a reader may choose; ``field`` is what a grant calls it."""

    key: str
    label: Any
    field: str
    read: Callable[[EnterpriseRow], object]
    is_default: bool = False


ROSTER_COLUMNS = (
    RosterColumn(
        "uscc",
        gettext_lazy("统一社会信用代码"),
        "uscc",
        lambda row: row.uscc,
        is_default=True,
    ),
    RosterColumn(
        "region",
        gettext_lazy("登记地区"),
        "region",
        lambda row: row.region_name,
        is_default=True,
    ),
    RosterColumn("unit", gettext_lazy("管辖单位"), "region", lambda row: row.unit_name),
    RosterColumn(
        "industry",
        gettext_lazy("行业"),
        "industry",
        lambda row: row.industry_label,
        is_default=True,
    ),
    RosterColumn(
        "size_class",
        gettext_lazy("企业规模"),
        "size_class",
        lambda row: row.size_label,
        is_default=True,
    ),
    RosterColumn(
        "legal_form",
        gettext_lazy("主体类型"),
        "legal_form",
        lambda row: row.legal_form_label,
    ),
    RosterColumn("address", gettext_lazy("住所"), "address", lambda row: row.address),
    RosterColumn(
        "business_address",
        gettext_lazy("经营地址"),
        "address",
        lambda row: f"{row.business_region_name}{row.business_address}",
    ),
    RosterColumn(
        "established_on",
        gettext_lazy("成立日期"),
        "established_on",
        lambda row: row.established_on,
    ),
    RosterColumn(
        "contact_name", gettext_lazy("联系人"), "contact", lambda row: row.contact_name
    ),
    RosterColumn(
        "contact_phone",
        gettext_lazy("联系电话"),
        "contact",
        lambda row: row.contact_phone_masked,
    ),
)
CONTACT_COLUMNS = frozenset({"contact_name", "contact_phone"})
# In an export the name and the state are columns like all others.
EXPORT_COLUMNS = (
    RosterColumn(
        "name", gettext_lazy("企业名称"), "name", lambda row: row.name, is_default=True
    ),
    *ROSTER_COLUMNS,
    RosterColumn(
        "status",
        gettext_lazy("登记状态"),
        "status",
        lambda row: row.status_label,
        is_default=True,
    ),
)


@dataclass(frozen=True, slots=True)
class RosterContext:
    """Context of the roster page."""

    form: Form
    pickers: tuple[tuple[BoundField, str], ...]
    table: Table
    shown: str
    next_url: str
    first_url: str
    export_url: str
    choosing_url: str
    choices: tuple[tuple[str, Any, bool], ...]
    kept: tuple[tuple[str, str], ...]
    kept_columns: tuple[tuple[str, str], ...]
    is_filtered: bool
    may_register: bool
    may_export: bool
    problem: str
    place_url: str = ""
    downloads: tuple[SavedDownload, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacingContext:
    """Context of the page on which the listed enterprises are given to a unit."""

    form: Form
    title: str
    lead: str
    back_url: str


@dataclass(frozen=True, slots=True)
class RecordContext:
    """Context of one enterprise's page."""

    record: EnterpriseRecord
    may_place: bool
    status_kind: str
    history: list[dict[str, Any]]
    grants: list[GrantView]
    proposals: list[ProposalView]
    is_own: bool
    # Who told each official field and as of when; empty where something is hidden.
    sources: Mapping[str, str]
    told_elsewhere: list[ToldElsewhere]
    # What the enterprise says of itself; none where the reader may not see it.
    statements: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class SentDecision:
    """A decision that was not taken: what is missing, and all that came with it."""

    told: tuple[str, ...]
    reason: str
    acting_reason: str
    has_compared: bool
    leaving_to: str


@dataclass(frozen=True, slots=True)
class ReviewsContext:
    claims: list[ClaimView]
    proposals: list[ProposalView]
    # Of the one review that the page shows then.
    sent: SentDecision | None = None


def choose_columns(keys: Collection[str]) -> tuple[RosterColumn, ...]:
    """Return the wanted columns in their fixed order; none wanted is the usual ones."""
    chosen = tuple(column for column in ROSTER_COLUMNS if column.key in keys)
    return chosen or tuple(column for column in ROSTER_COLUMNS if column.is_default)


def build_roster_table(
    rows: Collection[EnterpriseRow], columns: Collection[RosterColumn]
) -> Table:
    heads = (
        Column("name", _("企业名称")),
        *(Column(column.key, column.label) for column in columns),
        Column("status", _("登记状态")),
    )
    return Table(columns=heads, rows=tuple(_build_row(row, columns) for row in rows))


def list_export_cells(
    row: EnterpriseRow, columns: Collection[RosterColumn]
) -> list[Any]:
    """Return the cells of one exported line, in the wanted order."""
    return [_read_cell(row, column) for column in columns]


def list_export_columns(keys: Iterable[str]) -> tuple[RosterColumn, ...]:
    known = {column.key: column for column in EXPORT_COLUMNS}
    return tuple(known[key] for key in keys)


def label_changes(proposals: Collection[ProposalView]) -> list[ProposalView]:
    """Name the changed fields as people do."""
    return [
        replace(
            proposal,
            changes=tuple(
                (str(FIELD_NAMES[name]), old, new)
                for name, old, new in proposal.changes
            ),
            contradicted=tuple(
                str(FIELD_NAMES[name]) for name in proposal.contradicted
            ),
        )
        for proposal in proposals
    ]


@dataclass(frozen=True, slots=True)
class ConsentDialog:
    """A consent spelled out before it is given."""

    enterprise: str
    what: str
    whom: str
    why: str
    until: date
    typed: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ConsentsOfEnterprise:
    """One own enterprise with the rights to see it, those of today and the past ones."""

    code: str
    name: str
    live: tuple[ConsentView, ...]
    past: tuple[ConsentView, ...]


def group_consents(
    code: str, name: str, consents: Collection[ConsentView]
) -> ConsentsOfEnterprise:
    labelled = [
        replace(
            one, purpose=_(one.purpose), basis=_(one.basis), fields=_name(one.fields)
        )
        for one in consents
    ]
    return ConsentsOfEnterprise(
        code,
        name,
        tuple(one for one in labelled if one.is_live),
        tuple(one for one in labelled if not one.is_live),
    )


def _name(fields: Collection[str]) -> tuple[str, ...]:
    """Name the fields a grant opens as people do, the name of the enterprise first."""
    known = [str(label) for name, label in FIELD_LABELS.items() if name in fields]
    return (*known, *(name for name in fields if name not in FIELD_LABELS))


def label_grants(grants: Collection[GrantView]) -> list[GrantView]:
    """Name the granted fields as people do."""
    return [
        replace(
            grant,
            purpose=_(grant.purpose),
            basis=_(grant.basis),
            fields=_name(grant.fields),
        )
        for grant in grants
    ]


def describe_history(entries: Collection[HistoryEntry]) -> list[dict[str, Any]]:
    """Return the entries as the timeline component takes them."""
    return [
        {
            "what": entry.label or _("登记信息变更"),
            "who": entry.recorded_by or _("系统"),
            "when": entry.on,
            "detail": "\n".join(
                filter(None, (_tell_changes(entry), _tell_source(entry)))
            ),
        }
        for entry in entries
    ]


def _tell_changes(entry: HistoryEntry) -> str:
    return join_clauses(
        label_text(FIELD_NAMES[name], f"{old or '—'} → {new or '—'}")
        for name, old, new in entry.changes
    )


def _tell_source(entry: HistoryEntry) -> str:
    """Say whose word it is and by which file it came, where somebody else told it."""
    if not entry.source:
        return ""
    rank = find_precedence(timezone.localdate()).find_rank(entry.source)
    if rank is None:
        return label_text(_("来源"), entry.source)
    name = rank.english_name if is_english() else rank.name
    batch = split_source(entry.source)[1]
    if rank.code == "roster":
        batch = entry.source
    told = _("{name}，批次 {batch}").format(name=name, batch=batch) if batch else name
    return label_text(_("来源"), told)


def _build_row(row: EnterpriseRow, columns: Collection[RosterColumn]) -> Row:
    badge = Badge(row.status_label, STATUS_KINDS.get(row.status, "quiet"))
    cells = tuple(_read_cell(row, column) or "—" for column in columns)
    url = reverse("registry:detail", args=[row.code])
    return Row((_tell_name(row), *cells, badge), url=url)


def _tell_name(row: EnterpriseRow) -> str:
    if not row.former_names:
        return row.name
    former = join_words(row.former_names)
    return _("{name}（曾用名：{former}）").format(name=row.name, former=former)


def _read_cell(row: EnterpriseRow, column: RosterColumn) -> Any:
    return str(HIDDEN) if column.field in row.hidden else column.read(row)

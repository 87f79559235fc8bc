"""What the pages and the API tell of an import as a whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.programme.choices import (
    RUNNING,
    ImportStatus,
    RowState,
    RowStatus,
)
from zhisheng.apps.programme.models import RosterImport
from zhisheng.apps.programme.schemas.results import (
    tell_applied,
    tell_withdrawal,
    tell_withdrawn,
)
from zhisheng.apps.programme.selectors import has_stopped
from zhisheng.ui.formats import format_moment
from zhisheng.ui.tables import Column, Row, Table

# States that rows reach after they were read.
LATER = (RowState.ANSWERED, RowState.LEFT_OUT, RowState.APPLIED)
TILES = (
    RowState.ACCEPTED,
    RowState.WARNING,
    RowState.TO_CONFIRM,
    RowState.REFUSED,
    *LATER,
)


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    is_current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """How many rows stand in a state."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """One import as its page tells it: what stands, what can be done next."""

    roster_import: RosterImport
    counts: Mapping[str, int]
    is_running: bool
    has_stopped: bool
    problem: str
    can_apply: bool
    can_withdraw: bool
    returns_rows: bool
    has_contradictions: bool
    applicable_rows: int
    done: int
    total: int
    remaining: str

    @property
    def kept(self) -> int:
        """How much a withdrawal left because it was changed or used since."""
        return int(self.withdrawn.get("kept", 0))

    @property
    def has_marks(self) -> bool:
        return self.returns_rows or self.has_contradictions

    @property
    def is_withdrawn(self) -> bool:
        return self.roster_import.status == ImportStatus.WITHDRAWN

    @property
    def withdrawn(self) -> Mapping[str, int]:
        return dict(self.roster_import.counts.get("withdrawn", {}))

    @property
    def applied(self) -> Mapping[str, int]:
        return dict(self.roster_import.counts.get("applied", {}))

    @property
    def applied_text(self) -> str:
        return tell_applied(self.applied)

    @property
    def tiles(self) -> list[Tile]:
        """Return the states of rows; the later ones only where some are in them."""
        return [
            Tile(_name_tile(state), self.counts[state])
            for state in TILES
            if self.counts[state] or state not in LATER
        ]

    @property
    def withdrawal_text(self) -> str:
        return tell_withdrawal(self.applied)

    @property
    def withdrawn_text(self) -> str:
        return tell_withdrawn(self.withdrawn)


def _name_tile(state: RowState) -> str:
    # What has a warning is not left out, unlike what its name may suggest.
    is_warned = state == RowState.WARNING
    return _("有提醒，也可入库") if is_warned else str(state.label)


def describe_import(
    roster_import: RosterImport, counts: Mapping[str, int]
) -> ImportSummary:
    job = roster_import.job
    status = roster_import.status
    return ImportSummary(
        roster_import=roster_import,
        counts=counts,
        is_running=status in RUNNING and not has_stopped(roster_import),
        has_stopped=has_stopped(roster_import),
        problem=tell_problem(roster_import),
        can_apply=status in {ImportStatus.PREVIEWED, ImportStatus.APPLIED}
        and counts["applicable"] > 0,
        can_withdraw=status == ImportStatus.APPLIED,
        returns_rows=counts[RowState.REFUSED] + counts[RowState.TO_CONFIRM] > 0,
        has_contradictions=counts[RowState.WARNING] > 0
        and "contradicting" in roster_import.counts,
        applicable_rows=counts["applicable"],
        done=job.progress_done if job else 0,
        total=(job.progress_total or 0) if job else 0,
        remaining=_show_remaining(
            job.remaining.total_seconds() if job and job.remaining else None
        ),
    )


def tell_problem(roster_import: RosterImport) -> str:
    """Return why a file could not be read, or why its job ended before its time."""
    job = roster_import.job
    if has_stopped(roster_import) and job is not None and job.error_message:
        return _(job.error_message)
    return roster_import.problem


def choose_tab(counts: Mapping[str, int], asked: str) -> str:
    """Return the state to show: at first what waits for an answer, if anything."""
    if asked:
        return asked if asked in RowState.values else ""
    return RowState.TO_CONFIRM.value if counts[RowState.TO_CONFIRM] else ""


def list_state_tabs(
    roster_import: RosterImport, counts: Mapping[str, int], current: str
) -> list[Tab]:
    """Return all rows and those of each state; of the later states if there are any."""
    address = reverse("programme:import_detail", args=[roster_import.code])
    everything = Tab(
        _("全部"),
        f"{address}?status=all",
        not current,
        sum(counts[state] for state in RowState.values),
    )
    return [
        everything,
        *(
            Tab(
                str(state.label),
                f"{address}?status={state}",
                state == current,
                counts[state],
            )
            for state in RowState
            if counts[state] or state not in LATER or state == current
        ),
    ]


def list_import_table(imports: Iterable[RosterImport]) -> Table:
    return Table(
        columns=(
            Column("file", _("文件")),
            Column("year", _("年度")),
            Column("helper", _("帮扶机构")),
            Column("status", _("状态")),
            Column("rows", _("行数"), is_number=True),
            Column("uploaded", _("上传时间")),
        ),
        rows=tuple(_import_row(item) for item in imports),
        caption=_("导入记录"),
    )


def _import_row(item: RosterImport) -> Row:
    counts = item.counts
    rows = sum(counts.get(status, 0) for status in RowStatus.values)
    waits_for_a_person = item.status == ImportStatus.PREVIEWED or has_stopped(item)
    return Row(
        (
            item.file.original_name,
            str(item.year),
            item.helper.name,
            _("中断") if has_stopped(item) else str(item.get_status_display()),
            rows,
            format_moment(item.created_at),
        ),
        url=reverse("programme:import_detail", args=[item.code]),
        state="need" if waits_for_a_person else "",
    )


def _show_remaining(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds < 60:
        return _("大约还要 {seconds} 秒").format(seconds=max(int(seconds), 1))
    return _("大约还要 {minutes} 分钟").format(minutes=int(seconds // 60) + 1)

"""The rows of an import as its preview shows them: what was read, what it would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.programme.choices import (
    ANSWERABLE,
    Decision,
    PlaceKind,
    RowState,
    name_field,
)
from zhisheng.apps.programme.errors import tell_kind
from zhisheng.apps.programme.models import ImportRow, ImportValue, RosterImport
from zhisheng.apps.programme.selectors.alike import count_alike
from zhisheng.apps.programme.selectors.changes import (
    FieldChange,
    list_pending,
    name_places,
)
from zhisheng.apps.programme.selectors.imports import IN_STATE, get_import_for
from zhisheng.apps.programme.selectors.pages import PAGE, Page
from zhisheng.apps.programme.selectors.reasons import show_reason
from zhisheng.kit.errors import NotFoundError

BADGES = {
    RowState.ACCEPTED: "done",
    RowState.WARNING: "action",
    RowState.REFUSED: "stop",
    RowState.TO_CONFIRM: "need",
    RowState.APPLIED: "done",
}


@dataclass(frozen=True, slots=True)
class RowPreview:
    """A staging row as the preview shows it.

    ``is_open``: the import takes answers. ``alike`` tells for each kind of place how many other rows can take this one's answer.
    """

    row: ImportRow
    region: str
    industry: str
    unit: str
    values: tuple[ImportValue, ...]
    changes: tuple[FieldChange, ...]
    alike: Mapping[str, int]
    is_open: bool

    @property
    def messages(self) -> list[dict[str, Any]]:
        """Return the reasons with the name of each field as people call it.

        A place is chosen below its row, not only in the sheet, so its cure says so.
        """
        told = [
            {**show_reason(reason), "label": name_field(str(reason["field"]))}
            for reason in self.row.reasons
        ]
        for one in filter(self._can_choose, told):
            if one["severity"] != "answered" and tell_kind(one) != "move":
                one["cure"] = _("请在下面选定，或在表格里写明后重新上传。")
        return told

    @property
    def has_applied_move(self) -> bool:
        """Whether it was put in as a person answered about its place."""
        return self.row.is_applied and any(
            tell_kind(reason) == "move" for reason in self.row.reasons
        )

    @property
    def badge_kind(self) -> str:
        return BADGES.get(self.row.state, "quiet")

    @property
    def can_decide(self) -> bool:
        return self.row.state == RowState.TO_CONFIRM

    @property
    def places(self) -> list[dict[str, Any]]:
        """Return the regions and industries to choose, or to choose anew.

        Of one kind the last one counts: whether an enterprise moved is asked once its
        region is known.
        """
        last = {one["field"]: one for one in filter(self._can_choose, self.messages)}
        return [
            {
                **one,
                "picker_id": f"{field}-{self.row.pk}",
                "alike": self.alike.get(field, 0),
            }
            for field, one in last.items()
        ]

    @property
    def asks_place(self) -> bool:
        return any(one["severity"] == "to_confirm" for one in self.places)

    @property
    def asks_name(self) -> bool:
        return any(
            reason["field"] == "name" and reason["severity"] == "to_confirm"
            for reason in self.row.reasons
        )

    @property
    def may_be_new(self) -> bool:
        """Its code may belong to another enterprise; then a new one cannot have it."""
        by_name = any(candidate["by"] == "name" for candidate in self.row.candidates)
        return self.asks_name and (by_name or not self.row.uscc)

    def _can_choose(self, reason: Mapping[str, Any]) -> bool:
        is_open = (
            self.is_open
            and not self.row.is_applied
            and self.row.decision != Decision.SKIP
        )
        is_place = reason["field"] in PlaceKind.values
        return is_open and is_place and _asks_for_choice(reason)

    def get_value(self, indicator: str, period: int) -> ImportValue | None:
        wanted = indicator, str(period)
        return next(
            (one for one in self.values if (one.indicator_code, one.period) == wanted),
            None,
        )


def _asks_for_choice(reason: Mapping[str, Any]) -> bool:
    """Tell whether it is answered by a choice; a body's row of another body is not."""
    is_refused = reason["severity"] == "refused"
    is_others = is_refused and reason["field"] == PlaceKind.HELPER
    return reason["severity"] != "warning" and not is_others


def list_rows_for(
    *, actor: Actor, code: str, status: str = "", after: int | None = None
) -> Page:
    """Return one page of staging rows, of one state or all, with what they would change."""
    roster_import = get_import_for(actor=actor, code=code)
    return list_rows(roster_import, status=status, after=after)


def list_rows(
    roster_import: RosterImport, *, status: str = "", after: int | None = None
) -> Page:
    rows = ImportRow.objects.filter(roster_import=roster_import)
    is_state = status in RowState.values
    if status:
        rows = rows.filter(IN_STATE[RowState(status)]) if is_state else rows.none()
    if after:
        rows = rows.filter(id__gt=after)
    page = list(rows.order_by("id")[: PAGE + 1])
    previews = _preview(roster_import, page[:PAGE])
    return Page(previews, page[PAGE - 1].pk if len(page) > PAGE else None)


def get_preview_for(*, actor: Actor, code: str, row_id: int) -> RowPreview:
    roster_import = get_import_for(actor=actor, code=code)
    rows = ImportRow.objects.filter(roster_import=roster_import, pk=row_id)
    previews = _preview(roster_import, list(rows))
    if not previews:
        raise NotFoundError
    return previews[0]


def _preview(
    roster_import: RosterImport, rows: Sequence[ImportRow]
) -> tuple[RowPreview, ...]:
    """Gather what the rows say and would change; a fixed number of queries for all."""
    pending = list_pending(roster_import, rows)
    names = name_places(rows, pending.records.values())
    alike = count_alike(roster_import, rows)
    values: dict[int, list[ImportValue]] = {row.pk: [] for row in rows}
    for value in ImportValue.objects.filter(import_row__in=values).order_by("id"):
        values[value.import_row_id].append(value)
    return tuple(
        RowPreview(
            row=row,
            region=names.name_region(row.region_code),
            industry=names.name_industry(row.industry_code),
            unit=names.name_unit(row.unit_code),
            values=tuple(values[row.pk]),
            changes=pending.show(row, names),
            alike={kind: alike.get((row.pk, kind), 0) for kind in PlaceKind.values},
            is_open=roster_import.status in ANSWERABLE,
        )
        for row in rows
    )

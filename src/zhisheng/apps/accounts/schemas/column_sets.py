"""What the pages say on which columns of an export are chosen, in which order."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import ColumnSet
from zhisheng.apps.accounts.selectors import ChosenColumns
from zhisheng.kit.exporting import OWN_WORDS, Export, ExportColumn, list_kept
from zhisheng.kit.language import join_words


@dataclass(frozen=True, slots=True)
class SavedSet:
    """A saved set as it is listed, with where it is used, changed and deleted."""

    saved: ColumnSet
    count: int
    url: str
    file_url: str
    delete_url: str


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    """Context of the page on which columns are chosen."""

    export: Export
    chosen: tuple[ExportColumn, ...]
    others: tuple[ExportColumn, ...]
    sets: tuple[SavedSet, ...]
    editing: ColumnSet | None
    choose_url: str
    save_url: str
    retired: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SavingPage:
    """Context of the page on which a choice is given its name."""

    export: Export
    labels: str
    columns: tuple[str, ...]
    replaced: ColumnSet | None
    action: str
    back_url: str


def build_columns_page(
    export: Export,
    chosen: ChosenColumns,
    sets: Sequence[ColumnSet],
    *,
    editing: ColumnSet | None,
    problem: str = "",
) -> ColumnsPage:
    keys = {column.key for column in chosen.columns}
    return ColumnsPage(
        export=export,
        chosen=chosen.columns,
        others=tuple(one for one in export.columns if one.key not in keys),
        sets=tuple(_list_set(export, one) for one in sets),
        editing=editing,
        choose_url=link_choosing(export, with_kept=False),
        save_url=reverse("accounts:save_columns", args=[export.name]),
        retired=tell_retired(chosen),
        problem=problem,
    )


def build_saving_page(
    export: Export, chosen: ChosenColumns, replaced: ColumnSet | None
) -> SavingPage:
    keys = tuple(column.key for column in chosen.columns)
    save_url = reverse("accounts:save_columns", args=[export.name])
    back = [("columns", key) for key in keys]
    if replaced is not None:
        back.append(("editing", replaced.code))
    return SavingPage(
        export=export,
        labels=join_words(column.label for column in chosen.columns),
        columns=keys,
        replaced=replaced,
        action=f"{save_url}?{urlencode(export.kept)}",
        back_url=link_choosing(export, back),
    )


def tell_retired(chosen: ChosenColumns) -> str:
    """Say which columns of a set the export has no longer; empty where it has all."""
    if not chosen.retired or chosen.saved is None:
        return ""
    return _("方案“{name}”里的这些列，表里已经没有了，没有导出：{columns}。").format(
        name=chosen.saved.name, columns=join_words(chosen.retired)
    )


def link_choosing(
    export: Export,
    more: Sequence[tuple[str, str]] = (),
    *,
    with_kept: bool = True,
) -> str:
    address = reverse("accounts:choose_columns", args=[export.name])
    query = urlencode([*(export.kept if with_kept else ()), *more])
    return f"{address}?{query}" if query else address


def link_choosing_by_name(export: str, query: QueryDict) -> str:
    """Lead back to the columns of an export, with what the address says of it."""
    kept = urlencode(list_kept(query, OWN_WORDS))
    address = reverse("accounts:choose_columns", args=[export])
    return f"{address}?{kept}" if kept else address


def move_column(keys: Sequence[str], query: QueryDict) -> list[str]:
    """Put the column that a button names first, one up or one down."""
    moved = list(keys)
    for name in ("first", "up", "down"):
        key = query.get(name, "")
        if key not in moved:
            continue
        at = moved.index(key)
        to = {"first": 0, "up": max(at - 1, 0), "down": at + 1}[name]
        moved.insert(to, moved.pop(at))
    return moved


def _list_set(export: Export, saved: ColumnSet) -> SavedSet:
    query = urlencode([*export.kept, ("columns", saved.code)])
    delete_url = reverse("accounts:delete_column_set", args=[saved.code])
    return SavedSet(
        saved=saved,
        count=len(saved.columns),
        url=link_choosing(export, [("columns", saved.code), ("editing", saved.code)]),
        file_url=f"{export.file_url}?{query}",
        delete_url=f"{delete_url}?{urlencode(export.kept)}",
    )

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

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class SavedSet:
    """A saved set as it is listed, with where it is used, changed and deleted."""

    saved: ColumnSet
    count: int
    url: str
    file_url: str
    delete_url: str


@dataclass(frozen=True, slots=True)
class SavedDownload:
    """A saved set that is handed out at once from beside another download."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    """Context of the page on which columns are chosen."""

    export: Export
    chosen: tuple[ExportColumn, ...]
    others: tuple[ExportColumn, ...]
    sets: tuple[SavedSet, ...]
    editing: ColumnSet | None
    seen: int | None
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
    # The columns that somebody else saved meanwhile.
    theirs: str = ""


def build_columns_page(
    export: Export,
    chosen: ChosenColumns,
    sets: Sequence[ColumnSet],
    *,
    editing: ColumnSet | None,
    seen: int | None,
    problem: str = "",
) -> ColumnsPage:
    keys = {column.key for column in chosen.columns}
    return ColumnsPage(
        export=export,
        chosen=chosen.columns,
        others=tuple(one for one in export.columns if one.key not in keys),
        sets=tuple(_list_set(export, one) for one in sets),
        editing=editing,
        seen=seen,
        choose_url=link_choosing(export, with_kept=False),
        save_url=reverse("accounts:save_columns", args=[export.name]),
        retired=tell_retired(chosen),
        problem=problem,
    )


def build_saving_page(
    export: Export,
    chosen: ChosenColumns,
    replaced: ColumnSet | None,
    *,
    seen: int | None,
    is_overtaken: bool = False,
) -> SavingPage:
    keys = tuple(column.key for column in chosen.columns)
    save_url = reverse("accounts:save_columns", args=[export.name])
    back = [("columns", key) for key in keys]
    if replaced is not None:
        back += [("editing", replaced.code), ("version", str(seen or replaced.version))]
    return SavingPage(
        export=export,
        labels=join_words(column.label for column in chosen.columns),
        columns=keys,
        replaced=replaced,
        action=f"{save_url}?{urlencode(export.kept)}",
        back_url=link_choosing(export, back),
        theirs=name_columns(replaced) if replaced and is_overtaken else "",
    )


def name_columns(saved: ColumnSet) -> str:
    return join_words(label for _key, label in saved.columns)


def link_downloads(
    sets: Sequence[ColumnSet], file_url: str, kept: Sequence[tuple[str, str]]
) -> tuple[SavedDownload, ...]:
    """Name the sets beside a download where they are few; many have their own page."""
    if len(sets) > MOST_NAMED:
        return ()
    return tuple(
        SavedDownload(
            name=one.name,
            url=f"{file_url}?{urlencode([*kept, ('columns', one.code)])}",
        )
        for one in sets
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

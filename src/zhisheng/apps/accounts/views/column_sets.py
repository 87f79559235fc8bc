"""Choosing the columns of an export, saving the choice, deleting it."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhisheng.apps.accounts import selectors, services
from zhisheng.apps.accounts.errors import (
    ColumnSetChangedError,
    ColumnSetVersionError,
    ColumnsMissingError,
)
from zhisheng.apps.accounts.forms import ColumnSetForm
from zhisheng.apps.accounts.schemas.column_sets import (
    build_columns_page,
    build_saving_page,
    link_choosing,
    link_choosing_by_name,
    move_column,
    name_columns,
)
from zhisheng.apps.accounts.selectors import ChosenColumns
from zhisheng.kit.errors import DomainError, ForbiddenError, NotFoundError
from zhisheng.kit.exporting import Export, get_offer
from zhisheng.kit.http import UserRequest, read_number, render_form
from zhisheng.kit.problems import describe

if TYPE_CHECKING:
    from zhisheng.apps.accounts.models import ColumnSet

CONFLICT = 409
OVERTAKEN = (ColumnSetChangedError, ColumnSetVersionError)


@login_required
@require_safe
def choose(request: UserRequest, export: str) -> HttpResponse:
    """Show the columns of an export in the chosen order, and the saved sets."""
    found = _find(request, export)
    chosen, problem = _choose(request, found, request.GET)
    editing = _find_set(request, found, request.GET.get("editing", ""))
    page = build_columns_page(
        found,
        chosen,
        selectors.list_column_sets_for(
            actor=request.user, export=found.name, form=found.form
        ),
        editing=editing,
        seen=_read_seen(request.GET, editing),
        problem=problem,
    )
    return render(request, "accounts/choose_columns.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def save(request: UserRequest, export: str) -> HttpResponse:
    """Ask for the name of a choice and save it for the organisation."""
    found = _find(request, export)
    query = request.POST if request.method == "POST" else request.GET
    chosen, problem = _choose(request, found, query)
    if problem:
        messages.error(request, problem)
        return redirect(link_choosing(found))
    keys = [column.key for column in chosen.columns]
    try:
        replaced = _find_set(request, found, query.get("set", ""))
    except NotFoundError:
        # A colleague deleted it meanwhile; what was chosen stays.
        messages.warning(request, _("这套方案已经删除了。选好的列还在，可以另存一套。"))
        return redirect(link_choosing(found, [("columns", key) for key in keys]))
    form = _ask_name(request, found, replaced)
    if request.method == "POST" and form.is_valid():
        saved = _save(request, found, form, keys, replaced)
        if saved is not None:
            messages.success(request, _("方案已保存，本单位的人都能用。"))
            more = [("columns", saved.code), ("editing", saved.code)]
            return redirect(link_choosing(found, more))
    if form.is_overtaken:
        return _show_both(request, found, chosen, form)
    seen = _read_seen(query, replaced)
    page = build_saving_page(found, chosen, replaced, seen=seen)
    context = {"page": page, "form": form}
    return render_form(request, "accounts/save_columns.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def delete(request: UserRequest, code: str) -> HttpResponse:
    """Ask before a set is deleted, as it was seen, for the whole organisation."""
    saved = selectors.get_column_set_for(actor=request.user, code=code)
    back_url = link_choosing_by_name(saved.export, request.GET)
    seen, told = read_number(request.POST.get("version")), ""
    if request.method == "POST":
        try:
            services.delete_column_set(
                column_set=saved, version=seen or 0, actor=request.user
            )
        except OVERTAKEN as error:
            saved = selectors.get_column_set_for(actor=request.user, code=code)
            told = describe(error)
        else:
            messages.success(request, _("方案已删除。"))
            return redirect(back_url)
    context = {
        "saved": saved,
        "labels": name_columns(saved),
        "back_url": back_url,
        "hidden": [("version", saved.version)],
        "told": told,
    }
    status = CONFLICT if told else 200
    return render(request, "accounts/delete_columns.html", context, status=status)


def _show_both(
    request: UserRequest, export: Export, chosen: ChosenColumns, form: ColumnSetForm
) -> HttpResponse:
    """Show what a colleague saved meanwhile above what was chosen.

    Who saves from this page has seen it.
    """
    now = _find_set(request, export, request.POST["set"])
    page = build_saving_page(export, chosen, now, seen=None, is_overtaken=True)
    context = {"page": page, "form": form}
    return render(request, "accounts/save_columns.html", context, status=CONFLICT)


def _find(request: UserRequest, name: str) -> Export:
    return get_offer(name).find(request.user, request.GET)


def _choose(
    request: UserRequest, export: Export, query: QueryDict
) -> tuple[ChosenColumns, str]:
    """Return the wanted columns; where none is left, the usual ones and why."""
    wanted = query.getlist("columns")
    actor = request.user
    try:
        chosen = selectors.choose_export_columns(
            actor=actor, export=export, wanted=move_column(wanted, query)
        )
    except ColumnsMissingError as error:
        usual = selectors.choose_export_columns(actor=actor, export=export, wanted=[])
        return usual, describe(error)
    return chosen, ""


def _find_set(request: UserRequest, export: Export, code: str) -> "ColumnSet | None":
    if not code:
        return None
    found = selectors.get_column_set_for(actor=request.user, code=code)
    if (found.export, found.form) != (export.name, export.form):
        raise NotFoundError
    return found


def _read_seen(query: QueryDict, saved: "ColumnSet | None") -> int | None:
    """Return which version of a set was opened, carried along until it is saved."""
    return read_number(query.get("version")) or (saved.version if saved else None)


def _ask_name(
    request: UserRequest, export: Export, replaced: "ColumnSet | None"
) -> ColumnSetForm:
    own = selectors.list_saving_organisations(request.user, export.name)
    return ColumnSetForm(
        request.POST or None,
        initial={
            "name": replaced.name if replaced else "",
            "version": _read_seen(request.GET, replaced),
        },
        organisations=[replaced.organisation] if replaced else list(own),
        replaces=replaced is not None,
    )


def _save(
    request: UserRequest,
    export: Export,
    form: ColumnSetForm,
    keys: list[str],
    replaced: "ColumnSet | None",
) -> "ColumnSet | None":
    try:
        return services.save_column_set(
            organisation=form.pick_organisation(),
            export=export,
            name=form.cleaned_data["name"],
            columns=keys,
            replaced=replaced,
            version=form.cleaned_data.get("version"),
            actor=request.user,
        )
    except (ForbiddenError, NotFoundError):
        raise
    except OVERTAKEN as error:
        now = selectors.get_column_set_for(actor=request.user, code=request.POST["set"])
        form.refuse_once(error, version=now.version)
    except DomainError as error:
        form.refuse(error)
    return None

"""Choosing the columns of an export, saving the choice, deleting it."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhisheng.apps.accounts import selectors, services
from zhisheng.apps.accounts.errors import ColumnsMissingError
from zhisheng.apps.accounts.forms import ColumnSetForm
from zhisheng.apps.accounts.schemas.column_sets import (
    build_columns_page,
    build_saving_page,
    link_choosing,
    link_choosing_by_name,
    move_column,
)
from zhisheng.apps.accounts.selectors import ChosenColumns
from zhisheng.kit.errors import DomainError, ForbiddenError, NotFoundError
from zhisheng.kit.exporting import Export, get_offer
from zhisheng.kit.http import UserRequest, render_form
from zhisheng.kit.problems import describe

if TYPE_CHECKING:
    from zhisheng.apps.accounts.models import ColumnSet


@login_required
@require_safe
def choose(request: UserRequest, export: str) -> HttpResponse:
    """Show the columns of an export in the chosen order, and the saved sets."""
    found = _find(request, export)
    chosen, problem = _choose(request, found, request.GET)
    page = build_columns_page(
        found,
        chosen,
        selectors.list_column_sets_for(actor=request.user, export=found),
        editing=_find_set(request, found, request.GET.get("editing", "")),
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
    replaced = _find_set(request, found, query.get("set", ""))
    form = _ask_name(request, found, replaced)
    if request.method == "POST" and form.is_valid():
        keys = [column.key for column in chosen.columns]
        saved = _save(request, found, form, keys, replaced)
        if saved is not None:
            messages.success(request, _("方案已保存，本单位的人都能用。"))
            more = [("columns", saved.code), ("editing", saved.code)]
            return redirect(link_choosing(found, more))
    page = build_saving_page(found, chosen, replaced)
    context = {"page": page, "form": form}
    return render_form(request, "accounts/save_columns.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def delete(request: UserRequest, code: str) -> HttpResponse:
    """Ask before a set is deleted for the whole organisation."""
    saved = selectors.get_column_set_for(actor=request.user, code=code)
    back_url = link_choosing_by_name(saved.export, request.GET)
    if request.method == "POST":
        services.delete_column_set(column_set=saved, actor=request.user)
        messages.success(request, _("方案已删除。"))
        return redirect(back_url)
    context = {"saved": saved, "back_url": back_url}
    return render(request, "accounts/delete_columns.html", context)


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


def _ask_name(
    request: UserRequest, export: Export, replaced: "ColumnSet | None"
) -> ColumnSetForm:
    own = selectors.list_saving_organisations(request.user, export.name)
    return ColumnSetForm(
        request.POST or None,
        initial={"name": replaced.name if replaced else ""},
        organisations=[replaced.organisation] if replaced else list(own),
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
            actor=request.user,
        )
    except (ForbiddenError, NotFoundError):
        raise
    except DomainError as error:
        form.refuse(error)
    return None

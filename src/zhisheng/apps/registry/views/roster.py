from collections.abc import Iterator
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.forms import BoundField
from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhisheng.apps.accounts.schemas.column_sets import SavedDownload
from zhisheng.apps.accounts.selectors import Actor, choose_export_columns
from zhisheng.apps.accounts.views.exports import list_saved_downloads, stream_export
from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.errors import (
    AlikeKnownError,
    CodeKnownError,
    TermTooShortError,
)
from zhisheng.apps.registry.forms import RosterForm
from zhisheng.apps.registry.forms.officers import AddForm
from zhisheng.apps.registry.permissions import (
    ROLES_BY_ACTION,
    Action,
    may,
    require,
)
from zhisheng.apps.registry.schemas import (
    CONTACT_COLUMNS,
    EXPORT_COLUMNS,
    ROSTER_COLUMNS,
    RosterColumn,
    RosterContext,
    build_roster_table,
    choose_columns,
    list_export_cells,
    list_export_columns,
)
from zhisheng.apps.registry.selectors import RosterFilters, RosterPage
from zhisheng.kit.errors import DomainError
from zhisheng.kit.exporting import Export, ExportColumn, list_kept, offers_export
from zhisheng.kit.http import UserRequest, render_form
from zhisheng.kit.problems import describe

NOTHING = RosterPage(rows=(), next_code="", count=0, is_count_exact=True)


@login_required
@require_safe
def index(request: UserRequest) -> HttpResponse:
    require(request.user, Action.SEE_ROSTER)
    form = RosterForm(request.GET, actor=request.user)
    columns = choose_columns(request.GET.getlist("columns"))
    page, problem = _find(request, form, columns)
    context = RosterContext(
        form=form,
        pickers=tuple(_list_pickers(form)),
        table=build_roster_table(page.rows, columns),
        shown=_describe_count(page),
        next_url=_link(request, after=page.next_code) if page.next_code else "",
        first_url=_link(request) if request.GET.get("after") else "",
        export_url=_link_export(request, columns),
        choosing_url=_link_choosing(request, columns),
        choices=tuple((one.key, one.label, one in columns) for one in ROSTER_COLUMNS),
        kept=tuple(list_kept(request.GET, ("columns", "after"))),
        kept_columns=tuple(("columns", key) for key in request.GET.getlist("columns")),
        is_filtered=bool(form.is_valid() and form.as_filters() != RosterFilters()),
        may_register=may(request.user, Action.REGISTER),
        may_export=may(request.user, Action.EXPORT_ROSTER),
        downloads=_list_downloads(request),
        problem=problem,
        place_url=f"{reverse('registry:place')}{_link(request)}"
        if selectors.may_place(request.user)
        else "",
    )
    return render(request, "registry/roster.html", {"page": context})


@login_required
@require_safe
@hands_out_file
def export(request: UserRequest) -> HttpResponse | FileResponse:
    """Send every row of the filters, in the wanted columns; by default as it is seen."""
    require(request.user, Action.EXPORT_ROSTER)
    form = RosterForm(request.GET, actor=request.user)
    if not form.is_valid():
        return redirect(f"{reverse('registry:index')}{_link(request)}")
    offered = find_export(request.user, request.GET)
    chosen = choose_export_columns(
        actor=request.user,
        export=offered,
        wanted=request.GET.getlist("columns"),
    )
    columns = list_export_columns(column.key for column in chosen.columns)
    rows = selectors.export_enterprises_for(
        actor=request.user,
        filters=form.as_filters(),
        with_contact=_has_contact(columns),
    )
    cells = (list_export_cells(row, columns) for row in rows)
    title = f"{_('企业名录')}-{timezone.localdate().isoformat()}"
    return stream_export(request, offered, title, chosen, cells)


@offers_export("roster", roles=ROLES_BY_ACTION[Action.EXPORT_ROSTER])
def find_export(actor: Actor, query: QueryDict) -> Export:
    """Offer the roster for export, with the filters that an address says."""
    require(actor, Action.EXPORT_ROSTER)
    kept = list_kept(query)
    return Export(
        name="roster",
        title=_("企业名录"),
        columns=tuple(
            ExportColumn(one.key, str(one.label), one.is_default)
            for one in EXPORT_COLUMNS
        ),
        file_url=reverse("registry:export"),
        back_url=f"{reverse('registry:index')}?{urlencode(kept)}",
        kept=kept,
    )


@login_required
@require_http_methods(["GET", "POST"])
def add(request: UserRequest) -> HttpResponse:
    require(request.user, Action.REGISTER)
    form, alike, known = AddForm(request.POST or None), [], []
    if request.method == "POST" and form.is_valid():
        try:
            enterprise = services.register_enterprise(
                official=form.as_official(),
                source="manual",
                others=form.confirmed,
                actor=request.user,
            )
        except CodeKnownError as error:
            known = selectors.show_same_code_for(
                actor=request.user, official=form.as_official()
            )
            form.add_error("uscc", describe(error))
        except AlikeKnownError:
            alike = selectors.show_alike_for(
                actor=request.user, official=form.as_official()
            )
            form.ask([one.row.code for one in alike])
        except DomainError as error:
            form.refuse(error)
        else:
            return redirect("registry:detail", code=enterprise.code)
    context = {
        "form": form,
        "alike": alike,
        "known": known,
        "title": _("登记企业"),
        "lead": _("名录里没有时才登记；先按名称和代码查一查，以免重复。"),
        "submit_label": _("登记"),
        "back_url": reverse("registry:index"),
    }
    return render_form(request, "registry/enterprise_form.html", context)


def _list_pickers(form: RosterForm) -> Iterator[tuple[BoundField, str]]:
    yield form["region"], reverse("places:suggest_regions")
    yield form["industry"], reverse("places:suggest_industries")
    if form.may_place:
        yield form["unit"], reverse("accounts:suggest_units")


def _find(
    request: UserRequest, form: RosterForm, columns: tuple[RosterColumn, ...]
) -> tuple[RosterPage, str]:
    if not form.is_valid():
        return NOTHING, ""
    try:
        page = selectors.list_enterprises_for(
            actor=request.user,
            filters=form.as_filters(),
            after=request.GET.get("after", ""),
            with_contact=_has_contact(columns),
        )
    except TermTooShortError as error:
        return NOTHING, describe(error)
    return page, ""


def _has_contact(columns: tuple[RosterColumn, ...]) -> bool:
    return any(column.key in CONTACT_COLUMNS for column in columns)


def _describe_count(page: RosterPage) -> str:
    if page.is_count_exact:
        return _("共 %(count)s 家") % {"count": f"{page.count:,}"}
    return _("超过 1 万家")


def _list_shown(
    request: UserRequest, columns: tuple[RosterColumn, ...]
) -> list[tuple[str, str]]:
    """Return what an export has to be asked for to be what is seen."""
    keys = ("name", *(column.key for column in columns), "status")
    kept = list_kept(request.GET, ("columns", "after"))
    return [*kept, *(("columns", key) for key in keys)]


def _link_export(request: UserRequest, columns: tuple[RosterColumn, ...]) -> str:
    shown = _list_shown(request, columns)
    return f"{reverse('registry:export')}?{urlencode(shown)}"


def _link_choosing(request: UserRequest, columns: tuple[RosterColumn, ...]) -> str:
    address = reverse("accounts:choose_columns", args=["roster"])
    return f"{address}?{urlencode(_list_shown(request, columns))}"


def _list_downloads(request: UserRequest) -> tuple[SavedDownload, ...]:
    if not may(request.user, Action.EXPORT_ROSTER):
        return ()
    return list_saved_downloads(
        request,
        export="roster",
        file_url=reverse("registry:export"),
        kept=list_kept(request.GET, ("columns", "after")),
    )


def _link(request: UserRequest, *, after: str = "") -> str:
    query = QueryDict(mutable=True)
    for name, value in list_kept(request.GET, ("after",)):
        query.appendlist(name, value)
    if after:
        query["after"] = after
    return f"?{query.urlencode()}"

"""Files of other systems: sent in, looked through, taken, and what comes back."""

from typing import BinaryIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.accounts.views.files import hands_out_file, is_in_wechat
from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.forms.exchange import ExchangeForm, SendForm
from zhisheng.apps.registry.permissions import Action, require
from zhisheng.apps.registry.schemas import (
    describe_batch,
    list_change_kinds,
    tabulate_batches,
    tabulate_changes,
    tabulate_returned,
)
from zhisheng.kit.connectors import write_blank_layout
from zhisheng.kit.errors import DomainError, NotFoundError
from zhisheng.kit.http import (
    UserRequest,
    read_number,
    render_form,
    respond_with_workbook,
    stream_file,
)
from zhisheng.kit.problems import describe, list_refusals
from zhisheng.reference.connectors import Direction

BATCH = "registry:exchange_batch"


@login_required
@require_safe
def index(request: UserRequest) -> HttpResponse:
    require(request.user, Action.EXCHANGE)
    page = selectors.list_batches_for(
        actor=request.user, after=read_number(request.GET.get("after"))
    )
    context = {"table": tabulate_batches(page.items), "next_after": page.next_after}
    return render(request, "registry/exchange.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: UserRequest) -> HttpResponse:
    require(request.user, Action.EXCHANGE)
    layouts = selectors.list_layouts(Direction.INBOUND, on=timezone.localdate())
    form = ExchangeForm(
        request.POST or None,
        request.FILES or None,
        layouts=layouts,
        organisations=selectors.list_exchanging_organisations_for(request.user),
        initial={"layout": request.GET.get("layout", "")},
    )
    if form.is_bound and form.is_valid():
        code = _take_in(request, form)
        if code:
            return redirect(BATCH, code)
    context = {"form": form, "layouts": layouts}
    return render_form(request, "registry/exchange_upload.html", context)


def _take_in(request: UserRequest, form: ExchangeForm) -> str:
    """Keep the file; what cannot be kept is told beside the field."""
    file = form.cleaned_data["file"]
    try:
        taken = services.upload_exchange(
            file,
            original_name=file.name,
            terms=form.as_terms(),
            organisation=form.organisation,
            actor=request.user,
        )
    except DomainError as error:
        _refuse(form, error, "file")
        return ""
    if taken.is_repeated:
        told = _(
            "这个文件以前收过（批次号 {number}），没有重复处理。下面是那一次的结果。"
        )
        messages.info(request, told.format(number=taken.batch.number))
    return taken.batch.code


@login_required
@require_http_methods(["GET", "POST"])
def send(request: UserRequest) -> HttpResponse | FileResponse:
    """Make a file for another system; it is handed out at once and not kept."""
    require(request.user, Action.EXCHANGE)
    form = SendForm(
        request.POST or None,
        layouts=selectors.list_layouts(Direction.OUTBOUND, on=timezone.localdate()),
        recipients=selectors.list_recipients_for(request.user),
        organisations=selectors.list_exchanging_organisations_for(request.user),
    )
    if form.is_bound and form.is_valid():
        try:
            return _hand_out(request, form)
        except DomainError as error:
            _refuse(form, error, "layout")
    context = {"form": form, "is_in_wechat": is_in_wechat(request)}
    return render_form(request, "registry/exchange_send.html", context)


def _hand_out(request: UserRequest, form: SendForm) -> FileResponse:
    def write(file: BinaryIO) -> None:
        services.send_exchange(
            file,
            terms=form.as_terms(),
            organisation=form.organisation,
            actor=request.user,
        )

    day = timezone.localdate().isoformat()
    return stream_file(write, _("送出名单_{day}.xlsx").format(day=day))


def _refuse(form: Form, error: DomainError, field: str) -> None:
    """Tell each refusal beside its field."""
    refusals = list_refusals(error) or {field: describe(error)}
    for name, reason in refusals.items():
        form.add_error(name, reason)


@login_required
@require_safe
@hands_out_file
def blank(request: UserRequest, connector: str, layout: str) -> FileResponse:
    """Hand out the headings of a layout, to compare with what the system gives out."""
    require(request.user, Action.EXCHANGE)
    on = timezone.localdate()
    known = selectors.list_layouts(Direction.INBOUND, on=on)
    wanted = connector, layout
    found = next((one for one in known if (one[0].code, one[1].code) == wanted), None)
    if found is None:
        raise NotFoundError
    name = f"{found[0].name}_{found[1].name}.xlsx"
    return stream_file(lambda file: write_blank_layout(file, found[1]), name)


@login_required
@require_safe
def batch(request: UserRequest, code: str) -> HttpResponse:
    found = selectors.get_batch_for(actor=request.user, code=code)
    summary = describe_batch(found)
    page = selectors.list_returned_rows(
        found, after=read_number(request.GET.get("after"))
    )
    change = request.GET.get("change", "")
    changing = selectors.list_changing_rows(
        found, change=change, after=read_number(request.GET.get("changes_after"))
    )
    context = {
        "summary": summary,
        "table": tabulate_returned(page.items, summary.layout),
        "next_after": page.next_after,
        "kinds": list_change_kinds(selectors.count_changing_rows(found), change),
        "changes": tabulate_changes(changing.items),
        "changes_after": changing.next_after,
    }
    return render(request, "registry/exchange_batch.html", context)


@login_required
@require_safe
def progress(request: UserRequest, code: str) -> HttpResponse:
    found = selectors.get_batch_for(actor=request.user, code=code)
    if not request.htmx:
        return redirect(BATCH, code)
    summary = describe_batch(found)
    template = "registry/exchange_batch.html#progress"
    response = render(request, template, {"summary": summary})
    if not summary.is_running:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def apply(request: UserRequest, code: str) -> HttpResponse:
    found = selectors.get_batch_for(actor=request.user, code=code)
    services.queue_exchange_applying(batch=found, actor=request.user)
    return redirect(BATCH, code)


@login_required
@require_POST
def retry(request: UserRequest, code: str) -> HttpResponse:
    found = selectors.get_batch_for(actor=request.user, code=code)
    services.retry_exchange(batch=found, actor=request.user)
    return redirect(BATCH, code)


@login_required
@require_safe
@hands_out_file
def marks(request: UserRequest, code: str) -> HttpResponse:
    """Hand the file back with the rows marked that were not taken."""
    found = selectors.get_batch_for(actor=request.user, code=code)
    content = services.mark_exchange(batch=found)
    name = _("退回的行_{number}.xlsx").format(number=found.number)
    return respond_with_workbook(content, name)

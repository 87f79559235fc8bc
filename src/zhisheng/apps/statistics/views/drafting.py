from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhisheng.apps.statistics import selectors, services
from zhisheng.apps.statistics.errors import TemplateRefusedError
from zhisheng.apps.statistics.forms import CorrectionForm, DraftForm, LayoutForm
from zhisheng.apps.statistics.permissions import require, require_for_area
from zhisheng.kit.errors import DomainError
from zhisheng.kit.http import UserRequest, render_form


@login_required
@require_http_methods(["GET", "POST"])
def draft(request: UserRequest) -> HttpResponse:
    require(request.user, "statistics.draft_bulletin")
    own = selectors.get_own_area(request.user)
    form = DraftForm(
        request.POST or None,
        years=selectors.list_years(),
        initial={
            "area": f"{own} {_(selectors.name_area(own))}",
            "year": selectors.get_latest_year(),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            bulletin = services.draft_bulletin(**form.cleaned_data, actor=request.user)
            services.queue_computing(bulletin=bulletin, actor=request.user)
        except DomainError as refusal:
            form.add_error("area", str(refusal))
        else:
            return redirect("statistics:detail", bulletin.code)
    return render_form(request, "statistics/draft.html", {"form": form})


@login_required
@require_safe
def progress(request: UserRequest, code: str) -> HttpResponse:
    bulletin = selectors.get_bulletin_for(actor=request.user, code=code)
    if not request.htmx:
        return redirect("statistics:detail", code)
    response = render(
        request, "statistics/computing.html#progress", {"bulletin": bulletin}
    )
    if bulletin.status != "computing":
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_http_methods(["GET", "POST"])
def release(request: UserRequest, code: str) -> HttpResponse:
    bulletin = selectors.get_bulletin_for(actor=request.user, code=code)
    require_for_area(request.user, "statistics.release_bulletin", bulletin.area_code)
    if request.method == "POST":
        services.release_bulletin(bulletin=bulletin, actor=request.user)
        messages.success(request, _("已发布。任何人不登录也能查看。"))
        return redirect("statistics:detail", code)
    context = {"bulletin": bulletin, "title": services.make_title(bulletin)}
    return render(request, "statistics/release.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: UserRequest, code: str) -> HttpResponse:
    bulletin = selectors.get_bulletin_for(actor=request.user, code=code)
    require_for_area(request.user, "statistics.correct_bulletin", bulletin.area_code)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        new = services.correct_bulletin(
            bulletin=bulletin, reason=form.cleaned_data["reason"], actor=request.user
        )
        services.queue_computing(bulletin=new, actor=request.user)
        return redirect("statistics:detail", new.code)
    context = {
        "bulletin": bulletin,
        "title": services.make_title(bulletin),
        "form": form,
    }
    return render_form(request, "statistics/correct.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def layout(request: UserRequest) -> HttpResponse:
    require(request.user, "statistics.replace_template")
    own = selectors.get_own_area(request.user)
    form = LayoutForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.replace_template(
                area=own, file=form.cleaned_data["file"], actor=request.user
            )
        except TemplateRefusedError as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("模板已换好，下次下载 Word 就用它。"))
            return redirect("statistics:layout")
    context = {
        "form": form,
        "area_name": _(selectors.name_area(own)),
        "template": selectors.find_template(own),
    }
    return render_form(request, "statistics/layout.html", context)

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhisheng.apps.desk import selectors, services
from zhisheng.apps.desk.schemas import build_job_page, build_jobs_table
from zhisheng.kit.http import UserRequest, read_number


@login_required
@require_safe
def jobs(request: UserRequest) -> HttpResponse:
    views, next_after = selectors.list_jobs_for(
        actor=request.user,
        after=read_number(request.GET.get("after")),
    )
    context = {"table": build_jobs_table(views), "next_after": next_after}
    return render(request, "desk/jobs.html", context)


@login_required
@require_safe
def job(request: UserRequest, code: str) -> HttpResponse:
    view = selectors.get_job_for(actor=request.user, code=code)
    retries = selectors.list_retries_for(actor=request.user, job=view.job)
    return render(request, "desk/job.html", {"job": build_job_page(view, retries)})


@login_required
@require_POST
def retry(request: UserRequest, code: str) -> HttpResponse:
    view = selectors.get_job_for(actor=request.user, code=code)
    services.retry_job(job=view.job, actor=request.user)
    messages.success(request, _("已重新安排，稍后刷新看结果。"))
    return redirect("desk:jobs")

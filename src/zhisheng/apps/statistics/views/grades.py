"""How the grades of evaluations are spread over an officer's area."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.statistics import selectors, services
from zhisheng.apps.statistics.choices import GradeSide
from zhisheng.apps.statistics.forms import GradesForm
from zhisheng.apps.statistics.permissions import require
from zhisheng.apps.statistics.schemas.grades import build_grades_page, write_grades
from zhisheng.apps.statistics.selectors import GradeReading
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.http import UserRequest, stream_file
from zhisheng.kit.language import is_english


@login_required
@require_safe
def grades(request: UserRequest) -> HttpResponse:
    form, reading = _read(request)
    page = build_grades_page(reading, actor=request.user)
    return render(request, "statistics/grades.html", {"form": form, "page": page})


@login_required
@require_safe
@hands_out_file
def export_grades(request: UserRequest) -> FileResponse:
    """Send exactly what is seen."""
    _form, reading = _read(request)
    taken, day = reading.taken, timezone.localdate().isoformat()
    if taken is None:
        raise NotFoundError
    name = f"{_('评价等级分布')}-{_(taken.spread.area_name)}-{day}.xlsx"
    return stream_file(lambda file: write_grades(file, reading, taken), name)


@login_required
@require_POST
def renew_grades(request: UserRequest) -> HttpResponse:
    services.queue_snapshot(actor=request.user)
    messages.success(request, _("正在重新取数，一两分钟后刷新本页就能看到。"))
    return redirect("statistics:grades")


def _read(request: UserRequest) -> tuple[GradesForm, GradeReading]:
    """Read what is asked for; what is left out is the own area, by the usual model."""
    require(request.user, "statistics.see_grades")
    models = selectors.list_graded_models()
    english = is_english()
    names = {
        code: one.english_name if english else one.name for code, one in models.items()
    }
    usual = {
        "area": selectors.get_own_area(request.user),
        "model": next(iter(models), ""),
        "side": GradeSide.OWN.value,
    }
    asked = {key: request.GET.get(key) or value for key, value in usual.items()}
    form = GradesForm(asked, models=names)
    if not form.is_valid():
        raise NotFoundError
    chosen = {**form.cleaned_data, "side": GradeSide(form.cleaned_data["side"])}
    return form, selectors.read_grades_for(request.user, **chosen)

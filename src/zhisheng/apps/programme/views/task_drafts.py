"""A task as a draft: written, checked, changed, thrown away."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhisheng.apps.accounts.selectors import get_unit_for, list_units_for
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import TaskFilterError
from zhisheng.apps.programme.forms.tasks import TaskForm
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.schemas.entry_rows import name_form
from zhisheng.apps.programme.schemas.task_plans import (
    pick_form,
    read_plan,
    write_initial,
)
from zhisheng.kit.forms import FormClosedError, FormNotYetOpenError
from zhisheng.kit.http import UserRequest
from zhisheng.kit.problems import describe
from zhisheng.reference.forms import load_forms

if TYPE_CHECKING:
    from zhisheng.apps.accounts.models import User
    from zhisheng.apps.programme.models import ReportingTask

MOST_UNITS = 200


@login_required
@require_http_methods(["GET", "POST"])
def new_task(request: UserRequest) -> HttpResponse:
    require(request.user, "programme.manage_tasks")
    return _edit(request, None)


@login_required
@require_http_methods(["GET", "POST"])
def edit_task(request: UserRequest, code: str) -> HttpResponse:
    return _edit(request, selectors.get_draft_for(actor=request.user, code=code))


@login_required
@require_http_methods(["GET", "POST"])
def delete_task(request: UserRequest, code: str) -> HttpResponse:
    found = selectors.get_draft_for(actor=request.user, code=code)
    if request.method != "POST":
        return render(request, "programme/delete_task.html", {"task": found})
    services.delete_task(task=found, actor=request.user)
    messages.success(request, _("草稿已删除。"))
    return redirect("programme:tasks")


def _edit(request: UserRequest, task: "ReportingTask | None") -> HttpResponse:
    form = _make_form(request, task)
    if form.is_valid():
        try:
            return redirect("programme:task", _save(request, task, form).code)
        except TaskFilterError as error:
            form.refuse(error)
        except (FormClosedError, FormNotYetOpenError) as error:
            form.add_error("form", describe(error))
    context = {"form": form, "task": task}
    status = 422 if form.is_bound else 200
    return render(request, "programme/new_task.html", context, status=status)


def _make_form(request: UserRequest, task: "ReportingTask | None") -> TaskForm:
    return TaskForm(
        request.POST if request.method == "POST" else None,
        initial=write_initial(task) if task else {"opens_on": timezone.localdate()},
        specs=[(one.code, name_form(one)) for one in load_forms()],
        units=[
            (unit.code, unit.name)
            for unit in list_units_for(request.user).order_by("path")[:MOST_UNITS]
        ],
        years=[year.year for year in selectors.list_years()],
        people=list_people(request, task),
    )


def list_people(
    request: UserRequest, task: "ReportingTask | None"
) -> "list[tuple[User, str]]":
    """Offer the officers of the own units, and who answers for the task as it is."""
    units = list_units_for(request.user)
    people = [
        (one.user, f"{one.user.name}（{one.organisation.name}）")
        for one in selectors.list_officers_of(units)
    ]
    named = {user.pk for user, _name in people}
    if task and task.responsible and task.responsible.pk not in named:
        people.append((task.responsible, task.responsible.name))
    return people


def _save(
    request: UserRequest, task: "ReportingTask | None", form: TaskForm
) -> "ReportingTask":
    typed = form.cleaned_data
    asked: dict[str, Any] = {
        "plan": read_plan(typed),
        "form": pick_form(typed["form"]),
        "unit": get_unit_for(actor=request.user, code=typed["unit"]),
        "actor": request.user,
    }
    if task is None:
        return services.create_task(**asked)
    return services.update_task(task=task, **asked)

"""Who does a task of a plan, when, and that it is done."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhisheng.apps.improvement import schemas, selectors, services
from zhisheng.apps.improvement.forms.plans import TaskForm, read_assignment
from zhisheng.apps.improvement.permissions import Action
from zhisheng.kit.errors import FieldsRefusedError
from zhisheng.kit.http import UserRequest

UNPROCESSABLE = 422


@login_required
@require_http_methods(["GET", "POST"])
def assign(request: UserRequest, code: str, number: int) -> HttpResponse:
    task = selectors.get_own_task_for(
        actor=request.user, code=code, number=number, action=Action.MAKE_PLAN
    )
    people = selectors.list_people(task.plan)
    form = TaskForm(request.POST or None, initial=read_assignment(task), people=people)
    if form.is_valid():
        try:
            services.assign_task(
                task=task, assignment=form.as_assignment(), actor=request.user
            )
        except FieldsRefusedError as error:
            for name, text in error.refusals.items():
                form.add_error(name, _(text))
        else:
            return redirect("improvement:plan", code)
    context = {"form": form, "task": task, "name": schemas.name_measure(task.measure)}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "improvement/plan_task.html", context, status=status)


@login_required
@require_POST
def tick(request: UserRequest, code: str, number: int) -> HttpResponse:
    task = selectors.get_own_task_for(actor=request.user, code=code, number=number)
    is_done = request.POST.get("done") == "1"
    services.tick_task(task=task, is_done=is_done, actor=request.user)
    text = _("做完了：{name}。") if is_done else _("改回没做完：{name}。")
    messages.success(request, text.format(name=schemas.name_measure(task.measure)))
    return redirect("improvement:plan", code)

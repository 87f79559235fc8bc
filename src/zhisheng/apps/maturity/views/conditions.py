"""The conditions to apply for certification, and what an enterprise says about them."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.maturity import schemas, selectors
from zhisheng.apps.maturity.forms import StatementForm, list_stated
from zhisheng.apps.registry import selectors as registry
from zhisheng.apps.registry import services
from zhisheng.kit.errors import DomainError
from zhisheng.kit.http import UserRequest, render_form
from zhisheng.kit.problems import describe

if TYPE_CHECKING:
    from zhisheng.apps.registry.models import Enterprise
    from zhisheng.reference.statements import Topic


@login_required
@require_safe
def conditions(request: UserRequest, enterprise: str) -> HttpResponse:
    own = selectors.get_own_enterprise_for(actor=request.user, code=enterprise)
    readiness = selectors.read_readiness(own, timezone.localdate())
    page = schemas.build_conditions_page(
        readiness, may_state=registry.may_state(request.user, own)
    )
    return render(request, "maturity/conditions.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def state(request: UserRequest, enterprise: str, topic: str) -> HttpResponse:
    own = registry.get_stating_enterprise_for(actor=request.user, code=enterprise)
    today = timezone.localdate()
    asked = registry.get_topic(topic)
    readiness = selectors.read_readiness(own, today)
    initial = list_stated(selectors.list_last_stated(readiness, asked))
    sent = request.POST if request.method == "POST" else None
    form = StatementForm(sent, topic=asked, initial=initial)
    if form.is_valid():
        try:
            services.make_statement(
                enterprise=own,
                topic=asked,
                answers=form.read(),
                note=form.cleaned_data["note"],
                actor=request.user,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return _go_back(request, own, asked)
    said = registry.list_statements(own.pk, today, topic)
    page = schemas.build_stating_page(readiness, asked, said)
    return render_form(request, "maturity/state.html", {"page": page, "form": form})


@login_required
@require_POST
def withdraw_statement(
    request: UserRequest, enterprise: str, statement: str
) -> HttpResponse:
    found = registry.get_statement_for(
        actor=request.user, enterprise=enterprise, code=statement
    )
    try:
        services.withdraw_statement(statement=found, actor=request.user)
    except DomainError as error:
        messages.error(request, describe(error))
        return redirect("maturity:state", enterprise, found.topic)
    messages.success(request, _("收回了，这次说的不再算。"))
    return redirect("maturity:conditions", enterprise)


def _go_back(request: UserRequest, own: "Enterprise", topic: "Topic") -> HttpResponse:
    """Tell what the condition is now, and lead to it among the others."""
    readiness = selectors.read_readiness(own, timezone.localdate())
    condition, outcome = schemas.find_outcome(readiness, topic)
    messages.success(request, _("记下了。这一条现在：{state}。").format(state=outcome))
    return redirect(f"{reverse('maturity:conditions', args=[own.code])}#{condition}")

"""What an office sees of the evaluations in its area: never one enterprise's answers."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhisheng.apps.maturity import schemas, selectors
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.http import UserRequest


@login_required
@require_safe
def agreement(request: UserRequest) -> HttpResponse:
    found = selectors.list_agreement_for(request.user)
    table = schemas.build_agreement_table(found, are_experts=False)
    return render(request, "maturity/agreement.html", {"table": table, "name": ""})


@login_required
@require_safe
def agreement_of(request: UserRequest, organisation: str) -> HttpResponse:
    """Show the experts of one organisation."""
    every = selectors.list_agreement_for(request.user)
    name = next((one.name for one in every if one.code == organisation), None)
    if name is None:
        raise NotFoundError
    found = selectors.list_experts_agreement_for(request.user, organisation)
    table = schemas.build_agreement_table(found, are_experts=True)
    return render(request, "maturity/agreement.html", {"table": table, "name": name})

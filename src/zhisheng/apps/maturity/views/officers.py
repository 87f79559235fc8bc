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
    return _show(request, found)


@login_required
@require_safe
def agreement_of(request: UserRequest, organisation: str) -> HttpResponse:
    """Show the experts of one organisation."""
    every = selectors.list_agreement_for(request.user)
    name = next((one.name for one in every if one.code == organisation), None)
    if name is None:
        raise NotFoundError
    found = selectors.list_experts_agreement_for(request.user, organisation)
    return _show(request, found, name)


def _show(
    request: UserRequest, found: list[selectors.RaterAgreement], name: str = ""
) -> HttpResponse:
    """Show organisations, or the experts of the one that is named."""
    context = {
        "table": schemas.build_agreement_table(found, are_experts=bool(name)),
        "quarters": schemas.build_quarter_table(found, are_experts=bool(name)),
        "name": name,
        "few": schemas.tell_few(found),
    }
    return render(request, "maturity/agreement.html", context)

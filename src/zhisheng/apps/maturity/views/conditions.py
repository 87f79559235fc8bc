"""The conditions to apply for certification, as far as an enterprise meets them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zhisheng.apps.maturity import schemas, selectors
from zhisheng.kit.http import UserRequest


@login_required
@require_safe
def conditions(request: UserRequest, enterprise: str) -> HttpResponse:
    own = selectors.get_own_enterprise_for(actor=request.user, code=enterprise)
    readiness = selectors.read_readiness(own, timezone.localdate())
    page = schemas.build_conditions_page(readiness)
    return render(request, "maturity/conditions.html", {"page": page})

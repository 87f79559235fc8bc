"""How help goes in an officer's area, and which visits to look at."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zhisheng.apps.improvement import permissions
from zhisheng.apps.improvement.permissions import Action
from zhisheng.apps.improvement.schemas.helping import build_helping
from zhisheng.kit.http import UserRequest


@login_required
@require_safe
def index(request: UserRequest) -> HttpResponse:
    permissions.require(request.user, Action.WATCH_ORDERS)
    page = build_helping(request.user, timezone.now())
    return render(request, "improvement/helping.html", {"page": page})

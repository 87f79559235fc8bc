"""Where help and certification meet: a list for officers, and nothing is undone by it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zhisheng.apps.improvement import permissions
from zhisheng.apps.improvement.permissions import Action
from zhisheng.apps.improvement.schemas.conflicts import build_conflicts
from zhisheng.kit.http import UserRequest, read_number


@login_required
@require_safe
def index(request: UserRequest) -> HttpResponse:
    permissions.require(request.user, Action.WATCH_CONFLICTS)
    before = read_number(request.GET.get("before")) or 0
    watched = build_conflicts(request.user, timezone.localdate(), before)
    return render(request, "improvement/conflicts.html", {"watched": watched})

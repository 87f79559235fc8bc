"""The way from an evaluation to a plan that is agreed on, and what it comes to."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhisheng.apps.improvement import permissions, selectors
from zhisheng.apps.improvement.permissions import Action
from zhisheng.kit.http import UserRequest


@login_required
@require_safe
def index(request: UserRequest) -> HttpResponse:
    permissions.require(request.user, Action.SEE_OWN_PLANS, Action.WATCH_PLANS)
    plans = selectors.list_own_plans_for(request.user)
    return render(request, "improvement/plans.html", {"plans": plans})

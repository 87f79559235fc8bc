from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhisheng.apps.desk import selectors
from zhisheng.apps.desk.schemas import build_traffic_table
from zhisheng.kit.http import UserRequest


@login_required
@require_safe
def traffic(request: UserRequest) -> HttpResponse:
    """Show an administrator what waits, goes out and fails, by channel."""
    table = build_traffic_table(selectors.list_traffic_for(request.user))
    return render(request, "desk/traffic.html", {"table": table})

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhisheng.apps.desk import selectors
from zhisheng.apps.desk.schemas.enterprises import tabulate_helps, tabulate_values
from zhisheng.apps.registry.schemas import describe_told
from zhisheng.kit.http import UserRequest


@login_required
@require_safe
def enterprise(request: UserRequest, code: str) -> HttpResponse:
    """Show an officer what was done for an enterprise, and what it told."""
    work = selectors.get_enterprise_work_for(actor=request.user, code=code)
    context = {
        "enterprise": work.enterprise,
        "helps": tabulate_helps(work),
        "values": tabulate_values(work),
        "told": describe_told(work.told),
    }
    return render(request, "desk/enterprise.html", context)

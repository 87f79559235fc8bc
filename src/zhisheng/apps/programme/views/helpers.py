from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhisheng.apps.accounts.selectors import get_organisation
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.schemas import describe_helper
from zhisheng.apps.programme.schemas.confirming import OwnHelp
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.http import UserRequest


@login_required
@require_safe
def helpers(request: UserRequest) -> HttpResponse:
    """Let an enterprise choose who helps it; none is recommended or assigned."""
    require(request.user, "programme.choose_helper")
    try:
        enterprise = selectors.get_own_enterprise_for(actor=request.user)
    except NotFoundError:
        messages.info(request, _("先登记或认领您的企业，就能选择帮扶机构。"))
        return redirect("registry:register")
    context = {
        "enterprise": enterprise,
        "helpers": selectors.list_helpers(),
        "engagements": [
            OwnHelp(
                one, services.write_confirmation_address(one.pk) if one.is_given else ""
            )
            for one in selectors.list_engagements_of(enterprise_code=enterprise.code)
        ],
        "year": selectors.get_current_year(),
    }
    return render(request, "programme/helpers.html", context)


@login_required
@require_safe
def suggest(request: UserRequest) -> HttpResponse:
    """Offer the bodies of a part of a name or number to whoever writes who helped."""
    require(request.user, "programme.import_roster")
    text = str(next(iter(request.GET.values()), ""))
    found = selectors.search_helpers(text)
    context = {"options": [describe_helper(one, found) for one in found]}
    return render(request, "ui/picker_options.html", context)


@login_required
@require_POST
def choose(request: UserRequest, code: str) -> HttpResponse:
    enterprise = selectors.get_own_enterprise_for(actor=request.user)
    services.choose_helper(
        enterprise=enterprise,
        year=selectors.get_current_year(),
        helper=get_organisation(code),
        actor=request.user,
    )
    messages.success(
        request, _("已选定。这家机构可以看到您的企业资料，您可以随时收回。")
    )
    return redirect("programme:helpers")

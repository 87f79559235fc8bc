from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from zhisheng.apps.accounts import selectors, services
from zhisheng.apps.accounts.forms import ProxyForm
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError
from zhisheng.kit.http import UserRequest, render_form


@login_required
@require_http_methods(["GET", "POST"])
def authorise(request: UserRequest, code: str) -> HttpResponse:
    """Let another person act for the own enterprise until a day."""
    rights = selectors.get_administration_for(actor=request.user, code=code)
    if not rights.may_authorise:
        raise ForbiddenError
    organisation = rights.organisation
    form = ProxyForm(request.POST or None)
    context: dict[str, object] = {"organisation": organisation, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            issued = services.authorise_proxy(
                organisation=organisation, **form.cleaned_data, actor=request.user
            )
        except FieldsRefusedError as error:
            form.refuse(error)
        else:
            path = reverse(
                "accounts:open_link", args=[issued.invitation.code, issued.secret]
            )
            is_sent = bool(form.cleaned_data["mobile"])
            context["link"] = "" if is_sent else request.build_absolute_uri(path)
            context["invitation"] = issued.invitation
    return render_form(
        request, "accounts/authorise.html", context, is_taken="invitation" in context
    )

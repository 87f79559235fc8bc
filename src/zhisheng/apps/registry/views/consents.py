"""What an owner agrees to: seen, given after it was spelled out, withdrawn."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.choices import ConsentPurpose, FieldGroup
from zhisheng.apps.registry.forms import ConsentForm
from zhisheng.apps.registry.permissions import Action, require
from zhisheng.apps.registry.schemas import ConsentDialog, group_consents
from zhisheng.kit.errors import DomainError
from zhisheng.kit.http import UserRequest, render_form

LIST = "registry:consents"


@login_required
@require_safe
def consents(request: UserRequest) -> HttpResponse:
    require(request.user, Action.CONSENT)
    enterprises = [
        group_consents(
            one.code,
            one.name,
            selectors.list_consents_for(actor=request.user, code=one.code),
        )
        for one in selectors.list_consenting_enterprises_for(request.user)
    ]
    return render(request, "registry/consents.html", {"enterprises": enterprises})


@login_required
@require_http_methods(["GET", "POST"])
def give(request: UserRequest, code: str) -> HttpResponse:
    """Ask whom, what, why and until when; then once more with all of it spelled out."""
    enterprise = selectors.pick_consenting_enterprise_for(actor=request.user, code=code)
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.count_look_up(actor=request.user)
        try:
            terms = form.as_terms()
            viewer = services.check_terms(
                enterprise=enterprise, terms=terms, actor=request.user
            )
            if request.POST.get("decision") == "agree":
                services.give_consent(
                    enterprise=enterprise, terms=terms, actor=request.user
                )
                messages.success(request, _("已同意。随时可以在这里撤回。"))
                return redirect(LIST)
        except DomainError as error:
            form.refuse(error)
        else:
            if request.POST.get("decision") != "refuse":
                dialog = _spell_out(form, enterprise.name, viewer.name)
                return render(request, "registry/consent_ask.html", {"dialog": dialog})
    context = {"form": form, "enterprise": enterprise}
    # Whoever does not agree goes back to change the terms, which were all right.
    is_taken = form.is_bound and not form.errors
    return render_form(
        request, "registry/consent_form.html", context, is_taken=is_taken
    )


def _spell_out(form: ConsentForm, enterprise: str, viewer: str) -> ConsentDialog:
    values = form.cleaned_data
    groups = (str(FieldGroup(group).label) for group in values["groups"])
    return ConsentDialog(
        enterprise=enterprise,
        what="；".join((_("企业名称"), *groups)),
        whom=viewer,
        why=str(ConsentPurpose(values["purpose"]).label),
        until=values["until"],
        typed=form.list_typed(),
    )


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: UserRequest, code: str, grant_id: int) -> HttpResponse:
    grant = selectors.pick_consent_for(actor=request.user, code=code, grant_id=grant_id)
    if request.method == "POST":
        services.end_grant(grant=grant, actor=request.user)
        messages.success(request, _("已撤回，对方从现在起看不到。"))
        return redirect(LIST)
    context = {"grant": grant, "today": timezone.localdate()}
    return render(request, "registry/consent_withdraw.html", context)

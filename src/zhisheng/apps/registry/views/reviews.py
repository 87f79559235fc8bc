from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.forms import DecisionForm
from zhisheng.apps.registry.permissions import Action, require
from zhisheng.apps.registry.schemas import ReviewsContext, label_changes
from zhisheng.kit import files
from zhisheng.kit.errors import FieldsRefusedError
from zhisheng.kit.http import UserRequest


@login_required
@require_safe
def reviews(request: UserRequest) -> HttpResponse:
    require(request.user, Action.DECIDE)
    context = ReviewsContext(
        claims=selectors.list_pending_claims_for(request.user),
        proposals=label_changes(selectors.list_pending_proposals_for(request.user)),
    )
    return render(request, "registry/reviews.html", {"page": context})


@login_required
@require_safe
@hands_out_file
def proof(request: UserRequest, code: str) -> FileResponse:
    return files.serve(selectors.get_proof_for(actor=request.user, code=code))


@login_required
@require_POST
def decide_claim(request: UserRequest, code: str) -> HttpResponse:
    claim = selectors.pick_claim_for(actor=request.user, code=code)
    form = _read_decision(request)
    services.decide_claim(
        claim=claim,
        is_approved=form.is_approved,
        reason=form.cleaned_data["reason"],
        acting_reason=form.cleaned_data["acting_reason"],
        actor=request.user,
    )
    messages.success(request, _("已办结。"))
    return redirect("registry:reviews")


@login_required
@require_POST
def decide_proposal(request: UserRequest, code: str) -> HttpResponse:
    proposal = selectors.pick_proposal_for(actor=request.user, code=code)
    form = _read_decision(request)
    services.decide_proposal(
        proposal=proposal,
        is_approved=form.is_approved,
        has_compared=form.cleaned_data["compared"],
        leaving_to=[form.cleaned_data["leaving"]],
        reason=form.cleaned_data["reason"],
        acting_reason=form.cleaned_data["acting_reason"],
        actor=request.user,
    )
    messages.success(request, _("已办结。"))
    return redirect("registry:reviews")


@login_required
@require_POST
def withdraw_proposal(request: UserRequest, code: str) -> HttpResponse:
    proposal = selectors.pick_proposal_for(actor=request.user, code=code)
    services.withdraw_proposal(proposal=proposal, actor=request.user)
    messages.success(request, _("已撤回。"))
    return redirect("registry:mine")


@login_required
@require_POST
def withdraw_claim(request: UserRequest, code: str) -> HttpResponse:
    claim = selectors.pick_claim_for(actor=request.user, code=code)
    services.withdraw_claim(claim=claim, actor=request.user)
    messages.success(request, _("已撤回。"))
    return redirect("registry:mine")


def _read_decision(request: UserRequest) -> DecisionForm:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise FieldsRefusedError(
            {name: str(told[0]) for name, told in form.errors.items()}
        )
    return form

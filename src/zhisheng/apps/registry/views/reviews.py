from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.errors import ReviewDecidedError
from zhisheng.apps.registry.forms import DecisionForm
from zhisheng.apps.registry.permissions import Action, require
from zhisheng.apps.registry.schemas import ReviewsContext, SentDecision, label_changes
from zhisheng.kit import files
from zhisheng.kit.errors import ConflictError, DomainError, ForbiddenError
from zhisheng.kit.http import UserRequest, render_form

NOT_TO_MEND = (ConflictError, ForbiddenError)


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
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            services.decide_claim(
                claim=claim,
                is_approved=form.is_approved,
                reason=form.cleaned_data["reason"],
                acting_reason=form.cleaned_data["acting_reason"],
                actor=request.user,
            )
        except NOT_TO_MEND:
            raise
        except DomainError as error:
            form.refuse(error)
        else:
            return _go_on(request)
    return _show_again(request, form, code)


@login_required
@require_POST
def decide_proposal(request: UserRequest, code: str) -> HttpResponse:
    proposal = selectors.pick_proposal_for(actor=request.user, code=code)
    form = DecisionForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            services.decide_proposal(
                proposal=proposal,
                is_approved=form.is_approved,
                has_compared=typed["compared"],
                leaving_to=[typed["leaving"]],
                reason=typed["reason"],
                acting_reason=typed["acting_reason"],
                actor=request.user,
            )
        except NOT_TO_MEND:
            raise
        except DomainError as error:
            form.refuse(error)
        else:
            return _go_on(request)
    return _show_again(request, form, code)


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


def _go_on(request: UserRequest) -> HttpResponse:
    messages.success(request, _("已办结。"))
    return redirect("registry:reviews")


def _show_again(request: UserRequest, form: DecisionForm, code: str) -> HttpResponse:
    """Show the review that was not taken alone: what is missing, and all that came."""
    require(request.user, Action.DECIDE)
    context = ReviewsContext(
        claims=selectors.list_pending_claims_for(request.user, code=code),
        proposals=label_changes(
            selectors.list_pending_proposals_for(request.user, code=code)
        ),
        sent=_keep_sent(form),
    )
    if not context.claims and not context.proposals:
        raise ReviewDecidedError
    return render_form(request, "registry/reviews.html", {"page": context})


def _keep_sent(form: DecisionForm) -> SentDecision:
    return SentDecision(
        told=tuple(str(one) for told in form.errors.values() for one in told),
        reason=form.data.get("reason", ""),
        acting_reason=form.data.get("acting_reason", ""),
        has_compared="compared" in form.data,
        leaving_to=form.data.get("leaving", ""),
    )

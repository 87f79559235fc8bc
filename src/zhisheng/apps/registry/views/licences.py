"""Scanning the electronic business licence, and a stand-in that plays who checks it."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhisheng.apps.registry import selectors, services
from zhisheng.kit.http import UserRequest
from zhisheng.kit.licences import (
    LicenceProof,
    LicenceRole,
    LicenceService,
    get_licence_service,
    has_licence_stand_in,
)

NONCE_KEY = "registry.licence_nonce"


@login_required
@require_safe
def licence_start(request: UserRequest) -> HttpResponse:
    """Go to where the code is shown, by a link: a form may not end on another host."""
    service = _get_service()
    request.session[NONCE_KEY] = nonce = secrets.token_urlsafe(24)
    back = request.build_absolute_uri(reverse("registry:licence_finish"))
    return redirect(service.name_scan_address(nonce=nonce, back=back))


@login_required
@require_safe
def licence_finish(request: UserRequest) -> HttpResponse:
    service = _get_service()
    # Taken out first, so that an answer counts once.
    nonce = request.session.pop(NONCE_KEY, "")
    proof = service.read_answer(request.GET.get("answer", ""), nonce=nonce)
    known = selectors.find_by_uscc(proof.uscc)
    if known is None or proof.role != LicenceRole.LEGAL_REPRESENTATIVE:
        return _go_the_long_way(request, proof)
    services.claim_by_licence(enterprise=known, proof=proof, actor=request.user)
    messages.success(request, _("已核验，企业现在由您管理。"))
    return redirect("registry:mine")


@login_required
@require_http_methods(["GET", "POST"])
def licence_stand_in(request: UserRequest) -> HttpResponse:
    """Play the service; the answer goes to our own page alone."""
    service = _get_service()
    if not has_licence_stand_in():
        raise Http404
    if request.method == "GET":
        return render(request, "registry/licence_stand_in.html")
    claims = {
        "uscc": request.POST.get("uscc", "").strip().upper(),
        "role": request.POST.get("role", ""),
        "nonce": request.GET.get("nonce", ""),
    }
    answer = urlencode({"answer": service.sign_answer(claims)})
    return redirect(f"{reverse('registry:licence_finish')}?{answer}")


def _get_service() -> LicenceService:
    service = get_licence_service()
    if service is None:
        raise Http404
    return service


def _go_the_long_way(request: UserRequest, proof: LicenceProof) -> HttpResponse:
    """Lead to the page where papers are shown and an officer decides."""
    if proof.role != LicenceRole.LEGAL_REPRESENTATIVE:
        messages.info(
            request, _("扫码的人不是法定代表人，请上传营业执照，由监管部门审核。")
        )
    known = selectors.find_by_uscc(proof.uscc)
    name = "registry:claim" if known else "registry:register_new"
    return redirect(name, uscc=proof.uscc)

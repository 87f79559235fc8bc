from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.accounts import selectors, services
from zhisheng.apps.accounts.forms import InviteForm, PartnerForm, TokenForm
from zhisheng.apps.accounts.permissions import (
    list_lasting_roles_for_kind,
    list_scopes_for_kind,
)
from zhisheng.apps.accounts.schemas import OrganisationPage
from zhisheng.apps.accounts.views.account import read_after
from zhisheng.kit.errors import ForbiddenError
from zhisheng.kit.http import UserRequest, render_form


@login_required
@require_safe
def mine(request: UserRequest) -> HttpResponse:
    """Lead to the organisation one looks after, or else belongs to."""
    own = selectors.list_administered_organisations_for(request.user).first()
    own = own or selectors.list_organisations_for(request.user).first()
    if own is None:
        return render(request, "accounts/no_organisation.html")
    return redirect("accounts:organisation", code=own.code)


@login_required
@require_http_methods(["GET", "POST"])
def partners(request: UserRequest) -> HttpResponse:
    """List bodies, banks and other partners of the programme; add one."""
    listed = selectors.list_partners_for(request.user)
    form = PartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        created = services.create_organisation(**form.cleaned_data, actor=request.user)
        messages.success(request, _("已新建，请邀请它的第一位人员。"))
        return redirect("accounts:organisation", code=created.code)
    page = selectors.get_page(listed, after=read_after(request))
    context = {"page": page, "form": form}
    return render_form(request, "accounts/partners.html", context)


@login_required
@require_safe
def organisation(request: UserRequest, code: str) -> HttpResponse:
    rights = selectors.get_administration_for(actor=request.user, code=code)
    shown = rights.organisation
    own = selectors.list_organisations_for(request.user).exclude(pk=shown.pk)
    members = selectors.list_members(shown)
    if not rights.may_administer:
        members = members.filter(user=request.user)
    page = OrganisationPage(
        organisation=shown,
        members=selectors.get_page(members, after=read_after(request)),
        invitations=tuple(selectors.list_invitations(shown))
        if rights.may_invite
        else (),
        tokens=tuple(selectors.list_tokens(shown)) if rights.may_administer else (),
        may_administer=rights.may_administer,
        may_invite=rights.may_invite,
        may_authorise=rights.may_authorise,
        others=tuple(own),
    )
    return render(request, "accounts/organisation.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def invite(request: UserRequest, code: str) -> HttpResponse:
    rights = selectors.get_administration_for(actor=request.user, code=code)
    if not rights.may_invite:
        raise ForbiddenError
    roles = list_lasting_roles_for_kind(rights.organisation.kind)
    form = InviteForm(request.POST or None, roles=roles)
    context: dict[str, object] = {"organisation": rights.organisation, "form": form}
    if request.method == "POST" and form.is_valid():
        issued = services.invite(
            organisation=rights.organisation, **form.cleaned_data, actor=request.user
        )
        link = reverse(
            "accounts:open_link", args=[issued.invitation.code, issued.secret]
        )
        context |= {"invitation": issued.invitation, "link": _absolute(request, link)}
    return render_form(
        request, "accounts/invite.html", context, is_taken="invitation" in context
    )


@login_required
@require_POST
def withdraw_invitation(request: UserRequest, code: str) -> HttpResponse:
    invitation = selectors.get_invitation_for(actor=request.user, code=code)
    services.withdraw_invitation(invitation=invitation, actor=request.user)
    messages.success(request, _("邀请已撤回，链接不能再用。"))
    return redirect("accounts:organisation", code=invitation.organisation.code)


@login_required
@require_http_methods(["GET", "POST"])
def end_membership(
    request: UserRequest, code: str, person: str, role: str
) -> HttpResponse:
    member = selectors.get_member_for(
        actor=request.user, organisation_code=code, user_code=person, role=role
    )
    if request.method == "GET":
        return render(request, "accounts/end_membership.html", {"member": member})
    services.end_membership(membership=member, actor=request.user)
    messages.success(request, _("已移出，从现在起不能再以本单位身份办事。"))
    is_own = member.user == request.user
    return (
        redirect("accounts:me") if is_own else redirect("accounts:organisation", code)
    )


@login_required
@require_POST
def issue_password_link(
    request: UserRequest, code: str, person: str, role: str
) -> HttpResponse:
    member = selectors.get_member_for(
        actor=request.user, organisation_code=code, user_code=person, role=role
    )
    secret = services.issue_password_link(user=member.user, actor=request.user)
    link = reverse("accounts:password_link", args=[member.user.code, secret])
    context = {"member": member, "link": _absolute(request, link)}
    return render(request, "accounts/password_link_issued.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def create_token(request: UserRequest, code: str) -> HttpResponse:
    rights = selectors.get_administration_for(actor=request.user, code=code)
    if not rights.may_administer:
        raise ForbiddenError
    scopes = list_scopes_for_kind(rights.organisation.kind)
    form = TokenForm(request.POST or None, scopes=scopes)
    context: dict[str, object] = {"organisation": rights.organisation, "form": form}
    if request.method == "POST" and form.is_valid():
        issued = services.create_token(
            organisation=rights.organisation, **form.cleaned_data, actor=request.user
        )
        context |= {"token": issued.token, "text": issued.text}
    return render_form(
        request, "accounts/create_token.html", context, is_taken="token" in context
    )


@login_required
@require_http_methods(["GET", "POST"])
def revoke_token(request: UserRequest, code: str) -> HttpResponse:
    token = selectors.get_token_for(actor=request.user, code=code)
    if request.method == "GET":
        return render(request, "accounts/revoke_token.html", {"token": token})
    services.revoke_token(token=token, actor=request.user)
    messages.success(request, _("密钥已作废。"))
    return redirect("accounts:organisation", code=token.organisation.code)


def _absolute(request: UserRequest, link: str) -> str:
    return request.build_absolute_uri(link)

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.errors import LeavesAreaError
from zhisheng.apps.registry.forms import (
    ContactForm,
    MergeForm,
    UpdateForm,
    list_initial,
)
from zhisheng.apps.registry.forms.officers import (
    AskingForm,
    CorrectionForm,
    LifeEventForm,
)
from zhisheng.apps.registry.permissions import Action, require_on
from zhisheng.apps.registry.schemas import (
    STATUS_KINDS,
    RecordContext,
    describe_history,
    describe_statements,
    describe_told,
    label_changes,
    label_grants,
    tell_sources,
)
from zhisheng.kit.errors import DomainError
from zhisheng.kit.http import UserRequest, render_form
from zhisheng.kit.language import join_sentences

if TYPE_CHECKING:
    from zhisheng.apps.registry.models import Enterprise

SAVED = "registry:detail"


@login_required
@require_safe
def detail(request: UserRequest, code: str) -> HttpResponse:
    return render(
        request, "registry/enterprise_detail.html", {"page": build_page(request, code)}
    )


def build_page(request: UserRequest, code: str) -> RecordContext:
    record = selectors.get_enterprise_for(actor=request.user, code=code)
    own = {row.code for row in selectors.list_own_enterprises_for(request.user)}
    history = selectors.list_history_for(actor=request.user, code=code)
    grants = selectors.list_grants_for(actor=request.user, code=code)
    proposals = selectors.list_proposals_of_for(actor=request.user, code=code)
    said = (
        selectors.list_readable_statements(
            record.row.id, timezone.localdate(), own="state" in record.actions
        )
        if "see_statements" in record.actions
        else []
    )
    return RecordContext(
        record=record,
        may_place="place" in record.actions and selectors.may_place(request.user),
        status_kind=STATUS_KINDS.get(record.row.status, "quiet"),
        history=describe_history(history),
        grants=label_grants(grants),
        proposals=label_changes(proposals),
        is_own=code in own,
        sources=tell_sources(record.sources),
        told_elsewhere=describe_told(record.told),
        statements=describe_statements(said),
    )


@login_required
@require_http_methods(["GET", "POST"])
def update(request: UserRequest, code: str) -> HttpResponse:
    """Correct official fields at once, as an officer may."""
    enterprise = selectors.pick_enterprise_for(actor=request.user, code=code)
    require_on(request.user, Action.UPDATE_OFFICIAL, enterprise)
    row = selectors.get_enterprise_for(actor=request.user, code=code).row
    form = CorrectionForm(request.POST or None, initial=dict(list_initial(row)))
    if request.method == "POST" and form.is_valid():
        try:
            services.update_enterprise(
                enterprise=enterprise,
                changes=form.as_official(),
                on=form.cleaned_data["effective_on"],
                reason=form.cleaned_data["reason"],
                leaving_to=form.confirmed,
                actor=request.user,
            )
        except LeavesAreaError as error:
            _ask_leaving(form, error)
        except DomainError as error:
            form.refuse(error)
        else:
            return _leave(request, enterprise, _("已保存。"))
    context = _form_context(form, code, _("更正登记信息"), _("保存"))
    return render_form(request, "registry/enterprise_form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def propose(request: UserRequest, code: str) -> HttpResponse:
    """Ask for a change of official fields, as an owner does."""
    enterprise = selectors.pick_enterprise_for(actor=request.user, code=code)
    require_on(request.user, Action.PROPOSE_CHANGE, enterprise)
    row = selectors.get_enterprise_for(actor=request.user, code=code).row
    form = UpdateForm(request.POST or None, initial=dict(list_initial(row)))
    if request.method == "POST" and form.is_valid():
        try:
            services.propose_change(
                enterprise=enterprise,
                changes=form.as_official(),
                effective_on=form.cleaned_data["effective_on"],
                reason=form.cleaned_data["reason"],
                actor=request.user,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("已提交，市场监管部门审核后生效。"))
            return redirect(SAVED, code=code)
    context = _form_context(form, code, _("申请变更登记信息"), _("提交审核"))
    return render_form(request, "registry/enterprise_form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def contact(request: UserRequest, code: str) -> HttpResponse:
    enterprise = selectors.pick_enterprise_for(actor=request.user, code=code)
    require_on(request.user, Action.EDIT_CONTACT, enterprise)
    initial = {"contact_name": enterprise.contact_name}
    form = ContactForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.update_contact(
            enterprise=enterprise, **form.cleaned_data, actor=request.user
        )
        messages.success(request, _("已保存。"))
        return redirect(SAVED, code=code)
    context = _form_context(form, code, _("修改联系方式"), _("保存"))
    return render_form(request, "registry/enterprise_form.html", context)


@login_required
@require_POST
def reveal_contact(request: UserRequest, code: str) -> HttpResponse:
    """Show the full number once; the look is on record."""
    enterprise = selectors.pick_enterprise_for(actor=request.user, code=code)
    phone = services.reveal_contact(enterprise=enterprise, actor=request.user)
    context = {"page": build_page(request, code), "phone": phone}
    template = "registry/enterprise_detail.html"
    if request.htmx:
        template += "#contact"
    return render(request, template, context)


@login_required
@require_http_methods(["GET", "POST"])
def life_event(request: UserRequest, code: str) -> HttpResponse:
    enterprise = selectors.pick_enterprise_for(actor=request.user, code=code)
    require_on(request.user, Action.RECORD_LIFE_EVENT, enterprise)
    form = LifeEventForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_any_event(
                enterprise=enterprise,
                kind=form.cleaned_data["kind"],
                happened_on=form.cleaned_data["happened_on"],
                changes=form.as_changes(),
                source=form.cleaned_data["source"],
                leaving_to=form.confirmed,
                actor=request.user,
            )
        except LeavesAreaError as error:
            _ask_leaving(form, error)
        except DomainError as error:
            form.refuse(error)
        else:
            return _leave(request, enterprise, _("已记录。"))
    context = _form_context(form, code, _("记录企业变化"), _("记录"))
    return render_form(request, "registry/enterprise_form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def merge(request: UserRequest, code: str) -> HttpResponse:
    duplicate = selectors.pick_enterprise_for(actor=request.user, code=code)
    require_on(request.user, Action.MERGE, duplicate)
    candidates = selectors.list_merge_candidates_for(actor=request.user, code=code)
    form = MergeForm(request.POST or None, candidates=candidates)
    if request.method == "POST" and form.is_valid():
        try:
            survivor = selectors.find_survivor_for(
                actor=request.user,
                code=code,
                chosen=form.cleaned_data.get("candidate", ""),
                term=form.cleaned_data["survivor"],
            )
            services.merge_enterprises(
                duplicate=duplicate,
                survivor=survivor,
                reason=form.cleaned_data["reason"],
                actor=request.user,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("已合并，可以随时撤销。"))
            return redirect(SAVED, code=survivor.code)
    context = _form_context(form, code, _("合并重复记录"), _("合并"))
    return render_form(request, "registry/enterprise_form.html", context)


@login_required
@require_POST
def unmerge(request: UserRequest, code: str) -> HttpResponse:
    duplicate = selectors.pick_enterprise_for(actor=request.user, code=code)
    services.unmerge_enterprise(duplicate=duplicate, actor=request.user)
    messages.success(request, _("已撤销合并。"))
    return redirect(SAVED, code=code)


@login_required
@require_POST
def end_grant(request: UserRequest, code: str, grant_id: int) -> HttpResponse:
    grant = selectors.pick_grant_for(actor=request.user, code=code, grant_id=grant_id)
    services.end_grant(grant=grant, actor=request.user)
    messages.success(request, _("已停止授权，对方立即看不到。"))
    return redirect(SAVED, code=code)


def _ask_leaving(form: AskingForm, error: LeavesAreaError) -> None:
    form.refuse(error)
    form.ask([form.cleaned_data["region"].code])


def _leave(request: UserRequest, enterprise: "Enterprise", told: str) -> HttpResponse:
    """Go back to the record, or to the register where the record is no longer the actor's."""
    enterprise.refresh_from_db()
    if selectors.may_still_open(request.user, enterprise):
        messages.success(request, told)
        return redirect(SAVED, code=enterprise.code)
    messages.success(request, join_sentences(told, _tell_taken(enterprise)))
    return redirect("registry:index")


def _tell_taken(enterprise: "Enterprise") -> str:
    """Say who has an enterprise now, and who was told where nobody is there yet."""
    office = selectors.find_first_office(enterprise)
    staffed = selectors.find_staffed_office(enterprise)
    name = office.name if office else _("当地市场监管部门")
    if staffed == office:
        text = _("{name}现在归{office}管；您这里不再显示，要改请联系对方。")
        return text.format(name=enterprise.name, office=name)
    above = staffed.name if staffed else _("平台管理员")
    text = _(
        "{name}现在归{office}管，那里还没有人使用平台；您这里不再显示，要改请联系{above}。"
    )
    return text.format(name=enterprise.name, office=name, above=above)


def _form_context(
    form: object, code: str, title: str, submit_label: str
) -> dict[str, object]:
    return {
        "form": form,
        "title": title,
        "lead": "",
        "submit_label": submit_label,
        "back_url": reverse(SAVED, args=[code]),
    }

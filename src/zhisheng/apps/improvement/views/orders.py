"""Orders of help: three taps, whom to ask, and each next step."""

from datetime import timedelta
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

from zhisheng.apps.improvement import permissions, selectors, services
from zhisheng.apps.improvement.errors import OrderChangedError
from zhisheng.apps.improvement.forms.orders import (
    ActForm,
    ChoiceForm,
    OrderForm,
    ReasonForm,
    ReviewForm,
    SayForm,
    SettleForm,
    SignForm,
    VisitFileForm,
)
from zhisheng.apps.improvement.forms.problems import VersionedForm
from zhisheng.apps.improvement.permissions import Action
from zhisheng.apps.improvement.schemas import orders as schemas
from zhisheng.apps.improvement.schemas.candidates import build_candidates
from zhisheng.apps.improvement.schemas.order_origins import (
    list_links_back,
    list_links_of,
)
from zhisheng.apps.improvement.schemas.visits import VisitView
from zhisheng.kit.errors import DomainError, ForbiddenError, NotFoundError
from zhisheng.kit.forms import RefusableForm
from zhisheng.kit.http import UserRequest, read_number, render_form
from zhisheng.methods.help_orders import Act, State
from zhisheng.reference.help import find_terms

if TYPE_CHECKING:
    from zhisheng.apps.improvement.models import HelpOrder

UNPROCESSABLE = 422
CHOOSABLE = frozenset({State.CHOOSING, State.WITH_OFFICE})
# So far ahead somebody can come.
AHEAD = timedelta(days=7)
STEPS = frozenset(
    {"accept", "decline", "give_back", "ask_office", "cancel", "finish", "review"}
)


@login_required
@require_safe
def index(request: UserRequest) -> HttpResponse:
    """List the own orders, those one is asked for, and for officers those of the area."""
    actor = request.user
    permissions.require(
        actor, Action.SEE_OWN_ORDERS, Action.TAKE_ORDERS, Action.WATCH_ORDERS
    )
    is_watching = permissions.may(actor, Action.WATCH_ORDERS)
    context = {
        "groups": schemas.build_groups(actor)
        if permissions.may(actor, Action.SEE_OWN_ORDERS)
        else [],
        "is_own": permissions.may(actor, Action.SEE_OWN_ORDERS),
        "is_helping": permissions.may(actor, Action.TAKE_ORDERS),
        "taken": schemas.build_taken(actor),
        "watched": schemas.build_watched(
            actor, read_number(request.GET.get("before")) or 0
        )
        if is_watching
        else None,
    }
    return render(request, "improvement/orders.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def order_help(request: UserRequest, enterprise: str) -> HttpResponse:
    """Write an order down: what for, which kind, when; the rest is filled in."""
    own = selectors.get_own_enterprise_for(
        actor=request.user, code=enterprise, action=Action.ORDER_HELP
    )
    origin = selectors.find_origin_for(
        actor=request.user, enterprise=own, asked=request.GET.dict()
    )
    first = {
        "field": origin.field,
        "help_kind": origin.help_kind,
        "wanted_on": timezone.localdate() + AHEAD,
        "words": origin.words,
    }
    form = OrderForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        wish = form.tell(origin)
        try:
            order = services.order_help(enterprise=own, wish=wish, actor=request.user)
        except DomainError as error:
            form.refuse(error)
        else:
            return redirect("improvement:candidates", order.code)
    context = {
        "form": form,
        "enterprise": own,
        "starts": list_links_back(origin),
        "gaps": selectors.list_other_gaps_for(request.user, own, origin),
    }
    return render_form(request, "improvement/order_form.html", context)


@login_required
@require_safe
def order_for_gap(request: UserRequest, evaluation: str) -> HttpResponse:
    """Lead from a result to the form of an order, with what would gain most."""
    own = selectors.get_evaluation_to_help_for(actor=request.user, code=evaluation)
    form = reverse("improvement:order_help", args=[own.enterprise.code])
    return redirect(f"{form}?gap={own.code}")


@login_required
@require_safe
def detail(request: UserRequest, code: str) -> HttpResponse:
    order = selectors.get_order_for(actor=request.user, code=code)
    return _show(request, order)


@login_required
@require_http_methods(["GET", "POST"])
def candidates(request: UserRequest, code: str) -> HttpResponse:
    """Show who could help and who not, each with the reasons; take whom was chosen."""
    order = selectors.get_order_to_choose_for(actor=request.user, code=code)
    if request.method == "GET" and order.state not in CHOOSABLE:
        return redirect("improvement:order", code)
    today = timezone.localdate()
    most = find_terms(today).most_asked
    page = build_candidates(request.user, order, today, most)
    act = Act.DISPATCH if page.is_office else Act.CHOOSE
    form = ChoiceForm(
        request.POST or None, initial={"act": act.value, "version": order.version}
    )
    if request.method == "POST" and form.is_valid():
        answer = services.Answer(
            text=form.cleaned_data["text"], helpers=request.POST.getlist("helper")
        )
        try:
            _move(request, order, act, answer, form)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("已经发出去了，等对方答复。"))
            return redirect("improvement:order", code)
    context = {
        "page": page,
        "form": form,
        "chosen": request.POST.getlist("helper"),
    }
    return render_form(request, "improvement/order_candidates.html", context)


@login_required
@require_POST
def step(request: UserRequest, code: str) -> HttpResponse:
    """Take the step the page asked for; a refused one is shown with what was typed."""
    order = selectors.get_order_for(actor=request.user, code=code)
    name = request.POST.get("act", "")
    if name not in STEPS:
        raise NotFoundError
    form = _build(name, order, request)
    if not form.is_valid():
        return _show(request, order, form, name)
    answer = (
        form.tell()
        if isinstance(form, ReviewForm)
        else services.Answer(text=form.cleaned_data.get("text") or "")
    )
    try:
        _move(request, order, Act(name), answer, form)
    except ForbiddenError:
        raise
    except DomainError as error:
        form.refuse(error)
        fresh = selectors.get_order_for(actor=request.user, code=code)
        if isinstance(error, OrderChangedError):
            form.renew(fresh.version)
        return _show(request, fresh, form, name)
    messages.success(request, _("已保存。"))
    if name in {Act.DECLINE, Act.GIVE_BACK}:
        return redirect("improvement:orders")
    return redirect("improvement:order", code)


def _move(
    request: UserRequest,
    order: "HelpOrder",
    act: Act,
    answer: services.Answer,
    form: VersionedForm,
) -> None:
    services.move_order(
        order=order,
        act=act,
        answer=answer,
        version=form.cleaned_data["version"],
        actor=request.user,
    )


def _build(
    name: str, order: "HelpOrder", request: UserRequest | None = None
) -> VersionedForm:
    asked = {
        "accept": _("哪天来、怎么联系？（企业看得到）"),
        "decline": _("为什么接不了？（企业看得到）"),
        "give_back": _("为什么来不了？（企业看得到）"),
        "cancel": _("为什么取消？"),
    }
    data = request.POST if request else None
    at = {"act": name, "version": order.version}
    auto_id = f"id_{name}_%s"
    if name == "review":
        return ReviewForm(data, initial=at, auto_id=auto_id)
    if name in asked:
        # Whoever accepts need not say more; every other act tells why.
        is_wanted = name != "accept"
        return ReasonForm(
            data, initial=at, auto_id=auto_id, asked=asked[name], is_wanted=is_wanted
        )
    return ActForm(data, initial=at, auto_id=auto_id)


def _build_visit(visit: VisitView, order: "HelpOrder") -> dict[str, RefusableForm]:
    """Build the forms of one visit; each has ids of its own on the page."""
    number = visit.number
    settle = SettleForm(
        initial={"version": order.version},
        asks_finding=visit.asks_finding,
        auto_id=f"id_settle{number}_%s",
    )
    return {
        "say": SayForm(auto_id=f"id_say{number}_%s"),
        "sign": SignForm(auto_id=f"id_sign{number}_%s"),
        "attach": VisitFileForm(auto_id=f"id_attach{number}_%s"),
        "settle": settle,
    }


def _show(
    request: UserRequest,
    order: "HelpOrder",
    refused: RefusableForm | None = None,
    name: str = "",
) -> HttpResponse:
    return show_order(request, order, {name: refused} if refused else {})


def show_order(
    request: UserRequest,
    order: "HelpOrder",
    refused: dict[str, RefusableForm],
    number: int = 0,
) -> HttpResponse:
    """Show an order with the forms of what this person may do, refused ones as sent.

    ``number`` tells of which visit a refused form was.
    """
    page = schemas.build_page(request.user, order)
    shown: dict[str, RefusableForm] = {
        act: _build(act, order) for act in STEPS & page.acts
    }
    visits = [
        (one, {**_build_visit(one, order), **(refused if one.number == number else {})})
        for one in page.visits
    ]
    context = {
        "page": page,
        "starts": list_links_of(request.user, order),
        "forms": {**shown, **refused},
        "visits": visits,
    }
    status = UNPROCESSABLE if refused else 200
    return render(request, "improvement/order.html", context, status=status)

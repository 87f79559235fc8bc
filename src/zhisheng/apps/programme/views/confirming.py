"""Confirming a help: what a body hands over, and what the enterprise sees and answers."""

from typing import TYPE_CHECKING

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import (
    DigitsRefusedError,
    TooManyConfirmationsError,
    UnprovenSpentError,
)
from zhisheng.apps.programme.forms.confirming import RIGHT, AnswerForm, CorrectionForm
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.schemas.confirming import list_corrections, list_help_table
from zhisheng.apps.programme.sheets.exports import write_confirmation_links
from zhisheng.apps.programme.views.column_exports import read_asked_year
from zhisheng.kit.http import (
    UserRequest,
    read_number,
    render_form,
    respond_with_workbook,
)
from zhisheng.kit.problems import describe

if TYPE_CHECKING:
    from zhisheng.apps.accounts.models import Dispatch, User

ANSWERED = "programme.helps_answered"
# One telephone answers for one works, or for a few of one family; not for all of a body's.
MOST_OF_A_BROWSER = 5


@login_required
@require_safe
def confirmations(request: UserRequest) -> HttpResponse:
    """Show a body which of its helps their enterprises have confirmed."""
    require(request.user, "programme.ask_confirmation")
    year = read_asked_year(request.GET)
    page = selectors.list_own_helps_for(
        actor=request.user,
        year=year,
        after=read_number(request.GET.get("after")),
    )
    context = {
        "table": list_help_table(page.items),
        "page": page,
        "links_url": f"{reverse('programme:confirmation_links')}?year={year}",
        "ask_url": f"{reverse('programme:ask_enterprises')}?year={year}",
        "year": year,
        "years": selectors.list_years(),
        "counts": selectors.count_confirmed_for(actor=request.user, year=year),
    }
    return render(request, "programme/confirmations.html", context)


@login_required
@require_safe
@hands_out_file
def confirmation_links(request: UserRequest) -> HttpResponse:
    """Hand out a sheet with a link for every help that nobody confirmed yet."""
    require(request.user, "programme.ask_confirmation")
    year = read_asked_year(request.GET)
    helps = selectors.iterate_open_helps_for(actor=request.user, year=year)
    content = write_confirmation_links(
        (one, services.write_confirmation_address(one.pk)) for one in helps
    )
    name = _("{year}年帮扶确认链接.xlsx").format(year=year)
    return respond_with_workbook(content, name)


@login_required
@require_safe
def confirmation_link(request: UserRequest, number: int) -> HttpResponse:
    """Show the link of one help, and its QR code to hold out to the enterprise."""
    require(request.user, "programme.ask_confirmation")
    found = selectors.get_own_help_for(actor=request.user, pk=number)
    address = services.write_confirmation_address(found.pk)
    picture = segno.make(address, micro=False).svg_inline(scale=5, border=2)
    context = {
        "help": found,
        "address": address,
        "picture": picture,
        "corrections": list_corrections(found),
    }
    return render(request, "programme/confirmation_link.html", context)


@login_required
@require_POST
def ask_enterprises(request: UserRequest) -> HttpResponse:
    """Let the platform itself ask the enterprises of a year."""
    require(request.user, "programme.ask_confirmation")
    year = read_asked_year(request.GET)
    asked = services.queue_asking(year=year, actor=request.user)
    text = _(
        "正在请 {number} 家企业核对：有账号的发站内消息，登记了手机号的发短信。"
        "都没有的，请当面出示二维码。一周内不重复请。"
    )
    nobody = _("没有要请的企业：都已答复，或者一周内请过。")
    messages.success(request, text.format(number=asked) if asked else nobody)
    return redirect(f"{reverse('programme:confirmations')}?year={year}")


@require_http_methods(["GET", "POST"])
def confirm_help(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the enterprise whether a help took place as it was reported."""
    actor = request.user if request.user.is_authenticated else None
    asked = services.read_confirmation(token, actor=actor)
    if request.method == "POST" and request.POST.get("text"):
        sent = services.send_confirmation(engagement=asked.help)
        messages.success(request, _tell_sent(sent))
        return redirect("programme:confirm_help", token)
    if request.method == "POST" and request.POST.get("correct") and actor:
        return _correct(request, asked, actor, token)
    typed = AnswerForm(
        request.POST if request.method == "POST" else None,
        takes_digits=asked.takes_digits,
    )
    if request.method == "POST" and typed.is_valid():
        _count(request, asked.help.pk)
        if _answer(asked, typed, actor):
            return redirect("programme:confirm_help", token)
    return _show(request, asked, typed, CorrectionForm())


def _show(
    request: HttpRequest,
    asked: services.Asked,
    typed: AnswerForm,
    correction: CorrectionForm,
) -> HttpResponse:
    is_own = request.user.is_authenticated
    context = {
        "asked": asked,
        "name": selectors.find_own_name(asked.help),
        "form": correction if correction.is_bound else typed,
        "answer": typed,
        "correction": correction if is_own and asked.help.is_proven else None,
        "corrections": list_corrections(asked.help) if is_own else (),
    }
    return render_form(request, "programme/confirm_help.html", context)


def _correct(
    request: HttpRequest, asked: services.Asked, actor: "User", token: str
) -> HttpResponse:
    """Turn the answer round for who is signed in for the enterprise."""
    typed = CorrectionForm(request.POST)
    if not typed.is_valid():
        answer = AnswerForm(None, takes_digits=asked.takes_digits)
        return _show(request, asked, answer, typed)
    services.correct_confirmation(
        engagement=asked.help, reason=typed.cleaned_data["reason"], actor=actor
    )
    messages.success(request, _("已更正，原来的答复和原因留在记录里。"))
    return redirect("programme:confirm_help", token)


def _tell_sent(sent: "Dispatch") -> str:
    if sent.next_attempt_at > timezone.now():
        return _("夜间不发短信。链接早上 8 点发到登记的手机，请届时打开短信里的链接。")
    return _("链接已发到登记的手机，请在手机上打开短信里的链接。")


def _answer(asked: services.Asked, typed: AnswerForm, actor: "User | None") -> bool:
    told, proof = typed.cleaned_data, asked.proof
    try:
        if told.get("digits"):
            proof = services.prove_by_digits(
                engagement=asked.help, digits=told["digits"]
            )
        services.answer_confirmation(
            engagement=asked.help,
            is_right=told["answer"] == RIGHT,
            note=told["note"],
            proof=proof,
            actor=actor,
        )
    except DigitsRefusedError as error:
        typed.add_error("digits", describe(error))
        return False
    except UnprovenSpentError as error:
        typed.add_error("answer", describe(error))
        return False
    return True


def _count(request: HttpRequest, pk: int) -> None:
    answered = request.session.get(ANSWERED, [])
    if pk not in answered and len(answered) >= MOST_OF_A_BROWSER:
        raise TooManyConfirmationsError
    request.session[ANSWERED] = sorted({*answered, pk})

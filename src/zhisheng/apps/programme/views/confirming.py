"""Confirming a help: what a body hands over, and what the enterprise sees and answers."""

import segno
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhisheng.apps.accounts.views.files import hands_out_file
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import TooManyConfirmationsError
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.schemas.confirming import list_help_table
from zhisheng.apps.programme.sheets.exports import write_confirmation_links
from zhisheng.apps.programme.views.ledger import read_year
from zhisheng.kit.http import UserRequest, respond_with_workbook

ANSWERED = "programme.helps_answered"
# One telephone answers for one works, or for a few of one family; not for all of a body's.
MOST_OF_A_BROWSER = 5


@login_required
@require_safe
def confirmations(request: UserRequest) -> HttpResponse:
    """Show a body which of its helps their enterprises have confirmed."""
    require(request.user, "programme.ask_confirmation")
    year = read_year(request)
    after = request.GET.get("after", "")
    page = selectors.list_own_helps_for(
        actor=request.user,
        year=year,
        after=int(after) if after.isdecimal() and len(after) < 19 else None,
    )
    context = {
        "table": list_help_table(page.items),
        "page": page,
        "links_url": f"{reverse('programme:confirmation_links')}?year={year}",
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
    year = read_year(request)
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
    context = {"help": found, "address": address, "picture": picture}
    return render(request, "programme/confirmation_link.html", context)


@require_http_methods(["GET", "POST"])
def confirm_help(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the enterprise whether a help took place as it was reported."""
    actor = request.user if request.user.is_authenticated else None
    found = services.read_confirmation(token, actor=actor)
    if request.method == "POST":
        _count(request, found.pk)
        services.answer_confirmation(
            engagement=found,
            is_right=request.POST.get("answer") == "right",
            note=request.POST.get("note", ""),
            actor=actor,
        )
        return redirect("programme:confirm_help", token)
    context = {"help": found, "name": selectors.find_own_name(found)}
    return render(request, "programme/confirm_help.html", context)


def _count(request: HttpRequest, pk: int) -> None:
    answered = request.session.get(ANSWERED, [])
    if pk not in answered and len(answered) >= MOST_OF_A_BROWSER:
        raise TooManyConfirmationsError
    request.session[ANSWERED] = sorted({*answered, pk})

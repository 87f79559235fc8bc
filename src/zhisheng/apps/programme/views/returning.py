"""Several of the entries that wait at an office are sent back in one act."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import RemarkMissingError
from zhisheng.apps.programme.forms.reviewing import ReturnManyForm, read_chosen
from zhisheng.apps.programme.selectors.acting import find_acting_office
from zhisheng.apps.programme.views.reporting import find_with_unit
from zhisheng.kit.errors import ConflictError
from zhisheng.kit.http import UserRequest, read_number, render_form
from zhisheng.kit.problems import describe


@login_required
@require_http_methods(["GET", "POST"])
def return_waiting(request: UserRequest, code: str) -> HttpResponse:
    """Offer what waits, a page at a time; send back what is ticked."""
    found, unit = find_with_unit(request, code)
    # Who acts for another office says why, entry by entry.
    if find_acting_office(request.user, unit) != unit:
        return redirect("programme:task", code)
    after = read_number(request.GET.get("after"))
    waiting = selectors.list_entries_below(
        task=found, unit=unit, view="waiting", after=after
    )
    form = ReturnManyForm(
        request.POST if request.method == "POST" else None, entries=waiting.items
    )
    if form.is_valid():
        try:
            chosen = read_chosen(form.cleaned_data["entries"])
            number = services.return_entries(
                task=found,
                unit=unit,
                chosen=chosen,
                text=form.cleaned_data["text"],
                own=form.read_own(),
                actor=request.user,
            )
        except (ConflictError, RemarkMissingError) as error:
            form.add_error(None, describe(error))
        else:
            _tell(request, code, number, selectors.count_untold(found, chosen))
            return redirect("programme:task", code)
    context = {
        "task": found,
        "form": form if waiting.items else None,
        "next_url": f"?after={waiting.next_after}" if waiting.next_after else "",
        "back": reverse("programme:task", args=[code]),
    }
    return render_form(request, "programme/return_waiting.html", context)


def _tell(request: UserRequest, code: str, number: int, untold: int) -> None:
    """Say how many went back, and of how many nobody comes to know it."""
    text = ngettext("已退回 {number} 份。", "已退回 {number} 份。", number)
    text = text.format(number=number)
    if not untold:
        messages.success(request, text)
        return
    missed = ngettext(
        "其中 {number} 份对方没有账号，收不到消息，请另外告诉对方。",
        "其中 {number} 份对方没有账号，收不到消息，请另外告诉对方。",
        untold,
    )
    address = f"{reverse('programme:unreached', args=[code])}?reason=no_account"
    messages.warning(
        request,
        format_html(
            '{} {} <a href="{}">{}</a>',
            text,
            missed.format(number=untold),
            address,
            _("看电话名单"),
        ),
    )

"""One-task links: what an office makes, and what a person without an account sees."""

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import (
    EntryLockedError,
    LinkNotForOfficesError,
    LinkOverError,
    LinkUsedError,
)
from zhisheng.apps.programme.forms.replying import ask_for_replies
from zhisheng.apps.programme.schemas.entry_states import show_filler
from zhisheng.apps.programme.schemas.links import (
    LinkPage,
    describe_closed,
    tell_standing,
)
from zhisheng.apps.programme.schemas.overtaken import place_words
from zhisheng.apps.programme.schemas.reporting import list_answers
from zhisheng.apps.programme.selectors.checks import is_settled
from zhisheng.apps.programme.selectors.disputes import find_said_by, get_deciding_unit
from zhisheng.apps.programme.selectors.links import (
    find_filling_office,
    find_used_link_for,
)
from zhisheng.apps.programme.selectors.mending import list_whole_remarks
from zhisheng.apps.programme.selectors.taking_back import (
    has_handed_in,
    may_take_back,
)
from zhisheng.apps.programme.views.entry_context import (
    compare_typed,
    find_entry,
    keep_typed,
    list_touched,
    note_check,
    open_form,
    read_filled,
    read_version,
    submit_typed,
)
from zhisheng.kit.errors import ConflictError, NotFoundError, RateLimitedError
from zhisheng.kit.forms import RecordForm
from zhisheng.kit.http import UserRequest, render_form
from zhisheng.kit.problems import describe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhisheng.apps.accounts.models import Unit, User
    from zhisheng.apps.programme.models import ReportingTask, TaskEntry, TaskLink

NOTHING_TYPED: "Mapping[str, str]" = MappingProxyType({})
SECRETS = "programme.link_secret"
KEYS = "programme.link_keys"
MOST_KEYS = 5
# What a form sends beside what was typed.
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "version", "go", "answer", "take_back"})
MOST_GIVEN_BACK = 10_000
# What becomes of a link, or of its entry, before it is opened.
CLOSED = (LinkUsedError, LinkOverError, LinkNotForOfficesError, EntryLockedError)


@login_required
@require_POST
def issue_link(request: UserRequest, code: str, number: int) -> HttpResponse:
    """Make a link to hand over: its address is shown this once.

    It is asked first where somebody works with the link that is over then.
    """
    found = find_entry(request, code, number)
    used = find_used_link_for(actor=request.user, entry=found)
    if used is not None and "sure" not in request.POST:
        asked = {"entry": found, "used": used, "hidden": (("sure", "1"),)}
        return render_form(request, "programme/replace_link.html", asked)
    issued = services.issue_link(entry=found, actor=request.user)
    picture = segno.make(issued.address, micro=False).svg_inline(scale=5, border=2)
    context = {"entry": found, "issued": issued, "picture": picture}
    return render(request, "programme/link_issued.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def send_links(request: UserRequest, code: str) -> HttpResponse:
    """Say to how many at most, which takes a while to count, then send the links."""
    found = selectors.get_task_for(actor=request.user, code=code)
    unit = selectors.find_own_unit(request.user, found)
    if unit is None:
        raise NotFoundError
    if request.method == "GET":
        return _ask_to_send(request, found, unit)
    queued = services.queue_links(task=found, unit=unit, actor=request.user)
    text = _(
        "正在给没有账号的企业发短信链接，最多 {number} 家：登记的是座机的收不到。"
        "链接 14 天内有效。"
    )
    messages.success(request, text.format(number=queued))
    return redirect("programme:task", code)


def _ask_to_send(
    request: UserRequest, found: "ReportingTask", unit: "Unit"
) -> HttpResponse:
    if not selectors.takes_links(found):
        return redirect("programme:task", found.code)
    context = {
        "task": found,
        "number": selectors.count_reachable(found, unit),
        "most": selectors.MOST_COUNTED,
    }
    return render(request, "programme/send_links.html", context)


@require_safe
def open_link(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """Take the secret out of the address, so that no later request tells it on."""
    request.session[SECRETS] = [code, secret]
    return redirect("programme:link", code)


@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, code: str) -> HttpResponse:
    """Tell what the link is for; only starting uses it up, looking at it does not."""
    if code in request.session.get(KEYS, {}):
        return redirect("programme:fill_by_link", code)
    secret = _read_secret(request, code)
    try:
        if not secret:
            raise LinkUsedError
        if request.method == "POST":
            visitor = _find_visitor(request)
            key = services.start_link(code=code, secret=secret, visitor=visitor)
            _keep_key(request, code, key)
            return redirect("programme:fill_by_link", code)
        found = services.open_link(code=code, secret=secret)
    except CLOSED as error:
        return _show_closed(
            request, error, code, services.find_link(code=code, secret=secret)
        )
    page = _describe(found)
    if page.is_handed_in and not page.asks_check:
        locked = EntryLockedError(task=found.entry.task.name)
        return _show_closed(request, locked, code, found)
    return render(request, "programme/link.html", {"page": page})


def _show_closed(
    request: HttpRequest, error: ConflictError, code: str, found: "TaskLink | None"
) -> HttpResponse:
    """Tell why a link does not open, and of what was handed in when and where it is.

    What was sent all the same is given back, to be copied.
    """
    page = describe_closed(
        error,
        found,
        turn=get_deciding_unit(found.entry).name if found else "",
        asks_check=found is not None and _asks_check(found),
        kept=_write_sent(request, found.entry) if found else _list_sent(request),
    )
    context = {"page": page, "code": code}
    return render(request, "programme/link_closed.html", context, status=409)


def _asks_check(found: "TaskLink") -> bool:
    return found.entry.awaits_check and not has_handed_in(found, found.entry)


def _write_sent(request: HttpRequest, found: "TaskEntry") -> str:
    if "answer" in request.POST:
        return request.POST.get("comment", "").strip()
    lost, _clashes = compare_typed(
        found, read_filled(request, selectors.get_form(found.task).fields), ()
    )
    return lost


def _list_sent(request: HttpRequest) -> str:
    """Return what was sent to a link that nobody can tell, without its labels."""
    told = [
        text.strip()
        for name, texts in request.POST.lists()
        for text in texts
        if name not in NOT_TYPED and text.strip()
    ]
    return "\n".join(told)[:MOST_GIVEN_BACK]


def _find_visitor(request: HttpRequest) -> "User | None":
    return request.user if request.user.is_authenticated else None


@require_http_methods(["GET", "POST"])
def fill_by_link(request: HttpRequest, code: str) -> HttpResponse:
    """Fill in the one entry of the link; it may be left and come back to."""
    key = request.session.get(KEYS, {}).get(code, "")
    visitor = _find_visitor(request)
    try:
        # A browser that lost its key is told how to go on, whatever the code.
        if not key:
            raise LinkUsedError
        found = services.resume_link(code=code, key=key, visitor=visitor)
    except CLOSED as error:
        closed = services.find_link(code=code, key=key)
        return _show_closed(request, error, code, closed)
    if request.method == "POST":
        return _take_sent(request, found, key)
    page = _describe(found)
    if page.is_handed_in:
        return render(request, "programme/link_done.html", {"page": page})
    typed = open_form(request, found.entry, page.asked, actor=found)
    context = {"page": page, "form": typed}
    return render(request, "programme/fill_by_link.html", context)


def _take_sent(request: HttpRequest, found: "TaskLink", key: str) -> HttpResponse:
    """Take what was said, taken back, or typed by a link."""
    page = _describe(found)
    if "answer" in request.POST:
        return _take_check(request, page)
    if "take_back" in request.POST:
        return _take_back(request, page)
    return _take_typed(request, page, key)


def _take_back(request: HttpRequest, page: LinkPage) -> HttpResponse:
    """Open again what was handed in by the link and nobody has reviewed."""
    try:
        services.take_back_entry(
            entry=page.entry, version=read_version(request), actor=page.link
        )
    except ConflictError as error:
        page = replace(page, overtaken=describe(error))
        return _show_again(request, page, _ask_again(request, page))
    except RateLimitedError as error:
        messages.error(request, describe(error))
        return redirect("programme:fill_by_link", page.link.code)
    messages.success(request, _("已撤回，填的内容都在。改好后请再提交。"))
    return redirect("programme:fill_by_link", page.link.code)


def _take_typed(request: HttpRequest, page: LinkPage, key: str) -> HttpResponse:
    found, entry, code = page.link, page.entry, page.link.code
    filled = read_filled(request, page.form.fields)
    typed = open_form(request, entry, page.asked, actor=found)
    try:
        kept = keep_typed(request, entry, filled, actor=found)
        if kept is not None:
            return kept
        if submit_typed(entry, filled, typed, actor=found):
            messages.success(request, _("已提交，谢谢。"))
            return redirect("programme:fill_by_link", code)
    except ConflictError as error:
        again = _describe(services.resume_link(code=code, key=key))
        return _show_overtaken(request, again, error, filled)
    context = {"page": page, "form": typed}
    return render(request, "programme/fill_by_link.html", context, status=422)


def _take_check(request: HttpRequest, page: LinkPage) -> HttpResponse:
    """Note whether what was filled in is right; too late, show it with what was said."""
    try:
        note_check(request, page.entry, actor=page.link)
    except ConflictError as error:
        words = request.POST.get("comment", "")
        is_asked = page.is_handed_in and page.asks_check
        kept = place_words({"check": words}, ("check",) if is_asked else ())
        page = replace(page, overtaken=describe(error), kept=kept)
        return _show_again(request, page, _ask_again(request, page))
    messages.success(request, _("谢谢，已记录您的核对结果。"))
    return redirect("programme:fill_by_link", page.link.code)


def _show_overtaken(
    request: HttpRequest,
    page: LinkPage,
    error: ConflictError,
    filled: services.Filled,
) -> HttpResponse:
    """Show what others wrote meanwhile, and what was typed to go on from or to copy."""
    typed = list_touched(filled)
    shown = _ask_again(request, page, typed)
    lost, clashes = compare_typed(
        page.entry, filled, () if page.is_handed_in else shown.fields
    )
    page = replace(
        page,
        overtaken=describe(error),
        kept=place_words({"typed": lost}, ()),
        clashes=clashes,
    )
    return _show_again(request, page, shown)


def _ask_again(
    request: HttpRequest, page: LinkPage, typed: "Mapping[str, str]" = NOTHING_TYPED
) -> RecordForm:
    """Return the questions with what was typed, over what stands there now."""
    now = page.entry.answers
    form = RecordForm(
        fields=page.asked,
        answers={**now, **typed},
        keeps_at=request.path,
        seen=RecordForm(fields=page.asked, answers=now).initial,
    )
    remarks = list_whole_remarks(page.entry)
    ask_for_replies(form, remarks, keeps_at=request.path, said=typed)
    return form


def _show_again(request: HttpRequest, page: LinkPage, form: RecordForm) -> HttpResponse:
    if page.is_handed_in:
        context: dict[str, object] = {"page": page}
        return render(request, "programme/link_done.html", context, status=409)
    context = {"page": page, "form": form}
    return render(request, "programme/fill_by_link.html", context, status=409)


def _describe(found: "TaskLink") -> LinkPage:
    entry: TaskEntry = found.entry
    form = selectors.get_form(entry.task)
    mendable = selectors.find_mendable(entry)
    is_own = has_handed_in(found, entry)
    dispute = selectors.find_dispute(entry)
    said, settlement = find_said_by(found)
    turn = get_deciding_unit(entry).name
    return LinkPage(
        link=found,
        entry=entry,
        form=form,
        asked=tuple(one for one in form.fields if mendable.takes_field(one.code)),
        answers=list_answers(form, entry),
        remarks=tuple(one.text for one in selectors.list_open_remarks(entry)),
        is_all_open=entry.is_returned and bool(list_whole_remarks(entry)),
        is_handed_in=bool(entry.waiting_at) or entry.is_final,
        check=show_filler(
            entry,
            is_settled=is_settled(entry),
            is_unproven=dispute is not None and dispute.is_unproven,
        ),
        asks_check=_asks_check(found),
        filler=str(find_filling_office(entry) or ""),
        is_own=is_own,
        standing=tell_standing(entry, turn),
        may_take_back=is_own and may_take_back(found, entry),
        said=said,
        turn=turn,
        settlement=settlement,
    )


def _read_secret(request: HttpRequest, code: str) -> str:
    known_code, secret = request.session.get(SECRETS, ["", ""])
    return str(secret) if known_code == code else ""


def _keep_key(request: HttpRequest, code: str, key: str) -> None:
    """Keep the keys of the latest links that this browser started with."""
    known = list(request.session.get(KEYS, {}).items())[-MOST_KEYS + 1 :]
    request.session[KEYS] = {**dict(known), code: key}
    request.session.pop(SECRETS, None)

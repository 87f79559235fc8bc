from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhisheng.apps.accounts.selectors import get_scope
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import TaskStatus
from zhisheng.apps.programme.errors import ReasonMissingError
from zhisheng.apps.programme.forms.replying import ask_for_replies
from zhisheng.apps.programme.schemas.answered import describe_answer
from zhisheng.apps.programme.schemas.drafting import describe_drafting
from zhisheng.apps.programme.schemas.entry_pages import EntryPage
from zhisheng.apps.programme.schemas.entry_states import (
    show_filler,
    show_late,
    show_state,
    tell_asked,
)
from zhisheng.apps.programme.schemas.entry_steps import list_steps
from zhisheng.apps.programme.schemas.ledger_lines import describe_ledger
from zhisheng.apps.programme.schemas.moved import tell_moved
from zhisheng.apps.programme.schemas.overtaken import place_words
from zhisheng.apps.programme.schemas.reporting import list_answers
from zhisheng.apps.programme.selectors.acting import find_acting_office
from zhisheng.apps.programme.selectors.checks import (
    find_check_end,
    is_check_awaited,
    is_settled,
)
from zhisheng.apps.programme.selectors.disputes import get_deciding_unit
from zhisheng.apps.programme.selectors.links import (
    can_ask,
    has_people,
    opens_still,
    takes_check_link,
)
from zhisheng.apps.programme.selectors.mending import list_whole_remarks
from zhisheng.apps.programme.selectors.moved import map_moved
from zhisheng.apps.programme.selectors.paper_states import find_levels
from zhisheng.apps.programme.selectors.taking_back import may_take_back
from zhisheng.apps.programme.views.entry_context import (
    compare_typed,
    describe_rows,
    find_entry,
    keep_typed,
    list_touched,
    may_fill,
    note_check,
    open_form,
    read_filled,
    read_version,
    submit_typed,
)
from zhisheng.kit.errors import ConflictError, DomainError
from zhisheng.kit.forms import RecordForm
from zhisheng.kit.http import UserRequest
from zhisheng.kit.problems import describe
from zhisheng.reference.forms import FormSpec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhisheng.apps.accounts.models import Unit
    from zhisheng.apps.programme.models import TaskEntry
    from zhisheng.reference.forms import FieldSpec

NOTHING_SAID: "Mapping[str, str]" = MappingProxyType({})
# More digits than any key of a row has.
DIGITS = 19
# Which lines of a table a page shows first, if there are any.
SEEN_FIRST = ("returned", "left", "mended", "added")


@login_required
@require_http_methods(["GET", "POST"])
def entry(request: UserRequest, code: str, number: int) -> HttpResponse:
    """Show an entry; to who may fill it in, as a form."""
    found = find_entry(request, code, number)
    form = selectors.get_form(found.task)
    mendable = selectors.find_mendable(found)
    asked = [field for field in form.fields if mendable.takes_field(field.code)]
    if request.method == "GET":
        typed = open_form(request, found, asked, actor=request.user)
        return _render(request, found, form, typed)
    filled = read_filled(request, asked)
    typed = open_form(request, found, asked, actor=request.user)
    try:
        kept = keep_typed(request, found, filled, actor=request.user)
        if kept is not None:
            return kept
        if submit_typed(found, filled, typed, actor=request.user):
            return _go_on(request, found)
    except ConflictError as error:
        return show_overtaken(request, found, error, filled=filled)
    return _render(request, found, form, typed, status=422)


def _go_on(request: UserRequest, found: "TaskEntry") -> HttpResponse:
    """Lead who filled in for others on to the next one, everybody else to the receipt."""
    if selectors.answers_for(request.user, found):
        messages.success(request, _("已提交，审核情况会在消息里告诉您。"))
        return redirect("programme:entry", found.task.code, found.pk)
    now = find_entry(request, found.task.code, found.pk)
    is_asked = now.check_asked_at is not None
    (messages.success if is_asked else messages.warning)(request, _tell_asked(now))
    view = "returned" if found.is_returned else "missing"
    address = reverse("programme:task", args=[found.task.code])
    return redirect(f"{address}?view={view}")


def _tell_asked(entry: "TaskEntry") -> str:
    """Tell whether they are asked, and lead to where a link to check is made."""
    text = tell_asked(entry)
    if entry.check_asked_at is not None or not takes_check_link(entry):
        return text
    address = reverse("programme:entry", args=[entry.task.code, entry.pk])
    return format_html('{} <a href="{}">{}</a>', text, address, _("打开这份材料"))


def show_overtaken(
    request: UserRequest,
    found: "TaskEntry",
    error: DomainError,
    said: "Mapping[str, str]" = NOTHING_SAID,
    filled: services.Filled | None = None,
) -> HttpResponse:
    """Show an entry as it is now, what came between, and what was written in vain.

    Where it can still be filled in, what was typed stands in the fields, to go on from.
    What was ``said``, by its act, stands in the box of that act if it is still there.
    """
    now = find_entry(request, found.task.code, found.pk)
    form = selectors.get_form(now.task)
    mendable = selectors.find_mendable(now)
    asked = [field for field in form.fields if mendable.takes_field(field.code)]
    filled = filled or services.Filled(answers={}, version=now.version)
    page = _describe(request, now, form)
    shown = _fill_again(request, now, asked, list_touched(filled))
    lost, clashes = compare_typed(now, filled, shown.fields if page.may_fill else ())
    page = replace(
        page,
        overtaken=describe(error),
        kept=place_words({**said, "typed": lost}, page.boxes),
        clashes=clashes,
    )
    context = {"page": page, "form": shown}
    status = 409 if isinstance(error, ConflictError) else 422
    return render(request, "programme/entry.html", context, status=status)


def _fill_again(
    request: UserRequest,
    now: "TaskEntry",
    asked: "Sequence[FieldSpec]",
    typed: "Mapping[str, str]",
) -> RecordForm:
    """Return the questions with what was typed, over what stands there now."""
    known = selectors.find_known(now, viewer=request.user)
    here = reverse("programme:entry", args=[now.task.code, now.pk])
    standing = RecordForm(fields=asked, answers=now.answers, known=known)
    form = RecordForm(
        fields=asked,
        checks=selectors.get_form(now.task).checks,
        answers={**now.answers, **typed},
        known=known,
        keeps_at=here,
        seen=standing.initial,
    )
    remarks = list_whole_remarks(now)
    ask_for_replies(form, remarks, keeps_at=here, said=typed)
    return form


@login_required
@require_POST
def confirm_entry(request: UserRequest, code: str, number: int) -> HttpResponse:
    found = find_entry(request, code, number)
    try:
        note_check(request, found, actor=request.user)
    except ConflictError as error:
        comment = request.POST.get("comment", "")
        return show_overtaken(request, found, error, {"check": comment})
    messages.success(request, _("谢谢，已记录您的核对结果。"))
    return redirect("programme:entry", code, number)


@login_required
@require_POST
def settle_dispute(request: UserRequest, code: str, number: int) -> HttpResponse:
    """Answer who says that what was filled in for them is not right."""
    found = find_entry(request, code, number)
    reason, seen = request.POST.get("settlement", ""), request.POST.get("dispute", "")
    try:
        services.settle_dispute(
            entry=found,
            dispute=int(seen) if seen.isdecimal() and len(seen) < DIGITS else 0,
            reason=reason,
            actor=request.user,
        )
    except ConflictError as error:
        return show_overtaken(request, found, error, {"settle": reason})
    except ReasonMissingError as error:
        messages.error(request, describe(error))
        return redirect("programme:entry", code, number)
    messages.success(request, _tell_answered(found, int(seen)))
    return redirect("programme:entry", code, number)


def _tell_answered(found: "TaskEntry", dispute: int) -> str:
    """Tell how who objected comes to know of the answer."""
    if has_people(found):
        return _("已答复，双方都会收到消息。")
    if opens_still(found, dispute):
        return _("已答复。对方没有账号，收不到消息，再打开那条链接能看到答复。")
    return _("已答复。对方没有账号，链接也失效了，请另外告诉对方。")


def _render(
    request: UserRequest,
    found: "TaskEntry",
    form: FormSpec,
    typed: RecordForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"page": _describe(request, found, form), "form": typed}
    return render(request, "programme/entry.html", context, status=status)


def _describe(request: UserRequest, found: "TaskEntry", form: FormSpec) -> EntryPage:
    actor, task = request.user, found.task
    is_own = selectors.answers_for(actor, found)
    unit = selectors.find_reviewing_unit(actor, found)
    is_open = may_fill(request, found)
    counts = selectors.count_lines(found) if form.rows else {}
    steps = list(selectors.list_steps_of(found))
    drafting = describe_drafting(found, form, is_own=is_own)
    first = next((view for view in SEEN_FIRST if counts.get(view)), "all")
    return EntryPage(
        task=task,
        form=form,
        entry=found,
        state=show_state(
            found, timezone.localdate(), levels=find_levels([found.waiting_at])
        ),
        answers=list_answers(form, found),
        remarks=_list_whole_remarks(found),
        steps=list_steps(steps, form, task),
        late=show_late(found),
        may_take_out=_may_take_out(request, found),
        doubts=tuple(selectors.tell_doubt(*one) for one in found.doubts),
        answer=describe_answer(form, found, selectors.find_answer(found), counts),
        **_describe_check(request, found, unit),
        drafting=drafting,
        is_own_filling=unit is not None and _is_own_filling(request, found, unit),
        is_own_sending=not found.is_open and found.filled_by_id == actor.pk,
        may_fill=is_open and not drafting.is_begun,
        is_for_others=not is_own,
        moved="" if is_own else _tell_moved(request, found),
        **_describe_turn(request, found, unit),
        may_reopen=_may_reopen(request, found),
        may_confirm=is_own and found.awaits_check,
        minutes=form.minutes,
        rows=describe_rows(request, found, view=first),
        **_describe_sheet(found, form, is_open=is_open),
        **_describe_link(request, found, form, is_own=is_own, is_open=is_open),
        is_whole=selectors.find_mendable(found).is_whole,
        unsent=len(selectors.list_unsent_remarks(found, unit)) if unit else 0,
    )


def _tell_moved(request: UserRequest, found: "TaskEntry") -> str:
    """Tell an office where the enterprise went that is not its own any more."""
    unit = selectors.find_own_unit(request.user, found.task)
    if unit is None or found.enterprise_id is None:
        return ""
    moved = map_moved(unit, [found.enterprise_id]).get(found.enterprise_id)
    return tell_moved(moved) if moved else ""


def _describe_turn(
    request: UserRequest, found: "TaskEntry", unit: "Unit | None"
) -> dict[str, Any]:
    is_turn = unit is None or find_acting_office(request.user, unit) == unit
    return {
        "may_review": unit is not None,
        "turn": None if is_turn else unit,
        "may_take_back": may_take_back(request.user, found),
    }


def _describe_sheet(
    found: "TaskEntry", form: FormSpec, *, is_open: bool
) -> dict[str, Any]:
    return {
        "refused": len({(mark[0], mark[1]) for mark in found.marks}),
        "ledger": describe_ledger(found, form) if is_open else None,
        "dropped": selectors.list_dropped_rows(found).count() if is_open else 0,
    }


def _describe_check(
    request: UserRequest, found: "TaskEntry", unit: "Unit | None"
) -> dict[str, Any]:
    settlement = selectors.find_settlement(found)
    dispute = selectors.find_dispute(found)
    may_settle = selectors.may_settle(request.user, found)
    is_elsewhere = dispute is not None and not may_settle
    return {
        "check": show_filler(
            found,
            is_settled=settlement is not None and is_settled(found),
            is_unproven=dispute is not None and dispute.is_unproven,
        ),
        "dispute": dispute,
        "settlement": settlement,
        "may_settle": may_settle,
        "lies_with": get_deciding_unit(found) if is_elsewhere else None,
        "needs_reason": unit is not None and is_check_awaited(found),
        "asked_by": find_check_end(found),
    }


def _describe_link(
    request: UserRequest,
    found: "TaskEntry",
    form: FormSpec,
    *,
    is_own: bool,
    is_open: bool,
) -> dict[str, Any]:
    """Tell which link an office can hand over, and whether it is needed."""
    governs = get_scope(request.user).covers_unit_path(found.unit_path)
    takes_link = found.enterprise_id is not None and not form.rows
    return {
        "may_link": is_open and not is_own and takes_link,
        "may_link_check": governs and not is_own and takes_check_link(found),
        "can_ask": is_own or not is_open or can_ask(found),
    }


def _list_whole_remarks(found: "TaskEntry") -> tuple[str, ...]:
    """Return what is wanted of the whole, of no field and no line."""
    return tuple(one.text for one in list_whole_remarks(found))


def _is_own_filling(request: UserRequest, found: "TaskEntry", unit: "Unit") -> bool:
    is_own = found.is_filled_for and found.filled_by == request.user
    return is_own and selectors.has_colleagues(unit, request.user)


@login_required
@require_POST
def take_over_entry(request: UserRequest, code: str, number: int) -> HttpResponse:
    """Go on to fill in for somebody who has begun; what they typed is kept."""
    found = find_entry(request, code, number)
    try:
        services.take_over_entry(
            entry=found, version=read_version(request), actor=request.user
        )
    except ConflictError as error:
        return show_overtaken(request, found, error)
    messages.success(request, _("可以代填了。对方先前填的内容保留在下面。"))
    return redirect("programme:entry", code, number)


def _may_take_out(request: UserRequest, found: "TaskEntry") -> bool:
    """Tell whether the reader answers for the task and nobody has begun the entry."""
    if found.task.status != TaskStatus.OPEN:
        return False
    if not get_scope(request.user).covers_unit_path(found.task.unit.path):
        return False
    return selectors.is_untouched(found)


def _may_reopen(request: UserRequest, found: "TaskEntry") -> bool:
    is_locked = found.task.status == TaskStatus.OPEN and found.is_final
    scope = get_scope(request.user)
    return is_locked and scope.covers_unit_path(found.task.unit.path)

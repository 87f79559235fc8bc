"""What the pages of an entry, of its table and of its lines have in common."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.selectors import get_scope
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import (
    CheckUnclearError,
    EntryDoubtfulError,
    EntryIncompleteError,
    EntryTypedOverError,
)
from zhisheng.apps.programme.forms.replying import ask_for_replies
from zhisheng.apps.programme.schemas.entry_rows import (
    RowsPart,
    list_row_tabs,
    list_rows_table,
)
from zhisheng.apps.programme.schemas.overtaken import (
    list_clashes,
    list_unkept,
    tell_unkept,
    write_typed,
)
from zhisheng.apps.programme.selectors.mending import (
    ask_reply,
    list_replied_remarks,
    list_standing,
    list_whole_remarks,
    name_reply,
)
from zhisheng.kit.errors import ConflictError
from zhisheng.kit.forms import RecordForm, show_answer
from zhisheng.kit.http import UserRequest
from zhisheng.kit.problems import describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from zhisheng.apps.programme.models import TaskEntry
    from zhisheng.apps.programme.schemas.overtaken import Clash
    from zhisheng.reference.forms import FieldSpec

REPLY = "reply-"
# More digits than any key has.
DIGITS = 19
CHECK_ANSWERS = {"right": True, "wrong": False, "withdraw": True}


def find_entry(request: UserRequest, code: str, number: int) -> "TaskEntry":
    task = selectors.get_task_for(actor=request.user, code=code)
    return selectors.get_entry_for(actor=request.user, task=task, entry=number)


def read_version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def may_fill(request: UserRequest, found: "TaskEntry") -> bool:
    """Tell whether an entry lies open before somebody who may fill it in."""
    if not found.is_open:
        return False
    governs = get_scope(request.user).covers_unit_path(found.unit_path)
    return governs or selectors.answers_for(request.user, found)


def describe_rows(
    request: UserRequest, found: "TaskEntry", *, view: str
) -> RowsPart | None:
    """Return what the page of an entry shows of its table, None without a table."""
    form = selectors.get_form(found.task)
    if not form.rows:
        return None
    after = request.GET.get("after", "")
    page, doubts = selectors.list_rows_with_doubts(
        found,
        view=view,
        after=int(after) if after.isdecimal() and len(after) < 10 else None,
        viewer=request.user,
    )
    counts = selectors.count_lines(found)
    # Of several pages the doubtful lines are counted only where they are asked for.
    is_whole = view == "doubtful" or len(page.items) == counts["total"]
    doubtful = len(doubts) if is_whole or found.is_final else None
    unit = selectors.find_reviewing_unit(request.user, found)
    remarks = selectors.list_remarks_on(page.items, unit=unit)
    return RowsPart(
        table=list_rows_table(form, found, page.items, remarks, doubts),
        total=counts["total"],
        returned=counts["returned"],
        view=view,
        next_url=f"?view={view}&after={page.next_after}" if page.next_after else "",
        all_url=f"{reverse('programme:rows', args=[found.task.code, found.pk])}?view={view}",
        tabs=list_row_tabs(found, {**counts, "doubtful": doubtful}, current=view),
    )


def open_form(
    request: HttpRequest,
    found: "TaskEntry",
    asked: "Sequence[FieldSpec]",
    *,
    actor: services.Filler,
) -> RecordForm:
    """Return the questions with what was answered so far, and what is known of them."""
    seen = _read_seen(request, asked)
    form = RecordForm(
        request.POST if request.method == "POST" else None,
        fields=asked,
        checks=selectors.get_form(found.task).checks,
        answers=found.answers,
        known=selectors.find_known(found, viewer=actor),
        keeps_at=request.path,
        seen=seen,
    )
    remarks = list_whole_remarks(found)
    ask_for_replies(form, remarks, keeps_at=request.path, seen=seen)
    return form


def read_filled(request: HttpRequest, asked: "Iterable[FieldSpec]") -> services.Filled:
    """Read what was typed, with the state of the entry that was seen."""
    typed = {field.code: request.POST.get(field.code) for field in asked}
    answers = {code: text for code, text in typed.items() if text is not None}
    return services.Filled(
        answers=answers,
        version=read_version(request),
        is_sure="is_sure" in request.POST,
        replies=_read_replies(request),
        seen=_read_seen(request, asked),
    )


def _read_replies(request: HttpRequest) -> "Mapping[int, str]":
    """Read what was said of remarks on the whole, by the remark."""
    named = {
        name.removeprefix(REPLY): text
        for name, text in request.POST.items()
        if name.startswith(REPLY)
    }
    return {
        int(pk): str(text)
        for pk, text in named.items()
        if pk.isascii() and pk.isdigit() and len(pk) < DIGITS
    }


def _read_seen(
    request: HttpRequest, asked: "Iterable[FieldSpec]"
) -> "Mapping[str, str]":
    """Read what stood in the fields, and was said of remarks, when the page was opened."""
    codes = [*(field.code for field in asked), *map(name_reply, _read_replies(request))]
    told = {code: request.POST.get(f"seen-{code}") for code in codes}
    return {code: text for code, text in told.items() if text is not None}


def list_touched(filled: services.Filled) -> "Mapping[str, str]":
    """Return what was typed, without what was sent as it had been seen."""
    return {
        code: text
        for code, text in filled.typed.items()
        if " ".join(text.split()) != " ".join(filled.seen.get(code, "").split())
        or code not in filled.seen
    }


def compare_typed(
    found: "TaskEntry", filled: services.Filled, asked: "Iterable[str]"
) -> "tuple[str, tuple[Clash, ...]]":
    """Write out what was typed into nothing that is ``asked`` now, and what differs."""
    typed, open_codes = list_touched(filled), set(asked)
    questions, now = _list_questions(found, filled)
    lost = [one for one in questions if one.code not in open_codes]
    return write_typed(lost, typed), list_clashes(questions, now, typed)


def _list_questions(
    found: "TaskEntry", filled: services.Filled
) -> "tuple[list[FieldSpec], dict[str, str]]":
    """Return all that can have been typed into, and what stands there now."""
    remarks = list_replied_remarks(found, filled.replies)
    fields = selectors.get_form(found.task).fields
    return [*fields, *map(ask_reply, remarks)], found.answers | list_standing(remarks)


def read_typed(request: HttpRequest, found: "TaskEntry") -> services.Filled:
    """Return what was typed into the open questions of an entry."""
    mendable = selectors.find_mendable(found)
    fields = selectors.get_form(found.task).fields
    asked = [field for field in fields if mendable.takes_field(field.code)]
    return read_filled(request, asked)


def keep_beside(request: UserRequest, found: "TaskEntry") -> int:
    """Keep what was typed on the page whose table is changed; return the version then."""
    filled = read_typed(request, found)
    if not filled.answers and not filled.replies:
        return filled.version
    kept = services.save_entry(entry=found, filled=filled, actor=request.user)
    return kept.version


def keep_typed(
    request: HttpRequest,
    found: "TaskEntry",
    filled: services.Filled,
    *,
    actor: services.Filler,
) -> HttpResponse | None:
    """Keep a draft if that is what was asked for, single answers or all of it."""
    go = request.POST.get("go")
    if go == "keep":
        try:
            kept = services.keep_answers(entry=found, filled=filled, actor=actor)
        except ConflictError as error:
            return _tell_unkept(request, found, filled, error)
        questions, now = _list_questions(kept, filled)
        seen = [
            (field.code, show_answer(field, now.get(field.code, "")))
            for field in questions
            if field.code in filled.typed
        ]
        return render(request, "programme/kept_answers.html", {"seen": seen})
    if go == "later":
        services.save_entry(entry=found, filled=filled, actor=actor)
        messages.success(request, _("已保存，还没有提交。"))
        return redirect(request.path)
    return None


def _tell_unkept(
    request: HttpRequest,
    found: "TaskEntry",
    filled: services.Filled,
    error: ConflictError,
) -> HttpResponse:
    """Tell beside each field why what was just typed is not kept; it still stands there."""
    found.refresh_from_db(fields=["answers", "kept_by", "typed_by", "typed_at"])
    if isinstance(error, EntryTypedOverError):
        told = list_unkept(found, *_list_questions(found, filled), filled.typed)
    else:
        told = [(code, tell_unkept(describe(error))) for code in filled.typed]
    context = {"unkept": told}
    return render(request, "programme/unkept_answers.html", context, status=409)


def note_check(
    request: HttpRequest, found: "TaskEntry", *, actor: services.Filler
) -> None:
    """Note what somebody says of what was filled in for them, as they saw it."""
    answer = request.POST.get("answer", "")
    if answer not in CHECK_ANSWERS:
        raise CheckUnclearError
    services.confirm_entry(
        entry=found,
        is_right=CHECK_ANSWERS[answer],
        submission=request.POST.get("submission", ""),
        comment=request.POST.get("comment", ""),
        withdraws=answer == "withdraw",
        actor=actor,
    )


def submit_typed(
    found: "TaskEntry",
    filled: services.Filled,
    typed: RecordForm,
    *,
    actor: services.Filler,
) -> bool:
    """Hand an entry in; what is wrong with it is told in the form."""
    if not typed.is_valid():
        return False
    try:
        services.submit_entry(entry=found, filled=filled, actor=actor)
    except EntryIncompleteError as error:
        for field, text in error.refusals.items():
            typed.add_error(field if field in typed.fields else None, text)
        return False
    except EntryDoubtfulError as error:
        for text in error.doubts:
            typed.add_error(None, text)
        typed.asks_again = True
        return False
    return True

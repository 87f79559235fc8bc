"""Filling in an entry: by whom it is of, or for them by an office that says so."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Membership
from zhisheng.apps.accounts.selectors import get_scope
from zhisheng.apps.programme.choices import EntryAct, EntryState, SinceReturn
from zhisheng.apps.programme.errors import (
    EntryDoubtfulError,
    EntryIncompleteError,
    EntryLockedError,
    OwnDraftError,
)
from zhisheng.apps.programme.models import TaskEntry, TaskLink
from zhisheng.apps.programme.selectors.acting import find_office_above
from zhisheng.apps.programme.selectors.answered import HANDING_IN
from zhisheng.apps.programme.selectors.checks import has_own_draft
from zhisheng.apps.programme.selectors.doubts import list_doubts, tell_doubt
from zhisheng.apps.programme.selectors.mending import (
    list_dropped_rows,
)
from zhisheng.apps.programme.selectors.overtaken import (
    find_change,
    find_handing_in,
    tell_typing,
)
from zhisheng.apps.programme.selectors.reporting import answers_for, get_form
from zhisheng.apps.programme.services.checking import ask_to_check
from zhisheng.apps.programme.services.fillers import (
    Filler,
    find_person,
    is_known,
    name_link,
    name_represented_by,
    note_step,
    opens,
)
from zhisheng.apps.programme.services.replying import keep_replies, require_replies
from zhisheng.apps.programme.services.reporting import hold_status, require_begun
from zhisheng.apps.programme.services.telling import tell_waiting
from zhisheng.apps.programme.services.typed import Filled, note_kept, put_in
from zhisheng.kit import audit
from zhisheng.kit.errors import ForbiddenError, NotFoundError
from zhisheng.kit.forms import Record, read_record
from zhisheng.kit.language import say
from zhisheng.kit.problems import describe


@transaction.atomic
def save_entry(*, entry: TaskEntry, filled: Filled, actor: Filler) -> TaskEntry:
    """Keep what was typed so far; what cannot be read yet is kept as it was typed."""
    locked, answers, replied = _lock_to_type(entry, filled, actor)
    old, locked.answers = locked.answers, answers
    if locked.answers != old or replied:
        locked.version += 1
        locked.save(update_fields=["answers", "version"])
        audit.record(
            action="programme.entry_saved",
            subject=locked.task,
            actor=find_person(actor),
            new={"entry": locked.pk, **name_link(actor)},
            proxy_for=name_represented_by(actor, locked),
        )
    return locked


@transaction.atomic
def keep_answers(*, entry: TaskEntry, filled: Filled, actor: Filler) -> TaskEntry:
    """Keep single answers while the others are still typed.

    The version stays: what is typed at the same time in other fields is kept as well.
    An answer that is put back to what it was is meant as much as any other.
    """
    meant = replace(filled, is_all_meant=True)
    locked, answers, _replied = _lock_to_type(entry, meant, actor)
    old = locked.answers
    changed = [code for code in filled.answers if answers.get(code) != old.get(code)]
    note_kept(locked, changed, actor)
    locked.answers = answers
    locked.save(update_fields=["answers", "kept_by"])
    audit.record(
        action="programme.entry_kept",
        subject=locked.task,
        actor=find_person(actor),
        new={
            "entry": locked.pk,
            "fields": sorted(filled.typed),
            **name_link(actor),
        },
        proxy_for=name_represented_by(actor, locked),
    )
    return locked


@transaction.atomic
def submit_entry(*, entry: TaskEntry, filled: Filled, actor: Filler) -> TaskEntry:
    """Hand the entry in; everything has to be readable and complete.

    Of an entry that came back only what the reviewer named is taken from the form.
    """
    locked, answers, _replied = _lock_to_type(entry, filled, actor)
    form = get_form(locked.task)
    record = read_record(form.fields, answers, form.checks)
    require_acceptable(record)
    if form.rows:
        _require_rows(locked, form.row_name)
    elif not record.answers:
        raise EntryIncompleteError({"answers": _("一项都没有填，至少填一项再提交。")})
    said = require_replies(locked)
    doubts = list_doubts(locked, record.answers, form, viewer=actor)
    if doubts and not filled.is_sure:
        raise EntryDoubtfulError(
            [tell_doubt(one.kind, one.number, one.named) for one in doubts]
        )
    locked.doubts = [one.as_data() for one in doubts]
    locked.answers = record.answers
    act = _note_whose(locked, actor)
    _hand_in(locked, actor, act, said)
    asked = {"check_link": ask_to_check(locked, actor)} if locked.needs_check else {}
    audit.record(
        action=f"programme.entry_{act}",
        subject=locked.task,
        actor=find_person(actor),
        new={
            "entry": locked.pk,
            "name": locked.name,
            **name_link(actor),
            **asked,
        },
        proxy_for=name_represented_by(actor, locked),
    )
    return locked


def find_first_reviewer(entry: TaskEntry) -> str:
    """Return the lowest unit above an entry that has somebody to review it."""
    top = entry.task.unit
    codes = entry.unit_path.strip("/").split("/")
    own = entry.organisation.unit_id if entry.organisation else None
    line = [code for code in codes if code != own]
    below_top = line[line.index(top.code) :] if top.code in line else [top.code]
    staffed = set(
        Membership.objects.present()
        .filter(
            organisation__unit__code__in=below_top,
            role=Role.OFFICER,
            user__is_active=True,
            user__is_machine=False,
        )
        .values_list("organisation__unit__code", flat=True)
    )
    return next((code for code in reversed(below_top) if code in staffed), top.code)


def lock_entry(entry: TaskEntry, version: int, actor: Filler) -> TaskEntry:
    """Lock an entry to be written on; an office does not write over an own draft."""
    locked = lock_open_entry(entry, version, actor)
    _note_typing(locked, actor, is_own=_require_turn(locked, actor))
    return locked


def _lock_to_type(
    entry: TaskEntry, filled: Filled, actor: Filler
) -> tuple[TaskEntry, dict[str, str], list[str]]:
    """Lock an entry; return the answers it is to have then, and which replies changed."""
    locked = lock_open_entry(entry, filled.version, actor)
    is_own = _require_turn(locked, actor)
    answers = put_in(locked, filled, get_form(locked.task), actor)
    replied = keep_replies(locked, filled, actor)
    _note_typing(locked, actor, is_own=is_own)
    return locked, answers, replied


def _require_turn(locked: TaskEntry, actor: Filler) -> bool:
    """Refuse an office that would write over an own draft; tell whether it is one's own."""
    is_own = isinstance(actor, TaskLink) or answers_for(actor, locked)
    if not is_own and has_own_draft(locked):
        raise OwnDraftError(name=locked.name, **tell_typing(locked))
    return is_own


def _note_typing(locked: TaskEntry, actor: Filler, *, is_own: bool) -> None:
    locked.typed_by, locked.typed_at = find_person(actor), timezone.now()
    locked.is_own_draft = is_own
    locked.save(update_fields=["typed_by", "typed_at", "is_own_draft", "kept_by"])


def lock_open_entry(entry: TaskEntry, version: int, actor: Filler) -> TaskEntry:
    """Lock an entry that may be filled in now, as the person saw it."""
    hold_status(entry.task_id)
    locked = (
        TaskEntry.objects.select_for_update(of=("self",))
        .select_related("task__unit", "organisation", "typed_by")
        .filter(pk=entry.pk)
        .first()
    )
    if locked is None:
        raise NotFoundError
    if not _may_fill(actor, locked):
        raise ForbiddenError
    require_begun(locked.task)
    if not locked.is_open:
        raise find_handing_in(locked) or EntryLockedError(task=locked.task.name)
    if locked.version != version:
        raise find_change(locked)
    return locked


def _may_fill(actor: Filler, entry: TaskEntry) -> bool:
    if isinstance(actor, TaskLink):
        return opens(actor, entry)
    governs = get_scope(actor).covers_unit_path(entry.unit_path)
    return governs or answers_for(actor, entry)


def require_acceptable(record: Record) -> None:
    if not record.is_acceptable:
        raise EntryIncompleteError(
            {
                problem.field: describe(problem.error)
                for problem in record.problems
                if not problem.is_warning
            }
        )


def _require_rows(entry: TaskEntry, row_name: str) -> None:
    if not entry.rows.exists():
        text = _("还没有{row_name}，请先上传表格或逐行填写。").format(
            row_name=say(row_name)
        )
        raise EntryIncompleteError({"rows": text})


def _note_whose(entry: TaskEntry, actor: Filler) -> EntryAct:
    """Note whether it is its own people who hand it in, as far as anybody knows."""
    person = find_person(actor)
    is_own = person is None or answers_for(person, entry)
    office = None if is_own else person
    entry.is_filled_for = office is not None
    entry.filled_office = find_office_above(office, entry.unit_path) if office else None
    entry.needs_check = entry.is_filled_for or not is_known(actor)
    return EntryAct.FILLED_FOR if entry.is_filled_for else EntryAct.SUBMITTED


def _hand_in(
    entry: TaskEntry, actor: Filler, act: EntryAct, said: Sequence[dict[str, str]]
) -> None:
    person = find_person(actor)
    # Mended, it goes straight back to whoever wanted it mended.
    returned = entry.steps.filter(act=EntryAct.RETURNED).order_by("-id")
    turn = Coalesce("acted_for_id", "unit_id")
    back_to = returned.values_list(turn, flat=True).first()
    is_mended = entry.is_returned and back_to is not None
    entry.waiting_at = back_to or "" if is_mended else find_first_reviewer(entry)
    entry.state, entry.is_returned = EntryState.FILLED, False
    entry.filled_by, entry.submitted_at = person, timezone.now()
    entry.handed_in_at = entry.handed_in_at or entry.submitted_at
    entry.confirmed_at, entry.check_asked_at, entry.kept_by = None, None, {}
    entry.is_own_draft = entry.is_disputed = entry.is_said_right = False
    entry.is_taken_back = False
    entry.is_self_passed = entry.is_acted_for = False
    if not entry.is_filled_for:
        entry.own_answers = {}
    entry.version += 1
    entry.save()
    dropped = list_dropped_rows(entry)
    # An office may have taken it over since it was taken back.
    moves = entry.steps.filter(act__in=[EntryAct.TAKEN_BACK, *HANDING_IN])
    last = moves.order_by("-id").first()
    taken_back = last if last and last.act == EntryAct.TAKEN_BACK else None
    gone = dropped.count() + (taken_back.dropped if taken_back else 0)
    note_step(entry, act, actor, dropped=gone if is_mended else 0, remarks=said)
    dropped.delete()
    entry.remarks.filter(is_settled=False).update(is_settled=True)
    _tell_lines_apart(entry)
    again = f":{entry.pk}" if taken_back else ""
    tell_waiting(entry.task, entry.waiting_at, person, again=again)


def _tell_lines_apart(entry: TaskEntry) -> None:
    """Note which lines say something else than when they were returned, and which not."""
    known = entry.rows.exclude(since_return=SinceReturn.ADDED)
    known.filter(before={}, is_returned=True).update(since_return=SinceReturn.LEFT)
    known.exclude(before={}).update(since_return=SinceReturn.MENDED)
    entry.rows.filter(is_returned=True).update(is_returned=False)

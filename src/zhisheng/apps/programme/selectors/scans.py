"""Sealed scans of papers: which there are, and until when one can be withdrawn."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.programme.choices import EntryAct, EntryState, TaskStatus
from zhisheng.apps.programme.models import EntryStep, SealedPaper, TaskEntry
from zhisheng.apps.programme.permissions import may_sign_at, may_sign_for
from zhisheng.apps.programme.selectors.acting import find_office_above
from zhisheng.apps.programme.selectors.pages import Page, paginate
from zhisheng.apps.programme.selectors.paper_states import (
    find_reopening,
    list_codes_above,
    was_taken_back,
)
from zhisheng.apps.programme.selectors.papers import Paper
from zhisheng.apps.programme.selectors.reporting import answers_for, select_of_unit
from zhisheng.kit.errors import NotFoundError

SCANS = 20


def list_scans(paper: Paper, *, after: int | None = None) -> Page:
    """Return one page of the sealed scans of a paper, the newest first."""
    found = _select_scans(paper)
    return paginate(found.filter(id__lt=after) if after else found, size=SCANS)


def get_scan(paper: Paper, pk: int) -> SealedPaper:
    """Return a sealed scan of a paper that the caller has been let to see."""
    found = _select_scans(paper).filter(pk=pk).first()
    if found is None:
        raise NotFoundError
    return found


def find_newest_scan(paper: Paper) -> SealedPaper | None:
    """Return the one scan that counts: the newest that was not withdrawn."""
    return _select_scans(paper).filter(withdrawn_at=None).order_by("-pk").first()


def _select_scans(paper: Paper) -> QuerySet[SealedPaper]:
    found = SealedPaper.objects.filter(
        task=paper.task, unit=paper.unit, entry=paper.entry
    )
    return found.select_related(
        "uploaded_by", "withdrawn_by", "file", "uploading_unit", "unit"
    )


def find_uploading_unit(paper: Paper, actor: Actor) -> Unit | None:
    """Return for which office the actor uploads, None for who fills in the entry."""
    if paper.entry is not None and answers_for(actor, paper.entry):
        return None
    of = paper.entry.unit_path if paper.entry is not None else ""
    path = paper.unit.path if paper.unit is not None else of
    return find_office_above(actor, path) or paper.unit


def may_seal(paper: Paper, actor: Actor) -> bool:
    """Tell whether a paper is the actor's own to seal; offices above only read it.

    That of an entry is of who fills it in, and of the very office that collects it.
    """
    if paper.unit is not None:
        return may_sign_for(actor, paper.unit)
    entry = paper.entry
    if entry is None:
        return False
    return may_sign_at(actor, entry.unit_path) or answers_for(actor, entry)


def may_withdraw(paper: Paper, scan: SealedPaper, actor: Actor) -> bool:
    """Tell whether the actor is of whom a scan was uploaded by."""
    office = scan.uploading_unit or scan.unit
    if office is not None:
        return may_sign_for(actor, office)
    return paper.entry is not None and answers_for(actor, paper.entry)


def list_withdrawable(
    paper: Paper, scans: Iterable[SealedPaper], actor: Actor
) -> tuple[int, ...]:
    """Return which of the scans that count the actor may still take back."""
    own = [one for one in scans if may_withdraw(paper, one, actor)]
    if not own or paper.task.status != TaskStatus.OPEN:
        return ()
    offices = {one.uploading_unit_id: one.uploading_unit or one.unit for one in own}
    passed = {
        code: find_last_passing(paper, office) for code, office in offices.items()
    }
    return tuple(
        one.pk for one in own if is_withdrawable(one, passed[one.uploading_unit_id])
    )


def is_withdrawable(scan: SealedPaper, passed_at: datetime | None) -> bool:
    """Tell whether nobody above has passed anything since a scan is there."""
    return passed_at is None or passed_at < scan.uploaded_at


def is_open_again(paper: Paper) -> bool:
    """Tell of an entry's paper whether the entry is to be filled in or reviewed anew.

    It was returned, taken back or opened again, so its scan stands for nothing now,
    though it may say the same.
    """
    entry = paper.entry
    if entry is None:
        return False
    reopened = TaskEntry.objects.filter(find_reopening(), pk=entry.pk)
    return entry.state == EntryState.UNFILLED or reopened.exists()


def find_last_passing(paper: Paper, office: Unit | None) -> datetime | None:
    """Return when somebody above who uploaded passed last what still stands passed."""
    passed = EntryStep.objects.filter(~was_taken_back(), act=EntryAct.PASSED)
    if paper.entry is not None:
        passed = passed.filter(entry=paper.entry)
    elif paper.unit is not None:
        entries = select_of_unit(paper.task, paper.unit)
        passed = passed.filter(entry__in=entries.values("pk"))
    if office is not None:
        passed = passed.filter(unit__code__in=list_codes_above(office))
    last = passed.order_by("-done_at").values_list("done_at", flat=True)
    return last.first()

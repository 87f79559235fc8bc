"""Alike problems of an area are looked for, named, and answered once for all."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.accounts.services import Notice, send_notice
from zhisheng.apps.improvement import errors, selectors
from zhisheng.apps.improvement.choices import CommonStatus
from zhisheng.apps.improvement.models import (
    CommonProblem,
    ProblemSearch,
    SolutionFile,
    SolutionUse,
)
from zhisheng.apps.improvement.permissions import Action, require
from zhisheng.apps.improvement.selectors.common_problems import ProblemText
from zhisheng.kit import audit, files, jobs
from zhisheng.kit.bulk import hold_lock
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.kit.files.content import DOCX, IMAGES, PDF, XLSX
from zhisheng.methods.clustering import group_texts, keep_letters
from zhisheng.reference.measures import load_measures

# What fewer enterprises share is not shown to anybody.
FEWEST = 5
LONGEST_NAME, LONGEST_SOLUTION = 60, 4_000
MOST_FILES = 10
SOLUTION_FILE = files.FileKind(
    name="solution",
    allowed=frozenset({PDF, DOCX, XLSX, *IMAGES}),
    max_bytes=20 * 1024 * 1024,
    retention_days=5 * 365,
)
FOUND = gettext_noop("共性问题找好了：{count} 类，请看一看。")


@dataclass(frozen=True, slots=True)
class Solution:
    """What helps all of a group: a text, measures of the catalogue, a file."""

    text: str = ""
    measures: tuple[str, ...] = ()


@transaction.atomic
def start_search(*, office: Unit, trade: str, actor: User) -> ProblemSearch:
    """Queue a look through the problems of an area and a trade."""
    require(actor, Action.GROUP_PROBLEMS)
    if selectors.get_own_office_for(actor) != office:
        raise NotFoundError
    if trade and trade not in {one.code for one in selectors.list_trades(office)}:
        raise FieldsRefusedError({"trade": _("请从列出的里面选。")})
    _hold_groups(office, trade)
    if selectors.is_searched(office, trade):
        raise errors.SearchRunningError
    search = ProblemSearch.objects.create(office=office, trade=trade, started_by=actor)
    audit.record(
        action="improvement.common_search_started",
        subject=search,
        actor=actor,
        new={"office": office.code, "trade": trade},
    )
    jobs.enqueue(
        name=selectors.SEARCH_JOB,
        payload={"search": search.code},
        actor=actor,
    )
    return search


def find_common_problems(*, search: ProblemSearch, actor: User | None) -> int:
    """Group the texts and keep the groups of five enterprises or more; return how many.

    What an officer confirmed or dismissed stays, what more is like it is suggested; what
    nobody looked at is replaced. What was dismissed is not counted, though it may have
    grown.
    """
    if search.finished_at is not None:
        return search.group_count
    texts = selectors.list_texts(search)
    grouped = group_texts([one.text for one in texts], least=FEWEST)
    members: dict[int, list[ProblemText]] = {}
    for one, label in zip(texts, grouped.labels.tolist(), strict=True):
        members.setdefault(label, []).append(one)
    with transaction.atomic():
        _hold_groups(search.office, search.trade)
        done = ProblemSearch.objects.exclude(finished_at=None).filter(pk=search.pk)
        if (finished := done.first()) is not None:
            return finished.group_count
        _forget_found(search)
        judged = selectors.list_judged_groups(search)
        kept = [
            _keep_group(search, members[group.label], group.keywords, judged)
            for group in grouped.groups
            if _count_enterprises(members[group.label]) >= FEWEST
        ]
        shown = [one for one in kept if one.status != CommonStatus.DISMISSED]
        _finish(search, len(texts), len(shown), actor)
    return len(shown)


def _hold_groups(office: Unit, trade: str) -> None:
    """Let one after the other replace the groups of an area and a trade."""
    hold_lock(f"improvement.common_problems:{office.code}:{trade}")


@transaction.atomic
def confirm_common_problem(
    *, common: CommonProblem, name: str, version: int, actor: User
) -> CommonProblem:
    """Give a group its name; from now on its enterprises see what helps."""
    locked = _lock(common, version, actor)
    told = name.strip()
    if not told or len(told) > LONGEST_NAME:
        told_why = _("请写一个 60 字以内的名字，例如“焊缝气孔”。")
        raise FieldsRefusedError({"name": told_why})
    old = {"name": locked.name, "status": locked.status}
    locked.name, locked.status = told, CommonStatus.CONFIRMED
    locked.confirmed_by, locked.confirmed_at = actor, timezone.now()
    _keep(locked)
    _record("improvement.common_confirmed", locked, actor, old=old, new={"name": told})
    return locked


@transaction.atomic
def dismiss_common_problem(
    *, common: CommonProblem, version: int, actor: User
) -> CommonProblem:
    """Say that a group is no kind of problem; nobody is shown it any more."""
    locked = _lock(common, version, actor)
    old = {"status": locked.status}
    locked.status = CommonStatus.DISMISSED
    locked.suggested.clear()
    _keep(locked)
    _record("improvement.common_dismissed", locked, actor, old=old)
    return locked


@transaction.atomic
def answer_suggested(
    *, common: CommonProblem, does_join: bool, version: int, actor: User
) -> CommonProblem:
    """Let what is like a confirmed group join it, or leave it out for good."""
    locked = _lock(common, version, actor)
    if locked.status != CommonStatus.CONFIRMED:
        raise errors.CommonNotConfirmedError
    answered = list(locked.suggested.order_by("pk"))
    if not answered:
        raise errors.NothingSuggestedError
    old = _count(locked)
    (locked.problems if does_join else locked.declined).add(*answered)
    locked.suggested.clear()
    if does_join:
        locked.enterprise_count, locked.problem_count = selectors.count_members(locked)
        if locked.enterprise_count < FEWEST:
            raise errors.CommonTooFewError(count=locked.enterprise_count)
    _keep(locked)
    told = "common_grown" if does_join else "common_suggestions_declined"
    new = {**_count(locked), "answered": len(answered)}
    _record(f"improvement.{told}", locked, actor, old=old, new=new)
    return locked


@transaction.atomic
def attach_solution(
    *,
    common: CommonProblem,
    solution: Solution,
    upload: File[bytes] | None = None,
    version: int,
    actor: User,
) -> CommonProblem:
    """Write down what helps all of a confirmed group."""
    locked = _lock(common, version, actor)
    if locked.status != CommonStatus.CONFIRMED:
        raise errors.CommonNotConfirmedError
    _check_solution(locked, solution, upload)
    locked.solution = solution.text.strip()
    locked.measures = list(solution.measures)
    _keep(locked)
    if upload is not None:
        _store(locked, upload, actor)
    _record(
        "improvement.solution_attached",
        locked,
        actor,
        new={"measures": locked.measures, "length": len(locked.solution)},
    )
    return locked


@transaction.atomic
def note_use(*, code: str, actor: User) -> SolutionUse:
    """Note that an enterprise used a shared solution; twice counts once."""
    require(actor, Action.USE_SOLUTION)
    common, enterprise = selectors.get_offered_for(actor=actor, code=code)
    use, is_new = SolutionUse.objects.get_or_create(
        common=common, enterprise=enterprise, defaults={"used_by": actor}
    )
    if is_new:
        audit.record(
            action="improvement.solution_used",
            subject=common,
            actor=actor,
            new={"enterprise": enterprise.code},
        )
    return use


def _keep_group(
    search: ProblemSearch,
    members: Sequence[ProblemText],
    keywords: Collection[str],
    judged: Sequence[tuple[CommonProblem, set[int]]],
) -> CommonProblem:
    """Keep a group; where it is mostly one that was judged before, it is that one.

    What was dismissed grows unseen; to what was confirmed the others are suggested.
    """
    own = {one.problem_id for one in members}
    known = next(
        (group for group, old in judged if len(old & own) * 2 > len(old)), None
    )
    if known is not None and known.status == CommonStatus.CONFIRMED:
        return _suggest(known, own)
    group = known or CommonProblem(office=search.office, trade=search.trade)
    group.keywords = _keep_shared(members, keywords)
    group.enterprise_count = _count_enterprises(members)
    group.problem_count = len(members)
    group.save()
    group.problems.set(own)
    return group


def _suggest(group: CommonProblem, alike: Collection[int]) -> CommonProblem:
    """Suggest what is like a group and neither in it nor declined before."""
    known = selectors.list_answered_ids(group)
    others = set(alike) - known
    if others != set(group.suggested.values_list("pk", flat=True)):
        group.suggested.set(others)
        _keep(group)
    return group


def _keep_shared(
    members: Sequence[ProblemText], keywords: Collection[str]
) -> list[str]:
    """Keep the words of five enterprises: what fewer wrote could be somebody's own."""
    writers: Counter[str] = Counter()
    for keyword in keywords:
        using = {
            one.enterprise_id for one in members if keyword in keep_letters(one.text)
        }
        writers[keyword] = len(using)
    return [keyword for keyword in keywords if writers[keyword] >= FEWEST]


def _count_enterprises(members: Collection[ProblemText]) -> int:
    return len({one.enterprise_id for one in members})


def _forget_found(search: ProblemSearch) -> None:
    CommonProblem.objects.filter(
        office=search.office, trade=search.trade, status=CommonStatus.FOUND
    ).delete()


def _finish(search: ProblemSearch, texts: int, groups: int, actor: User | None) -> None:
    search.finished_at = timezone.now()
    search.text_count, search.group_count = texts, groups
    search.save(update_fields=["finished_at", "text_count", "group_count"])
    audit.record(
        action="improvement.common_problems_found",
        subject=search,
        actor=actor,
        counts={"texts": texts, "groups": groups},
    )
    notice = Notice(
        template="todo",
        title=FOUND,
        key=f"common:{search.code}",
        link=reverse("improvement:common_problems"),
        data={"count": str(groups)},
    )
    people = User.objects.filter(pk=search.started_by_id or 0, is_active=True)
    send_notice(notice=notice, recipients=people, actor=None)


def _check_solution(
    common: CommonProblem, solution: Solution, upload: File[bytes] | None
) -> None:
    known = {one.code for one in load_measures()}
    refused = {}
    if len(solution.text) > LONGEST_SOLUTION:
        refused["text"] = _("最多 {most} 字，现在 {count} 字。").format(
            most=LONGEST_SOLUTION, count=len(solution.text)
        )
    if not set(solution.measures) <= known:
        refused["measures"] = _("请从列出的里面选。")
    if refused:
        raise FieldsRefusedError(refused)
    has_file = upload is not None or common.files.exists()
    if not (solution.text.strip() or solution.measures or has_file):
        raise errors.SolutionMissingError


def _store(common: CommonProblem, upload: File[bytes], actor: User) -> None:
    if common.files.count() >= MOST_FILES:
        raise errors.TooManyFilesError(most=MOST_FILES)
    stored = files.store(
        upload, kind=SOLUTION_FILE, original_name=upload.name or "", actor=actor
    )
    number = (common.files.aggregate(top=Max("number"))["top"] or 0) + 1
    SolutionFile.objects.create(common=common, number=number, file=stored)


def _lock(common: CommonProblem, version: int, actor: User) -> CommonProblem:
    """Lock a group, if it still is as the page showed it; a search waits for the end."""
    require(actor, Action.GROUP_PROBLEMS)
    shown = selectors.get_common_problem_for(actor=actor, code=common.code)
    _hold_groups(shown.office, shown.trade)
    locked = CommonProblem.objects.select_for_update().filter(pk=shown.pk).first()
    if locked is None or locked.version != version:
        raise errors.CommonChangedError
    return locked


def _keep(common: CommonProblem) -> None:
    common.version += 1
    common.save()


def _count(common: CommonProblem) -> dict[str, int]:
    return {"enterprises": common.enterprise_count, "problems": common.problem_count}


def _record(
    action: str,
    common: CommonProblem,
    actor: User,
    *,
    old: object = None,
    new: object = None,
) -> None:
    audit.record(action=action, subject=common, actor=actor, old=old, new=new)

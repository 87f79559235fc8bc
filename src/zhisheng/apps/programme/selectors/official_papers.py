"""Official papers: a draft is its office's own, what was issued is for who sees the task."""

from django.db.models import Q, QuerySet

from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.programme.choices import OfficialStatus
from zhisheng.apps.programme.models import OfficialPaper, ReportingTask
from zhisheng.apps.programme.selectors.given_tasks import list_tasks_for
from zhisheng.kit.errors import NotFoundError


def list_official_papers_for(
    *, actor: Actor, task: ReportingTask
) -> QuerySet[OfficialPaper]:
    """Return the papers of a task that the actor may read, the newest first."""
    return _select_visible(actor).filter(task=task)


def get_official_paper_for(*, actor: Actor, code: str) -> OfficialPaper:
    visible = _select_visible(actor).select_related(
        "task", "unit", "file", "issued_by", "created_by"
    )
    found = visible.filter(code=code, task__in=list_tasks_for(actor)).first()
    if found is None:
        raise NotFoundError
    return found


def find_official_draft_for(
    *, actor: Actor, task: ReportingTask
) -> OfficialPaper | None:
    """Return the draft of a task; none where it was issued meanwhile."""
    drafts = _select_visible(actor).filter(task=task, status=OfficialStatus.DRAFT)
    return drafts.first()


def _select_visible(actor: Actor) -> QuerySet[OfficialPaper]:
    own = Q(unit__path__in=get_scope(actor).officer_unit_paths)
    return OfficialPaper.objects.filter(own | Q(status=OfficialStatus.ISSUED))

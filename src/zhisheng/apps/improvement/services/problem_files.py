"""Photos and papers of a problem: checked by content, kept sealed."""

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max

from zhisheng.apps.accounts.models import User
from zhisheng.apps.improvement import errors
from zhisheng.apps.improvement.models import Problem, ProblemFile
from zhisheng.apps.improvement.services.problem_rules import (
    keep,
    lock_problem,
    record,
)
from zhisheng.kit import files
from zhisheng.kit.files.content import DOCX, IMAGES, PDF, XLSX

MOST_FILES = 20
# A photo may show a person or a secret of the works.
PROBLEM_FILE = files.FileKind(
    name="problem",
    allowed=frozenset({PDF, DOCX, XLSX, *IMAGES}),
    max_bytes=20 * 1024 * 1024,
    retention_days=5 * 365,
    is_sealed=True,
)


@transaction.atomic
def attach_file(
    *, problem: Problem, upload: File[bytes], version: int, actor: User
) -> ProblemFile:
    """Keep a file with a problem; what it is, is told by its bytes."""
    locked = lock_problem(problem, version, actor)
    kept = store_file(locked, upload, actor)
    keep(locked)
    record("improvement.problem_file_added", locked, actor, new=describe_file(kept))
    return kept


def store_file(problem: Problem, upload: File[bytes], actor: User) -> ProblemFile:
    """Store a file for a problem the caller holds."""
    if problem.files.count() >= MOST_FILES:
        raise errors.TooManyFilesError(most=MOST_FILES)
    organisation = problem.enterprise.surviving.organisation
    stored = files.store(
        upload,
        kind=PROBLEM_FILE,
        original_name=upload.name or "",
        organisation_code=organisation.code if organisation else "",
        actor=actor,
    )
    number = (problem.files.aggregate(top=Max("number"))["top"] or 0) + 1
    return ProblemFile.objects.create(
        problem=problem, number=number, file=stored, added_by=actor
    )


def store_once(
    problem: Problem, upload: File[bytes], actor: User
) -> ProblemFile | None:
    """Store a file unless it is there; what it is to be compared by, storing makes."""
    kept = store_file(problem, upload, actor)
    others = problem.files.filter(file__sha256=kept.file.sha256).exclude(pk=kept.pk)
    if not others.exists():
        return kept
    files.delete_file(kept.file)
    return None


def describe_file(kept: ProblemFile) -> dict[str, str]:
    return {"file": kept.file.code, "sha256": kept.file.sha256}

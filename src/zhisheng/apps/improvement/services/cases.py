"""An enterprise writes a good case down, with photos, and says whether it may be named."""

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from zhisheng.apps.accounts.models import User
from zhisheng.apps.improvement import errors, selectors
from zhisheng.apps.improvement.choices import CaseAct, CaseState
from zhisheng.apps.improvement.models import (
    CaseFigure,
    CasePhoto,
    GoodCase,
    Problem,
)
from zhisheng.apps.improvement.permissions import Action, require
from zhisheng.apps.improvement.services.case_notices import (
    hold_notice_of,
    unname_in_notice,
)
from zhisheng.apps.improvement.services.case_rules import (
    MOST_FIGURES,
    CaseDraft,
    check_draft,
    find_unpublishable,
    keep_case,
    list_public_texts,
    lock_own_case,
    note_step,
    record_case,
)
from zhisheng.apps.improvement.services.case_steps import UNNAMED, tell_announced
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import files
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.files.content import IMAGES

MOST_PHOTOS = 6
# Public once the case is; a photo is written anew, without where and when it was taken.
CASE_PHOTO = files.FileKind(
    name="case_photo",
    allowed=frozenset(IMAGES),
    max_bytes=20 * 1024 * 1024,
    retention_days=10 * 365,
)


@transaction.atomic
def begin_case(
    *,
    enterprise: Enterprise,
    draft: CaseDraft,
    problem: Problem | None = None,
    actor: User,
) -> GoodCase:
    """Write a case down; nobody else sees it before it is handed in."""
    require(actor, Action.WRITE_CASE)
    own = selectors.list_own_enterprises_for(actor, Action.WRITE_CASE)
    if not own.filter(pk=enterprise.pk).exists():
        raise NotFoundError
    if problem is not None and problem.enterprise.surviving != enterprise:
        raise NotFoundError
    check_draft(draft)
    case = GoodCase(enterprise=enterprise, problem=problem, created_by=actor)
    _write(case, draft)
    record_case("improvement.case_begun", case, actor, new={"title": case.title})
    return case


@transaction.atomic
def rewrite_case(
    *, case: GoodCase, draft: CaseDraft, version: int, actor: User
) -> GoodCase:
    """Change a case that was not handed in, or was returned."""
    locked = _lock_draft(case, version, actor)
    check_draft(draft)
    old = {"title": locked.title}
    locked.version += 1
    _write(locked, draft)
    record_case(
        "improvement.case_rewritten",
        locked,
        actor,
        old=old,
        new={"title": locked.title},
    )
    return locked


@transaction.atomic
def add_photo(
    *, case: GoodCase, upload: File[bytes], version: int, actor: User
) -> CasePhoto:
    """Keep a photo with a case; what it is, is told by its bytes."""
    locked = _lock_draft(case, version, actor)
    if locked.photos.count() >= MOST_PHOTOS:
        raise errors.TooManyPhotosError(most=MOST_PHOTOS)
    organisation = locked.enterprise.surviving.organisation
    stored = files.store(
        upload,
        kind=CASE_PHOTO,
        original_name=upload.name or "",
        organisation_code=organisation.code if organisation else "",
        actor=actor,
    )
    number = (locked.photos.aggregate(top=Max("number"))["top"] or 0) + 1
    photo = CasePhoto.objects.create(
        case=locked, number=number, file=stored, added_by=actor
    )
    keep_case(locked)
    record_case(
        "improvement.case_photo_added",
        locked,
        actor,
        new={"file": stored.code, "sha256": stored.sha256},
    )
    return photo


@transaction.atomic
def remove_photo(*, case: GoodCase, number: int, version: int, actor: User) -> None:
    locked = _lock_draft(case, version, actor)
    photo = locked.photos.select_related("file").filter(number=number).first()
    if photo is None:
        raise NotFoundError
    code = photo.file.code
    files.delete_file(photo.file)
    keep_case(locked)
    record_case("improvement.case_photo_removed", locked, actor, old={"file": code})


@transaction.atomic
def set_naming(
    *, case: GoodCase, is_named: bool, version: int, actor: User
) -> GoodCase:
    """Agree to be named, or take it back; what is public changes at once, a notice too.

    Where the texts themselves tell the name, a public case is taken down with it.
    """
    hold_notice_of(case)
    locked = lock_own_case(case, version, actor)
    old = {"is_named": locked.is_named, "state": locked.state}
    locked.is_named = is_named
    locked.named_by, locked.named_at = actor, timezone.now()
    if locked.state == CaseState.PUBLISHED and not is_named and _tells_name(locked):
        locked.state = CaseState.SELECTED
    keep_case(locked)
    if not is_named:
        unname_in_notice(locked, actor)
        tell_announced(locked, UNNAMED, actor)
    note_step(locked, CaseAct.NAME if is_named else CaseAct.UNNAME, actor)
    record_case(
        "improvement.case_naming_set",
        locked,
        actor,
        old=old,
        new={"is_named": is_named, "state": locked.state},
    )
    return locked


def _tells_name(case: GoodCase) -> bool:
    told = list_public_texts(case)
    return bool(find_unpublishable(case.enterprise, told, is_named=False))


def _lock_draft(case: GoodCase, version: int, actor: User) -> GoodCase:
    locked = lock_own_case(case, version, actor)
    if locked.state != CaseState.DRAFT:
        raise errors.CaseLockedError
    return locked


def _write(case: GoodCase, draft: CaseDraft) -> None:
    case.title = draft.title.strip()
    case.problem_text = draft.problem.strip()
    case.measure_text = draft.measure.strip()
    case.model_code, case.criterion = draft.model, draft.criterion
    case.save()
    case.figures.all().delete()
    CaseFigure.objects.bulk_create(
        CaseFigure(
            case=case,
            number=number,
            measured=one.measured[:60],
            measured_unit=one.unit[:20],
            value_before=one.before,
            value_after=one.after,
        )
        for number, one in enumerate(draft.figures[:MOST_FIGURES], start=1)
        if one.is_whole and one.before is not None and one.after is not None
    )

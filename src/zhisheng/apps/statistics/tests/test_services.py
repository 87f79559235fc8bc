import pytest
from django.contrib.auth.models import AnonymousUser

from zhisheng.apps.accounts.models import User
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.statistics import selectors, services
from zhisheng.apps.statistics.errors import (
    AreaRefusedError,
    NotADraftError,
    NotReleasedError,
    SnapshotYearError,
)
from zhisheng.apps.statistics.models import Bulletin
from zhisheng.kit import jobs
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ForbiddenError, NotFoundError

pytestmark = pytest.mark.django_db


def test_same_snapshot_gives_same_figures(draft: Bulletin, officer_city: User) -> None:
    again = services.draft_bulletin(
        area="131100", year=2024, snapshot=draft.snapshot, actor=officer_city
    )
    again = services.compute_bulletin(bulletin=again, actor=officer_city)
    assert again.figures_sha256 == draft.figures_sha256
    first = services.make_document(bulletin=draft, kind="json").content
    stored = Bulletin.objects.get(pk=again.pk)
    assert services.make_document(bulletin=stored, kind="json").content == first


def test_job_computes_the_draft(
    programme: list[Enterprise], officer_city: User
) -> None:
    bulletin = services.draft_bulletin(area="131125", year=2024, actor=officer_city)
    services.queue_computing(bulletin=bulletin, actor=officer_city)
    jobs.run_pending()
    bulletin.refresh_from_db()
    assert bulletin.status == "draft"
    assert bulletin.area_name == "河北省衡水市安平县"


def test_correction_keeps_the_old_figures_readable(
    released: Bulletin, officer_city: User, anonymous: AnonymousUser
) -> None:
    old_figures = released.figures
    draft = services.correct_bulletin(
        bulletin=released, reason="安平县补报两家", actor=officer_city
    )
    draft = services.compute_bulletin(bulletin=draft, actor=officer_city)
    new = services.release_bulletin(bulletin=draft, actor=officer_city)
    old = selectors.get_bulletin_for(actor=anonymous, code=released.code)
    assert (old.status, old.figures) == ("corrected", old_figures)
    assert (new.version, new.corrects, new.correction_reason) == (
        2,
        old,
        "安平县补报两家",
    )


def test_released_bulletin_is_never_computed_again(
    released: Bulletin, officer_city: User
) -> None:
    with pytest.raises(NotADraftError):
        services.compute_bulletin(bulletin=released, actor=officer_city)
    with pytest.raises(NotADraftError):
        services.release_bulletin(bulletin=released, actor=officer_city)


def test_only_a_released_one_is_corrected(draft: Bulletin, officer_city: User) -> None:
    with pytest.raises(NotReleasedError):
        services.correct_bulletin(bulletin=draft, reason="改", actor=officer_city)


def test_snapshot_of_another_year_is_refused(
    draft: Bulletin, officer_city: User
) -> None:
    with pytest.raises(SnapshotYearError):
        services.draft_bulletin(
            area="131100", year=2023, snapshot=draft.snapshot, actor=officer_city
        )


@pytest.mark.parametrize("area", ["000000", "130000", "330500", "660000"])
def test_officer_drafts_only_for_the_own_area(
    area: str, programme: list[Enterprise], officer_city: User
) -> None:
    with pytest.raises(AreaRefusedError):
        services.draft_bulletin(area=area, year=2024, actor=officer_city)


@pytest.mark.parametrize("name", ["owner", "body_user", "expert", "administrator"])
def test_others_draft_nothing(name: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(ForbiddenError):
        services.draft_bulletin(
            area="131125", year=2024, actor=request.getfixturevalue(name)
        )


def test_draft_is_seen_by_officers_of_the_area_only(
    draft: Bulletin,
    officer_province: User,
    officer_county: User,
    owner: User,
    anonymous: AnonymousUser,
) -> None:
    assert selectors.get_bulletin_for(actor=officer_province, code=draft.code) == draft
    for actor in (officer_county, owner, anonymous):
        with pytest.raises(NotFoundError):
            selectors.get_bulletin_for(actor=actor, code=draft.code)
    assert list(selectors.list_bulletins_for(officer_province)) == [draft]
    assert not selectors.list_bulletins_for(officer_county)


def test_released_is_public(released: Bulletin, anonymous: AnonymousUser) -> None:
    assert list(selectors.list_bulletins_for(anonymous)) == [released]


def test_every_step_is_audited(released: Bulletin, officer_city: User) -> None:
    services.correct_bulletin(bulletin=released, reason="补报", actor=officer_city)
    actions = AuditEntry.objects.filter(action__startswith="statistics.").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "statistics.bulletin_drafted",
        "statistics.snapshot_created",
        "statistics.bulletin_computed",
        "statistics.bulletin_released",
        "statistics.bulletin_correction_opened",
    ]

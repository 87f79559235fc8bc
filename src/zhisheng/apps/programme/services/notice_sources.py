"""Lines of a notice that another app put there: whose they are outlives each rewriting."""

from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.choices import NoticeStatus
from zhisheng.apps.programme.events import SubjectsDropped
from zhisheng.apps.programme.models import NoticeSubject, PublicNotice
from zhisheng.kit import audit
from zhisheng.kit.events import publish

SHOWN = (NoticeStatus.DRAFT, NoticeStatus.PUBLISHED)


def list_sourced(notice: PublicNotice) -> list[NoticeSubject]:
    return list(notice.subjects.exclude(source="").order_by("number"))


def carry_sources(
    former: Sequence[NoticeSubject], subjects: Sequence[NoticeSubject]
) -> None:
    """Give lines that were written anew to whose they were: the same, else by name."""
    for read in (_read_whole, _read_name):
        for one in former:
            if all(one.source != other.source for other in subjects):
                _carry(one, subjects, read)


def tell_dropped(
    notice: PublicNotice,
    former: Sequence[NoticeSubject],
    subjects: Sequence[NoticeSubject],
) -> None:
    """Tell whose lines are in the notice no more."""
    kept = {one.source for one in subjects}
    dropped = tuple(one.source for one in former if one.source not in kept)
    if dropped:
        publish(SubjectsDropped(notice_code=notice.code, sources=dropped))


def hold_notice(pk: int) -> None:
    """Keep a notice as it is until the transaction ends.

    Throwing it away locks first it and then what refers to it; so does who holds it first.
    """
    PublicNotice.objects.select_for_update(of=("self",)).filter(pk=pk).first()


@transaction.atomic
def rewrite_subject(
    *,
    notice: PublicNotice,
    source: str,
    name: str,
    region: str,
    remark: str,
    actor: User,
) -> None:
    """Say less of one a notice is about, while it is drafted or up.

    Whoever calls answers for the right: it is the right of the one it is about.
    """
    hold_notice(notice.pk)
    found = NoticeSubject.objects.filter(
        notice=notice, notice__status__in=SHOWN, source=source
    ).first()
    if found is None:
        return
    found.name, found.region, found.remark = name, region, remark
    found.save(update_fields=["name", "region", "remark"])
    # Who has the draft open would otherwise save the old words over it.
    PublicNotice.objects.filter(pk=notice.pk).update(
        version=F("version") + 1, changed_by=actor, changed_at=timezone.now()
    )
    audit.record(
        action="programme.notice_subject_rewritten",
        subject=notice,
        actor=actor,
        new={"number": found.number, "name": name, "region": region, "remark": remark},
    )


def _carry(
    one: NoticeSubject,
    subjects: Sequence[NoticeSubject],
    read: Callable[[NoticeSubject], object],
) -> None:
    for other in subjects:
        if not other.source and read(other) == read(one):
            other.source = one.source
            return


def _read_whole(subject: NoticeSubject) -> object:
    return subject.name, subject.region, subject.remark


def _read_name(subject: NoticeSubject) -> object:
    return subject.name

"""Who fills in or checks an entry: a person, or whoever holds a link that leads to it."""

from collections.abc import Sequence

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import name_represented
from zhisheng.apps.programme.choices import EntryAct
from zhisheng.apps.programme.models import EntryStep, TaskEntry, TaskLink

# Whoever holds a one-task link fills in that one entry, without an account.
Filler = User | TaskLink
LONGEST_COMMENT = 300


def find_person(actor: Filler) -> User | None:
    return None if isinstance(actor, TaskLink) else actor


def name_link(actor: Filler) -> dict[str, str]:
    return {"link": actor.code} if isinstance(actor, TaskLink) else {}


def opens(link: TaskLink, entry: TaskEntry) -> bool:
    return link.entry_id == entry.pk and link.key_hash != ""


def is_known(actor: Filler) -> bool:
    """Tell whether it is known who acts: nobody is by a link that was handed over."""
    return not (isinstance(actor, TaskLink) and actor.is_handed_over)


def name_represented_by(actor: Filler, entry: TaskEntry) -> str:
    """Return for whom the actor is a proxy here, empty for everybody else."""
    if isinstance(actor, TaskLink):
        return ""
    enterprise = entry.enterprise
    own = enterprise.organisation_id if enterprise else entry.organisation_id
    return name_represented(actor, own)


def cut(comment: str) -> str:
    return comment.strip()[:LONGEST_COMMENT]


def note_step(
    entry: TaskEntry,
    act: EntryAct,
    actor: Filler,
    comment: str = "",
    *,
    dropped: int = 0,
    remarks: Sequence[dict[str, str]] = (),
) -> EntryStep:
    """Write down on the way of an entry what somebody who fills in or checks did."""
    return EntryStep.objects.create(
        entry=entry,
        act=act,
        state=entry.state,
        done_by=find_person(actor),
        link=actor if isinstance(actor, TaskLink) else None,
        comment=cut(comment),
        dropped=dropped,
        remarks=list(remarks),
    )

"""What whoever mends an entry says of each remark on the whole of it.

Whether a remark on a field or a line was heeded is seen by what changed there. Of one on
the whole nobody but a person can tell, so it is not handed in without a word on each.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from zhisheng.apps.programme.errors import EntryIncompleteError
from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.selectors.mending import (
    list_whole_remarks,
    name_reply,
)

LONGEST_REPLY = 300


def keep_replies(entry: TaskEntry, replies: Mapping[int, str]) -> None:
    """Keep what is said so far of the remarks on the whole that are open."""
    for remark in list_whole_remarks(entry):
        said = replies.get(remark.pk)
        if said is not None and said.strip()[:LONGEST_REPLY] != remark.reply:
            remark.reply = said.strip()[:LONGEST_REPLY]
            remark.save(update_fields=["reply"])


def require_replies(entry: TaskEntry) -> list[dict[str, str]]:
    """Refuse a remark on the whole without a word on it; return all for the history."""
    remarks = list_whole_remarks(entry)
    unsaid = [one for one in remarks if not one.reply]
    if unsaid:
        text = _("请写明这条意见是怎么改的，没有改的写明原因。")
        raise EntryIncompleteError({name_reply(one): text for one in unsaid})
    return [{"row": one.text, "field": "", "text": one.reply} for one in remarks]

"""What whoever mends an entry says of each remark on the whole of it.

Whether a remark on a field or a line was heeded is seen by what changed there. Of one on
the whole nobody but a person can tell, so it is not handed in without a word on each.
"""

from dataclasses import replace

from django.utils.translation import gettext as _

from zhisheng.apps.programme.errors import EntryIncompleteError
from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.selectors.mending import (
    LONGEST_REPLY,
    ask_reply,
    list_standing,
    list_whole_remarks,
    name_reply,
)
from zhisheng.apps.programme.services.fillers import Filler
from zhisheng.apps.programme.services.typed import Filled, note_kept, put_together


def keep_replies(entry: TaskEntry, filled: Filled, actor: Filler) -> list[str]:
    """Keep what is said so far of the remarks on the whole that are open.

    What a colleague said meanwhile is treated as an answer is. Return which replies say
    something else now, by what a form calls them.
    """
    remarks = list_whole_remarks(entry)
    standing = list_standing(remarks)
    said = replace(filled, answers=filled.typed)
    asked = map(ask_reply, remarks)
    taken = put_together(entry, standing, asked, said, actor)
    changed = []
    for remark in remarks:
        code = name_reply(remark.pk)
        text = taken[code].strip()[:LONGEST_REPLY]
        if text != remark.reply:
            remark.reply = text
            remark.save(update_fields=["reply"])
            changed.append(code)
    note_kept(entry, changed, actor)
    return changed


def require_replies(entry: TaskEntry) -> list[dict[str, str]]:
    """Refuse a remark on the whole without a word on it; return all for the history."""
    remarks = list_whole_remarks(entry)
    unsaid = [one for one in remarks if not one.reply]
    if unsaid:
        text = _("请写明这条意见是怎么改的，没有改的写明原因。")
        raise EntryIncompleteError({name_reply(one.pk): text for one in unsaid})
    return [{"row": one.text, "field": "", "text": one.reply} for one in remarks]

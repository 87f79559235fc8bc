"""What the API tells of the remarks of the last return; loaded with the API alone."""

from ninja import Schema

from zhisheng.apps.programme.choices import SinceReturn
from zhisheng.apps.programme.selectors import AnsweredRemark


class ChangeOut(Schema):
    field: str
    before: str
    after: str


class AnsweredOut(Schema):
    """A remark of the last return and what came of it, once it is handed in again.

    ``row`` is null where the line is gone; ``row_name`` is what it was called.
    """

    row: int | None
    row_name: str
    field: str
    text: str
    outcome: SinceReturn
    # What was done about a remark on the whole, in the words of who mended it.
    reply: str
    changes: list[ChangeOut]


def write_answered(one: AnsweredRemark) -> AnsweredOut:
    return AnsweredOut(
        row=one.row.number if one.row else None,
        row_name=one.row_name,
        field=one.field,
        text=one.text,
        outcome=one.outcome,
        reply=one.reply,
        changes=[
            ChangeOut(field=code, before=before, after=after)
            for code, before, after in one.changes
        ],
    )

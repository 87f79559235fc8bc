"""What the page of an entry says of the lines that can be taken from the ledger."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.selectors.ledger_lines import (
    count_enrolment_lines,
    count_ledger_lines,
    count_unanswered_rows,
    find_year,
    is_of_unit,
    takes_ledger_lines,
)
from zhisheng.apps.programme.services.ledger_lines import LinesTaken
from zhisheng.kit.language import join_sentences
from zhisheng.reference.forms import ENROLMENTS, LEDGER, FormSpec

# So many enterprises are named; who has more mends the roster and takes it in again.
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class LedgerPart:
    """The helps that the ledger knows, and what of the rosters still waits for an answer."""

    year: int
    helps: int
    unanswered: int
    take_url: str
    # The ledger of a unit's own area, not the helps of a body.
    is_of_unit: bool
    # Of a unit's area who was helped, not who is to be.
    is_of_helps: bool


def describe_ledger(entry: TaskEntry, form: FormSpec) -> LedgerPart | None:
    """Return what can be taken from the ledger, None where the lines are only asked."""
    organisation = entry.organisation
    if organisation is None or not takes_ledger_lines(entry, form):
        return None
    year = find_year(entry.task.period)
    return LedgerPart(
        year=year,
        helps=_count(entry, form, organisation, year),
        unanswered=count_unanswered_rows(organisation=organisation, year=year),
        take_url=reverse("programme:take_lines", args=[entry.task.code, entry.pk]),
        is_of_unit=is_of_unit(organisation),
        is_of_helps=form.lines_from == LEDGER,
    )


def _count(
    entry: TaskEntry, form: FormSpec, organisation: Organisation, year: int
) -> int:
    if form.lines_from == ENROLMENTS:
        return count_enrolment_lines(organisation=organisation, year=year)
    unit = entry.task.unit
    return count_ledger_lines(organisation=organisation, year=year, unit=unit)


def tell_taken_lines(taken: LinesTaken) -> str:
    """Tell what is in, and which enterprises still lack what."""
    rows = taken.rows
    told = [
        _("从台账取入：新增 {added} 行，更新 {replaced} 行。").format(
            added=rows.added, replaced=rows.replaced
        )
    ]
    if rows.kept:
        kept = _("另有 {kept} 行已审过、没有退回，保持原样。")
        told.append(kept.format(kept=rows.kept))
    if rows.left:
        left = _("有 {left} 行里没有批注的项保持原样。")
        told.append(left.format(left=rows.left))
    if taken.left_out:
        told.append(_tell_left_out(taken))
    return join_sentences(*told)


def _tell_left_out(taken: LinesTaken) -> str:
    named = [f"{one.name}：{one.text}" for one in taken.left_out[:MOST_NAMED]]
    number = len(taken.left_out)
    text = ngettext(
        "{number} 家没有取入，请在名单里补好、再上传和取入：{named}",
        "{number} 家没有取入，请在名单里补好、再上传和取入：{named}",
        number,
    )
    return text.format(number=number, named="".join(named))

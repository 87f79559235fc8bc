"""What is known of the questions of an entry, so that nobody types it again.

The last entry of the same subject to the same form tells first; where it does not, what
is on record of the enterprise. Nothing of it is an answer before somebody hands it in.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.selectors import Actor, get_scope, match_below
from zhisheng.apps.programme.choices import CHECKS, EntryAct, EntryState
from zhisheng.apps.programme.models import EntryStep, TaskEntry, TaskLink
from zhisheng.apps.programme.selectors.reporting import answers_for, get_form
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors import list_record_ids
from zhisheng.apps.returns.selectors import (
    list_effective_values,
    list_governed_enterprises_for,
    name_source,
)
from zhisheng.kit.forms import Answers, Known, read_record, show_answer
from zhisheng.kit.language import label_text
from zhisheng.reference.forms import FieldSpec, Kind, suits_period
from zhisheng.ui.formats import format_money

YEARS_BACK = 2
# The last of these is what its people say of an entry.
WORDS = CHECKS | {EntryAct.SUBMITTED}


def find_known(entry: TaskEntry, *, viewer: Actor | TaskLink) -> dict[str, Known]:
    """Return what is known, by field, to who may fill in an entry that is open.

    A one-task link shows what its own subject answered, and nothing from the records; one
    that was handed over shows nothing, as anybody may hold it.
    """
    if isinstance(viewer, TaskLink) and viewer.is_handed_over:
        return {}
    form = get_form(entry.task)
    fields = [field for field in form.fields if field.prefill]
    if not fields or not entry.is_open:
        return {}
    earlier = _select_earlier(entry)
    if isinstance(viewer, TaskLink):
        return _recall(entry, fields, earlier.first())
    is_own = answers_for(viewer, entry)
    if not is_own:
        earlier = earlier.filter(_lies_below(viewer))
    known = _recall(entry, fields, earlier.first())
    rest = {
        field.prefill: field
        for field in fields
        if suits_period(form, field.prefill) and field.code not in known
    }
    if rest and entry.enterprise and (is_own or _governs(viewer, entry.enterprise)):
        known |= _look_up(entry, entry.enterprise, rest)
    return known


def _select_earlier(entry: TaskEntry) -> QuerySet[TaskEntry]:
    """Keep what the same subject handed in up to this entry's day, the latest first.

    What came back to be mended, and what its people said is wrong, is not known.
    """
    words = EntryStep.objects.filter(entry=OuterRef("pk"), act__in=WORDS)
    found = (
        _select_of_subject(entry)
        .filter(
            task__form=entry.task.form,
            task__due_on__lte=entry.task.due_on,
            is_returned=False,
        )
        .exclude(Q(pk=entry.pk) | Q(state=EntryState.UNFILLED))
        .alias(last_word=Subquery(words.order_by("-id").values("act")[:1]))
        .exclude(last_word=EntryAct.DISPUTED)
    )
    return found.select_related("task").order_by("-task__due_on", "-task_id")


def _select_of_subject(entry: TaskEntry) -> QuerySet[TaskEntry]:
    if entry.enterprise_id is None:
        return TaskEntry.objects.filter(organisation=entry.organisation_id)
    ids = list_record_ids(entry.enterprise_id)
    return TaskEntry.objects.filter(enterprise__in=ids)


def _lies_below(viewer: Actor) -> Q:
    """Match what an office sees: what lies below its own units."""
    below = Q(pk__in=[])
    for path in get_scope(viewer).officer_unit_paths:
        below |= match_below(path, "unit_path")
    return below


def _governs(viewer: Actor, enterprise: Enterprise) -> bool:
    governed = list_governed_enterprises_for(viewer)
    return governed.filter(pk=enterprise.pk).exists()


def _recall(
    entry: TaskEntry, fields: Iterable[FieldSpec], last: TaskEntry | None
) -> dict[str, Known]:
    if last is None:
        return {}
    before = {field.code: field for field in get_form(last.task).fields}
    same = [one for one in fields if _asks_the_same(one, before.get(one.code))]
    told = _("上次填报（{period}）")
    if last.awaits_check:
        told = _("上次代填，本人还没有核对（{period}）")
        if last.is_by_link:
            told = _("上次由交出的链接填报，未核实是谁填的（{period}）")
    source, period = told.format(period=last.task.period), last.task.period
    readable = _keep_readable(same, last.answers)
    return {
        field.code: _make_known(entry, field, readable[field.code], source, period)
        for field in same
        if field.code in readable
    }


def _asks_the_same(now: FieldSpec, before: FieldSpec | None) -> bool:
    """Tell whether a last answer answers it: its words and unit are what they were."""
    if before is None:
        return False
    return (now.label, now.kind, now.unit) == (before.label, before.kind, before.unit)


def _look_up(
    entry: TaskEntry, enterprise: Enterprise, asked: Mapping[str, FieldSpec]
) -> dict[str, Known]:
    """Return the latest exact values of the last full years, by field.

    ``asked`` are the questions by their indicator.
    """
    last_year = entry.task.due_on.year - 1
    values = list_effective_values(
        enterprise_ids=[enterprise.pk],
        indicators=list(asked),
        periods=[str(last_year - back) for back in range(YEARS_BACK)],
    ).select_related("declared_by")
    known: dict[str, Known] = {}
    for value in sorted(values, key=lambda one: one.period):
        field = asked[value.indicator_id]
        exact = None if value.is_approximate else value.value
        text = "" if exact is None else f"{exact.normalize():f}"
        if answer := _keep_readable([field], {field.code: text}).get(field.code):
            told = _("{source}，{period}年")
            source = told.format(source=name_source(value), period=value.period)
            known[field.code] = _make_known(entry, field, answer, source, value.period)
    return known


def _keep_readable(fields: Sequence[FieldSpec], answers: Answers) -> Mapping[str, str]:
    """Leave out what the form of today would not take."""
    return read_record(fields, answers).answers


def _make_known(
    entry: TaskEntry, field: FieldSpec, answer: str, source: str, period: str
) -> Known:
    # Handed in or cleared once, a field says what its people wanted it to say.
    is_fresh = entry.submitted_at is None and field.code not in entry.answers
    return Known(
        answer=answer,
        source=source,
        period=period,
        told=label_text(source, _show(field, answer)),
        is_typed_in=field.is_stable and is_fresh,
    )


def _show(field: FieldSpec, answer: str) -> str:
    if field.kind is Kind.MONEY:
        return format_money(Decimal(answer))
    return show_answer(field, answer)

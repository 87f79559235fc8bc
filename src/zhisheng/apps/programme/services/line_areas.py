"""Lines of a table that lie outside the area of the office that asks for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from zhisheng.apps.programme.errors import LineOutsideError
from zhisheng.apps.programme.models import ReportingTask
from zhisheng.apps.programme.selectors.audiences import (
    find_area_prefix,
    map_governed_codes,
)
from zhisheng.kit.forms import Problem, Record
from zhisheng.reference.forms import FormSpec, Kind


def bound_lines(
    task: ReportingTask, form: FormSpec, records: Sequence[Record]
) -> list[Record]:
    """Refuse the lines that the task's office does not answer for.

    Of an enterprise on record its unit and place there tell, as they tell which lines
    the ledger gives; of others the region that the line names.
    """
    places = [field.code for field in form.rows if field.kind is Kind.REGION]
    if not places:
        return list(records)
    codes = [field.code for field in form.rows if field.kind is Kind.USCC]
    governed = map_governed_codes(task.unit, _list_answers(records, codes))
    prefix = find_area_prefix(task.unit)
    error = LineOutsideError(unit=task.unit.name)

    def bound(record: Record) -> Record:
        known = [
            governed[code]
            for code in _list_answers([record], codes)
            if code in governed
        ]
        outside = [
            Problem(place, error)
            for place in places
            if not (any(known) if known else _lies_in(record.answers, place, prefix))
        ]
        problems = (*record.problems, *outside)
        return replace(record, problems=problems) if outside else record

    return [bound(record) for record in records]


def _list_answers(records: Iterable[Record], codes: Sequence[str]) -> list[str]:
    answers = (record.answers.get(code, "") for record in records for code in codes)
    return [answer for answer in answers if answer]


def _lies_in(answers: Mapping[str, str], place: str, prefix: str) -> bool:
    return answers.get(place, prefix).startswith(prefix)

"""Lines of a table that lie outside the area of the office that asks for it."""

from collections.abc import Callable
from dataclasses import replace

from zhisheng.apps.programme.errors import LineOutsideError
from zhisheng.apps.programme.models import ReportingTask
from zhisheng.apps.programme.selectors.audiences import find_area_prefix
from zhisheng.kit.forms import Problem, Record
from zhisheng.reference.forms import FormSpec, Kind

Bound = Callable[[Record], Record]


def bound_lines(task: ReportingTask, form: FormSpec) -> Bound:
    """Return what refuses a line whose region the task's office does not answer for."""
    places = [field.code for field in form.rows if field.kind is Kind.REGION]
    prefix = find_area_prefix(task.unit) if places else ""
    error = LineOutsideError(unit=task.unit.name)

    def bound(record: Record) -> Record:
        outside = [
            Problem(place, error)
            for place in places
            if not record.answers.get(place, prefix).startswith(prefix)
        ]
        problems = (*record.problems, *outside)
        return replace(record, problems=problems) if outside else record

    return bound

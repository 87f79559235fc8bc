"""From the checked answers about a new task to what it asks of whom."""

from collections.abc import Mapping
from typing import Any

from zhisheng.apps.programme.choices import Audience, EntryState
from zhisheng.apps.programme.models import ReportingTask
from zhisheng.apps.programme.services import RunningChange, TaskPlan
from zhisheng.reference.forms import FormSpec, load_forms


def read_plan(typed: Mapping[str, Any]) -> TaskPlan:
    return TaskPlan(
        name=typed["name"],
        period=typed["period"],
        audience=Audience(typed["audience"]),
        opens_on=typed["opens_on"],
        due_on=typed["due_on"],
        area=typed["area"],
        industry=typed["industry"].code if typed["industry"] else "",
        enrolled_year=typed["enrolled_year"],
        level=EntryState(typed["level"]) if typed["level"] else None,
        keeps_day_off=typed.get("keeps_day_off", False),
        instructions=typed["instructions"],
        responsible=typed["responsible"],
        office_phone=typed["office_phone"],
    )


def read_change(typed: Mapping[str, Any]) -> RunningChange:
    return RunningChange(
        name=typed["name"],
        instructions=typed["instructions"],
        due_on=typed["due_on"],
        responsible=typed["responsible"],
        office_phone=typed["office_phone"],
        keeps_day_off=typed.get("keeps_day_off", False),
    )


def write_initial(task: ReportingTask) -> dict[str, Any]:
    """Return what the form of a draft shows first."""
    narrowed = task.conditions
    is_of_units = task.audience == Audience.UNITS
    return {
        "form": task.form,
        "name": task.name,
        "period": "".join(task.period.split()),
        "unit": task.unit_id,
        "audience": task.audience,
        "level": narrowed.get("level", "") if is_of_units else "",
        "area": task.area_id or "",
        "industry": narrowed.get("industry", ""),
        "enrolled_year": narrowed.get("enrolled_year") or "",
        "opens_on": task.opens_on,
        "due_on": task.due_on,
        "instructions": task.instructions,
        "responsible": str(task.responsible_id or ""),
        "office_phone": task.office_phone,
    }


def pick_form(code: str) -> FormSpec:
    return next(one for one in load_forms() if one.code == code)

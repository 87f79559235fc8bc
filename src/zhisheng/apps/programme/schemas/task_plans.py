"""From the checked answers about a new task to what it asks of whom."""

from collections.abc import Mapping
from typing import Any

from zhisheng.apps.programme.choices import Audience, EntryState
from zhisheng.apps.programme.services import TaskPlan
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
        level=EntryState(typed["level"] or EntryState.COUNTY),
        keeps_day_off=typed.get("keeps_day_off", False),
    )


def pick_form(code: str) -> FormSpec:
    return next(one for one in load_forms() if one.code == code)

"""Two quarters of one county's task, for the tests of what is known already."""

from datetime import date

from zhisheng.apps.programme import selectors
from zhisheng.apps.programme.tests.reporting import open_now, plan_task

LAST = "上次填报（2024年二季度）"
SPRING = {
    "name": "2024 年一季度进展",
    "period": "2024年一季度",
    "opens_on": date(2024, 4, 8),
    "due_on": date(2024, 4, 30),
}
SUMMER = {
    "name": "2024 年二季度进展",
    "period": "2024年二季度",
    "opens_on": date(2024, 7, 8),
    "due_on": date(2024, 7, 31),
}


def open_quarter(unit, actor, **changes):
    return open_now(plan_task(unit, actor, **changes), actor)


def tell(entry, viewer):
    """Return answer and source by field."""
    known = selectors.find_known(entry, viewer=viewer)
    return {code: (one.answer, one.source) for code, one in known.items()}

"""Who a task asks, in words: the audience with all that narrows it, and how many."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhisheng.apps.places.models import Region
from zhisheng.apps.places.selectors import map_industry_names, name_industry_with_code
from zhisheng.apps.programme.choices import Audience, EntryState, get_unit_levels
from zhisheng.apps.programme.models import ReportingTask
from zhisheng.apps.programme.selectors.twins import Twin
from zhisheng.apps.registry.choices import SizeClass
from zhisheng.kit.language import join_clauses, label_text
from zhisheng.ui.formats import format_date


def describe_audience(task: ReportingTask) -> str:
    """Say who has to fill in: the audience, then each thing that narrows it."""
    return join_clauses([str(task.get_audience_display()), *_list_narrowed(task)])


def tell_asked(task: ReportingTask, number: int) -> str:
    """Say how many would have to fill in if the task were handed out now."""
    texts = {
        Audience.ENTERPRISES: ngettext("{number} 家企业", "{number} 家企业", number),
        Audience.BODIES: ngettext("{number} 家认证机构", "{number} 家认证机构", number),
        Audience.UNITS: ngettext("{number} 个单位", "{number} 个单位", number),
    }
    return texts[Audience(task.audience)].format(number=number)


def _list_narrowed(task: ReportingTask) -> list[str]:
    conditions = task.conditions
    told = []
    if task.audience == Audience.UNITS:
        level = EntryState(conditions.get("level") or EntryState.COUNTY)
        told.append(str(dict(get_unit_levels())[level.value]))
    return told + list_narrowed(task.area, conditions)


def list_narrowed(area: Region | None, conditions: Mapping[str, Any]) -> list[str]:
    """Say each thing that narrows the enterprises of an office."""
    told = []
    if area is not None:
        told.append(label_text(_("限定地区"), area.full_name))
    if code := conditions.get("industry"):
        name = map_industry_names([code]).get(code, "")
        told.append(label_text(_("限定行业"), name_industry_with_code(code, name)))
    if year := conditions.get("enrolled_year"):
        told.append(label_text(_("限定台账"), str(year)))
    if size_class := conditions.get("size_class"):
        told.append(label_text(_("限定规模"), str(SizeClass(size_class).label)))
    return told


def tell_twin(twin: Twin) -> str:
    """Tell that another task is open for the same, and how many are asked twice."""
    text = _(
        "“{name}”（{unit}发布，{day}截止）要的是同一张表、同一所属期，还没有结束。"
        "现在下发，其中 {asked}要填两次。"
    )
    return text.format(
        name=twin.task.name,
        unit=twin.task.unit.name,
        day=format_date(twin.task.due_on),
        asked=tell_asked(twin.task, twin.number),
    )

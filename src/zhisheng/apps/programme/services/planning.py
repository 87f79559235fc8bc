"""Drafts of tasks: written down, checked against themselves, changed, thrown away."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.places.models import Region
from zhisheng.apps.programme.choices import Audience, EntryState, TaskStatus
from zhisheng.apps.programme.errors import (
    TaskFilterError,
    TaskHasPapersError,
    TaskStateError,
)
from zhisheng.apps.programme.models import ReportingTask
from zhisheng.apps.programme.selectors.audiences import find_area_prefix
from zhisheng.apps.programme.selectors.responsible import is_officer_of
from zhisheng.apps.programme.services.fitting import list_misfits, write_span
from zhisheng.apps.programme.services.reporting import (
    lock_task,
    require_form_valid,
    require_office,
)
from zhisheng.apps.programme.services.task_terms import require_term
from zhisheng.kit import audit
from zhisheng.reference.forms import FormSpec, dump_form


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """Who has to fill in which form, from when to when.

    ``industry`` and ``enrolled_year`` narrow enterprises, ``level`` says which units.
    ``keeps_day_off``: that offices do not work on the last day is known and meant.
    """

    name: str
    period: str
    audience: Audience
    opens_on: date
    due_on: date
    area: Region | None = None
    industry: str = ""
    enrolled_year: int | None = None
    level: EntryState | None = None
    keeps_day_off: bool = False
    instructions: str = ""
    # Who can be asked; without a choice whoever wrote the task down.
    responsible: User | None = None
    office_phone: str = ""


@transaction.atomic
def create_task(
    *, plan: TaskPlan, form: FormSpec, unit: Unit, actor: User
) -> ReportingTask:
    """Write a task down; nobody is told before it is opened."""
    _require_sense(plan, form, unit, actor)
    task = ReportingTask(responsible=actor)
    _write(task, plan, form, unit)
    _record("programme.task_created", task, actor)
    return task


@transaction.atomic
def update_task(
    *, task: ReportingTask, plan: TaskPlan, form: FormSpec, unit: Unit, actor: User
) -> ReportingTask:
    """Change a draft; once it is handed out it stays as everybody got it."""
    locked = _lock_draft(task, actor)
    _require_sense(plan, form, unit, actor)
    _write(locked, plan, form, unit)
    _record("programme.task_changed", locked, actor)
    return locked


@transaction.atomic
def delete_task(*, task: ReportingTask, actor: User) -> None:
    """Throw a draft away that nobody else has seen."""
    locked = _lock_draft(task, actor)
    if locked.official_papers.exists():
        raise TaskHasPapersError
    _record("programme.task_deleted", locked, actor)
    locked.delete()


def _lock_draft(task: ReportingTask, actor: User) -> ReportingTask:
    locked = lock_task(task, actor)
    if locked.status != TaskStatus.DRAFT:
        raise TaskStateError(status=locked.get_status_display())
    return locked


def _require_sense(plan: TaskPlan, form: FormSpec, unit: Unit, actor: User) -> None:
    require_office(unit, actor)
    require_term(plan.opens_on, plan.due_on, keeps_day_off=plan.keeps_day_off)
    refusals = _list_idle_filters(plan) | list_strangers(plan.responsible, unit, actor)
    span = write_span(plan.period)
    refusals |= list_misfits(form, period=span, audience=plan.audience)
    refusals |= list_outside(plan.area, unit)
    if refusals:
        raise TaskFilterError(refusals)
    require_form_valid(form, plan.opens_on)


def list_outside(area: Region | None, unit: Unit) -> dict[str, str]:
    """Refuse a region that the unit does not answer for."""
    if area is None or area.code.startswith(find_area_prefix(unit)):
        return {}
    text = _("“{area}”不在“{unit}”的辖区内。")
    return {"area": text.format(area=area.full_name, unit=unit.name)}


def list_strangers(person: User | None, unit: Unit, actor: User) -> dict[str, str]:
    """Refuse somebody who is not of the unit to answer for its task."""
    if person is None or person == actor or is_officer_of(person, unit):
        return {}
    text = _("“{name}”不是“{unit}”的工作人员。")
    return {"responsible": text.format(name=person.name, unit=unit.name)}


def _list_idle_filters(plan: TaskPlan) -> dict[str, str]:
    """Return what would narrow nobody of this audience, and what it lacks."""
    refusals = {}
    if plan.audience != Audience.ENTERPRISES:
        if plan.industry:
            refusals["industry"] = _("只有由企业填报时才能限定行业，请清空。")
        if plan.enrolled_year:
            refusals["enrolled_year"] = _("只有由企业填报时才能限定台账，请清空。")
    if plan.audience == Audience.UNITS and not plan.level:
        refusals["level"] = _("请选定由哪一级单位填报。")
    if plan.audience != Audience.UNITS and plan.level:
        refusals["level"] = _("只有由下级单位填报时才要选级别，请清空。")
    return refusals


def _write(task: ReportingTask, plan: TaskPlan, form: FormSpec, unit: Unit) -> None:
    task.name, task.period = plan.name.strip(), write_span(plan.period)
    task.form, task.form_data = form.code, dump_form(form)
    task.unit, task.audience, task.area = unit, plan.audience, plan.area
    task.conditions = {
        "industry": plan.industry,
        "enrolled_year": plan.enrolled_year,
        "level": plan.level or EntryState.COUNTY,
    }
    task.opens_on, task.due_on = plan.opens_on, plan.due_on
    task.keeps_day_off = plan.keeps_day_off
    task.instructions = plan.instructions.strip()
    task.office_phone = plan.office_phone.strip()
    task.responsible = plan.responsible or task.responsible
    task.save()


def _record(action: str, task: ReportingTask, actor: User) -> None:
    told = {"name": task.name, "form": task.form, "due_on": task.due_on.isoformat()}
    audit.record(action=action, subject=task, actor=actor, new=told)

"""What happened to an entry: who did what, by which link, and what was said."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.programme.choices import CHECKS, UNKNOWN_ADDRESS, EntryAct
from zhisheng.apps.programme.models import EntryStep, ReportingTask
from zhisheng.apps.programme.selectors.answered import HANDING_IN
from zhisheng.kit.forms import name_field
from zhisheng.reference.forms import FormSpec

UNPROVEN = {
    EntryAct.CONFIRMED: gettext_noop("凭链接核对：没有问题（未核实是谁）"),
    EntryAct.DISPUTED: gettext_noop("凭链接核对：有地方不对（未核实是谁）"),
}
# Of an act by a link that was handed over nobody knows whose it is.
HANDED_OVER = {
    EntryAct.SUBMITTED: gettext_noop("凭链接，链接由{who}交出，没有核实是谁填的"),
    EntryAct.TAKEN_BACK: gettext_noop("凭链接，链接由{who}交出，没有核实是谁撤回的"),
    EntryAct.CONFIRMED: gettext_noop("凭链接，链接由{who}交出，没有核实是谁答的"),
    EntryAct.DISPUTED: gettext_noop("凭链接，链接由{who}交出，没有核实是谁答的"),
}
STEP_KINDS = {
    EntryAct.RETURNED: "need",
    EntryAct.REOPENED: "need",
    EntryAct.TAKEN_BACK: "need",
    EntryAct.DISPUTED: "stop",
}


def list_steps(
    steps: Iterable[EntryStep], form: FormSpec, task: ReportingTask
) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "what": _name_act(step) + mark,
            "who": _name_actor(step),
            "when": timezone.localtime(step.done_at),
            "detail": _tell_details(step, form),
            "kind": STEP_KINDS.get(EntryAct(step.act), "done"),
        }
        for step, mark in _mark_passes(steps, task)
    )


def _mark_passes(
    steps: Iterable[EntryStep], task: ReportingTask
) -> Iterator[tuple[EntryStep, str]]:
    """Add to what was passed that nobody it is of had checked it, or no colleague read it."""
    filler, unchecked, is_heard = None, "", False
    for step in steps:
        act = EntryAct(step.act)
        if act in HANDING_IN:
            unchecked = _tell_unknown(step)
            filler = step.done_by_id if act == EntryAct.FILLED_FOR else None
        elif act == EntryAct.DISPUTED:
            unchecked, is_heard = _("，未经本人核对"), not step.is_unproven
        elif act == EntryAct.SETTLED:
            # An answer to whoever held a link tells nothing of its own people.
            unchecked = "" if is_heard else unchecked
        elif act in CHECKS and not step.is_unproven:
            unchecked = ""
        if act != EntryAct.PASSED:
            yield step, ""
            continue
        is_final = (step.acted_for_id or step.unit_id) == task.unit_id
        yield (
            step,
            _write_marks(
                unchecked=unchecked if is_final else "",
                is_own=filler is not None and filler == step.done_by_id,
            ),
        )


def _tell_unknown(step: EntryStep) -> str:
    """Tell of a handing in why it is not known to be of who it is of, if so."""
    if step.act == EntryAct.FILLED_FOR:
        return _("，未经本人核对")
    return _("，未核实是谁填的") if step.is_unproven else ""


def _write_marks(*, unchecked: str, is_own: bool) -> str:
    return unchecked + (_("，自填自审") if is_own else "")


def _name_act(step: EntryStep) -> str:
    """Name an act; what an office did in place of one below it says so."""
    act = step.get_act_display()
    if step.is_unproven and (told := UNPROVEN.get(EntryAct(step.act))):
        return _(told)
    if step.acted_for is None:
        return act
    return _("{act}（代审，代{unit}）").format(act=act, unit=step.acted_for)


def _tell_details(step: EntryStep, form: FormSpec) -> str:
    said = _tell_remarks(step, form) or step.comment
    if not step.acting_reason:
        return said
    why = _("代审原因：{reason}").format(reason=step.acting_reason)
    # Of a reopening the one reason is both.
    return why if said == step.acting_reason else "\n".join(filter(None, (why, said)))


def _name_actor(step: EntryStep) -> str:
    """Name who took a step; without an account, the link and where it went."""
    link = step.link
    if link is not None and link.address_masked == UNKNOWN_ADDRESS:
        return _("凭链接")
    if link is not None and link.address_masked:
        text = _("凭链接，链接用短信发到 {mobile}")
        return text.format(mobile=link.address_masked)
    if link is not None:
        text = _(HANDED_OVER.get(EntryAct(step.act), HANDED_OVER[EntryAct.SUBMITTED]))
        return text.format(who=link.made_by or _("工作人员"))
    named = (str(step.unit or ""), str(step.done_by or ""))
    return " · ".join(filter(None, named)) or _("凭链接")


def _tell_remarks(step: EntryStep, form: FormSpec) -> str:
    """List all that a return wanted mended, a line each."""
    labels = {field.code: name_field(field) for field in (*form.fields, *form.rows)}
    return "\n".join(
        "：".join(filter(None, (_name_place(one, labels), one["text"])))
        for one in step.remarks
    )


def _name_place(remark: Mapping[str, str], labels: Mapping[str, str]) -> str:
    return " · ".join(filter(None, (remark["row"], labels.get(remark["field"], ""))))

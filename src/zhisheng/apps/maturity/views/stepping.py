"""One step of an evaluation, the same for the enterprise and for its reviewer."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from zhisheng.apps.maturity import schemas, selectors
from zhisheng.apps.maturity.forms import RESEND, SHOWN, StepForm
from zhisheng.apps.maturity.schemas import Files, Sent, Way
from zhisheng.apps.maturity.selectors import Sitting
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.kit.http import UserRequest
from zhisheng.kit.language import is_english
from zhisheng.methods.maturity import Answers

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Step:
    """Which step is shown, to which side, and what keeps its answers."""

    sitting: Sitting
    way: Way
    number: int
    files_page: str
    save: Callable[[Answers], object]


def answer_step(request: UserRequest, step: Step) -> HttpResponse:
    """Show a step, or keep what was sent and lead on."""
    if not 1 <= step.number <= len(step.sitting.model.dimensions):
        raise NotFoundError
    if request.method == "POST":
        return _save(request, step)
    return _show(request, step)


def _save(request: UserRequest, step: Step) -> HttpResponse:
    sitting, way = step.sitting, step.way
    form = _build_form(request, step, is_sent=True)
    own = selectors.map_own_answers(sitting.evaluation, request.user, sitting.review)
    try:
        step.save(form.list_changed(own))
    except FieldsRefusedError as error:
        for name, text in error.refusals.items():
            form.add_error(name, text)
        return _show(request, step, form)
    if request.htmx or request.POST.get("go") in {"keep", RESEND}:
        sent = Sent(form.list_sent(), frozenset(request.POST.getlist(SHOWN)))
        return _show(request, _read_again(step), sent=sent)
    if request.POST.get("go") == "later":
        return redirect(way.home)
    if step.number == len(sitting.model.dimensions):
        return redirect(way.end)
    return redirect(way.step(step.number + 1))


def _read_again(step: Step) -> Step:
    """Read the answers again, after they were kept."""
    sitting = selectors.read_sitting(step.sitting.evaluation, step.sitting.review)
    return Step(sitting, step.way, step.number, step.files_page, step.save)


def _build_form(request: UserRequest, step: Step, *, is_sent: bool = False) -> StepForm:
    return StepForm(
        request.POST if is_sent else None,
        questions=schemas.list_asked_questions(step.sitting, step.number),
        given=step.sitting.given,
        in_english=is_english(),
        keeps_at=request.path,
        deciding=schemas.list_deciding(step.sitting),
    )


def _show(
    request: UserRequest,
    step: Step,
    refused: StepForm | None = None,
    *,
    sent: Sent | None = None,
) -> HttpResponse:
    evaluation = step.sitting.evaluation
    counts = selectors.count_evidence(evaluation) if evaluation.pk else {}
    page = schemas.build_step_page(
        sitting=step.sitting,
        way=step.way,
        form=refused or _build_form(request, step),
        number=step.number,
        files=Files(step.files_page, step.way.code, counts),
        sent=sent or Sent(),
    )
    context = {
        "page": page,
        "saved_at": timezone.localtime() if sent else None,
        "is_autosave": request.htmx.target == "standing",
    }
    status = UNPROCESSABLE if refused else 200
    return render(request, "maturity/fill.html", context, status=status)

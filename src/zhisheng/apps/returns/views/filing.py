"""An enterprise's way through a return: what is due, start, steps, review."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.returns import permissions, schemas, selectors, services
from zhisheng.apps.returns.errors import NothingDeclaredError, ReasonMissingError
from zhisheng.apps.returns.forms import StepForm, read_reasons
from zhisheng.apps.returns.permissions import Action
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.kit.http import UserRequest
from zhisheng.kit.problems import describe

UNPROCESSABLE = 422


@login_required
@require_safe
def index(request: UserRequest) -> HttpResponse:
    if not permissions.may(request.user, Action.FILE_RETURN):
        return redirect("returns:list_all")
    today = timezone.localdate()
    due = selectors.list_due_for(actor=request.user, on=today)
    names_enterprise = len({item.enterprise.pk for item in due}) > 1
    cards = [schemas.build_card(one, names_enterprise=names_enterprise) for one in due]
    context = {
        "cards": sorted(cards, key=lambda card: card.kind == "done"),
        "closed": selectors.list_closed_forms(today),
        "table": schemas.tabulate_returns(
            list(selectors.list_own_returns_for(request.user))
        ),
    }
    return render(request, "returns/index.html", context)


@login_required
@require_safe
def start(
    request: UserRequest, enterprise: str, form: str, period: str
) -> HttpResponse:
    """Say who asks, by what right, for what, before anything is asked."""
    context = {
        "enterprise": selectors.get_own_enterprise_for(
            actor=request.user, code=enterprise
        ),
        "head": schemas.build_head(selectors.get_form(form)),
        "period": period,
    }
    return render(request, "returns/start.html", context)


@login_required
@require_POST
def open_form(
    request: UserRequest, enterprise: str, form: str, period: str
) -> HttpResponse:
    filing = services.open_return(
        form=selectors.get_form(form),
        enterprise=selectors.get_own_enterprise_for(
            actor=request.user, code=enterprise
        ),
        period=period,
        on=timezone.localdate(),
        actor=request.user,
    )
    return redirect("returns:fill", filing.code, 1)


@login_required
@require_http_methods(["GET", "POST"])
def fill(request: UserRequest, code: str, step: int) -> HttpResponse:
    filing = selectors.get_own_return_for(actor=request.user, code=code)
    steps = selectors.list_steps(filing.form)
    if not 1 <= step <= len(steps):
        raise NotFoundError
    if request.method == "POST":
        return _save_step(request, filing.code, steps, step)
    form = StepForm(
        initial=schemas.read_initial(filing),
        step=steps[step - 1],
        keeps_at=request.path,
    )
    page = schemas.build_step_page(filing=filing, form=form, steps=steps, number=step)
    return render(request, "returns/fill.html", {"page": page})


def _save_step(
    request: UserRequest, code: str, steps: list[selectors.Step], step: int
) -> HttpResponse:
    filing = selectors.get_own_return_for(actor=request.user, code=code)
    form = StepForm(request.POST, step=steps[step - 1])
    texts, unit = form.typed_texts, form.typed_unit
    filing = services.save_draft(
        filing=filing, texts=texts, unit=unit, actor=request.user
    )
    unreadable = services.describe_unreadable(filing.form, texts, unit)
    if request.POST.get("go") == "keep" or not request.POST.get("go"):
        return _show_saved(request, code, steps, step, unreadable)
    refused = services.describe_refusals(filing.form, services.examine_return(filing))
    refused |= unreadable
    wrong = {name: text for name, text in refused.items() if name in form.fields}
    if wrong:
        return _show_wrong(request, code, steps, step, wrong)
    if request.POST["go"] == "later":
        return redirect("returns:index")
    if step == len(steps):
        return redirect("returns:review", code)
    return redirect("returns:fill", code, step + 1)


def _show_saved(
    request: UserRequest,
    code: str,
    steps: list[selectors.Step],
    step: int,
    wrong: dict[str, str],
) -> HttpResponse:
    """Answer an autosave: the same page, from which htmx takes what it needs.

    That is where the draft stands and what is wrong with each field, but for a new
    unit, which rewrites the whole form. What cannot be read is kept as well.
    """
    filing = selectors.get_own_return_for(actor=request.user, code=code)
    typed = {name: request.POST.get(name, "") for name in wrong}
    shown = {**schemas.read_initial(filing), **typed}
    form = StepForm(shown, step=steps[step - 1], keeps_at=request.path)
    form.refuse_draft(wrong)
    page = schemas.build_step_page(filing=filing, form=form, steps=steps, number=step)
    context = {
        "page": page,
        "saved_at": timezone.localtime(),
        "unsaved": len(wrong),
        "is_autosave": request.htmx.target == "draft-state",
    }
    return render(request, "returns/fill.html", context)


def _show_wrong(
    request: UserRequest,
    code: str,
    steps: list[selectors.Step],
    step: int,
    wrong: dict[str, str],
) -> HttpResponse:
    """Keep what was typed and say beside each field what to mend."""
    filing = selectors.get_own_return_for(actor=request.user, code=code)
    form = StepForm(request.POST, step=steps[step - 1], keeps_at=request.path)
    form.refuse(wrong)
    page = schemas.build_step_page(filing=filing, form=form, steps=steps, number=step)
    return render(request, "returns/fill.html", {"page": page}, status=UNPROCESSABLE)


@login_required
@require_http_methods(["GET", "POST"])
def review(request: UserRequest, code: str) -> HttpResponse:
    filing = selectors.get_own_return_for(actor=request.user, code=code)
    page = schemas.build_review_page(filing=filing)
    if request.method == "GET":
        return render(request, "returns/review.html", {"page": page})
    keys = [finding.key for finding in page.findings]
    reasons = read_reasons(request.POST, keys)
    missing, problem = _submit(request, code, reasons)
    if not missing and not problem:
        return redirect("returns:detail", code)
    filing = selectors.get_own_return_for(actor=request.user, code=code)
    page = schemas.build_review_page(filing=filing, missing=missing, problem=problem)
    return render(request, "returns/review.html", {"page": page}, status=UNPROCESSABLE)


def _submit(
    request: UserRequest, code: str, reasons: dict[str, str]
) -> tuple[tuple[str, ...], str]:
    """Try to submit; return the warnings without a reason, and what else is wrong."""
    filing = selectors.get_own_return_for(actor=request.user, code=code)
    filing = services.save_draft(
        filing=filing,
        texts={},
        unit=filing.answers.get("unit", services.MONEY_UNITS[0]),
        explanations=reasons,
        actor=request.user,
    )
    try:
        services.submit_return(
            filing=filing, on=timezone.localdate(), actor=request.user
        )
    except ReasonMissingError as error:
        return error.keys, describe(error)
    except (FieldsRefusedError, NothingDeclaredError) as error:
        return (), describe(error)
    return (), ""

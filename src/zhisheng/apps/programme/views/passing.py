"""Everything that waits at an office is passed in one act, after it was asked once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import (
    ActingReasonLongError,
    ActingReasonMissingError,
    NothingToReviewError,
)
from zhisheng.apps.programme.schemas.passing import ask_to_pass, tell_staying
from zhisheng.apps.programme.schemas.reporting import tell_left
from zhisheng.apps.programme.selectors.acting import find_acting_office
from zhisheng.apps.programme.selectors.overtaken import find_reviewed
from zhisheng.apps.programme.selectors.passing import preview_passing
from zhisheng.apps.programme.selectors.reporting import count_held
from zhisheng.apps.programme.views.reporting import find_with_unit
from zhisheng.kit.errors import ConflictError
from zhisheng.kit.http import UserRequest, read_moment
from zhisheng.kit.problems import describe


@login_required
@require_http_methods(["GET", "POST"])
def pass_waiting(request: UserRequest, code: str) -> HttpResponse:
    """Say what passes and what stays, then pass what waited when that was said."""
    if request.method == "POST":
        return _pass(request, code)
    # Before anything is read: what comes in while the page is made was not seen.
    seen_at = timezone.now().isoformat()
    found, unit = find_with_unit(request, code)
    passing = preview_passing(found, unit, request.user)
    # Who acts for another office says why on the page of the task.
    is_own = find_acting_office(request.user, unit) == unit
    if is_own and not passing.passed:
        reviewed = find_reviewed(found, unit) or NothingToReviewError()
        messages.info(request, tell_staying(passing) or describe(reviewed))
    if not passing.passed or not is_own:
        return redirect("programme:task", code)
    page = ask_to_pass(found, unit, passing, seen_at=seen_at)
    return render(request, "programme/pass_waiting.html", {"page": page})


def _pass(request: UserRequest, code: str) -> HttpResponse:
    found, unit = find_with_unit(request, code)
    seen_at = read_moment(request.POST.get("seen_at"))
    if seen_at is None:
        # Without it, what nobody has seen would pass with all the rest.
        messages.warning(request, _("没有通过：页面不完整，请重新打开再通过。"))
        return redirect("programme:task", code)
    try:
        passed = services.pass_entries(
            task=found,
            unit=unit,
            seen_at=seen_at,
            reason=request.POST.get("acting_reason", ""),
            actor=request.user,
        )
    except (ConflictError, ActingReasonMissingError, ActingReasonLongError) as error:
        messages.warning(request, describe(error))
        return redirect("programme:task", code)
    text = _("已通过 {number} 份。").format(number=passed)
    held = count_held(found, unit)
    reasons = tell_left(
        held,
        own=selectors.count_own_fillings(found, unit, request.user, counts_held=False),
        waiting=selectors.count_waiting(found, unit),
    )
    (messages.warning if reasons else messages.success)(request, text + reasons)
    if not held.total:
        return redirect("programme:task", code)
    return redirect(f"{reverse('programme:task', args=[code])}?view=held")

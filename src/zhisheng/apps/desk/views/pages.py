from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from zhisheng.apps.accounts.selectors import get_user_by_username, list_demo_users
from zhisheng.apps.accounts.selectors.people import DEMO_PREFIX
from zhisheng.apps.desk.schemas import build_home
from zhisheng.apps.programme.selectors import list_current_notices
from zhisheng.apps.statistics.selectors import list_bulletins_for
from zhisheng.kit.http import UserRequest

SHOWN_BULLETINS = 3
SHOWN_NOTICES = 3
BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Say what the programme offers and to whom; whoever is signed in goes home."""
    if request.user.is_authenticated:
        return redirect("desk:home")
    released = list_bulletins_for(request.user).exclude(released_at=None)
    current = list_current_notices(on=timezone.localdate())
    context = {
        "notices": list(current[:SHOWN_NOTICES]),
        "bulletins": list(released.order_by("-released_at")[:SHOWN_BULLETINS]),
        "people": list_demo_users() if settings.DEMO else [],
    }
    return render(request, "desk/landing.html", context)


@login_required
@require_safe
def home(request: UserRequest) -> HttpResponse:
    page = build_home(request.user, timezone.localdate(), is_whole="all" in request.GET)
    return render(request, "desk/home.html", {"page": page})


@require_POST
def sign_in_demo(request: HttpRequest) -> HttpResponse:
    """Sign a visitor of the demo programme in as one of its made-up people."""
    username = request.POST.get("username", "")
    if not settings.DEMO or not username.startswith(DEMO_PREFIX):
        raise Http404
    login(request, get_user_by_username(username), backend=BACKEND)
    return redirect("desk:home")

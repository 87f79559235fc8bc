"""The page of who entered a password or a code wrong too often."""

from collections.abc import Mapping

from axes.helpers import get_client_ip_address, get_client_username
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zhisheng.apps.accounts import selectors

LOCKED_OUT = 429


def show_locked_out(
    request: HttpRequest,
    _refused: HttpResponse | None,
    credentials: Mapping[str, str] | None,
) -> HttpResponse:
    """Say what was wrong, what is paused, and until when; the library calls it."""
    lock_out = selectors.find_lock_out(
        username=get_client_username(request, credentials) or "",
        address=get_client_ip_address(request) or "",
        code_path=reverse("accounts:sign_in_code"),
    )
    context = {"lock_out": lock_out}
    return render(request, "accounts/locked_out.html", context, status=LOCKED_OUT)

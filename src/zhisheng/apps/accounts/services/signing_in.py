"""How people sign in, for the sign-in library."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors.people import DEMO_PREFIX
from zhisheng.ui.preferences import TYPE_COOKIE

YEAR_IN_SECONDS = 365 * 24 * 3600


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Signing up goes by invitation or self-registration of an enterprise, never openly.

    Text-message codes come in here as ``send_verification_code_sms``, an identity
    service as a provider of ``allauth.socialaccount``; neither is switched on yet.
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Refuse the demo's people, whose password everybody knows, outside a demo."""
        username = str(credentials.get("username", ""))
        if username.startswith(DEMO_PREFIX) and not settings.DEMO:
            return None
        user: User | None = super().authenticate(request, **credentials)
        return user

    def post_login(
        self, request: HttpRequest, user: User, **details: Any
    ) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **details)
        keep_preferences(response, user, is_secure=request.is_secure())
        return response


def keep_preferences(
    response: HttpResponse, user: User, *, is_secure: bool, may_shrink: bool = False
) -> None:
    """Let this browser show pages in the person's language and size of type.

    Large type that was switched on in the browser stays, unless the person chose just
    now.
    """
    kept: dict[str, str] = {}
    if user.large_type or may_shrink:
        kept[TYPE_COOKIE] = "large" if user.large_type else "normal"
    if user.language:
        kept[settings.LANGUAGE_COOKIE_NAME] = user.language
    for name, value in kept.items():
        response.set_cookie(
            name, value, max_age=YEAR_IN_SECONDS, secure=is_secure, samesite="Lax"
        )

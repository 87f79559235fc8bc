"""How people sign in, for the sign-in library."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Signing up goes by invitation or self-registration of an enterprise, never openly.

    Text-message codes come in here as ``send_verification_code_sms``, an identity
    service as a provider of ``allauth.socialaccount``; neither is switched on yet.
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

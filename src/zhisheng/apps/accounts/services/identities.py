"""The officers' identity service by OpenID Connect: who comes in, and who is bound.

The library keeps the state, the proof key and the signature of the token; what it leaves
out is here: the nonce, and that a subject is bound once and by nothing but its number.
"""

import secrets
from typing import Any, cast

import jwt
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import (
    OpenIDConnectProvider,
)
from allauth.socialaccount.providers.openid_connect.views import (
    OpenIDConnectOAuth2Adapter,
)
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from requests import RequestException

from zhisheng.apps.accounts.errors import (
    IdentityDeniedError,
    IdentityDownError,
    IdentityRefusedError,
    IdentityTakenError,
    IdentityUnknownError,
    LastDoorError,
)
from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import is_shut_out
from zhisheng.apps.accounts.selectors.identities import (
    find_identity_of,
    name_identity_service,
    name_provider,
)
from zhisheng.apps.accounts.services.invitations import (
    accept_invitation,
    register_invited,
)
from zhisheng.kit import audit
from zhisheng.kit.errors import DomainError
from zhisheng.kit.http import render_problem

NONCE_KEY = "accounts.identity_nonce"
INVITATION_KEY = "accounts.link_secret"
# What the service may sign with; a shared secret or nothing at all is no signature.
ALGORITHMS = frozenset({"RS256", "PS256", "ES256"})
STAND_IN_CLIENT = "zhisheng"
STAND_IN_SECRET = "stand-in"  # noqa: S105 - of a service on this machine, in a demo


class IdentityProvider(OpenIDConnectProvider):  # type: ignore[misc]  # untyped
    def get_default_scope(self) -> list[str]:
        return ["openid", "profile"]

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep nothing of what the service tells but the subject."""
        return {}


class IdentityAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # untyped
    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, name_provider())

    def get_provider(self) -> IdentityProvider:
        return IdentityProvider(self.request, app=build_app(self.request))

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("accounts:identity_callback"))

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """Check signature, issuer, audience and end, and that this browser asked."""
        if jwt.get_unverified_header(id_token).get("alg") not in ALGORITHMS:
            raise OAuth2Error("algorithm")
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        asked = self.request.session.pop(NONCE_KEY, "")
        if not asked or not secrets.compare_digest(asked, str(claims.get("nonce"))):
            raise OAuth2Error("nonce")
        return claims


class IdentityGate(DefaultSocialAccountAdapter):  # type: ignore[misc]  # untyped
    """Where the library hands over who was proved, or why nobody was."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        try:
            response = _admit(request, sociallogin)
        except DomainError as error:
            response = render_problem(request, error)
        raise ImmediateHttpResponse(response)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: object,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: object = None,
    ) -> None:
        told = _explain(error, exception)
        raise ImmediateHttpResponse(render_problem(request, told))


def build_app(request: HttpRequest) -> SocialApp:
    """Return what the library has to know of the service, from the settings."""
    known = settings.IDENTITY
    stand_in = request.build_absolute_uri(reverse("accounts:stand_in"))
    return SocialApp(
        provider="openid_connect",
        provider_id=name_provider(),
        name=name_identity_service(),
        client_id=known.get("client", STAND_IN_CLIENT),
        secret=known.get("secret", STAND_IN_SECRET),
        settings={
            "server_url": known.get("url", stand_in.rstrip("/")),
            "oauth_pkce_enabled": True,
            "fetch_userinfo": False,
        },
    )


def start_identity(
    request: HttpRequest, *, process: str, wanted: str = "", invitation: str = ""
) -> HttpResponse:
    """Send the browser to the service, with state, proof key and nonce."""
    request.session[NONCE_KEY] = nonce = secrets.token_urlsafe(24)
    provider = IdentityAdapter(request).get_provider()
    provider.oauth2_adapter_class = _build_adapter
    try:
        response: HttpResponse = provider.redirect(
            request,
            process=process,
            next_url=wanted or None,
            data={"invitation": invitation},
            auth_params={"nonce": nonce},
        )
    except (RequestException, KeyError) as error:
        raise IdentityDownError(name=name_identity_service()) from error
    return response


def finish_identity(request: HttpRequest) -> HttpResponse:
    """Take what the service sends the browser back with."""
    view = OAuth2CallbackView.adapter_view(IdentityAdapter)
    try:
        response: HttpResponse = view(request)
    except (KeyError, ValueError, jwt.PyJWTError) as error:
        raise IdentityRefusedError(name=name_identity_service()) from error
    return response


@transaction.atomic
def bind_identity(*, subject: str, user: User, actor: User) -> SocialAccount:
    """Let a subject of the service lead to one account, and the account to one subject."""
    bound = _keep_binding(subject, user)
    audit.record(action="accounts.identity_bound", subject=user, actor=actor)
    return bound


@transaction.atomic
def unbind_identity(*, actor: User) -> None:
    """Close this door, unless it is the only one."""
    if not (actor.has_usable_password() or actor.mobile_verified_at):
        raise LastDoorError
    SocialAccount.objects.filter(user=actor, provider=name_provider()).delete()
    audit.record(action="accounts.identity_unbound", subject=actor, actor=actor)


@transaction.atomic
def register_by_identity(*, code: str, secret: str, subject: str, name: str) -> User:
    """Create the invited person's account, which the identity alone opens."""
    user = register_invited(code=code, secret=secret, name=name)
    _keep_binding(subject, user)
    return user


def _keep_binding(subject: str, user: User) -> SocialAccount:
    # Two windows in which a person binds at once wait for each other here.
    User.objects.select_for_update().get(pk=user.pk)
    if find_identity_of(user) is not None:
        raise IdentityTakenError
    try:
        with transaction.atomic():
            bound = SocialAccount.objects.create(
                user=user, provider=name_provider(), uid=subject
            )
    except IntegrityError as error:
        raise IdentityTakenError from error
    return cast("SocialAccount", bound)


def _build_adapter(request: HttpRequest, _provider_id: str) -> IdentityAdapter:
    return IdentityAdapter(request)


def _explain(error: str | None, exception: Exception | None) -> DomainError:
    name = name_identity_service()
    if error in {AuthError.CANCELLED, AuthError.DENIED}:
        return IdentityDeniedError(name=name)
    if isinstance(exception, RequestException):
        return IdentityDownError(name=name)
    return IdentityRefusedError(name=name)


def _admit(request: HttpRequest, sociallogin: SocialLogin) -> HttpResponse:
    state, subject = sociallogin.state, sociallogin.account.uid
    if state.get("process") == "connect":
        return _bind(request, subject)
    person = cast("User", sociallogin.user) if sociallogin.is_existing else None
    code = (state.get("data") or {}).get("invitation", "")
    if code:
        person = _join(request, code, person, sociallogin)
    if person is None or is_shut_out(person):
        raise IdentityUnknownError(name=name_identity_service())
    audit.record(action="accounts.identity_taken", subject=person, actor=person)
    # The library asks for the second factor of whoever has set one.
    response: HttpResponse = perform_login(
        request, Login(user=person, redirect_url=state.get("next"))
    )
    return response


def _bind(request: HttpRequest, subject: str) -> HttpResponse:
    if not isinstance(request.user, User):
        raise IdentityRefusedError(name=name_identity_service())
    bind_identity(subject=subject, user=request.user, actor=request.user)
    messages.success(
        request,
        _("已绑定，以后可以用%(name)s登录。") % {"name": name_identity_service()},
    )
    return redirect("accounts:me")


def _join(
    request: HttpRequest, code: str, person: User | None, sociallogin: SocialLogin
) -> User:
    known_code, secret = request.session.pop(INVITATION_KEY, ["", ""])
    if known_code != code:
        raise IdentityRefusedError(name=name_identity_service())
    if person is not None:
        accept_invitation(code=code, secret=secret, actor=person)
        return person
    told = cast("User", sociallogin.user)
    return register_by_identity(
        code=code,
        secret=secret,
        subject=sociallogin.account.uid,
        name=f"{told.first_name} {told.last_name}".strip(),
    )

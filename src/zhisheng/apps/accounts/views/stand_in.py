"""A small identity service on this machine, for the demo, tests and developers.

It speaks OpenID Connect over real HTTP as a province's service does, and lets everybody
be whoever they say: nothing of it answers outside a demo or DEBUG.
"""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable
from functools import cache, wraps
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from zhisheng.apps.accounts import selectors
from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.services.identities import (
    STAND_IN_CLIENT,
    STAND_IN_SECRET,
)

SALT = "accounts.stand_in"
CODE_SECONDS = 60
KEY_ID = "stand-in-1"
ASKED = ("state", "nonce", "code_challenge", "redirect_uri")
View = Callable[..., HttpResponse]


def only_in_trial(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not selectors.has_stand_in():
            raise Http404
        return view(request)

    return guarded


@require_safe
@only_in_trial
def stand_in(request: HttpRequest) -> HttpResponse:
    return redirect("account_login")


@require_safe
@only_in_trial
def configuration(request: HttpRequest) -> HttpResponse:
    base = _name_issuer(request)
    return JsonResponse(
        {
            "issuer": base,
            "authorization_endpoint": f"{base}/authorize/",
            "token_endpoint": f"{base}/token/",
            "jwks_uri": f"{base}/keys/",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
    )


@require_safe
@only_in_trial
def keys(request: HttpRequest) -> HttpResponse:
    numbers = _get_key().public_key().public_numbers()
    key = {
        "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": KEY_ID,
        "x": _encode(numbers.x.to_bytes(32)), "y": _encode(numbers.y.to_bytes(32)),
    }  # fmt: skip
    return JsonResponse({"keys": [key]})


@require_http_methods(["GET", "POST"])
@only_in_trial
def authorize(request: HttpRequest) -> HttpResponse:
    """Ask who one would like to be; the answer goes to our own page alone."""
    asked = {name: request.GET.get(name, "") for name in ASKED}
    ours = request.build_absolute_uri(reverse("accounts:identity_callback"))
    if asked["redirect_uri"] != ours:
        raise Http404
    if request.method == "POST":
        return redirect(f"{ours}?{urlencode(_answer(request, asked))}")
    officers = [one for one in selectors.list_demo_users() if one.role == Role.OFFICER]
    return render(request, "accounts/stand_in.html", {"officers": officers})


@csrf_exempt
@require_POST
@only_in_trial
def token(request: HttpRequest) -> HttpResponse:
    try:
        code = request.POST.get("code", "")
        asked = signing.loads(code, salt=SALT, max_age=CODE_SECONDS)
    except signing.BadSignature:
        return JsonResponse({"error": "invalid_grant"}, status=400)
    digest = hashlib.sha256(request.POST.get("code_verifier", "").encode()).digest()
    is_client = (request.POST.get("client_id"), request.POST.get("client_secret")) == (
        STAND_IN_CLIENT,
        STAND_IN_SECRET,
    )
    if not is_client or _encode(digest) != asked["code_challenge"]:
        return JsonResponse({"error": "invalid_grant"}, status=400)
    id_token = _sign(_name_issuer(request), asked)
    return JsonResponse(
        {"access_token": "none", "token_type": "Bearer", "id_token": id_token}
    )


def _answer(request: HttpRequest, asked: dict[str, str]) -> dict[str, str]:
    if "deny" in request.POST:
        return {"error": "access_denied", "state": asked["state"]}
    told = {
        "subject": request.POST.get("subject", "")[:100],
        "name": request.POST.get("name", "")[:60],
    }
    return {
        "code": signing.dumps({**asked, **told}, salt=SALT),
        "state": asked["state"],
    }


def _sign(issuer: str, asked: dict[str, str]) -> str:
    now = int(time.time())
    claims = {
        "iss": issuer, "aud": STAND_IN_CLIENT, "iat": now, "exp": now + CODE_SECONDS,
        "sub": asked["subject"], "name": asked["name"], "nonce": asked["nonce"],
    }  # fmt: skip
    return jwt.encode(claims, _get_key(), algorithm="ES256", headers={"kid": KEY_ID})


def _name_issuer(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("accounts:stand_in")).rstrip("/")


@cache
def _get_key() -> ec.EllipticCurvePrivateKey:
    """Return the key all processes of this installation share."""
    digest = hmac.new(settings.SECRET_KEY.encode(), SALT.encode(), hashlib.sha256)
    return ec.derive_private_key(int(digest.hexdigest(), 16) >> 1, ec.SECP256R1())


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

"""Which identity service there is, and who is bound to a subject of it."""

import hashlib

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User

STAND_IN = "stand-in"


def has_identity_service() -> bool:
    return bool(settings.IDENTITY)


def has_stand_in() -> bool:
    """Tell whether a page of this machine plays the service: in a demo, while developing."""
    is_trial = settings.DEBUG or settings.DEMO
    return bool(is_trial and settings.IDENTITY.get("stand_in"))


def name_identity_service() -> str:
    """Return what people call the service, empty where there is none."""
    if not settings.IDENTITY:
        return ""
    return str(settings.IDENTITY.get("name") or _("统一身份认证"))


def name_provider() -> str:
    """Return the key of bindings: another service's subjects are other people."""
    url = settings.IDENTITY.get("url")
    if not url:
        return STAND_IN
    return f"oidc-{hashlib.sha256(url.encode()).hexdigest()[:16]}"


def find_identity_of(user: User) -> SocialAccount | None:
    return SocialAccount.objects.filter(user=user, provider=name_provider()).first()

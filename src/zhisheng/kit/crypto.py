"""Personal values at rest: encrypted fields, blind look-up, masks."""

import base64
import binascii
import hashlib
import hmac
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup

from zhisheng.kit.errors import DomainError

MOBILE_LENGTH = 11
NONCE_BYTES = 12


class UndecipherableError(DomainError):
    code = "kit.undecipherable"
    message = "这项加密内容无法解开：密钥不对或内容已损坏，请联系系统管理员。"


def encrypt(text: str) -> str:
    """Encrypt with the newest of ``FIELD_KEYS`` (AES-256-GCM, a fresh nonce each time)."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = _ciphers(tuple(settings.FIELD_KEYS))[0].encrypt(nonce, text.encode(), None)
    return base64.b64encode(nonce + sealed).decode()


def decrypt(token: str) -> str:
    """Decrypt with whichever of ``FIELD_KEYS`` fits."""
    return _open(token, _ciphers(tuple(settings.FIELD_KEYS)))


def is_under_newest_key(token: str) -> bool:
    """Tell whether the newest key opens the token, so that older ones may go."""
    try:
        _open(token, _ciphers(tuple(settings.FIELD_KEYS))[:1])
    except UndecipherableError:
        return False
    return True


def blind_index(text: str, *, purpose: str) -> str:
    """Return a keyed digest, under the newest key, to be kept beside an encrypted value."""
    return list_blind_indexes(text, purpose=purpose)[0]


def list_blind_indexes(text: str, *, purpose: str) -> list[str]:
    """Return the digests that find the value, also where an older key made it."""
    return [
        hmac.new(
            _derive(key, f"blind-index/{purpose}"), text.encode(), hashlib.sha256
        ).hexdigest()
        for key in settings.FIELD_KEYS
    ]


def mask_mobile(number: str) -> str:
    """Return e.g. ``138****5678``; anything shorter is hidden as a whole."""
    digits = number.strip()
    if len(digits) < MOBILE_LENGTH:
        return "*" * len(digits)
    return f"{digits[:3]}****{digits[-4:]}"


def mask_account(number: str) -> str:
    """Return an account number with only its last four characters."""
    digits = number.strip()
    return f"****{digits[-4:]}" if len(digits) > 8 else "*" * len(digits)


class EncryptedTextField(models.TextField[str, str]):
    """Text that the database only ever sees encrypted; empty stays empty.

    ``index`` names the column of its blind index and the purpose of that; a change of
    the key computes it again.
    """

    def __init__(
        self, *args: Any, index: tuple[str, str] | None = None, **kwargs: Any
    ) -> None:
        self.index = index
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return encrypt(text) if text else text

    def get_lookup(self, lookup_name: str) -> type[Lookup[Any]] | None:
        # The same text encrypts to another token each time, so a comparison would
        # silently find nothing.
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: look it up by blind_index")
        return super().get_lookup(lookup_name)

    def from_db_value(
        self, value: str | None, expression: object, connection: BaseDatabaseWrapper
    ) -> str | None:
        return decrypt(value) if value else value


def _open(token: str, ciphers: tuple[AESGCM, ...]) -> str:
    try:
        content = base64.b64decode(token, validate=True)
    except binascii.Error as error:
        raise UndecipherableError from error
    nonce, sealed = content[:NONCE_BYTES], content[NONCE_BYTES:]
    for cipher in ciphers:
        try:
            return cipher.decrypt(nonce, sealed, None).decode()
        except (InvalidTag, ValueError):
            continue
    raise UndecipherableError


@lru_cache(maxsize=8)
def _ciphers(secrets: tuple[str, ...]) -> tuple[AESGCM, ...]:
    return tuple(AESGCM(_derive(secret, "field")) for secret in secrets)


def _derive(secret: str, purpose: str) -> bytes:
    """Return 32 bytes for one purpose; the secret itself has full entropy."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).digest()

"""Signatures between the platform and a gateway that share a secret."""

import hashlib
import hmac
import time

LONGEST_SKEW_SECONDS = 300


def sign(body: bytes, *, secret: str, moment: int) -> str:
    """Return the HMAC-SHA256 over the moment and the body, in hexadecimal digits."""
    text = str(moment).encode() + b"." + body
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def check_signature(body: bytes, *, secret: str, moment: str, signature: str) -> bool:
    """Tell whether a body was signed with the secret, within five minutes of now."""
    if not secret or not moment.isascii() or not moment.isdigit() or len(moment) > 12:
        return False
    is_recent = abs(time.time() - int(moment)) <= LONGEST_SKEW_SECONDS
    expected = sign(body, secret=secret, moment=int(moment))
    return is_recent and hmac.compare_digest(expected, signature)

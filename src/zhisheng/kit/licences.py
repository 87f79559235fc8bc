"""The electronic business licence 电子营业执照: what a scan proves, signed by who checked it.

A service shows the code to scan and sends the browser back with a signed answer: which
enterprise, in which role, for which of our questions. Who the person is it does not say.
"""

import base64
import binascii
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from django.conf import settings

from zhisheng.kit.channels.signing import check_signature, sign
from zhisheng.kit.errors import DomainError

LONGEST_ANSWER = 2_000


class LicenceRole(StrEnum):
    LEGAL_REPRESENTATIVE = "legal_representative"
    # Somebody whom the licence lets scan; that alone makes no owner.
    AGENT = "agent"


class LicenceRefusedError(DomainError):
    code = "kit.licence_refused"
    message = "这次扫码的结果不能确认，可能已经过期。请重新扫码，或上传营业执照由监管部门审核。"


@dataclass(frozen=True, slots=True)
class LicenceProof:
    uscc: str
    role: LicenceRole


@dataclass(frozen=True, slots=True)
class LicenceService:
    """Where the code is shown, and the secret the answers are signed with."""

    address: str
    secret: str

    def name_scan_address(self, *, nonce: str, back: str) -> str:
        return f"{self.address}?{urlencode({'nonce': nonce, 'back': back})}"

    def sign_answer(self, claims: Mapping[str, str]) -> str:
        body = json.dumps(claims).encode()
        moment = int(time.time())
        signature = sign(body, secret=self.secret, moment=moment)
        return f"{base64.urlsafe_b64encode(body).decode()}.{moment}.{signature}"

    def read_answer(self, answer: str, *, nonce: str) -> LicenceProof:
        """Return what was proved if it is genuine, recent, and answers this question."""
        try:
            text, moment, signature = answer[:LONGEST_ANSWER].split(".")
            body = base64.b64decode(text, altchars=b"-_", validate=True)
            is_genuine = check_signature(
                body, secret=self.secret, moment=moment, signature=signature
            )
            claims = json.loads(body) if is_genuine else {}
            if not nonce or claims.get("nonce") != nonce:
                raise LicenceRefusedError
            return LicenceProof(str(claims["uscc"]), LicenceRole(claims["role"]))
        except (ValueError, TypeError, KeyError, binascii.Error) as error:
            raise LicenceRefusedError from error


def get_licence_service() -> LicenceService | None:
    """Return the service of this installation, the local stand-in, or nothing."""
    known = settings.LICENCE
    return LicenceService(known["address"], known["secret"]) if known else None


def has_licence_stand_in() -> bool:
    """Tell whether a page of this machine plays the service: in a demo or DEBUG alone."""
    is_trial = settings.DEBUG or settings.DEMO
    return bool(is_trial and settings.LICENCE.get("stand_in"))

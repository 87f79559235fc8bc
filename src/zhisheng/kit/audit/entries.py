"""Write audit entries inside a service's transaction, and read them back."""

import re
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils.translation import gettext_noop

from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.crypto import mask_mobile

if TYPE_CHECKING:
    from django.contrib.auth.models import _User

SYSTEM_LABEL = gettext_noop("系统")
LABEL_LENGTH = 200
MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")

_organisation_code: ContextVar[str] = ContextVar("organisation_code", default="")


@contextmanager
def acting_for(organisation_code: str) -> Generator[None]:
    """Name the organisation on whose behalf the entries of this block are written."""
    token = _organisation_code.set(organisation_code)
    try:
        yield
    finally:
        _organisation_code.reset(token)


def get_acting_organisation() -> str:
    """Return the code of the organisation that is acted for, empty where none is named."""
    return _organisation_code.get()


def record(
    *,
    action: str,
    subject: models.Model | None = None,
    actor: "_User | None" = None,
    old: object = None,
    new: object = None,
    counts: Mapping[str, int] | None = None,
    rows_hash: str = "",
    proxy_for: str = "",
) -> AuditEntry:
    """Write one entry; it is rolled back with the act it tells of.

    ``proxy_for`` names whom the actor is authorised to act for.
    """
    with transaction.atomic():
        return AuditEntry.objects.create(
            action=action,
            actor=actor,
            actor_label=_label(actor, proxy_for),
            organisation_code=get_acting_organisation(),
            subject_type="" if subject is None else subject._meta.label_lower,
            subject_code=_code_of(subject),
            old=mask_personal(old),
            new=mask_personal(new),
            counts=counts,
            rows_hash=rows_hash,
        )


def list_entries_for_subject(subject: models.Model) -> models.QuerySet[AuditEntry]:
    """Return the subject's timeline, newest first."""
    return AuditEntry.objects.filter(
        subject_type=subject._meta.label_lower, subject_code=_code_of(subject)
    ).order_by("-at", "-pk")


def list_entries_by(actor: "_User") -> models.QuerySet[AuditEntry]:
    """Return what a person did, newest first."""
    return AuditEntry.objects.filter(actor=actor).order_by("-at", "-pk")


def mask_personal(value: object) -> object:
    """Return the value with every mobile number masked, however deep it stands."""
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, Mapping):
        return {str(name): mask_personal(inner) for name, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [mask_personal(inner) for inner in value]
    return value


def mask_text(text: str) -> str:
    # PostgreSQL's jsonb refuses the NUL character.
    return MOBILE.sub(lambda found: mask_mobile(found[0]), text.replace("\0", "\ufffd"))


def _label(actor: "_User | None", proxy_for: str) -> str:
    if actor is None:
        return SYSTEM_LABEL
    name = f"{actor}（授权代办：{proxy_for}）" if proxy_for else str(actor)
    return mask_text(name)[:LABEL_LENGTH]


def _code_of(subject: models.Model | None) -> str:
    if subject is None:
        return ""
    return str(getattr(subject, "code", subject.pk))

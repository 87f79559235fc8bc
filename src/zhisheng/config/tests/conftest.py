"""The cast of the apps."""

from zhisheng.apps.conftest import (
    administrator,
    body_organisation,
    fast_passwords,
    make_token,
    owner,
    owner_organisation,
    reference,
)

__all__ = [
    "administrator",
    "body_organisation",
    "fast_passwords",
    "make_token",
    "owner",
    "owner_organisation",
    "reference",
]

"""Asking for a code as a browser does, and reading what the telephone received."""

import re

from django.urls import reverse

from zhisheng.kit.channels import LocalDelivery
from zhisheng.kit.jobs import run_pending

ASK = reverse("accounts:sign_in_mobile")
ENTER = reverse("accounts:sign_in_code")
NUMBER, UNKNOWN = "13800000001", "13800000002"
LOCAL = {"text": {"adapter": "local"}}


def ask(client, mobile=NUMBER, **more):
    return client.post(ASK, {"mobile": mobile, **more})


def read_digits():
    """Let the worker send what waits and return the digits of the newest text."""
    run_pending()
    newest = LocalDelivery.objects.first()
    return re.search(r"[0-9]{6}", newest.text)[0] if newest else ""


def enter(client, digits):
    return client.post(ENTER, {"digits": digits})


def differ(digits):
    """Return six other digits."""
    return f"{(int(digits) + 1) % 10**6:06}"


def is_signed_in(client):
    return "_auth_user_id" in client.session

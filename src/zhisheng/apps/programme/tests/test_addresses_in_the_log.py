"""A link that proves who answers does not stand in the log, where others could use it."""

import logging
from logging.config import DictConfigurator

import pytest
from django.conf import settings
from django.urls import reverse

from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import Proof
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.programme.tests.workbooks import make_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(caplog):
    """Return a function that reads the log as the settings have it written."""
    made = DictConfigurator(settings.LOGGING)
    formatter = made.configure_formatter(settings.LOGGING["formatters"]["plain"])
    return lambda: "\n".join(formatter.format(one) for one in caplog.records)


def test_a_refused_link_stands_in_the_log_without_its_token(client, put_in, log):
    put_in([make_line(1)])
    address = services.write_confirmation_address(
        Engagement.objects.get().pk, proof=Proof.TEXT
    )
    token = address.rstrip("/").rpartition("/")[2]

    refused = client.post("/" + address.split("/", 3)[3], {"answer": "wrong"})

    assert refused.status_code == 422
    assert "Unprocessable Entity: /programme/confirm/***/" in log()
    assert token not in log()


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("programme:open_link", "/programme/link/L-1/"),
        ("accounts:password_link", "/account/password/L-1/"),
        ("accounts:open_link", "/account/invitation/L-1/"),
    ],
)
def test_a_secret_does_not_stand_in_the_log(log, name, start):
    secret = "aB3_-" * 5
    address = reverse(name, args=["L-1", secret])
    logger = logging.getLogger("django.request")

    logger.warning("Not Found: %s", address)
    logger.warning("Not Found: /sign-in/login/?next=%s", address.replace("/", "%2F"))

    assert address.startswith(start)
    assert log().count("***") == 2
    assert secret not in log()


def test_a_trace_tells_no_token(log):
    try:
        raise RuntimeError("/programme/confirm/" + "x" * 30 + "/")
    except RuntimeError:
        logging.getLogger("django.request").exception("Internal Server Error")

    assert "RuntimeError: /programme/confirm/***/" in log()


def test_other_addresses_stand_as_they_are(log):
    address = "/programme/tasks/rw-2024-0001-0001-0001/12/confirm/"
    logging.getLogger("django.request").warning("Forbidden: %s", address)

    assert address in log()

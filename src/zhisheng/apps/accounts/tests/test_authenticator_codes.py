"""A code of the authenticator app counts while it is shown, and once."""

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)

pytestmark = pytest.mark.django_db
STEP = 30
NOW = STEP * 57_000_000


@pytest.mark.parametrize("seconds_later", [0, 1, 29, 30, 31, 59, 60, 90])
def test_a_code_counts_once(officer_county, seconds_later):
    secret = generate_totp_secret()
    app = TOTP.activate(officer_county, secret)
    code = format_hotp_value(hotp_value(secret, NOW // STEP))

    with time_machine.travel(NOW, tick=False) as clock:
        assert app.validate_code(code) is True
        clock.shift(seconds_later)
        assert app.validate_code(code) is False


@pytest.mark.parametrize("steps_ago", [-2, -1, 1, 2])
def test_a_code_of_another_step_does_not_count(officer_county, steps_ago):
    secret = generate_totp_secret()
    app = TOTP.activate(officer_county, secret)
    code = format_hotp_value(hotp_value(secret, NOW // STEP - steps_ago))

    with time_machine.travel(NOW, tick=False):
        assert app.validate_code(code) is False

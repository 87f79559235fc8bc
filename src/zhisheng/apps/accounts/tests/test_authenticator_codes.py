"""A code of the authenticator app counts a little longer than it is shown, and once."""

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


@pytest.mark.parametrize(
    ("steps_ago", "is_taken"),
    [(-2, False), (-1, True), (0, True), (1, True), (2, False)],
)
def test_the_code_of_the_neighbouring_step_counts_once(
    officer_county, steps_ago, is_taken
):
    secret = generate_totp_secret()
    app = TOTP.activate(officer_county, secret)
    code = format_hotp_value(hotp_value(secret, NOW // STEP - steps_ago))

    with time_machine.travel(NOW, tick=False):
        assert app.validate_code(code) is is_taken
        assert app.validate_code(code) is False

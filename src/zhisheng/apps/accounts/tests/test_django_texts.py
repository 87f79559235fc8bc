"""What Django itself says on our pages is Chinese, in words of ours where it has none."""

import re
from decimal import Decimal

import pytest
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core import validators
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import translation

from zhisheng.apps.accounts.models import User

COUNTED = {"max": 3, "length": 4}
CHINESE = re.compile("[\u4e00-\u9fff]")


def list_fields(module):
    return [
        field
        for field in vars(module).values()
        if isinstance(field, type) and issubclass(field, (forms.Field, models.Field))
    ]


@pytest.mark.parametrize("field", list_fields(forms) + list_fields(models))
def test_every_message_of_a_field_is_chinese(field):
    texts = {
        # A message that counts is empty until it is given its number.
        str(message) or str(message % COUNTED)
        for message in field.default_error_messages.values()
    }

    assert {text for text in texts if not CHINESE.search(text)} == set()


@pytest.mark.parametrize(
    ("validator", "value"),
    [
        (validators.MinLengthValidator(3), "a"),
        (validators.MaxLengthValidator(3), "abcd"),
        (validators.MinValueValidator(3), 1),
        (validators.MaxValueValidator(3), 4),
        (validators.DecimalValidator(3, 1), Decimal("1234.56")),
        (validators.FileExtensionValidator(["csv"]), type("File", (), {"name": "a.b"})),
        (validators.ProhibitNullCharactersValidator(), "a\x00"),
    ],
)
def test_every_message_of_a_validator_is_chinese(validator, value):
    with pytest.raises(ValidationError) as refusal:
        validator(value)

    assert all(map(CHINESE.search, refusal.value.messages))


def test_every_weakness_of_a_password_is_told_in_chinese():
    user = User(username="12345", name="刘丽")

    with pytest.raises(ValidationError) as refusal:
        validate_password("12345", user)

    assert refusal.value.messages == [
        "密码跟 用户名 太相似了。",
        "密码太短，至少要有 8 个字。",
        "这个密码太常见了。",
        "密码只包含数字。",
    ]


def test_and_in_english():
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        validate_password("xq7!", User(username="liuli"))

    assert refusal.value.messages == [
        "This password is too short. It must contain at least 8 characters."
    ]


@pytest.mark.django_db
def test_the_command_line_tells_it_in_chinese(tmp_path):
    file = tmp_path / "password"
    file.write_text("xq7!", encoding="utf-8")

    with pytest.raises(CommandError, match=r"^密码太短，至少要有 8 个字。$"):
        call_command("administrator", "chenchen", name="陈晨", password_file=file)

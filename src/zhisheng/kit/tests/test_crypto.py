import pytest
from django.core.exceptions import FieldError
from django.db import models
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from zhisheng.kit import crypto


@pytest.fixture(autouse=True)
def own_keys(settings):
    settings.FIELD_KEYS = ["newest", "oldest"]


@given(st.text(min_size=1).filter(lambda text: text.isprintable()))
def test_opens_what_it_closed(text):
    assert crypto.decrypt(crypto.encrypt(text)) == text


def test_same_text_is_closed_differently_each_time():
    assert crypto.encrypt("13812345678") != crypto.encrypt("13812345678")


def test_key_added_in_front_still_opens_old_values(settings):
    token = crypto.encrypt("13812345678")
    settings.FIELD_KEYS = ["brand new", *settings.FIELD_KEYS]

    assert crypto.decrypt(token) == "13812345678"
    assert not crypto.is_under_newest_key(token)
    renewed = crypto.encrypt(crypto.decrypt(token))
    assert crypto.is_under_newest_key(renewed)
    settings.FIELD_KEYS = ["brand new"]
    assert crypto.decrypt(renewed) == "13812345678"


def test_value_of_an_unknown_key_is_refused(settings):
    token = crypto.encrypt("13812345678")
    settings.FIELD_KEYS = ["other"]

    with pytest.raises(crypto.UndecipherableError):
        crypto.decrypt(token)


def test_blind_index_is_found_after_a_new_key_and_differs_by_purpose(settings):
    settings.FIELD_KEYS = ["old"]
    index = crypto.blind_index("13812345678", purpose="mobile")
    assert index != crypto.blind_index("13812345678", purpose="account")

    settings.FIELD_KEYS = ["brand new", "old"]

    found = crypto.list_blind_indexes("13812345678", purpose="mobile")
    assert found == [crypto.blind_index("13812345678", purpose="mobile"), index]
    settings.FIELD_KEYS = ["brand new"]
    assert crypto.blind_index("13812345678", purpose="mobile") == found[0]


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812345678", "138****5678"),
        ("+8613812345678", "+86****5678"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_masks_mobile_numbers(number, masked):
    assert crypto.mask_mobile(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"), [("6222020200112233", "****2233"), ("12345678", "********")]
)
def test_masks_account_numbers(number, masked):
    assert crypto.mask_account(number) == masked


def test_field_encrypts_on_the_way_in_and_opens_on_the_way_out():
    field = crypto.EncryptedTextField()

    stored = field.get_prep_value("13812345678")

    assert "138" not in stored[:3]
    assert field.from_db_value(stored, None, None) == "13812345678"
    assert field.get_prep_value("") == ""
    assert field.from_db_value(None, None, None) is None


def test_field_refuses_comparisons_that_would_find_nothing():
    with isolate_apps("zhisheng.kit"):

        class Person(models.Model):
            mobile = crypto.EncryptedTextField()

            class Meta:
                app_label = "kit"

            def __str__(self):
                return "person"

        with pytest.raises(FieldError, match="blind_index"):
            Person.objects.filter(mobile="13812345678")
        assert "IS NULL" in str(Person.objects.filter(mobile__isnull=True).query)

"""Proving by a code that a mobile number is one's own."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts import services
from zhisheng.apps.accounts.errors import CodeRefusedError, MobileMissingError
from zhisheng.apps.accounts.models import Dispatch, MobileCode, User
from zhisheng.apps.accounts.selectors.mobile_codes import find_holder
from zhisheng.apps.accounts.services.merging import read_reach
from zhisheng.apps.accounts.tests.factories import UserFactory
from zhisheng.apps.accounts.tests.mobile import NUMBER, differ, read_digits
from zhisheng.kit import rotation
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import RateLimitedError

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("local_texts")]
VERIFY = reverse("accounts:verify_mobile")
CONFIRM = reverse("accounts:confirm_mobile")


@pytest.fixture
def person(client):
    found = UserFactory(name="王强")
    save_profile(found, NUMBER)
    client.force_login(found, backend="django.contrib.auth.backends.ModelBackend")
    return found


def save_profile(person, mobile):
    services.update_profile(
        name="王强", mobile=mobile, language="zh-hans", large_type=False, actor=person
    )


def verify(person, address="203.0.113.7"):
    asked = services.ask_verification_code(address=address, actor=person)
    return asked.code, read_digits()


def test_a_number_is_verified_on_the_profile_page(client, person):
    assert "发验证码到我的手机" in client.get(reverse("accounts:me")).content.decode()

    assert client.post(VERIFY).url == CONFIRM
    digits = read_digits()
    assert client.post(CONFIRM, {"digits": differ(digits)}).status_code == 422
    assert client.post(CONFIRM, {"digits": digits}).url == reverse("accounts:me")

    person.refresh_from_db()
    assert person.verified_mobile == NUMBER
    assert "已验证" in client.get(reverse("accounts:me")).content.decode()
    entry = AuditEntry.objects.get(action="accounts.mobile_verified")
    assert entry.new == {"mobile": "138****0001", "taken_from": []}


def test_texts_go_to_a_verified_number_alone(person):
    assert read_reach([person])[person.pk].addresses == {}

    code, digits = verify(person)
    services.verify_mobile(code=code, digits=digits, actor=person)

    assert read_reach([person])[person.pk].addresses == {"text": NUMBER}
    save_profile(person, "13800000009")
    assert read_reach([person])[person.pk].addresses == {}
    assert person.mobile_verified_at is None


def test_saving_the_same_number_keeps_it_verified(person):
    code, digits = verify(person)
    services.verify_mobile(code=code, digits=digits, actor=person)

    save_profile(person, NUMBER)

    assert User.objects.get(pk=person.pk).verified_mobile == NUMBER


def test_a_number_leads_to_who_proved_it_last(person):
    former = UserFactory(mobile=NUMBER)
    code, digits = verify(person)

    services.verify_mobile(code=code, digits=digits, actor=person)

    former.refresh_from_db()
    assert former.verified_mobile == ""
    assert former.mobile == NUMBER
    entry = AuditEntry.objects.get(action="accounts.mobile_verified")
    assert entry.new["taken_from"] == [former.code]


def test_a_code_for_another_number_or_person_proves_nothing(person):
    code, digits = verify(person)
    other = UserFactory(mobile="13800000007")

    with pytest.raises(CodeRefusedError):
        services.verify_mobile(code=code, digits=digits, actor=other)
    code, digits = again(person)
    save_profile(person, "13800000009")
    with pytest.raises(CodeRefusedError):
        services.verify_mobile(code=code, digits=digits, actor=person)

    assert User.objects.get(pk=person.pk).mobile_verified_at is None


def again(person):
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        return verify(person)


def test_a_code_to_sign_in_verifies_nothing(person):
    holder = UserFactory(mobile="13800000007")
    asked = services.ask_sign_in_code(mobile="13800000007", address="203.0.113.7")
    digits = read_digits()

    with pytest.raises(CodeRefusedError):
        services.verify_mobile(code=asked.code, digits=digits, actor=holder)
    code, digits = verify(person)
    with pytest.raises(CodeRefusedError):
        services.redeem_sign_in_code(code=code, digits=digits)


def test_without_a_number_nothing_is_sent(client, person):
    save_profile(person, "")

    with pytest.raises(MobileMissingError):
        services.ask_verification_code(address="203.0.113.7", actor=person)
    assert client.post(VERIFY).status_code == 422
    assert (MobileCode.objects.count(), Dispatch.objects.count()) == (0, 0)


def test_a_person_cannot_flood_many_numbers(person):
    for one in range(10):
        save_profile(person, f"139{one:08d}")
        services.ask_verification_code(address="203.0.113.7", actor=person)
    save_profile(person, "13900000099")

    with pytest.raises(RateLimitedError):
        services.ask_verification_code(address="203.0.113.7", actor=person)
    assert MobileCode.objects.count() == 10


def test_confirming_without_a_request_leads_back(client, person):
    assert client.get(CONFIRM).url == reverse("accounts:me")


def test_a_number_is_found_before_and_after_the_old_key_is_dropped(settings):
    settings.FIELD_KEYS = ["old"]
    holder = UserFactory(mobile=NUMBER)
    assert find_holder(NUMBER) == holder

    settings.FIELD_KEYS = ["new", "old"]
    assert find_holder(NUMBER) == holder

    rotation.rotate_keys(report=lambda *_: None)
    assert find_holder(NUMBER) == holder
    settings.FIELD_KEYS = ["new"]
    assert find_holder(NUMBER) == holder
    assert find_holder("13800000002") is None

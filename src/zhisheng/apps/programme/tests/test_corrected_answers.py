"""An enterprise corrects what it said of a help; both stay, and everybody concerned hears."""

import pytest
from django.urls import reverse

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import Proof
from zhisheng.apps.programme.errors import (
    AnswerReasonTooLongError,
    ConfirmationOpenError,
    OwnHelpError,
    ReasonMissingError,
)
from zhisheng.apps.programme.models import AnswerCorrection, Engagement
from zhisheng.apps.programme.tests.workbooks import make_line
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
REASON = "点错了，那天没有人来过"


@pytest.fixture
def engagement(put_in, owner_organisation, county_unit):
    put_in([make_line(1)])
    Enterprise.unscoped.update(organisation=owner_organisation, unit=county_unit)
    return Engagement.objects.get()


@pytest.fixture
def address(engagement):
    return "/" + services.write_confirmation_address(engagement.pk).split("/", 3)[3]


def confirm(engagement, actor, *, is_right=True):
    return services.answer_confirmation(
        engagement=engagement, is_right=is_right, proof=Proof.ACCOUNT, actor=actor
    )


def correct(engagement, actor, reason=REASON):
    return services.correct_confirmation(
        engagement=engagement, reason=reason, actor=actor
    )


def reload(engagement):
    return Engagement.objects.get(pk=engagement.pk)


def count(body_user):
    counts = selectors.count_confirmed_for(actor=body_user, year=2024)
    return counts["confirmed"], counts["disputed"]


def test_a_yes_is_corrected_and_both_stay(engagement, owner, body_user, officer_county):
    confirmed = confirm(engagement, owner)
    assert count(body_user) == (1, 0)
    before = Message.objects.count()

    corrected = correct(engagement, owner, f" {REASON} ")

    assert (corrected.is_confirmed, corrected.confirmed_note) == (False, REASON)
    assert corrected.confirmation_proof == Proof.ACCOUNT
    assert count(body_user) == (0, 1)
    kept = AnswerCorrection.objects.get()
    assert (kept.was_right, kept.was_answered_at) == (True, confirmed.confirmed_at)
    assert (kept.reason, kept.corrected_by) == (REASON, owner)
    told = Message.objects.order_by("pk")[before:]
    assert {one.recipient for one in told} == {body_user, officer_county}
    entry = AuditEntry.objects.get(action="programme.help_answer_corrected")
    assert (entry.old, entry.new["is_right"]) == ({"is_right": True}, False)


def test_it_is_turned_round_again(engagement, owner, body_user):
    confirm(engagement, owner)
    correct(engagement, owner)

    correct(engagement, owner, "原来那次是对的")

    assert count(body_user) == (1, 0)
    assert reload(engagement).confirmed_note == ""
    kept = AnswerCorrection.objects.values_list("was_right", "was_note")
    assert list(kept) == [(False, REASON), (True, "")]


def test_a_no_that_is_answered_anew_is_kept_too(engagement, owner):
    services.answer_confirmation(
        engagement=engagement, is_right=False, note="没有来过",
        proof=Proof.ACCOUNT, actor=owner,
    )  # fmt: skip

    confirm(engagement, owner)

    kept = AnswerCorrection.objects.get()
    assert (kept.was_right, kept.was_note, kept.reason) == (False, "没有来过", "")


@pytest.mark.parametrize("who", ["body_user", "officer_county", "expert"])
def test_nobody_else_corrects_it(request, engagement, owner, who):
    confirm(engagement, owner)
    entries = AuditEntry.objects.count()

    with pytest.raises(OwnHelpError):
        correct(engagement, request.getfixturevalue(who))

    assert reload(engagement).is_proven
    assert not AnswerCorrection.objects.exists()
    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize(
    ("reason", "error"),
    [(" ", ReasonMissingError), ("错" * 301, AnswerReasonTooLongError)],
)
def test_a_correction_wants_a_reason_that_fits(engagement, owner, reason, error):
    confirm(engagement, owner)

    with pytest.raises(error):
        correct(engagement, owner, reason)

    assert reload(engagement).is_proven
    assert not AnswerCorrection.objects.exists()


def test_what_nobody_proved_is_answered_and_not_corrected(engagement, owner):
    for proof in (None, Proof.NONE):
        if proof is not None:
            services.answer_confirmation(
                engagement=engagement, is_right=True, proof=proof, actor=None
            )
        with pytest.raises(ConfirmationOpenError):
            correct(engagement, owner)
    assert not AnswerCorrection.objects.exists()


def test_the_owner_corrects_it_on_the_page(
    client, engagement, address, owner, body_user
):
    confirm(engagement, owner)
    assert "更正为不属实" not in client.get(address).content.decode()
    client.force_login(owner)
    assert "更正为不属实" in client.get(address).content.decode()
    helpers = client.get(reverse("programme:helpers")).content.decode()
    assert "查看或更正" in helpers

    unsaid = client.post(address, {"correct": "1", "reason": " "})
    assert unsaid.status_code == 422
    assert "请写明为什么更正。" in unsaid.content.decode()
    assert reload(engagement).is_proven
    said = client.post(address, {"correct": "1", "reason": REASON}, follow=True)

    page = said.content.decode()
    assert "已更正，原来的答复和原因留在记录里。" in page
    assert f"更正：{REASON}" in page
    client.force_login(body_user)
    link = reverse("programme:confirmation_link", args=[engagement.pk])
    assert f"更正：{REASON}" in client.get(link).content.decode()


def test_who_holds_the_link_alone_corrects_nothing(client, engagement, address, owner):
    confirm(engagement, owner)

    client.post(address, {"correct": "1", "reason": REASON})

    assert reload(engagement).is_proven
    assert not AnswerCorrection.objects.exists()

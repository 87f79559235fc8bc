"""What must hold when several people or programs act in the same moment."""

import pytest
from django.db import connection

from zhisheng.apps.accounts import services
from zhisheng.apps.accounts.errors import InvitationUsedError, LastLeaderError
from zhisheng.apps.accounts.models import ApiToken, Membership, User
from zhisheng.apps.accounts.selectors.mobile_codes import find_holder
from zhisheng.apps.accounts.tests.factories import UserFactory, make_person
from zhisheng.apps.accounts.tests.mobile import NUMBER
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import RateLimitedError
from zhisheng.kit.tests.at_once import run_at_once

CALLERS = 8

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(autouse=True)
def on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("the SQLite test database lives in one connection")


def test_limit_holds_for_calls_at_once(body_organisation, body_user):
    issued = services.create_token(
        organisation=body_organisation,
        name="接口",
        scopes=[],
        lifetime_days=1,
        requests_per_minute=5,
        actor=body_user,
    )

    def call(text):
        try:
            return services.use_token(text) is not None
        except RateLimitedError:
            return False

    passed = run_at_once(call, [issued.text] * CALLERS)

    assert passed.count(True) == 5
    assert ApiToken.objects.get().window_count == 5


def test_of_those_who_prove_a_number_at_once_one_holds_it():
    people = [UserFactory.create() for _person in range(CALLERS)]

    def hold(person):
        return services.hold_mobile(user=person, mobile=NUMBER, actor=person)

    assert sorted(one.pk for one in run_at_once(hold, people)) == sorted(
        one.pk for one in people
    )
    (holder,) = User.objects.filter(mobile_verified_at__isnull=False)
    assert holder.verified_mobile == NUMBER
    assert find_holder(NUMBER) == holder
    told = AuditEntry.objects.filter(action="accounts.mobile_verified").order_by("pk")
    taken_from = [one.new["taken_from"] for one in told]
    # Each took it from the one before.
    assert taken_from == [[], *([one.actor.code] for one in list(told)[:-1])]


def test_an_account_closed_twice_at_once_is_closed_once(owner, owner_organisation):
    make_person("刘立", owner_organisation, "owner")

    def close(number):
        services.close_account(actor=User.objects.get(pk=owner.pk))

    run_at_once(close, range(CALLERS))

    closed = User.objects.get(pk=owner.pk)
    assert (closed.name, closed.is_active) == ("", False)
    assert AuditEntry.objects.filter(action="accounts.account_closed").count() == 1
    assert not Membership.objects.filter(user=closed, ended_at=None).exists()


def test_of_two_leaders_who_close_at_once_one_stays(owner, owner_organisation):
    other = make_person("刘立", owner_organisation, "owner")

    def close(person):
        try:
            services.close_account(actor=person)
        except LastLeaderError:
            return False
        return True

    assert sorted(run_at_once(close, [owner, other])) == [False, True]
    assert User.objects.filter(pk__in=[owner.pk, other.pk], is_active=True).count() == 1
    left = Membership.objects.get(organisation=owner_organisation, ended_at=None)
    assert left.user.is_active
    assert AuditEntry.objects.filter(action="accounts.account_closed").count() == 1


def test_one_of_two_who_accept_at_once_joins(owner, owner_organisation):
    issued = services.invite(
        organisation=owner_organisation, role="worker", actor=owner
    )
    people = [UserFactory.create() for _person in range(CALLERS)]

    def accept(person):
        try:
            services.accept_invitation(
                code=issued.invitation.code, secret=issued.secret, actor=person
            )
        except InvitationUsedError:
            return False
        return True

    assert run_at_once(accept, people).count(True) == 1
    assert Membership.objects.filter(role="worker").count() == 1

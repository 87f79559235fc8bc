"""An owner lets another person act for the enterprise until a day."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from zhisheng.apps.accounts import selectors, services
from zhisheng.apps.accounts.errors import (
    AlreadyMemberError,
    InvitationExpiredError,
    RoleNotForOrganisationError,
)
from zhisheng.apps.accounts.models import Dispatch, Invitation, Membership
from zhisheng.apps.accounts.tests.factories import UserFactory
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError, RateLimitedError

pytestmark = pytest.mark.django_db
TODAY, LAST = "2026-03-02T10:00+08:00", date(2026, 6, 30)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TODAY, tick=False) as found:
        yield found


@pytest.fixture
def bookkeeper(stranger_owner):
    """Return somebody who owns another enterprise."""
    return stranger_owner


def authorise(organisation, actor, **changes):
    terms = {"invitee": "何会", "until": LAST, **changes}
    return services.authorise_proxy(organisation=organisation, **terms, actor=actor)


def accept(issued, actor):
    return services.accept_invitation(
        code=issued.invitation.code, secret=issued.secret, actor=actor
    )


@pytest.fixture
def proxy(owner_organisation, owner, bookkeeper):
    return accept(authorise(owner_organisation, owner), bookkeeper)


def test_a_proxy_acts_until_the_last_day_and_not_one_longer(
    proxy, bookkeeper, owner_organisation, clock
):
    assert (proxy.role, proxy.until) == ("proxy", LAST)
    clock.move_to("2026-06-30T23:59+08:00")
    assert selectors.get_scope(bookkeeper).holds(owner_organisation.pk, {"proxy"})

    clock.move_to("2026-07-01T00:00+08:00")

    scope = selectors.get_scope(bookkeeper)
    assert scope.roles == {"owner"}
    assert owner_organisation.pk not in scope.organisation_ids
    acting = selectors.list_organisations_acted_for(bookkeeper, {"proxy"})
    assert list(acting) == []
    assert selectors.name_represented(bookkeeper, owner_organisation.pk) == ""


def test_a_link_is_good_no_longer_than_what_it_opens(
    client, owner, owner_organisation, clock
):
    clock.move_to("2026-06-28T10:00+08:00")

    issued = authorise(owner_organisation, owner)

    assert f"{issued.invitation.expires_at}" == "2026-07-01 00:00:00+08:00"
    client.force_login(owner)
    page = reverse("accounts:organisation", args=[owner_organisation.code])
    assert "2026年7月1日前有效" in client.get(page).content.decode()


def test_both_sides_see_it_while_it_lasts(
    client, proxy, owner, bookkeeper, owner_organisation, clock
):
    page = reverse("accounts:organisation", args=[owner_organisation.code])
    pages = [(owner, page), (bookkeeper, reverse("accounts:me"))]

    for person, address in pages:
        client.force_login(person)
        text = client.get(address).content.decode()
        assert "授权代办人" in text
        assert "到2026年6月30日" in text
    clock.move_to("2026-07-01T10:00+08:00")
    for person, address in pages:
        client.force_login(person)
        assert "授权代办人" not in client.get(address).content.decode()


@pytest.mark.parametrize("by", ["owner", "bookkeeper"])
def test_either_side_ends_it_before(request, proxy, bookkeeper, owner_organisation, by):
    services.end_membership(membership=proxy, actor=request.getfixturevalue(by))

    assert not selectors.get_scope(bookkeeper).holds(owner_organisation.pk, {"proxy"})


def test_a_proxy_looks_after_nothing(proxy, bookkeeper, owner_organisation, expert):
    assert not selectors.may_administer(bookkeeper, owner_organisation)
    assert not selectors.may_invite(bookkeeper, owner_organisation)
    for act in (
        lambda: authorise(owner_organisation, bookkeeper),
        lambda: services.invite(
            organisation=owner_organisation, role="worker", actor=bookkeeper
        ),
        lambda: services.create_token(
            organisation=owner_organisation, name="x", scopes=[], lifetime_days=1,
            actor=bookkeeper,
        ),
    ):  # fmt: skip
        with pytest.raises(ForbiddenError):
            act()


@pytest.mark.parametrize(
    "who", ["worker", "stranger_owner", "officer_county", "administrator"]
)
def test_the_owner_alone_authorises(request, owner, owner_organisation, who):
    actor = request.getfixturevalue(who)

    with pytest.raises(ForbiddenError):
        authorise(owner_organisation, actor)
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("until", [date(2026, 3, 1), date(2027, 3, 4)])
def test_the_last_day_is_within_a_year(owner, owner_organisation, until):
    with pytest.raises(FieldsRefusedError) as refused:
        authorise(owner_organisation, owner, until=until, mobile="123")

    assert sorted(refused.value.refusals) == ["mobile", "until"]
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("until", [date(2026, 3, 2), date(2027, 3, 3)])
def test_the_first_and_the_longest_term_are_taken(owner, owner_organisation, until):
    assert authorise(owner_organisation, owner, until=until).invitation.until == until


def test_an_authorisation_that_is_over_cannot_be_accepted(
    owner, owner_organisation, bookkeeper, clock
):
    issued = authorise(owner_organisation, owner, until=date(2026, 3, 3))
    clock.move_to("2026-03-04T00:00+08:00")

    with pytest.raises(InvitationExpiredError):
        accept(issued, bookkeeper)


def test_the_same_person_again_after_the_end(
    proxy, owner, owner_organisation, bookkeeper, clock
):
    with pytest.raises(AlreadyMemberError):
        accept(authorise(owner_organisation, owner), bookkeeper)
    clock.move_to("2026-07-01T10:00+08:00")

    again = accept(
        authorise(owner_organisation, owner, until=date(2026, 12, 31)), bookkeeper
    )

    assert again.until == date(2026, 12, 31)
    ended = Membership.objects.get(pk=proxy.pk)
    assert ended.ended_at is not None


def test_nobody_becomes_a_proxy_without_a_last_day(owner, owner_organisation, expert):
    with pytest.raises(RoleNotForOrganisationError):
        services.invite(organisation=owner_organisation, role="proxy", actor=owner)
    with pytest.raises(ForbiddenError):
        services.add_membership(
            user=expert, organisation=owner_organisation, role="proxy", actor=owner
        )


def test_the_link_goes_by_text_to_any_number_alike(client, owner, owner_organisation):
    client.force_login(owner)
    address = reverse("accounts:authorise", args=[owner_organisation.code])

    page = client.post(
        address, {"invitee": "何会", "until": "2026-06-30", "mobile": "138 0000 0002"}
    ).content.decode()

    dispatch = Dispatch.objects.get()
    assert (dispatch.address, dispatch.template) == ("13800000002", "task_link")
    assert "/account/invitation/I-" in dispatch.secret
    assert "链接已用短信发给对方" in page
    assert "/account/invitation/" not in page


def test_without_a_number_the_link_is_shown_once(client, owner, owner_organisation):
    client.force_login(owner)
    address = reverse("accounts:authorise", args=[owner_organisation.code])

    page = client.post(address, {"invitee": "何会", "until": "2026-06-30"})

    assert page.status_code == 200
    assert "http://testserver/account/invitation/I-" in page.content.decode()
    assert Dispatch.objects.count() == 0


def test_ten_texts_a_day(owner, owner_organisation):
    for one in range(10):
        authorise(owner_organisation, owner, mobile=f"139{one:08d}")

    with pytest.raises(RateLimitedError):
        authorise(owner_organisation, owner, mobile="13900000099")
    assert (Dispatch.objects.count(), Invitation.objects.count()) == (10, 10)


def test_the_entry_names_until_when(proxy, owner):
    entry = AuditEntry.objects.get(action="accounts.proxy_invited")

    assert (entry.actor, entry.new["until"]) == (owner, "2026-06-30")
    assert proxy.until - date(2026, 3, 2) == timedelta(days=120)


def test_an_owner_does_not_reset_the_password_of_a_proxy(owner, owner_organisation):
    helper = UserFactory(name="何会")
    accept(authorise(owner_organisation, owner), helper)

    with pytest.raises(ForbiddenError):
        services.issue_password_link(user=helper, actor=owner)


def test_after_the_last_day_the_own_employer_resets_the_password(
    owner, owner_organisation, stranger_owner, clock
):
    """A proxyship that ended by itself says nothing about whose account it is."""
    employer = stranger_owner.memberships.get().organisation
    helper = UserFactory(name="何会")
    Membership.objects.create(user=helper, organisation=employer, role="worker")
    accept(authorise(owner_organisation, owner), helper)
    with pytest.raises(ForbiddenError):
        services.issue_password_link(user=helper, actor=stranger_owner)
    clock.move_to("2026-07-01T00:00+08:00")

    secret = services.issue_password_link(user=helper, actor=stranger_owner)

    assert services.check_password_link(user_code=helper.code, secret=secret) == helper
    with pytest.raises(ForbiddenError):
        services.issue_password_link(user=helper, actor=owner)

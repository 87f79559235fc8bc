"""An enterprise says how things stand with it: what counts, since when, whose word."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.choices import EnterpriseStatus
from zhisheng.apps.registry.errors import EnterpriseEndedError, StatementReplacedError
from zhisheng.apps.registry.models import Statement
from zhisheng.apps.registry.personal import erase_statements
from zhisheng.apps.registry.services import statements
from zhisheng.apps.registry.tests.factories import GrantFactory, make_enterprise
from zhisheng.kit import facts
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import (
    FieldsRefusedError,
    ForbiddenError,
    NotFoundError,
    RateLimitedError,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
STOPPED = "registry.ordered_to_stop"
FAILED = "registry.sampling_failure"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 3, 2, 4, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def enterprise(owner_organisation):
    return make_enterprise(organisation=owner_organisation)


@pytest.fixture
def say(enterprise, owner):
    """Return a function that answers a topic in the name of the enterprise."""

    def state(topic="ordered_to_stop", answers=None, note="", actor=owner):
        return services.make_statement(
            enterprise=enterprise,
            topic=selectors.get_topic(topic),
            answers={STOPPED: False} if answers is None else answers,
            note=note,
            actor=actor,
        )

    return state


def ask(enterprise, fact=STOPPED, on=TODAY):
    return facts.ask([fact], [enterprise.pk], on).get(fact, enterprise.pk)


def show(enterprise, on=TODAY):
    return selectors.list_statements(enterprise.pk, on)


def list_entries():
    return AuditEntry.objects.filter(action__startswith="registry.stat")


def test_what_was_said_is_told_with_its_source_and_day(say, enterprise, owner):
    assert ask(enterprise) is facts.NOT_KNOWN

    said = say(note=" 去年整改过 ")

    table = facts.ask([STOPPED], [enterprise.pk], TODAY)
    assert table.find_source(STOPPED, enterprise.pk) == facts.Told(
        value=False, source="statement", on=TODAY
    )
    (view,) = show(enterprise)
    assert (view.code, view.note, view.stated_by) == (
        said.code,
        "去年整改过",
        owner.name,
    )
    assert (view.is_standing, view.is_stale, view.is_by_proxy) == (True, False, False)
    (entry,) = list_entries()
    assert (entry.action, entry.subject_code) == ("registry.stated", enterprise.code)
    assert (entry.old, entry.new["answers"]) == (None, {STOPPED: False})


def test_the_latest_counts_and_the_earlier_stays(say, enterprise, clock):
    say()
    clock.shift(3600)
    say(answers={STOPPED: True})

    assert ask(enterprise) is True
    assert [one.is_standing for one in show(enterprise)] == [True, False]
    first, second = list_entries().order_by("pk")
    assert second.old["answers"] == first.new["answers"]


def test_a_day_tells_what_counted_then(say, enterprise, clock):
    say()
    clock.move_to(datetime(2026, 4, 2, 4, tzinfo=UTC))
    later = say(answers={STOPPED: True})
    clock.move_to(datetime(2026, 5, 2, 4, tzinfo=UTC))
    services.withdraw_statement(statement=later, actor=later.stated_by)

    days = [date(2026, 3, 1), TODAY, date(2026, 4, 2), date(2026, 5, 2)]
    assert [ask(enterprise, on=day) for day in days] == [
        facts.NOT_KNOWN,
        False,
        True,
        facts.NOT_KNOWN,
    ]


def test_what_follows_is_answered_with_what_decides(say, enterprise):
    day = date(2025, 6, 1)
    answers = {FAILED: True, f"{FAILED}_on": day, f"{FAILED}_mended": True}
    say("sampling_failure", answers)
    assert [ask(enterprise, fact) for fact in answers] == [True, day, True]

    say("sampling_failure", {FAILED: False})
    assert [ask(enterprise, fact) for fact in answers] == [
        False,
        facts.NOT_KNOWN,
        facts.NOT_KNOWN,
    ]


@pytest.mark.parametrize(
    ("answers", "field", "reason"),
    [
        ({}, FAILED, "请选一个。"),
        ({FAILED: None}, FAILED, "请选一个。"),
        ({FAILED: "没有"}, FAILED, "请答是或者不是。"),
        ({FAILED: True, f"{FAILED}_on": True}, f"{FAILED}_on", "请写日期"),
        (
            {FAILED: True, f"{FAILED}_on": date(2026, 3, 3)},
            f"{FAILED}_on",
            "请写不晚于今天（2026年3月2日）的日期。",
        ),
        (
            {FAILED: True, f"{FAILED}_on": date(202, 3, 3)},
            f"{FAILED}_on",
            "年份写得太早了",
        ),
        (
            {FAILED: False, f"{FAILED}_on": date(2025, 3, 3)},
            f"{FAILED}_on",
            "这里请留空",
        ),
        ({FAILED: False, STOPPED: False}, STOPPED, "这里不问这一项。"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_question(say, answers, field, reason):
    with pytest.raises(FieldsRefusedError) as refused:
        say("sampling_failure", answers)

    assert [*refused.value.refusals] == [field]
    assert reason in refused.value.refusals[field]
    assert not Statement.objects.exists()
    assert not list_entries().exists()


def test_today_is_not_too_late(say, enterprise):
    say("sampling_failure", {FAILED: True, f"{FAILED}_on": TODAY})

    assert ask(enterprise, f"{FAILED}_on") == TODAY


def test_the_same_again_on_a_day_is_one(say, clock, proxy):
    first = say()
    assert say() == first
    assert list_entries().count() == 1

    # Another person, another note or another day: each is a word of its own.
    say(actor=proxy)
    say(note="再看了一遍")
    clock.shift(24 * 3600)
    say(note="再看了一遍")
    assert Statement.objects.count() == 4


def test_taken_back_nothing_said_before_counts_again(say, enterprise, owner, clock):
    say()
    clock.shift(60)
    latest = say(answers={STOPPED: True})

    services.withdraw_statement(statement=latest, actor=owner)

    assert ask(enterprise) is facts.NOT_KNOWN
    taken, first = show(enterprise)
    assert (taken.withdrawn_by, taken.is_standing, first.is_standing) == (
        owner.name,
        False,
        False,
    )
    services.withdraw_statement(statement=latest, actor=owner)
    assert list_entries().filter(action="registry.statement_withdrawn").count() == 1
    # The same may be said again on the same day.
    again = say(answers={STOPPED: True})
    assert (again.pk != latest.pk, ask(enterprise)) == (True, True)


def test_only_the_latest_is_taken_back(say, owner, enterprise, clock):
    first = say()
    clock.shift(60)
    say(answers={STOPPED: True})

    with pytest.raises(StatementReplacedError):
        services.withdraw_statement(statement=first, actor=owner)

    first.refresh_from_db()
    assert (first.withdrawn_at, ask(enterprise)) == (None, True)


@pytest.mark.parametrize(("day", "counts"), [(1, True), (2, False)])
def test_after_its_months_it_no_longer_counts(say, enterprise, clock, day, counts):
    say()
    on = date(2026, 9, day)
    clock.move_to(datetime(2026, 9, day, 4, tzinfo=UTC))

    assert (ask(enterprise, on=on) is False) is counts
    (view,) = show(enterprise, on)
    assert (view.is_standing, view.is_stale) == (counts, not counts)

    say()
    assert ask(enterprise, on=on) is False


def test_a_proxy_speaks_and_is_named(say, proxy, enterprise):
    say(actor=proxy)

    (view,) = show(enterprise)
    assert (view.stated_by, view.is_by_proxy) == (proxy.name, True)
    entry = list_entries().get()
    name = f"{proxy.name}（授权代办：{enterprise.organisation.name}）"
    assert entry.actor_label == name


def test_nobody_else_speaks_for_an_enterprise(
    say, enterprise, worker, stranger_owner, officer_county, body_user, administrator
):
    for person in (worker, stranger_owner, officer_county, body_user, administrator):
        with pytest.raises(ForbiddenError):
            say(actor=person)
        with pytest.raises(NotFoundError):
            selectors.get_stating_enterprise_for(actor=person, code=enterprise.code)

    assert not Statement.objects.exists()
    assert not list_entries().exists()


def test_nobody_else_takes_it_back(
    say, enterprise, worker, stranger_owner, officer_county
):
    said = say()

    for person in (worker, stranger_owner, officer_county):
        with pytest.raises(ForbiddenError):
            services.withdraw_statement(statement=said, actor=person)
        with pytest.raises(NotFoundError):
            selectors.get_statement_for(
                actor=person, enterprise=enterprise.code, code=said.code
            )

    assert ask(enterprise) is False


def test_a_statement_of_another_enterprise_is_not_found(
    say, owner, stranger_organisation, stranger_owner
):
    said = say()
    other = make_enterprise(organisation=stranger_organisation)

    with pytest.raises(NotFoundError):
        selectors.get_statement_for(
            actor=stranger_owner, enterprise=other.code, code=said.code
        )


def test_offices_read_within_their_area(
    say, client, enterprise, owner, officer_county, stranger_owner, worker
):
    said = say()
    GrantFactory.create(
        enterprise=enterprise,
        viewer=stranger_owner.memberships.get().organisation,
        fields=["region"],
    )
    shown = {}
    for person in (owner, officer_county, stranger_owner, worker):
        client.force_login(person)
        page = client.get(reverse("registry:detail", args=[enterprise.code]))
        shown[person.name] = len(page.context["page"].statements)

    assert [*shown.values()] == [1, 1, 0, 0]
    for person in (owner, officer_county):
        found = selectors.get_stated_enterprise_for(actor=person, code=enterprise.code)
        assert [one.code for one in show(found)] == [said.code]
    for person in (stranger_owner, worker):
        with pytest.raises(NotFoundError):
            selectors.get_stated_enterprise_for(actor=person, code=enterprise.code)


@pytest.mark.parametrize("status", [EnterpriseStatus.CLOSED, EnterpriseStatus.REVOKED])
def test_an_enterprise_that_is_no_more_says_nothing(say, enterprise, owner, status):
    said = say()
    enterprise.status = status
    enterprise.save()

    with pytest.raises(EnterpriseEndedError):
        say(answers={STOPPED: True})

    assert Statement.objects.count() == 1
    assert not selectors.may_state(owner, enterprise)
    # What was said may still be taken back.
    services.withdraw_statement(statement=said, actor=owner)
    assert ask(enterprise) is facts.NOT_KNOWN


def test_statements_of_a_merged_record_count_with_those_of_the_other(
    say, enterprise, owner, officer_county, clock
):
    said = say()
    survivor = make_enterprise()
    services.merge_enterprises(
        duplicate=enterprise, survivor=survivor, actor=officer_county
    )
    survivor.refresh_from_db()

    assert ask(survivor) is False
    assert [one.code for one in show(survivor)] == [said.code]
    clock.shift(60)
    services.make_statement(
        enterprise=survivor,
        topic=selectors.get_topic("ordered_to_stop"),
        answers={STOPPED: True},
        actor=owner,
    )
    assert ask(survivor) is True
    with pytest.raises(StatementReplacedError):
        services.withdraw_statement(
            statement=Statement.objects.get(pk=said.pk), actor=owner
        )


def test_no_enterprise_says_more_than_so_much_a_day(say, monkeypatch):
    monkeypatch.setattr(statements, "MOST_A_DAY", 2)
    for value in (True, False):
        say(answers={STOPPED: value})

    with pytest.raises(RateLimitedError):
        say(answers={STOPPED: True})

    assert Statement.objects.count() == 2


def test_many_enterprises_are_asked_at_once(say, enterprise, django_assert_num_queries):
    say()
    others = [make_enterprise().pk for _ in range(3)]

    with django_assert_num_queries(2):
        facts.ask([STOPPED, FAILED], [enterprise.pk, *others], TODAY)


def test_after_five_years_it_is_erased(say):
    say()

    assert erase_statements(datetime(2031, 2, 28, tzinfo=UTC)) == 0
    assert erase_statements(datetime(2031, 3, 2, tzinfo=UTC)) == 1
    assert not Statement.objects.exists()

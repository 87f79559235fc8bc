"""A problem goes its way step by step; what is refused changes nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from zhisheng.apps.accounts.models import Membership, Message
from zhisheng.apps.accounts.services import end_membership
from zhisheng.apps.improvement import errors, selectors, services
from zhisheng.apps.improvement.tests.walking import (
    ACTS,
    STATES,
    TEXT,
    last_entry,
    make_firm,
    report,
    step,
    walk,
    write_down,
)
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError, NotFoundError
from zhisheng.methods.corrective_action import Act

pytestmark = pytest.mark.django_db
BEGUN = "2026-03-01T10:00:00+08:00"
LATER = "2026-03-20T10:00:00+08:00"
MUCH_LATER = "2026-04-05T10:00:00+08:00"


@pytest.fixture
def firm(owner_organisation):
    return make_firm(owner_organisation)


@pytest.fixture
def problem(firm, owner):
    return report(firm, owner)


def titles(person):
    found = Message.objects.filter(recipient=person, title__contains="problem")
    return [one.title.format(**one.data) for one in found.order_by("pk")]


def test_a_problem_is_written_down_and_the_head_is_told(firm, owner, worker):
    problem = report(firm, worker, source="complaint")

    assert (problem.state, problem.source, problem.version) == (
        "reported",
        "complaint",
        1,
    )
    assert [one.act for one in problem.steps.all()] == ["report"]
    assert last_entry().action == "improvement.problem_reported"
    assert titles(owner) == [f"新的质量问题：“{TEXT}”，请看一看先怎么处理。"]
    assert titles(worker) == []


@pytest.mark.parametrize(
    ("text", "source", "field"),
    [
        (" ", "found", "text"),
        ("坏" * 1001, "found", "text"),
        ("坏", "gossip", "source"),
    ],
)
def test_a_report_without_words_is_refused(firm, owner, text, source, field):
    with pytest.raises(FieldsRefusedError) as refused:
        report(firm, owner, text, source=source)

    assert refused.value.refusals.keys() == {field}
    assert not firm.problems.exists()


def test_nobody_else_writes_problems_down(firm, stranger_owner, officer_county):
    with pytest.raises(NotFoundError):
        report(firm, stranger_owner)
    with pytest.raises(ForbiddenError):
        report(firm, officer_county)
    assert not firm.problems.exists()


def test_the_whole_way_with_a_second_person(problem, owner, worker):
    with time_machine.travel(BEGUN, tick=False):
        walk(problem, "done", worker)
    with time_machine.travel(LATER, tick=False):
        step(
            problem,
            "verify",
            owner,
            figures=services.Figures(
                "焊缝不良率", "%", Decimal("3.2"), Decimal("0.4"), Decimal(12000)
            ),
        )
        closed = step(problem, "close", owner)

    assert [one.act for one in closed.steps.all()] == ["report", *ACTS]
    assert [one.state for one in closed.steps.all()] == ["reported", *STATES]
    assert (closed.state, closed.is_rechecked, closed.version) == ("closed", False, 7)
    assert (closed.value_before, closed.value_after) == (Decimal("3.2"), Decimal("0.4"))
    assert closed.saved_yuan == Decimal(12000)
    assert closed.done_by == worker
    assert closed.verify_from == date(2026, 3, 15)
    assert last_entry().new == {"state": "closed"}
    assert last_entry().old == {"state": "verified"}


def test_the_chain_of_whys_becomes_a_tree_and_its_end_the_root(problem, owner):
    walk(problem, "cause_found", owner)

    first, second = selectors.list_causes(problem)
    assert (first.text, first.parent, first.is_root) == ("焊丝受潮", None, False)
    assert (second.text, second.parent, second.is_root) == ("没有放进烘箱", first, True)
    assert second.category == "material"
    assert problem.steps.last().text == "没有放进烘箱"


def test_a_cause_written_down_before_can_be_the_root(problem, owner):
    walk(problem, "contained", owner)
    problem.refresh_from_db()
    cause = services.add_cause(
        problem=problem, text="没人教", category="people", version=2, actor=owner
    )

    step(problem, "find_cause", owner, whys=(), root=cause.number)

    cause.refresh_from_db()
    assert cause.is_root
    assert problem.causes.count() == 1


@pytest.mark.parametrize("act", ["find_cause", "plan", "finish", "verify", "return"])
def test_a_step_that_is_not_the_next_is_refused(problem, owner, act):
    before = write_down(problem)

    with pytest.raises(errors.StepNotNowError) as refused:
        step(problem, act, owner)

    assert str(refused.value) == (
        "这个问题现在是“刚发现”，不能做这一步。请按页面上写的下一步做。"
    )
    assert write_down(problem) == before


@pytest.mark.parametrize("state", ["", *STATES[:4]])
def test_what_was_not_verified_is_not_closed(problem, owner, state):
    if state:
        walk(problem, state, owner)
    before = write_down(problem)

    with pytest.raises(errors.ProblemNotVerifiedError):
        step(problem, "close", owner)

    assert write_down(problem) == before


def test_who_did_it_does_not_verify_it(problem, owner, worker):
    with time_machine.travel(BEGUN, tick=False):
        walk(problem, "done", worker)
    before = write_down(problem)

    with time_machine.travel(MUCH_LATER, tick=False):
        with pytest.raises(errors.VerifierIsDoerError):
            step(problem, "verify", worker)
        assert write_down(problem) == before
        assert step(problem, "verify", owner).state == "verified"


def test_who_was_named_for_it_does_not_verify_it_either(problem, owner, worker):
    with time_machine.travel(BEGUN, tick=False):
        walk(problem, "cause_found", owner)
        step(problem, "plan", owner, responsible=worker.code)
        step(problem, "finish", owner)

    problem.refresh_from_db()
    with time_machine.travel(LATER, tick=False):
        assert not selectors.has_other_person(problem)
        with pytest.raises(errors.VerifiedTooEarlyError):
            step(problem, "verify", worker)


def test_the_effect_is_not_looked_at_too_early(problem, owner, worker):
    with time_machine.travel(BEGUN, tick=False):
        walk(problem, "done", worker)
        before = write_down(problem)
        with pytest.raises(errors.VerifiedTooEarlyError) as refused:
            step(problem, "verify", owner)

    assert str(refused.value) == (
        "措施做完的时间还短，看不出有没有效。请在 2026年3月15日 或以后再验证。"
    )
    assert write_down(problem) == before


def test_who_is_alone_looks_again_later_and_it_is_marked(problem, owner):
    with time_machine.travel(BEGUN, tick=False):
        walk(problem, "done", owner)
    with (
        time_machine.travel(LATER, tick=False),
        pytest.raises(errors.VerifiedTooEarlyError) as refused,
    ):
        step(problem, "verify", owner)
    with time_machine.travel(MUCH_LATER, tick=False):
        verified = step(problem, "verify", owner)

    assert refused.value.fields == {"day": "2026年3月31日"}
    assert (verified.state, verified.is_rechecked) == ("verified", True)


def test_a_colleague_who_left_does_not_count(problem, owner, worker):
    with time_machine.travel(BEGUN, tick=False):
        problem = walk(problem, "done", owner)
        assert selectors.has_other_person(problem)
        end_membership(membership=Membership.objects.get(user=worker), actor=owner)

        assert not selectors.has_other_person(problem)


def test_only_who_answers_for_the_firm_closes(problem, owner, worker):
    with time_machine.travel(BEGUN, tick=False):
        walk(problem, "done", owner)
    with time_machine.travel(LATER, tick=False):
        step(problem, "verify", worker)
        before = write_down(problem)
        with pytest.raises(errors.NotHeadError):
            step(problem, "close", worker)

    assert write_down(problem) == before


def test_a_stale_page_is_told_and_overwrites_nothing(problem, owner, worker):
    step(problem, "contain", worker)
    before = write_down(problem)

    with pytest.raises(errors.ProblemChangedError):
        services.take_step(
            problem=problem,
            act=Act.CONTAIN,
            told=services.Told(text="报废"),
            version=1,
            actor=owner,
        )

    assert write_down(problem) == before


@pytest.mark.parametrize(
    ("act", "told", "field"),
    [
        ("plan", {"text": ""}, "text"),
        ("plan", {"responsible": ""}, "person"),
        ("plan", {"responsible": "P-0000000000"}, "person"),
        ("plan", {"due_on": None}, "due_on"),
        ("plan", {"due_on": date(2020, 1, 1)}, "due_on"),
    ],
)
def test_a_plan_names_what_who_and_when(problem, owner, act, told, field):
    walk(problem, "cause_found", owner)
    before = write_down(problem)

    with pytest.raises(FieldsRefusedError) as refused:
        step(problem, act, owner, **told)

    assert refused.value.refusals.keys() == {field}
    assert write_down(problem) == before


def test_somebody_without_an_account_can_be_responsible(problem, owner):
    walk(problem, "cause_found", owner)

    planned = step(problem, "plan", owner, responsible="", responsible_name="老李")

    assert (planned.responsible, planned.responsible_name) == (None, "老李")


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        (services.Figures(measured="不良率"), "measured"),
        (services.Figures("率", "%", Decimal(1), None), "measured"),
        (services.Figures("率", "%", Decimal(10) ** 12, Decimal(1)), "value_after"),
        (services.Figures(saved_yuan=Decimal(-1)), "saved_yuan"),
    ],
)
def test_half_a_figure_or_an_impossible_one_is_refused(
    problem, owner, worker, figures, field
):
    with time_machine.travel(BEGUN, tick=False):
        walk(problem, "done", worker)
    before = write_down(problem)

    with (
        time_machine.travel(LATER, tick=False),
        pytest.raises(FieldsRefusedError) as refused,
    ):
        step(problem, "verify", owner, figures=figures)

    assert refused.value.refusals.keys() == {field}
    assert write_down(problem) == before


def test_what_is_returned_is_done_again(problem, owner, worker):
    with time_machine.travel(BEGUN, tick=False):
        walk(problem, "done", worker)
        returned = step(problem, "return", owner)

    assert (returned.state, returned.done_by, returned.verify_from) == (
        "planned",
        None,
        None,
    )
    assert titles(worker)[-1] == f"“{TEXT}”被退回上一步，请看原因。"
    with pytest.raises(FieldsRefusedError):
        step(problem, "return", owner, text=" ")


def test_what_comes_back_is_counted_and_begins_again(problem, owner, worker):
    with time_machine.travel(BEGUN, tick=False):
        walk(problem, "done", worker)
    with time_machine.travel(LATER, tick=False):
        step(problem, "verify", owner)
        step(problem, "close", owner)
        assert list(selectors.select_solved(2026)) == [(problem.enterprise_id, 2026)]
        again = step(problem, "reopen", worker)

    assert (again.state, again.recurrences, again.closed_at) == ("reported", 1, None)
    assert (again.corrective_action, again.responsible, again.due_on) == (
        "",
        None,
        None,
    )
    assert not again.causes.filter(is_root=True).exists()
    assert again.causes.count() == 2
    assert not selectors.select_solved(2026).exists()


def test_whose_turn_it_is_is_told(problem, owner, worker):
    with time_machine.travel(BEGUN, tick=False):
        walk(problem, "cause_found", owner)
        step(problem, "plan", owner, responsible=worker.code)
        step(problem, "finish", worker)
    with time_machine.travel(LATER, tick=False):
        step(problem, "verify", owner)

    assert titles(worker) == [f"“{TEXT}”的措施由您负责，请在 2026年3月11日 前做完。"]
    assert titles(owner) == [
        f"“{TEXT}”的措施做完了，请在 2026年3月15日 或以后验证有没有效。"
    ]


def test_a_solved_problem_counts_for_the_record_it_was_merged_into(
    problem, owner, worker
):
    with time_machine.travel(BEGUN, tick=False):
        walk(problem, "done", worker)
    with time_machine.travel(LATER, tick=False):
        step(problem, "verify", owner)
        step(problem, "close", owner)
    target = make_enterprise(region_id="131125")
    problem.enterprise.merged_into = target
    problem.enterprise.save()

    assert list(selectors.select_solved(2026)) == [(target.pk, 2026)]
    assert list(selectors.select_solved(2027)) == [(target.pk, 2026)]
    assert not selectors.select_solved(2025).exists()


def test_due_actions_and_checks_are_reminded_of(problem, owner, worker):
    with time_machine.travel(BEGUN, tick=False):
        walk(problem, "cause_found", owner)
        step(problem, "plan", owner, responsible=worker.code)
        assert services.remind_problems(today=date(2026, 3, 7)) == 0
        assert services.remind_problems(today=date(2026, 3, 8)) == 1
        assert services.remind_problems(today=date(2026, 3, 9)) == 0
        assert services.remind_problems(today=date(2026, 3, 15)) == 1
        step(problem, "finish", worker)
        assert services.remind_problems(today=date(2026, 3, 14)) == 0
        assert services.remind_problems(today=date(2026, 3, 15)) == 1

    due = f"“{TEXT}”的措施要在 2026年3月11日 前做完，请抓紧。"
    assert titles(worker)[1:] == [due, due]
    assert titles(owner)[-1] == f"“{TEXT}”的措施做完有些天了，请验证有没有效。"


def test_who_is_alone_is_reminded_when_the_later_day_has_come(problem, owner):
    with time_machine.travel(BEGUN, tick=False):
        walk(problem, "done", owner)
    services.remind_problems(today=date(2026, 3, 15))
    assert titles(owner) == []

    services.remind_problems(today=date(2026, 3, 15) + timedelta(days=16))

    assert titles(owner) == [f"“{TEXT}”的措施做完有些天了，请验证有没有效。"]

"""From a result, a plan and a problem to an order of help, and from it back."""

import pytest
from django.urls import reverse

from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.models import HelpOrder
from zhisheng.apps.improvement.tests import ordering
from zhisheng.apps.improvement.tests.walking import report
from zhisheng.apps.maturity import services as maturity
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.reference.help import find_field, load_fields
from zhisheng.reference.measures import MeasureKind, load_measures

pytestmark = pytest.mark.django_db


def address(name, *arguments):
    return reverse(name, args=arguments)


def read(client, person, url, status=200):
    client.force_login(person)
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def start(owner, enterprise, **asked):
    return selectors.find_origin_for(actor=owner, enterprise=enterprise, asked=asked)


def test_the_result_leads_to_an_order_with_what_gains_most(
    client, enterprise, owner, evaluation
):
    result = address("maturity:result", evaluation.code)
    link = address("improvement:order_for_gap", evaluation.code)
    assert f'href="{link}"' in read(client, owner, result)
    response = client.get(link)
    form = address("improvement:order_help", enterprise.code)
    assert response.url == f"{form}?gap={evaluation.code}"

    first, second, *_ = selectors.list_known_gaps_for(owner, enterprise)
    page = read(client, owner, response.url)
    assert f"{first.name}</textarea>" in page
    assert '<input type="radio" name="help_kind" value="diagnosis"' in page
    assert f'href="{result}"' in page
    assert f">{second.name}</a>" in page
    assert f">{first.name}</a>" not in page
    told = {"field": "process", "help_kind": "diagnosis", "wanted_on": "2026-12-24"}
    client.post(response.url, told)
    order = HelpOrder.objects.get()
    assert (order.evaluation, order.criterion) == (evaluation, first.criterion)


def test_only_a_handed_in_own_result_leads_there(
    client, enterprise, owner, worker, stranger_owner, officer_county, evaluation
):
    link = address("improvement:order_for_gap", evaluation.code)
    for other in (worker, stranger_owner, officer_county):
        read(client, other, link, status=404)
        result = address("maturity:result", evaluation.code)
        client.force_login(other)
        assert link not in client.get(result).content.decode()
    draft = maturity.open_evaluation(
        enterprise=enterprise,
        model="household",
        on=evaluation.opened_at.date(),
        actor=owner,
    )
    read(client, owner, address("improvement:order_for_gap", draft.code), status=404)


def test_what_fits_is_filled_in_and_consultancy_never_is(
    enterprise, owner, evaluation, agreed
):
    problem = report(enterprise, owner)
    origin = start(owner, enterprise, problem=problem.code)
    assert (origin.help_kind, origin.field) == ("diagnosis", "")

    filled = {
        one.kind: start(owner, enterprise, measure=f"{agreed.code}:{one.code}")
        for one in load_measures()
    }
    told = {kind: (one.help_kind, one.field) for kind, one in filled.items()}
    assert told == dict.fromkeys(MeasureKind, ("", "")) | {
        MeasureKind.EXPERT_DAY: ("diagnosis", ""),
        MeasureKind.TRAINING: ("interpretation", "people"),
        MeasureKind.CERTIFICATION: ("", "certification"),
    }
    # Somebody else's enterprise starts from nothing.
    other = make_enterprise(name="另一家")
    assert start(owner, other, problem=problem.code) == selectors.Origin()


@pytest.mark.parametrize(
    ("clauses", "field"),
    [
        (["8.4.2"], "suppliers"),
        (["7.1.5"], "measurement"),
        (["7.1"], ""),
        (["8.5.5"], "customers"),
        (["8.5.4", "8.4"], "process"),
        (["99", "8.6"], "inspection"),
        (["10.2.1"], "system"),
        ([], ""),
        (["", "."], ""),
    ],
)
def test_a_clause_names_the_field_that_helps(clauses, field):
    assert find_field(clauses) == field


def test_every_clause_of_the_fields_stands_once():
    listed = [one for field in load_fields().values() for one in field.clauses]
    assert len(listed) == len(set(listed))


def test_the_order_leads_back_for_the_enterprise_alone(
    client, enterprise, owner, worker, helper, expert, officer_county, agreed
):
    problem = report(enterprise, owner)
    order = ordering.order(enterprise, owner, problem=problem, plan=agreed)
    ordering.send(order, owner, helper)
    page = address("improvement:order", order.code)
    back = [
        address("improvement:problem", problem.code),
        address("improvement:plan", agreed.code),
    ]
    for person in (owner, worker):
        text = read(client, person, page)
        assert all(f'href="{one}"' in text for one in back)
    for other in (expert, officer_county):
        text = read(client, other, page)
        assert not any(one in text for one in back)


def test_a_problem_shows_whom_it_was_ordered_from(client, enterprise, owner, worker):
    problem = report(enterprise, owner)
    page = address("improvement:problem", problem.code)
    assert "为这个问题请的人" not in read(client, owner, page)
    order = ordering.order(enterprise, owner, problem=problem)
    ordering.order(enterprise, owner)
    link = address("improvement:order", order.code)
    for person in (owner, worker):
        text = read(client, person, page)
        assert text.count(f'href="{link}"') == 1
        assert text.count("还没有选人") == 1

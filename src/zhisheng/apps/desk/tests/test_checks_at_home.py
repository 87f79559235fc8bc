"""What was filled in for somebody is asked about at home, and disputes lead to a to-do."""

import pytest

from zhisheng.apps.conftest import make_officer
from zhisheng.apps.desk.schemas.cards import list_officer_cards, list_owner_cards
from zhisheng.apps.desk.selectors import QualityDesk, get_officer_desk, get_owner_desk
from zhisheng.apps.programme import services
from zhisheng.apps.programme.tests.reporting import (
    check,
    end_check_term,
    fill,
    make_enterprises,
    open_now,
    plan_task,
)

pytestmark = pytest.mark.django_db
ASKED = "请核对代填：2024 年三季度进展"


@pytest.fixture
def entry(county_unit, officer_county, owner_organisation, owner):
    make_enterprises(1, organisation=owner_organisation)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    return fill(task.entries.get(), officer_county)


def list_titles(owner, entry):
    desk = get_owner_desk(owner, entry.task.due_on)
    return [card.title for card in list_owner_cards(desk, QualityDesk())]


def test_the_owner_is_asked_until_there_is_an_answer(entry, owner):
    assert list_titles(owner, entry)[0] == ASKED

    check(entry, owner, is_right=False)

    assert ASKED not in list_titles(owner, entry)


def test_a_dispute_after_the_end_is_the_first_to_do_of_the_office(
    entry, county_unit, owner
):
    colleague = make_officer("安平赵军", county_unit)
    end_check_term(entry.task)
    services.pass_entries(task=entry.task, unit=county_unit, actor=colleague)
    check(entry, owner, is_right=False)

    card = next(list_officer_cards(get_officer_desk(colleague)))

    assert card.title == "处理 1 份本人说不对的材料"

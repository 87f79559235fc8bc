from datetime import date

import pytest

from zhisheng.apps.accounts.tests.factories import BodyOrganisationFactory
from zhisheng.apps.programme import selectors
from zhisheng.apps.programme.models import Engagement, Enrolment
from zhisheng.apps.registry.services import merge_enterprises, unmerge_enterprise
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit import facts

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 30)


def ask(name, enterprise, on=DAY):
    return facts.ask([f"programme.{name}"], [enterprise.pk], on).get(
        f"programme.{name}", enterprise.pk
    )


def help_enterprise(enterprise, year, **values):
    values.setdefault("helper", BodyOrganisationFactory.create())
    return Engagement.objects.create(enterprise=enterprise, year=year, **values)


@pytest.fixture
def enterprise():
    return make_enterprise()


def test_enrolment_is_told_as_of_a_day(enterprise):
    Enrolment.objects.create(enterprise=enterprise, year=2023, is_selected=True)
    Enrolment.objects.create(enterprise=enterprise, year=2025, is_selected=False)

    assert ask("is_enrolled", enterprise, date(2023, 1, 1)) is True
    assert ask("is_enrolled", enterprise, date(2024, 1, 1)) is False
    assert ask("enrolled_years", enterprise, date(2024, 1, 1)) == (2023,)
    assert ask("enrolled_years", enterprise) == (2023, 2025)
    assert ask("is_selected", enterprise, date(2024, 1, 1)) is True
    assert ask("is_selected", enterprise) is False


def test_a_choice_left_open_is_not_known(enterprise):
    Enrolment.objects.create(enterprise=enterprise, year=2024)

    assert ask("is_selected", enterprise) is facts.NOT_KNOWN


def test_help_is_told_by_kind_and_year(enterprise):
    help_enterprise(enterprise, 2023, help_kind="diagnosis", started_on=DAY)
    help_enterprise(enterprise, 2024, help_kind="diagnosis", source="I1")
    help_enterprise(enterprise, 2024, help_kind="consultancy", source="I1")
    help_enterprise(enterprise, 2025, source="I1")

    assert ask("help_years", enterprise) == (2023, 2024, 2025)
    assert ask("diagnosis_years", enterprise) == (2023, 2024)
    assert ask("consultancy_years", enterprise) == (2024,)
    for kind in ("publicity", "interpretation", "internal_audit"):
        assert ask(f"{kind}_years", enterprise) is facts.NOT_KNOWN


def test_help_counts_from_the_day_it_began(enterprise):
    help_enterprise(enterprise, 2025, help_kind="diagnosis", started_on=DAY)

    assert ask("help_years", enterprise, date(2025, 6, 29)) is facts.NOT_KNOWN
    assert ask("help_years", enterprise) == (2025,)


def test_help_of_which_only_the_year_is_known_counts_in_that_year(enterprise):
    help_enterprise(enterprise, 2025, help_kind="diagnosis", source="I1")

    assert ask("diagnosis_years", enterprise, date(2024, 12, 31)) is facts.NOT_KNOWN
    assert ask("diagnosis_years", enterprise, date(2025, 1, 1)) == (2025,)


def test_helping_bodies_are_told_once(enterprise):
    first, second = (BodyOrganisationFactory.create() for _number in range(2))
    help_enterprise(enterprise, 2023, helper=second, source="I1")
    help_enterprise(enterprise, 2024, helper=first, source="I1")
    help_enterprise(enterprise, 2025, helper=first, source="I1")

    assert ask("helping_bodies", enterprise) == tuple(sorted([first.code, second.code]))
    assert ask("helping_bodies", enterprise, date(2023, 5, 1)) == (second.code,)


def test_a_body_that_was_only_chosen_has_not_helped(enterprise):
    help_enterprise(enterprise, 2025, is_chosen_by_enterprise=True)

    assert ask("help_years", enterprise) is facts.NOT_KNOWN
    assert ask("helping_bodies", enterprise) is facts.NOT_KNOWN


def test_nothing_is_told_of_strangers(enterprise):
    names = [f.name for f in facts.list_facts() if f.name.startswith("programme.")]
    Enrolment.objects.create(enterprise=make_enterprise(), year=2024)

    table = facts.ask(names, [enterprise.pk, enterprise.pk + 10_000], DAY)

    assert len(names) == 10
    for name in names:
        assert table.column(name) == [facts.NOT_KNOWN, facts.NOT_KNOWN]


def test_each_provider_is_asked_once(django_assert_num_queries):
    ids = [make_enterprise().pk for _number in range(3)]
    names = [f.name for f in facts.list_facts() if f.name.startswith("programme.")]

    # Each also asks which records were merged into these.
    with django_assert_num_queries(4):
        facts.ask(names, ids, DAY)


def tell_all(enterprise):
    names = ("enrolled_years", "is_selected", "help_years", "helping_bodies")
    return [ask(name, enterprise) for name in names]


def test_what_a_merged_record_has_counts_as_the_survivors(enterprise):
    double = make_enterprise()
    first, second = BodyOrganisationFactory.create(), BodyOrganisationFactory.create()
    Enrolment.objects.create(enterprise=enterprise, year=2024)
    Enrolment.objects.create(enterprise=double, year=2024, is_selected=True)
    Enrolment.objects.create(enterprise=double, year=2023, is_selected=False)
    help_enterprise(enterprise, 2024, helper=first, source="I1")
    help_enterprise(double, 2023, helper=second, source="I1")
    apart = [(2024,), facts.NOT_KNOWN, (2024,), (first.code,)]
    assert tell_all(enterprise) == apart

    merge_enterprises(duplicate=double, survivor=enterprise, actor=None)

    bodies = tuple(sorted([first.code, second.code]))
    assert tell_all(enterprise) == [(2023, 2024), True, (2023, 2024), bodies]
    listed = selectors.list_engagements_of(enterprise_code=enterprise.code)
    assert [(one.year, one.helper) for one in listed] == [(2024, first), (2023, second)]
    entry = selectors.get_enrolment(enterprise_code=enterprise.code, year=2023)
    assert (entry.enterprise, entry.is_selected) == (double, False)
    both = selectors.get_enrolment(enterprise_code=enterprise.code, year=2024)
    assert both.enterprise == enterprise

    double.refresh_from_db()
    unmerge_enterprise(duplicate=double, actor=None)

    assert tell_all(enterprise) == apart
    assert tell_all(double) == [(2023, 2024), True, (2023,), (second.code,)]
    listed = selectors.list_engagements_of(enterprise_code=enterprise.code)
    assert [one.year for one in listed] == [2024]

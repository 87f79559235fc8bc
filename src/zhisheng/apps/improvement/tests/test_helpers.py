"""The register of helpers: who keeps it, who is found, who keeps the own entry."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zhisheng.apps.improvement import errors, selectors, services
from zhisheng.apps.improvement.models import Helper
from zhisheng.apps.improvement.selectors import HelperFilters
from zhisheng.apps.improvement.tests.ordering import days, enter, write_all
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError, NotFoundError

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


def find(actor, **filters):
    page = selectors.page_helpers_for(actor, HelperFilters(**filters), on=ON)
    return [one.name for one in page.rows]


def test_an_officer_enters_somebody_with_the_account(helper, expert):
    assert (helper.user, helper.organisation.name) == (expert, "示例质量协会")
    assert (helper.field_codes, helper.region_codes) == (("process",), ("131125",))
    entry = AuditEntry.objects.get(action="improvement.helper_registered")
    assert entry.new["name"] == "专家郑文"


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "friend"}, "kind"),
        ({"fields": ()}, "fields_of_help"),
        ({"fields": ("cooking",)}, "fields_of_help"),
        ({"regions": ()}, "reach"),
        ({"languages": ("klingon",)}, "languages"),
        ({"capacity": 51}, "capacity"),
    ],
)
def test_what_is_missing_or_wrong_is_refused(county_unit, officer_county, terms, field):
    before = write_all()
    with pytest.raises(FieldsRefusedError) as raised:
        enter(county_unit, officer_county, **terms)
    assert list(raised.value.refusals) == [field]
    assert write_all() == before


def test_an_account_stands_in_the_register_once(helper, county_unit, officer_county, expert):  # fmt: skip
    with pytest.raises(errors.HelperElsewhereError):
        enter(county_unit, officer_county, username=expert.username)
    services.end_helper(helper=helper, actor=officer_county)
    assert enter(county_unit, officer_county, username=expert.username).user == expert


def test_an_owner_is_no_account_of_a_helper(county_unit, officer_county, owner):
    with pytest.raises(errors.HelperAccountError):
        enter(county_unit, officer_county, username=owner.username)


def test_only_officers_of_the_area_keep_an_entry(
    helper, officer_county, officer_city, officer_elsewhere, expert, county_unit
):
    terms = services.HelperTerms("expert", "郑文文", ("people",), ("131100",))
    before = write_all()
    with pytest.raises(NotFoundError):
        services.change_helper(helper=helper, terms=terms, actor=officer_elsewhere)
    with pytest.raises(NotFoundError):
        enter(county_unit, officer_elsewhere)
    for refused in (expert,):
        with pytest.raises(ForbiddenError):
            services.change_helper(helper=helper, terms=terms, actor=refused)
    assert write_all() == before

    services.change_helper(helper=helper, terms=terms, actor=officer_city)
    helper.refresh_from_db()
    assert (helper.name, helper.field_codes) == ("郑文文", ("people",))


def test_who_stands_in_it_keeps_absences_and_capacity(helper, expert, body_user):
    today = timezone.localdate()
    services.set_capacity(helper=helper, capacity=0, actor=expert)
    kept = services.add_absence(
        helper=helper,
        starts_on=today,
        ends_on=today + days(3),
        today=today,
        actor=expert,
    )
    helper.refresh_from_db()
    assert (helper.capacity, helper.absences.count()) == (0, 1)

    before = write_all()
    for act in (
        lambda: services.set_capacity(helper=helper, capacity=1, actor=body_user),
        lambda: services.remove_absence(
            helper=helper, absence=kept.pk, actor=body_user
        ),
    ):
        with pytest.raises(NotFoundError):
            act()
    assert write_all() == before
    services.remove_absence(helper=helper, absence=kept.pk, actor=expert)
    assert helper.absences.count() == 0


@pytest.mark.parametrize(("first", "last"), [(3, 1), (-3, -1)])
def test_an_absence_ends_after_it_starts_and_not_in_the_past(helper, expert, first, last):  # fmt: skip
    today = timezone.localdate()
    with pytest.raises(FieldsRefusedError):
        services.add_absence(
            helper=helper,
            starts_on=today + days(first),
            ends_on=today + days(last),
            today=today,
            actor=expert,
        )
    assert helper.absences.count() == 0


def test_people_of_a_body_keep_the_entry_of_their_body(
    county_unit, officer_county, body_organisation, body_user, other_body_user
):
    helper = enter(
        county_unit, officer_county, kind="body", organisation=body_organisation
    )
    assert selectors.is_own_entry(body_user, helper)
    assert not selectors.is_own_entry(other_body_user, helper)
    assert list(selectors.list_account_users(helper)) == [body_user]


def test_the_register_is_filtered(county_unit, officer_county, helper, owner):
    enter(
        county_unit, officer_county, kind="park", name="安平丝网园区",
        fields=("people", "system"), regions=("130000",), languages=("wu",), capacity=0,
    )  # fmt: skip
    services.end_helper(
        helper=enter(county_unit, officer_county, name="已退出"), actor=officer_county
    )
    assert find(owner) == ["专家郑文", "安平丝网园区"]
    assert find(owner, words="郑") == ["专家郑文"]
    assert find(owner, kind="park") == ["安平丝网园区"]
    assert find(owner, field="people") == ["安平丝网园区"]
    assert find(owner, language="wu") == ["安平丝网园区"]
    assert find(owner, region="131125") == ["专家郑文", "安平丝网园区"]
    assert find(owner, region="131123") == ["安平丝网园区"]
    assert find(owner, region="330502") == []
    assert find(owner, is_free=True) == ["专家郑文"]


def test_a_bank_sees_no_register(bank_user, helper):
    with pytest.raises(ForbiddenError):
        find(bank_user)


def test_a_page_asks_the_same_however_many(county_unit, officer_county, owner):
    def count():
        with CaptureQueriesContext(connection) as caught:
            find(owner)
        return len(caught)

    enter(county_unit, officer_county)
    few = count()
    for number in range(20):
        enter(county_unit, officer_county, name=f"专家{number}")
    assert count() == few


def test_pages_follow_each_other(county_unit, officer_county, owner):
    for number in range(51):
        enter(county_unit, officer_county, name=f"专家{number}")
    first = selectors.page_helpers_for(owner, HelperFilters(), on=ON)
    second = selectors.page_helpers_for(
        owner, HelperFilters(), on=ON, after=first.next_after
    )
    assert (len(first.rows), len(second.rows), second.next_after) == (50, 1, None)
    assert Helper.objects.count() == 51


@pytest.mark.parametrize(
    ("expiries", "counts"),
    [
        ((), True),
        ((date(2026, 3, 2),), True),
        ((date(2026, 3, 1),), False),
        ((date(2026, 3, 1), None), True),
    ],
)
def test_an_expired_qualification_does_not_count(
    county_unit, officer_county, expiries, counts
):
    helper = enter(
        county_unit, officer_county, qualifications=tuple(("内审员", day) for day in expiries)
    )  # fmt: skip
    assert selectors.is_qualified(helper.qualifications.all(), ON) is counts

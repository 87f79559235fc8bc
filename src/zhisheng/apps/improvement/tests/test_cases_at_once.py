"""Two officers decide on one case in one moment: one does, the other is told."""

import pytest
from django.db import connection, transaction

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.accounts.tests.factories import make_person
from zhisheng.apps.improvement import errors, services
from zhisheng.apps.improvement.tests.cases import (
    announce,
    begin,
    decide,
    submit,
    version_of,
)
from zhisheng.apps.programme import services as programme
from zhisheng.apps.programme.models import PublicNotice
from zhisheng.apps.programme.tests.notices import make_draft
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.problems import describe
from zhisheng.kit.tests.at_once import Beside, run_at_once
from zhisheng.methods.case_selection import Act

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs a PostgreSQL server"
    ),
]
TOLD = "这个案例刚刚被别人更新了，您这次做的没有保存。请看最新的情况，再决定怎么做。"


@pytest.fixture
def at_province(enterprise, owner, county_unit, officer_county, officer_city, officer_province):  # fmt: skip
    case = submit(begin(enterprise, owner), owner)
    decide(case, "recommend", officer_county)
    return decide(case, "recommend", officer_city)


@pytest.fixture
def officers(officer_province):
    organisation = officer_province.memberships.get().organisation
    return officer_province, make_person("省局钱进", organisation, "officer")


def decide_at_once(case, acts, officers):
    version = version_of(case)

    def act(number):
        try:
            services.decide_case(
                case=case,
                act=Act(acts[number]),
                reason="数要再核",
                version=version,
                actor=officers[number],
            )
        except errors.CaseChangedError as error:
            return describe(error)
        return acts[number]

    return run_at_once(act, (0, 1))


@pytest.mark.parametrize("acts", [("select", "select"), ("select", "return")])
def test_of_two_decisions_at_once_one_counts(at_province, officers, acts):
    told = decide_at_once(at_province, acts, officers)

    won = next(one for one in told if one != TOLD)
    assert sorted(told) == sorted([won, TOLD])
    at_province.refresh_from_db()
    assert at_province.state == {"select": "selected", "return": "draft"}[won]
    assert at_province.steps.filter(act__in=["select", "return"]).count() == 1
    assert AuditEntry.objects.filter(
        action="improvement.case_moved", new__act__in=["select", "return"]
    ).count() == 1  # fmt: skip


def test_of_two_who_publish_at_once_one_does(at_province, officers):
    case = decide(at_province, "select", officers[0])

    told = decide_at_once(case, ("publish", "publish"), officers)

    assert sorted(told) == sorted(["publish", TOLD])
    case.refresh_from_db()
    assert (case.state, case.steps.filter(act="publish").count()) == ("published", 1)
    entries = AuditEntry.objects.filter(new__act="publish")
    assert entries.filter(action="improvement.case_moved").count() == 1


def test_an_office_and_one_for_it_decide_at_once_and_one_counts(
    at_province, officer_province, officer_nation
):
    version = version_of(at_province)

    def act(actor):
        try:
            services.decide_case(
                case=at_province,
                act=Act.SELECT,
                acting_reason="省局来函",
                version=version,
                actor=actor,
            )
        except errors.CaseChangedError:
            return "late"
        return "done"

    told = run_at_once(act, (officer_province, officer_nation))

    assert sorted(told) == ["done", "late"]
    step = at_province.steps.get(act="select")
    is_acting = told[1] == "done"
    assert (step.acted_for_name != "", step.acting_reason != "") == (is_acting,) * 2


def test_an_office_is_told_once_of_a_case_recommended_twice(
    enterprise, owner, county_unit, officer_county, officer_city, officer_province
):
    organisation = officer_county.memberships.get().organisation
    officers = officer_county, make_person("县局孙平", organisation, "officer")
    case = submit(begin(enterprise, owner), owner)

    told = decide_at_once(case, ("recommend", "recommend"), officers)

    assert sorted(told) == sorted(["recommend", TOLD])
    case.refresh_from_db()
    assert case.office.code == "U131100"
    assert Message.objects.filter(recipient=officer_city).count() == 1


def test_a_notice_beside_a_publishing_leaves_one_of_them(at_province, officers):
    case = decide(at_province, "select", officers[0])
    version = version_of(case)
    terms = services.NoticeTerms(
        basis="冀市监〔2026〕8号", contact="质量处 0311-87654321"
    )

    def act(number):
        try:
            if number:
                services.announce_case(
                    case=case, terms=terms, version=version, actor=officers[1]
                )
            else:
                services.decide_case(
                    case=case, act=Act.PUBLISH, version=version, actor=officers[0]
                )
        except errors.CaseChangedError:
            return "late"
        return "done"

    published, _announced = told = run_at_once(act, (0, 1))

    case.refresh_from_db()
    assert sorted(told) == ["done", "late"]
    assert (case.state == "published") == (published == "done")
    assert PublicNotice.objects.exists() == (published == "late")


@pytest.fixture
def announced(at_province, officers):
    case = decide(at_province, "select", officers[0])
    return case, announce(case, officers[0])


def test_a_name_is_taken_back_beside_throwing_the_draft_away(announced, owner, officers):  # fmt: skip
    case, notice = announced
    version, beside = version_of(case), Beside()

    with transaction.atomic():
        programme.hold_notice(notice.pk)  # as throwing it away begins
        beside.start(
            lambda: services.set_naming(
                case=case, is_named=False, version=version, actor=owner
            )
        )
        programme.delete_notice(notice=notice, actor=officers[1])

    assert beside.finish() == []
    case.refresh_from_db()
    assert (case.notice, case.steps.last().act) == (None, "unname")


def test_a_case_is_not_put_into_a_draft_that_is_thrown_away(at_province, officers):
    case = decide(at_province, "select", officers[0])
    draft = programme.create_notice(
        draft=make_draft(kind="case"), subjects=(), unit=case.office, actor=officers[0]
    )
    terms, beside = services.NoticeTerms(draft=draft.code), Beside()

    with transaction.atomic():
        programme.delete_notice(notice=draft, actor=officers[1])
        beside.start(lambda: announce(case, officers[0], terms))

    assert beside.finish() == [NotFoundError]
    case.refresh_from_db()
    assert (case.notice, case.steps.last().act) == (None, "select")

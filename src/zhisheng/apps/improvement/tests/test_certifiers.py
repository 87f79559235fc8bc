"""The owner chooses who certifies; the guard names what speaks against it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.tests.factories import OrganisationFactory
from zhisheng.apps.improvement import errors, selectors, services
from zhisheng.apps.improvement.models import CertifierChoice
from zhisheng.apps.improvement.tests import ordering
from zhisheng.apps.improvement.tests.ordering import (
    certify,
    enter,
    help_in_past,
    move,
    send,
    walk_to_done,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ForbiddenError, NotFoundError

pytestmark = pytest.mark.django_db
GROUP = "某某集团"


@pytest.fixture
def page(enterprise):
    return reverse("improvement:certifiers", args=[enterprise.code])


def choose(client, enterprise, body):
    url = reverse("improvement:choose_certifier", args=[enterprise.code, body.code])
    return client.post(url, follow=True)


def count():
    return CertifierChoice.objects.count(), AuditEntry.objects.count()


def test_one_choice_stands_and_the_one_before_ends(
    client, enterprise, owner, body_organisation, other_body_organisation, page
):
    client.force_login(owner)
    choose(client, enterprise, body_organisation)
    again = count()
    services.choose_certifier(
        enterprise=enterprise, body=body_organisation, actor=owner
    )
    assert count() == again
    shown = choose(client, enterprise, other_body_organisation).content.decode()
    assert "随时可以改选" in shown
    found = CertifierChoice.objects.order_by("pk")
    assert [(one.certifier, one.ended_at is None) for one in found] == [
        (body_organisation, False),
        (other_body_organisation, True),
    ]
    client.post(reverse("improvement:withdraw_certifier", args=[enterprise.code]))
    assert selectors.find_certifier_choice(enterprise) is None


def test_after_a_diagnosis_by_its_group_a_body_is_chosen(
    client, enterprise, order, owner, helper, expert, county_unit, officer_county,
    body_organisation,
):  # fmt: skip
    join_group(helper, county_unit, officer_county, body_organisation)
    walk_to_done(order, owner, helper, expert)
    client.force_login(owner)
    choose(client, enterprise, body_organisation)
    assert selectors.find_certifier_choice(enterprise).certifier == body_organisation


def test_after_a_consultancy_by_its_group_it_is_not_and_the_facts_are_told(
    client, enterprise, owner, helper, expert, county_unit, officer_county,
    body_organisation, page,
):  # fmt: skip
    join_group(helper, county_unit, officer_county, body_organisation)
    asked = ordering.order(enterprise, owner, help_kind="consultancy")
    walk_to_done(asked, owner, helper, expert, help_kind="consultancy")
    client.force_login(owner)
    before = count()
    answer = choose(client, enterprise, body_organisation)
    told = answer.content.decode()
    assert (answer.status_code, count()) == (422, before)
    assert "“专家郑文”给这家企业做过咨询，与其同属一个集团" in told
    assert "GB/T 27021.1—2017 5.2.7" in told
    row = client.get(page).content.decode()
    assert "现在不能选" in row
    assert reverse("improvement:choose_certifier", args=[enterprise.code, body_organisation.code]) not in row  # fmt: skip


def test_a_certificate_that_exists_stands_whatever_was_refused(
    enterprise, owner, officer_county, body_organisation
):
    help_in_past(enterprise, body_organisation)
    with pytest.raises(errors.ConflictRefusedError):
        services.choose_certifier(
            enterprise=enterprise, body=body_organisation, actor=owner
        )
    certify(enterprise, body_organisation)
    found = selectors.page_conflicts_for(officer_county, timezone.localdate())[0]
    assert [one.shown.certificate.number for one in found] == ["Q-1"]
    with pytest.raises(ForbiddenError):
        selectors.page_conflicts_for(owner, timezone.localdate())


def test_a_consultancy_that_still_runs_is_marked_too(
    enterprise, owner, helper, expert, county_unit, officer_county, body_organisation
):
    join_group(helper, county_unit, officer_county, body_organisation)
    asked = ordering.order(enterprise, owner, help_kind="consultancy")
    send(asked, owner, helper)
    move(asked, "accept", expert)
    certify(enterprise, body_organisation)
    found = selectors.page_conflicts_for(officer_county, timezone.localdate())[0]
    assert [one.shown.certificate.number for one in found] == ["Q-1"]


def test_who_was_chosen_is_not_asked_for_consultancy(
    enterprise, owner, county_unit, officer_county, body_organisation
):
    body = enter(
        county_unit, officer_county, kind="body", name="甲", organisation=body_organisation
    )  # fmt: skip
    choice = services.choose_certifier(
        enterprise=enterprise, body=body_organisation, actor=owner
    )
    asked = ordering.order(enterprise, owner, help_kind="consultancy")
    with pytest.raises(errors.ConflictRefusedError) as raised:
        send(asked, owner, body)
    day = timezone.localdate(choice.chosen_at)
    assert raised.value.fields["facts"] == (
        f"企业 {day.year}年{day.month}月{day.day}日 选了“{body_organisation.name}”来认证，"
        "不能再请它或与它有关的人做咨询"
    )
    diagnosis = ordering.order(enterprise, owner)
    assert send(diagnosis, owner, body).state == "sent"
    services.withdraw_certifier(enterprise=enterprise, actor=owner)
    assert send(asked, owner, body).state == "sent"


def test_only_the_owner_chooses(
    client, enterprise, worker, stranger_owner, officer_county, body_organisation, page
):
    before = count()
    for actor in (worker, stranger_owner, officer_county):
        client.force_login(actor)
        assert client.get(page).status_code == 404
        with pytest.raises((ForbiddenError, NotFoundError)):
            services.choose_certifier(
                enterprise=enterprise, body=body_organisation, actor=actor
            )
    assert count() == before


def test_only_a_body_is_chosen(enterprise, owner, stranger_organisation):
    before = count()
    with pytest.raises(NotFoundError):
        services.choose_certifier(
            enterprise=enterprise, body=stranger_organisation, actor=owner
        )
    assert count() == before


def test_many_bodies_cost_no_more_queries_and_are_found_by_name(
    client, owner, body_organisation, page
):
    client.force_login(owner)
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(page)
    for number in range(25):
        OrganisationFactory.create(
            kind="certification_body", name=f"认证机构{number:02}"
        )
    with CaptureQueriesContext(connection) as many:
        shown = client.get(page).content.decode()
    assert len(many) == len(few)
    assert "只列了前 20 家" in shown
    found = client.get(page, {"q": "构24"}).content.decode()
    assert ("认证机构24" in found, "认证机构23" in found) == (True, False)
    assert client.get(page, {"q": "长" * 200}).status_code == 200


def join_group(helper, office, officer, organisation):
    """Put the expert and a body into one group."""
    helper.group_name = GROUP
    helper.save()
    enter(
        office, officer, kind="body", name=organisation.name, organisation=organisation,
        group_name=GROUP,
    )  # fmt: skip

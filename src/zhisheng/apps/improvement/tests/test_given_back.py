"""Who takes over an order takes over no visit: each stays of who paid it."""

from datetime import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.improvement import errors, selectors, services
from zhisheng.apps.improvement.tests.ordering import (
    SAID,
    move,
    send,
    visit,
    write_all,
)
from zhisheng.apps.improvement.tests.test_visit_answers import NO, list_titles
from zhisheng.apps.improvement.tests.test_visit_findings import settle
from zhisheng.apps.improvement.tests.test_visits import draw
from zhisheng.apps.programme.models import Engagement
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.tests.test_files import make_image

pytestmark = pytest.mark.django_db
NOTES = services.VisitNotes(
    visited_on=timezone.localdate(),
    starts_at=time(9, 0),
    ends_at=time(10, 0),
    help_kind="diagnosis",
    looked_at="改成别的",
)
ACTS = {
    "change": lambda one, actor: services.change_visit(
        visit=one, notes=NOTES, actor=actor
    ),
    "attach": lambda one, actor: services.attach_visit_file(
        visit=one, upload=SimpleUploadedFile("a.png", make_image("PNG")), actor=actor
    ),
    "sign": lambda one, actor: services.confirm_by_signature(
        visit=one, said=SAID, drawing=draw(), actor=actor
    ),
    "code": lambda one, actor: services.confirm_by_code(
        visit=one, said=SAID, code=services.make_visit_code(one), actor=actor
    ),
}


@pytest.fixture
def paid(order, owner, helper, expert):
    send(order, owner, helper)
    return visit(move(order, "accept", expert), expert)


@pytest.fixture
def taken_over(paid, order, owner, expert, body, body_user):
    services.confirm_by_account(visit=paid, said=NO, actor=owner)
    move(order, "give_back", expert, text="要出差一个月")
    send(order, owner, body)
    return move(order, "accept", body_user)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_who_has_the_order_acts_on_the_own_visit(paid, expert, act):
    before = write_all()

    act(paid, expert)

    assert write_all() != before


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_who_took_over_does_nothing_to_it(paid, taken_over, expert, body_user, act):
    paid.refresh_from_db()
    before = write_all()

    for actor in (body_user, expert):
        with pytest.raises(NotFoundError):
            act(paid, actor)

    assert write_all() == before


def test_the_page_offers_only_the_own_visit(client, paid, taken_over, body_user):
    client.force_login(body_user)
    page = reverse("improvement:order", args=[taken_over.code])
    change = reverse("improvement:change_visit", args=[taken_over.code, paid.number])

    shown = client.get(page).content.decode()

    assert ("上门帮扶" in shown, "看了焊接工位" in shown) == (True, False)
    assert "请企业当场确认" not in shown
    assert change not in shown
    assert client.get(change).status_code == 404


def test_who_paid_it_is_told_and_reads_the_own_visit_only(
    client, paid, taken_over, owner, expert, body_user, officer_county
):
    own = visit(taken_over, body_user, looked_at="看了仓库")
    client.force_login(expert)
    page = reverse("improvement:order", args=[taken_over.code])
    paper = reverse(
        "improvement:visit_paper", args=[taken_over.code, 1, "report", "docx"]
    )

    shown = client.get(page).content.decode()
    other = client.get(paper.replace("visits/1", f"visits/{own.number}"))

    assert ("看了焊接工位" in shown, "看了仓库" in shown) == (True, False)
    assert (client.get(paper).status_code, other.status_code) == (200, 404)
    settle(paid, officer_county, "as_written")
    assert list_titles(expert)[-1] == "监管部门核实了一次上门帮扶，请看结果。"
    assert "核实" not in list_titles(body_user)[-1]


def test_each_help_is_booked_on_who_gave_it(
    paid, taken_over, owner, helper, officer_county, body_user, body_organisation
):
    settle(paid, officer_county, "as_written")
    assert selectors.has_confirmed_visit(taken_over) is False
    with pytest.raises(errors.VisitNotConfirmedError):
        move(taken_over, "finish", body_user)
    own_body = helper.organisation
    assert Engagement.objects.get().helper == own_body

    own = visit(taken_over, body_user)
    services.confirm_by_account(visit=own, said=SAID, actor=owner)
    move(taken_over, "finish", body_user)

    assert sorted(Engagement.objects.values_list("helper", flat=True)) == sorted(
        [own_body.pk, body_organisation.pk]
    )


def test_who_took_over_may_give_back_what_only_the_other_visited(
    paid, taken_over, officer_county, body_user
):
    settle(paid, officer_county, "as_written")

    move(taken_over, "give_back", body_user, text="人手不够")

    taken_over.refresh_from_db()
    assert taken_over.state == "choosing"


def test_a_help_of_a_cancelled_order_is_booked_once_it_is_found(
    paid, order, owner, officer_county
):
    services.confirm_by_account(visit=paid, said=NO, actor=owner)
    move(order, "cancel", owner, text="不要了")
    assert not Engagement.objects.exists()

    settle(paid, officer_county, "as_written")

    assert Engagement.objects.get().year == paid.visited_on.year

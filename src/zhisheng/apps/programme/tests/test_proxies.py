"""What a proxy does for an enterprise, and that it stands in the audit as such."""

from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhisheng.apps.accounts.models import Membership, Message
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.tests.entry_tables import ANPING, hand_in
from zhisheng.apps.programme.tests.reporting import (
    fill,
    open_now,
    plan_task,
    reload,
)
from zhisheng.apps.registry.permissions import Action, may_on
from zhisheng.apps.registry.tests.factories import make_code, make_enterprise
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ForbiddenError
from zhisheng.kit.tests.documents import make_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2024-10-08T10:00+08:00", tick=False) as found:
        yield found


@pytest.fixture
def enterprise(owner_organisation):
    return make_enterprise(organisation=owner_organisation)


@pytest.fixture
def entry(enterprise, county_unit, officer_county, proxy):
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    return task.entries.get(enterprise=enterprise)


def test_a_proxy_fills_in_and_the_entry_says_so(entry, proxy, owner_organisation):
    filled = fill(entry, proxy)

    assert filled.state == "filled"
    assert not filled.is_filled_for
    (written,) = AuditEntry.objects.filter(action="programme.entry_submitted")
    assert written.actor == proxy
    assert written.actor_label == f"{proxy.name}（授权代办：{owner_organisation.name}）"


def test_the_owner_is_no_proxy(entry, owner):
    fill(entry, owner)

    (written,) = AuditEntry.objects.filter(action="programme.entry_submitted")
    assert written.actor_label == owner.name


def ask_for_a_list(unit, officer, enterprise):
    plan = plan_task(
        unit,
        officer,
        code="helped-enterprises",
        opens_on=date(2024, 12, 2),
        due_on=date(2024, 12, 31),
    )
    return open_now(plan, officer).entries.get(enterprise=enterprise)


def test_every_act_on_lines_and_papers_says_so(
    own_files, enterprise, county_unit, officer_county, proxy, owner_organisation, clock
):
    clock.move_to("2024-12-02T10:00+08:00")
    Membership.objects.filter(role="proxy").update(until=date(2024, 12, 31))
    entry = ask_for_a_list(county_unit, officer_county, enterprise)
    typed = {"name": "安平县示例7丝网厂", "uscc": make_code(7), "region": ANPING}
    line = {"entry": entry, "typed": typed, "actor": proxy}
    services.add_row(**line, version=0)
    services.change_row(**line, number=1, version=1)
    services.add_row(
        entry=entry, typed=typed | {"uscc": make_code(8)}, version=2, actor=proxy
    )
    services.remove_row(entry=entry, number=1, version=3, actor=proxy)
    hand_in(entry, proxy)
    paper = selectors.Paper(entry.task, entry=reload(entry))
    services.write_paper(BytesIO(), paper=paper, actor=proxy)
    services.attach_paper(
        paper=paper,
        check_code=selectors.find_check_code(paper),
        file=SimpleUploadedFile("盖章件.pdf", make_pdf()),
        actor=proxy,
    )

    acts = [
        *["programme.entry_row_written"] * 3,
        "programme.entry_row_removed",
        "programme.entry_submitted",
        "programme.paper_written",
        "programme.paper_attached",
    ]
    written = AuditEntry.objects.filter(action__in=acts).order_by("pk")
    label = f"{proxy.name}（授权代办：{owner_organisation.name}）"
    assert [(one.action, one.actor_label) for one in written] == [
        (act, label) for act in acts
    ]


def test_after_the_last_day_a_proxy_gets_nothing(client, entry, proxy, clock):
    clock.move_to("2024-10-21T00:00+08:00")
    client.force_login(proxy)

    with pytest.raises(ForbiddenError):
        fill(entry, proxy)
    page = client.get(reverse("programme:entry", args=[entry.task.code, entry.pk]))
    assert page.status_code == 404
    entry.refresh_from_db()
    assert entry.state == "unfilled"


def test_a_proxy_is_reminded_while_it_lasts(
    entry, proxy, officer_county, county_unit, clock
):
    opened = Message.objects.filter(recipient=proxy).count()
    clock.move_to("2024-10-21T10:00+08:00")
    services.remind_missing(task=entry.task, unit=county_unit, actor=officer_county)

    assert opened == 1
    assert Message.objects.filter(recipient=proxy).count() == 1


def test_a_proxy_who_owns_another_enterprise_is_no_owner_here(
    entry, enterprise, proxy, body_organisation
):
    for action in (Action.PROPOSE_CHANGE, Action.EDIT_CONTACT, Action.CONSENT):
        assert not may_on(proxy, action, enterprise)
    services.open_year(
        year=2024, name="2024年度", opens_on=date(2024, 1, 1), actor=None
    )
    with pytest.raises(ForbiddenError):
        services.choose_helper(
            enterprise=enterprise, year=2024, helper=body_organisation, actor=proxy
        )


def test_the_home_of_a_proxy_shows_what_to_fill_in(client, entry, proxy):
    Membership.objects.filter(user=proxy, role="owner").delete()
    client.force_login(proxy)

    page = client.get(reverse("desk:home")).content.decode()

    assert "代办填报" in page
    assert entry.task.name in page
    assert reverse("registry:consents") not in page

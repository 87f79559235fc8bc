"""One scan sent or withdrawn twice in the same moment: one wins, the other is told."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import ScanKnownError, ScanWithdrawnError
from zhisheng.apps.programme.models import SealedPaper
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import DomainError
from zhisheng.kit.tests.at_once import run_at_once
from zhisheng.kit.tests.documents import make_pdf

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs a PostgreSQL server"
    ),
]


@pytest.fixture
def paper(own_files, county_unit, officer_county, owner_organisation, owner):
    make_enterprises(1, organisation=owner_organisation)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    fill(task.entries.get(), owner)
    services.pass_entries(task=task, unit=county_unit, actor=officer_county)
    return selectors.Paper(task, unit=county_unit)


@pytest.fixture
def officers(county_unit, officer_county):
    return [officer_county, make_officer("安平赵强", county_unit)]


def attach(paper, actor):
    return services.attach_paper(
        paper=paper,
        check_code=selectors.find_check_code(paper),
        file=SimpleUploadedFile("盖章件.pdf", make_pdf()),
        actor=actor,
    )


def try_as(act):
    def attempt(actor):
        try:
            return act(actor)
        except DomainError as error:
            return type(error)

    return attempt


def test_of_one_scan_sent_twice_at_once_one_is_kept(paper, officers):
    outcomes = run_at_once(try_as(lambda actor: attach(paper, actor)), officers)

    assert outcomes.count(ScanKnownError) == 1
    assert SealedPaper.objects.count() == 1


def test_of_two_who_withdraw_at_once_one_is_on_record(paper, officers):
    scan = attach(paper, officers[0])

    def withdraw(actor):
        return services.withdraw_paper(
            paper=paper, scan=scan.pk, reason=actor.name, actor=actor
        )

    outcomes = run_at_once(try_as(withdraw), officers)

    assert outcomes.count(ScanWithdrawnError) == 1
    entry = AuditEntry.objects.get(action="programme.paper_withdrawn")
    assert SealedPaper.objects.get().withdrawal_reason == entry.new["reason"]

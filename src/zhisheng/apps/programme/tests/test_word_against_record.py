"""A body's word beside what stands on record: its own words are shown, a judgement stays."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.models import Enrolment, ImportRow
from zhisheng.apps.programme.selectors.ledger_lines import iterate_ledger_lines
from zhisheng.apps.programme.tests.workbooks import HEADER, make_code, make_line
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db
SECRET = "安平县秘密丝网有限公司"
WRITTEN = "随便写的例丝网厂"
WIDE = (*HEADER, "提升意愿", "提升潜力")


@pytest.fixture
def foreign(year):
    return make_enterprise(name=SECRET, uscc=make_code(1), region_id="131125")


def make_word(willingness="弱", potential="弱"):
    return [*make_line(1, 企业名称=WRITTEN), willingness, potential]


def answer_same_and_apply(read, foreign, actor):
    row = ImportRow.objects.get(roster_import=read)
    services.decide_row(
        row=row, decision="same", actor=actor, enterprise_code=foreign.code
    )
    services.queue_applying(roster_import=read, actor=actor)
    jobs.run_pending()


def test_the_ledger_shows_a_body_its_own_words_of_a_record_it_may_not_see(
    client, foreign, upload, body_user, make_token, body_organisation
):
    answer_same_and_apply(upload([make_word()], header=WIDE), foreign, body_user)
    client.force_login(body_user)
    page = client.get(reverse("programme:ledger"), {"year": "2024"}).content.decode()
    export = client.get(reverse("programme:export_ledger"), {"year": "2024"})
    cells = [
        str(cell.value)
        for row in openpyxl.load_workbook(BytesIO(b"".join(export))).active.rows
        for cell in row
    ]
    token = make_token(body_organisation, ["registry:read"])
    api = client.get(
        "/api/v1/programme/ledger/2024", headers={"Authorization": token}
    ).json()

    for told in (page, " ".join(cells), str(api)):
        assert SECRET not in told
    assert [item["name"] for item in api["items"]] == [WRITTEN]
    assert WRITTEN in page
    assert WRITTEN in cells


def test_a_help_of_a_year_without_a_row_is_told_in_the_words_of_another_year(
    foreign, upload, body_user, body_organisation, officer_county
):
    answer_same_and_apply(upload([make_word()], header=WIDE), foreign, body_user)
    services.record_engagement(
        enterprise=foreign, year=2025, helper=body_organisation,
        help_kind="diagnosis", actor=officer_county,
    )  # fmt: skip

    (help_of_2025,) = selectors.iterate_open_helps_for(actor=body_user, year=2025)
    (line,) = iterate_ledger_lines(organisation=body_organisation, year=2025)

    assert help_of_2025.shown_name == WRITTEN
    assert selectors.find_own_name(help_of_2025) == WRITTEN
    assert line["name"] == WRITTEN


def test_an_office_reads_the_registered_name(
    client, foreign, upload, body_user, officer_county
):
    answer_same_and_apply(upload([make_word()], header=WIDE), foreign, body_user)

    ledger = selectors.list_ledger_for(actor=officer_county, year=2024)

    assert [entry.shown_name for entry in ledger.items] == [SECRET]


def test_a_body_does_not_write_over_what_an_office_judged(
    foreign, upload, body_user, officer_county
):
    services.enrol_enterprise(
        enterprise=foreign, year=2024, willingness="strong", reason="局里现场核查后选定",
        actor=officer_county,
    )  # fmt: skip

    answer_same_and_apply(upload([make_word()], header=WIDE), foreign, body_user)

    entry = Enrolment.objects.get()
    assert (entry.willingness, entry.potential) == ("strong", "weak")


def test_a_body_corrects_its_own_word(foreign, upload, body_user):
    answer_same_and_apply(upload([make_word()], header=WIDE), foreign, body_user)

    read = upload([make_word("强")], header=WIDE)
    services.queue_applying(roster_import=read, actor=body_user)
    jobs.run_pending()

    assert Enrolment.objects.get().willingness == "strong"


def test_the_next_roster_is_told_no_more_than_the_first(foreign, upload, body_user):
    answer_same_and_apply(upload([make_word()], header=WIDE), foreign, body_user)

    again = make_word()
    again[0] = "又一个编的名字丝网厂"
    upload([again], header=WIDE)

    row = ImportRow.objects.get(is_applied=False)
    assert SECRET not in str((row.reasons, row.candidates))

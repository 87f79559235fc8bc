"""Rosters and sheets of values are told from other files in one way, by content."""

from io import BytesIO

import pytest
import xlsxwriter

from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import RosterImport
from zhisheng.apps.returns.models import SheetImport
from zhisheng.apps.returns.services import upload_sheet
from zhisheng.kit import jobs
from zhisheng.kit.errors import DomainError
from zhisheng.kit.files.content import CSV, XLSX
from zhisheng.kit.files.models import StoredFile
from zhisheng.kit.problems import describe

pytestmark = pytest.mark.django_db
OTHERS = {
    "broken package": b"PK\x03\x04" + bytes(range(256)),
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "document": b"%PDF-1.7\n" + bytes(64),
    "page": b"<html><body>1</body></html>",
    "zeros": bytes(512),
    "noise": b"\x01\x02\x03ab\x04" * 64,
}


@pytest.fixture
def send(year, own_files, body_user, body_organisation):
    """Return a function that sends bytes both ways, under the name of a workbook."""

    def send_both(content):
        options = {"original_name": "表.xlsx", "year": 2024, "actor": body_user}
        outcomes = []
        for upload in (services.upload_roster, upload_sheet):
            try:
                upload(content, organisation=body_organisation, **options)
            except DomainError as error:
                outcomes.append((error.code, describe(error)))
        jobs.run_pending()
        return outcomes

    return send_both


@pytest.mark.parametrize("kind", OTHERS)
def test_what_is_no_sheet_is_refused_both_ways_in_the_same_words(send, kind):
    refused = send(OTHERS[kind])

    assert [code for code, _told in refused] == ["kit.file_content_differs"] * 2
    assert refused[0] == refused[1]
    assert not StoredFile.objects.exists()


def test_a_text_called_workbook_is_a_text_both_ways(send):
    assert send("不是表格".encode()) == []

    assert set(StoredFile.objects.values_list("content_type", flat=True)) == {CSV}
    problems = (RosterImport.objects.get().problem, SheetImport.objects.get().problem)
    seen = "看过的是前 1 行，最像表头的是第 1 行：“不是表格”。"
    assert [seen in problem for problem in problems] == [True, True]


def test_a_workbook_without_words_is_a_workbook_both_ways(send):
    out = BytesIO()
    xlsxwriter.Workbook(out).close()

    assert send(out.getvalue()) == []

    assert set(StoredFile.objects.values_list("content_type", flat=True)) == {XLSX}
    problems = (RosterImport.objects.get().problem, SheetImport.objects.get().problem)
    seen = "看过的是工作表“Sheet1”是空的。"
    assert [seen in problem for problem in problems] == [True, True]

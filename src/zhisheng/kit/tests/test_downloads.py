"""What leaves as a file: under which name, and that nobody else may keep it."""

from urllib.parse import unquote

import pytest

from zhisheng.kit.files.content import XLSX
from zhisheng.kit.http import respond_with_workbook, stream_file

HEADERS = {
    "Content-Type": XLSX,
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
}
ATTACHED = "attachment; filename*=utf-8''帮扶台账 - 2024.xlsx"


def read_headers(response):
    told = {name: response[name] for name in HEADERS}
    return told, unquote(response["Content-Disposition"])


def test_a_workbook_is_kept_by_nobody_on_the_way():
    response = respond_with_workbook(b"bytes", "帮扶台账: 2024.xlsx")

    assert read_headers(response) == (HEADERS, ATTACHED)


@pytest.mark.django_db
def test_a_streamed_workbook_is_sent_as_any_other():
    response = stream_file(lambda file: file.write(b"bytes"), "帮扶台账: 2024.xlsx")

    assert read_headers(response) == (HEADERS, ATTACHED)
    assert response["Content-Length"] == "5"
    assert b"".join(response.streaming_content) == b"bytes"
    response.close()

"""What was typed beside the table is kept when its sheet is sent."""

import pytest
from django.urls import reverse

from zhisheng.apps.programme import services
from zhisheng.apps.programme.tests.entry_tables import SUMMARY, line, make_sheet
from zhisheng.apps.programme.tests.reporting import reload
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(list_entry):
    return list_entry


@pytest.fixture
def send(client, entry, body_user):
    """Return a function that sends a form of the entry's page as it was shown."""

    def post(name, version=None, **data):
        client.force_login(
            body_user, backend="django.contrib.auth.backends.ModelBackend"
        )
        address = reverse(f"programme:{name}", args=[entry.task.code, entry.pk])
        seen = reload(entry).version if version is None else version
        return client.post(address, {"version": seen} | data, follow=True)

    return post


def read(answer):
    return answer.content.decode()


def test_the_page_sends_what_was_typed_with_the_sheet(client, entry, body_user):
    client.force_login(body_user, backend="django.contrib.auth.backends.ModelBackend")
    html = read(
        client.get(reverse("programme:entry", args=[entry.task.code, entry.pk]))
    )

    address = reverse("programme:upload_rows", args=[entry.task.code, entry.pk])
    assert '<form method="post" id="answers"' in html
    assert 'id="rows_file" name="file" form="answers"' in html
    assert (
        f'<button type="submit" form="answers" formaction="{address}" '
        'formenctype="multipart/form-data"'
    ) in html
    # Enter in a field presses the first button of its form.
    buttons = [part for part in html.split("<button ")[1:] if 'form="answers"' in part]
    assert buttons[0].startswith(
        'type="submit" form="answers" name="go" value="submit"'
    )
    # One form alone holds what is sent, so nothing of it can be left behind.
    assert html.count('name="version"') == 1


def test_a_sheet_brings_along_what_was_typed(entry, send):
    answer = send("upload_rows", file=make_sheet([line(1)]), contact_name="李红")

    assert "新增 1 行" in read(answer)
    assert 'value="李红"' in read(answer)
    kept = reload(entry)
    assert (kept.answers["contact_name"], kept.rows.count()) == ("李红", 1)


def test_a_sheet_that_cannot_be_read_leaves_what_was_typed(entry, send):
    answer = send("upload_rows", contact_name="李红")

    assert "请先选择要上传的表格文件。" in read(answer)
    assert 'value="李红"' in read(answer)
    assert reload(entry).answers["contact_name"] == "李红"


def test_lines_of_the_ledger_bring_it_along_as_well(entry, send):
    answer = send("take_lines", contact_name="李红")

    assert "年的台账里还没有本机构帮扶的企业" in read(answer)
    assert reload(entry).answers["contact_name"] == "李红"


def test_what_a_colleague_changed_meanwhile_costs_nothing_typed(entry, send, body_user):
    filled = services.Filled(answers={"contact_name": "王强"}, version=0)
    services.save_entry(entry=entry, filled=filled, actor=body_user)
    before = AuditEntry.objects.count()

    answer = send(
        "upload_rows",
        version=0,
        file=make_sheet([line(1)]),
        **SUMMARY | {"contact_name": "李红"},
    )

    html = read(answer)
    assert answer.status_code == 409
    assert "改过这份材料，请先看现在的内容。" in html
    assert 'value="李红"' in html
    assert SUMMARY["summary"] in html
    kept = reload(entry)
    assert (kept.answers, kept.rows.count()) == ({"contact_name": "王强"}, 0)
    assert AuditEntry.objects.count() == before


def test_without_anything_typed_the_version_is_still_asked(entry, send, body_user):
    filled = services.Filled(answers={"contact_name": "王强"}, version=0)
    services.save_entry(entry=entry, filled=filled, actor=body_user)

    answer = send("upload_rows", version=0, file=make_sheet([line(1)]))

    assert "改过这份材料" in read(answer)
    assert reload(entry).rows.count() == 0

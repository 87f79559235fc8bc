"""Two officers over one draft: nothing is published, changed or lost unseen."""

import pytest
import time_machine
from django.urls import reverse

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.tests.factories import make_person
from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import NoticeChangedError
from zhisheng.apps.programme.models import PublicNotice
from zhisheng.apps.programme.tests.notices import (
    LINES,
    TEXT,
    count_all,
    draft_notice,
    make_draft,
    publish,
    reload,
)
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db
MORNING, NOON = "2024-03-04T09:00:00+08:00", "2024-03-04T12:05:00+08:00"
TYPED = {
    "unit": "U131125",
    "kind": "award",
    "title": "我改的标题",
    "basis": "安政办〔2024〕8号",
    "text": "我改的正文。",
    "subjects": LINES,
    "working_days": "5",
    "answer_days": "15",
    "contact": "质量股 0318-7512345",
    "version": "1",
}


@pytest.fixture
def draft(county_unit, officer_county):
    with time_machine.travel(MORNING, tick=False):
        return draft_notice(county_unit, officer_county)


@pytest.fixture
def colleague(officer_county):
    organisation = officer_county.memberships.get().organisation
    return make_person("赵敏", organisation, Role.OFFICER)


@pytest.fixture
def overtaken(draft, colleague):
    """Return the draft as it was seen before a colleague saved another text."""
    seen = reload(draft)
    with time_machine.travel(NOON, tick=False):
        services.update_notice(
            notice=draft,
            draft=make_draft(text="同事换了的正文。"),
            subjects=services.read_subjects(services.read_lines("安平县示例丙丝网厂")),
            actor=colleague,
        )
    return seen


@pytest.fixture
def send(client, officer_county):
    """Return a function that sends a form about a notice as the first officer."""
    client.force_login(officer_county)

    def act(name, notice, **data):
        return client.post(reverse(f"programme:{name}", args=[notice.code]), data)

    return act


def read(answer):
    return answer.content.decode()


def test_a_text_not_seen_is_not_published(overtaken, send):
    answer = send("publish_notice", overtaken, version="1")

    assert answer.status_code == 409
    page = read(answer)
    assert "这份公示在 2024年3月4日 12:05 由赵敏改过，和您打开时不一样" in page
    assert "同事换了的正文。" in page
    assert "安平县示例丙丝网厂" in page
    assert '<input type="hidden" name="version" value="2">' in page
    assert (reload(overtaken).status, reload(overtaken).starts_on) == ("draft", None)
    assert not AuditEntry.objects.filter(action="programme.notice_published").exists()

    assert send("publish_notice", overtaken, version="2").status_code == 302
    assert reload(overtaken).status == "published"


@pytest.mark.parametrize("version", ["", "0", "9", "x", "9" * 30])
def test_publishing_names_what_was_seen(draft, send, version):
    answer = send("publish_notice", draft, version=version)

    assert (answer.status_code, reload(draft).status) == (409, "draft")
    assert "版，现在是第 1 版。请先看现在的内容" in read(answer)
    assert "改过，和您打开时不一样" not in read(answer)


def test_the_later_of_two_edits_sees_both_texts(overtaken, send):
    answer = send("edit_notice", overtaken, **TYPED)

    assert answer.status_code == 409
    page = read(answer)
    assert "由赵敏改过" in page
    assert "同事换了的正文。" in page
    assert "我改的正文。" in page
    assert 'name="version" value="2"' in page
    assert reload(overtaken).text == "同事换了的正文。"
    assert list(overtaken.subjects.values_list("name", flat=True)) == [
        "安平县示例丙丝网厂"
    ]

    send("edit_notice", overtaken, **TYPED | {"version": "2"})
    kept = reload(overtaken)
    assert (kept.text, kept.version) == ("我改的正文。", 3)


def test_a_draft_changed_meanwhile_is_not_thrown_away(overtaken, send):
    answer = send("delete_notice", overtaken, version="1")

    assert answer.status_code == 409
    assert "同事换了的正文。" in read(answer)
    assert count_all() == (1, 1, 0)


def test_what_was_typed_outlives_the_draft(draft, send, colleague, client):
    services.delete_notice(notice=draft, actor=colleague)

    answer = send("edit_notice", draft, **TYPED)

    assert answer.status_code == 404
    page = read(answer)
    assert "没有这份草稿，可能刚刚被同事删除了。您填的都还在" in page
    assert "我改的正文。" in page
    new = reverse("programme:new_notice")
    assert f'action="{new}"' in page
    client.post(new, TYPED)
    assert PublicNotice.objects.get().text == "我改的正文。"


def test_what_was_typed_outlives_the_publishing(county_unit, colleague, send):
    up = publish(county_unit, colleague)

    answer = send("edit_notice", up, **TYPED)

    assert answer.status_code == 409
    assert "这份公示现在是“公示中”，不能这样操作。您填的都还在" in read(answer)
    assert "我改的正文。" in read(answer)
    assert reload(up).text == TEXT


def test_somebody_else_finds_no_draft(draft, client, owner):
    client.force_login(owner)
    address = reverse("programme:edit_notice", args=["N-0000000000"])

    answers = [
        client.post(url, TYPED)
        for url in (address, reverse("programme:edit_notice", args=[draft.code]))
    ]

    assert [one.status_code for one in answers] == [403, 403]
    assert reload(draft).version == 1


def test_one_more_subject_is_a_change_too(draft, colleague):
    seen = reload(draft)
    services.add_subject(
        notice=draft, name="安平县示例丁丝网厂", region="", remark="", actor=colleague
    )

    with pytest.raises(NoticeChangedError, match="赵敏"):
        services.publish_notice(notice=seen, actor=colleague)

    assert reload(draft).status == "draft"


def test_the_course_tells_who_changed_it_last(overtaken, client, officer_county):
    client.force_login(officer_county)

    page = read(client.get(reverse("programme:notice", args=[overtaken.code])))

    assert "修改" in page
    assert "赵敏" in page
    assert "共改过 1 次，这是最后一次。" in page

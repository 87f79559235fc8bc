"""The line of a case in a notice: gone, thrown away with the draft, or unnamed again."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.improvement import errors, services
from zhisheng.apps.improvement.models import GoodCase
from zhisheng.apps.improvement.tests.cases import announce, decide, version_of
from zhisheng.apps.programme import services as programme
from zhisheng.apps.programme.models import NoticeSubject, PublicNotice
from zhisheng.apps.programme.tests.notices import make_draft
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.events import Delivery, deliver_pending
from zhisheng.kit.problems import describe

pytestmark = pytest.mark.django_db
AFTER = timezone.now() + timedelta(days=40)
UNNAMED = "某金属丝绳及其制品制造企业"


def rewrite(notice, lines, actor):
    return programme.update_notice(
        notice=notice,
        draft=make_draft(kind="case"),
        subjects=programme.read_subjects(programme.read_lines(lines)),
        actor=actor,
    )


def name(case, owner, *, is_named):
    return services.set_naming(
        case=case, is_named=is_named, version=version_of(case), actor=owner
    )


def conclude(notice, actor):
    notice.refresh_from_db()
    programme.publish_notice(notice=notice, actor=actor)
    with time_machine.travel(AFTER, tick=False):
        programme.conclude_notice(notice=notice, result="期满无异议。", actor=actor)


def told_released():
    entries = AuditEntry.objects.filter(action="improvement.case_released")
    return list(entries.values_list("old", "actor"))


def test_a_case_whose_line_was_taken_out_is_not_published(
    selected, notice, officer_province
):
    rewrite(notice, "别的案例\t河北省\t某企业", officer_province)
    conclude(notice, officer_province)
    entries = AuditEntry.objects.count()
    with pytest.raises(errors.CaseNoticeError) as caught:
        decide(selected, "publish", officer_province)
    assert "案例不在公示对象里了，请重新公示" in describe(caught.value)
    selected.refresh_from_db()
    assert (selected.state, selected.published_at) == ("selected", None)
    assert AuditEntry.objects.count() == entries


def test_a_case_whose_line_was_taken_out_is_free_again(
    selected, notice, officer_province
):
    rewrite(notice, "别的案例\t河北省\t某企业", officer_province)
    version = version_of(selected)
    assert deliver_pending() == 1
    selected.refresh_from_db()
    assert (selected.notice, selected.version) == (None, version + 1)
    step = selected.steps.last()
    assert (step.act, step.office_name) == ("release", selected.office.name)
    assert told_released() == [({"notice": notice.code}, None)]
    again = announce(selected, officer_province)
    assert again.subjects.get().source == selected.code


def test_news_that_comes_twice_or_late_changes_nothing_more(
    selected, notice, officer_province
):
    rewrite(notice, "别的案例\t河北省\t某企业", officer_province)
    again = announce(selected, officer_province)  # before the news was delivered
    deliver_pending()
    selected.refresh_from_db()
    assert (selected.notice, told_released()) == (again, [])
    programme.delete_notice(notice=again, actor=officer_province)
    deliver_pending()
    Delivery.objects.update(status="pending")
    assert deliver_pending() == 2
    assert told_released() == [({"notice": again.code}, None)]


@pytest.mark.parametrize("remark", [UNNAMED, "先进做法"])
def test_a_line_that_is_moved_or_remarked_stays_the_case_s(
    selected, notice, officer_province, remark
):
    lines = f"甲案例\t河北省\n{selected.title}\t河北省\t{remark}"
    rewrite(notice, lines, officer_province)
    found = notice.subjects.order_by("number").values_list("source", "remark")
    assert list(found) == [("", ""), (selected.code, remark)]
    assert not Delivery.objects.exists()
    conclude(notice, officer_province)
    decide(selected, "publish", officer_province)


def test_a_draft_thrown_away_is_noted_in_the_case(selected, notice, officer_province):
    programme.delete_notice(notice=notice, actor=officer_province)
    assert deliver_pending() == 1
    selected.refresh_from_db()
    assert (selected.notice, selected.steps.last().act) == (None, "release")
    assert told_released() == [({"notice": notice.code}, None)]
    decide(selected, "publish", officer_province)


@pytest.mark.parametrize("is_up", [False, True])
def test_a_notice_stops_naming_whoever_takes_the_consent_back(
    client, selected, owner, officer_province, is_up
):
    name(selected, owner, is_named=True)
    GoodCase.objects.update(title=f"{selected.enterprise.name}的烘箱")
    notice = announce(selected, officer_province)
    before = notice.subjects.get()
    if is_up:
        programme.publish_notice(notice=notice, actor=officer_province)
    named = selected.enterprise.name
    assert (before.name, before.remark) == (f"{named}的烘箱", named)

    name(selected, owner, is_named=False)

    line = notice.subjects.get()
    assert (line.name, line.remark) == ("某企业的烘箱", UNNAMED)
    assert (before.region, line.region) == ("河北省衡水市安平县", "河北省衡水市")
    entry = AuditEntry.objects.get(action="programme.notice_subject_rewritten")
    assert (entry.new["number"], entry.new["remark"]) == (1, UNNAMED)
    answer = client.get(reverse("notices:notice", args=[notice.code]))
    assert answer.status_code == (200 if is_up else 404)
    assert named not in answer.content.decode()


def test_a_notice_that_is_over_or_of_others_stays_as_it_was(
    selected, owner, officer_province
):
    name(selected, owner, is_named=True)
    notice = announce(selected, officer_province)
    conclude(notice, officer_province)
    other = NoticeSubject.objects.create(notice=notice, number=2, name="别的")
    before = list(NoticeSubject.objects.order_by("pk").values())
    name(selected, owner, is_named=False)
    assert list(NoticeSubject.objects.order_by("pk").values()) == before
    assert other.source == ""
    assert not AuditEntry.objects.filter(action__endswith="_rewritten").exists()


def test_a_notice_taken_down_says_why_and_has_no_result(
    client, selected, up, owner, officer_province
):
    programme.withdraw_notice(notice=up, reason="数据有误", actor=officer_province)
    client.force_login(owner)
    page = client.get(reverse("improvement:case", args=[selected.code]))
    text = page.content.decode()
    assert "撤下原因：数据有误" in text
    assert "公示结果" not in text


def test_the_page_shows_of_a_result_what_everybody_may_read(
    client, selected, notice, owner, officer_province
):
    conclude(notice, officer_province)
    page = reverse("improvement:case", args=[selected.code])
    link = reverse("notices:notice", args=[notice.code])
    client.force_login(owner)
    text = client.get(page).content.decode()
    assert ("公示结果：期满无异议。" in text, link in text) == (True, True)
    PublicNotice.objects.update(result="请打 13812345678")
    text = client.get(page).content.decode()
    assert "公示结果：结果里有不能公开的个人信息" in text
    assert "13812345678" not in text
    PublicNotice.objects.update(is_result_public=False)
    text = client.get(page).content.decode()
    assert ("公示结果" in text, link in text) == (False, False)

"""A selected case is laid open in a public notice before everybody reads it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.improvement import errors, selectors, services
from zhisheng.apps.improvement.models import CaseStep, GoodCase
from zhisheng.apps.improvement.tests.cases import (
    NOTICE_TERMS,
    announce,
    begin,
    decide,
    submit,
    version_of,
)
from zhisheng.apps.improvement.tests.walking import last_entry
from zhisheng.apps.programme import services as programme
from zhisheng.apps.programme.models import NoticeSubject, PublicNotice
from zhisheng.apps.programme.tests.notices import SIGNED
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.kit.problems import describe

pytestmark = pytest.mark.django_db
AFTER = timezone.now() + timedelta(days=40)


def write_down():
    models = (GoodCase, CaseStep, PublicNotice, NoticeSubject)
    rows = [list(one.objects.order_by("pk").values()) for one in models]
    return rows, AuditEntry.objects.count()


def refuse_publishing(case, actor):
    before = write_down()
    with pytest.raises(errors.CaseNoticeError) as caught:
        decide(case, "publish", actor)
    assert write_down() == before
    return describe(caught.value).split("：")[1].split("。")[0]


def test_a_case_is_put_into_a_draft_of_the_office_that_selected_it(
    selected, notice, officer_province
):
    selected.refresh_from_db()
    assert (selected.notice, selected.state) == (notice, "selected")
    assert (notice.kind, notice.status, notice.unit) == ("case", "draft", selected.office)  # fmt: skip
    assert (notice.basis, notice.working_days) == (NOTICE_TERMS.basis, 5)
    subject = notice.subjects.get()
    assert (subject.number, subject.name) == (1, selected.title)
    assert subject.region == selectors.name_place(selected)
    assert subject.remark == "某金属丝绳及其制品制造企业"
    assert selected.steps.last().act == "announce"
    assert last_entry().action == "improvement.case_announced"


def test_more_cases_join_the_same_draft(
    selected, notice, enterprise, owner, officer_county, officer_city, officer_province
):
    second = submit(begin(enterprise, owner), owner)
    for officer, act in (
        (officer_county, "recommend"), (officer_city, "recommend"),
        (officer_province, "select"),
    ):  # fmt: skip
        decide(second, act, officer)
    joined = announce(second, officer_province, services.NoticeTerms(draft=notice.code))

    assert joined == notice
    assert list(notice.subjects.values_list("number", flat=True)) == [1, 2]
    assert PublicNotice.objects.count() == 1
    with pytest.raises(errors.CaseAnnouncedError):
        announce(second, officer_province)


def test_each_stage_of_a_notice_blocks_publishing_and_says_why(
    selected, notice, officer_province
):
    assert refuse_publishing(selected, officer_province) == "公示还没有发布"
    up = programme.publish_notice(notice=notice, actor=officer_province)
    assert refuse_publishing(selected, officer_province).startswith("公示要到2")
    objection = programme.file_objection(notice=up, statement=SIGNED)
    assert refuse_publishing(selected, officer_province) == "还有 1 件异议没有答复"
    programme.answer_objection(
        objection=objection,
        result="rejected",
        answer="已核实。",
        actor=officer_province,
    )
    with time_machine.travel(AFTER, tick=False):
        told = refuse_publishing(selected, officer_province)
        assert told == "公示期满了，还没有写结果"
        programme.conclude_notice(
            notice=up, result="期满，异议不成立。", actor=officer_province
        )
        decide(selected, "publish", officer_province)
    selected.refresh_from_db()
    assert selected.state == "published"


def test_a_notice_taken_down_asks_for_another(selected, up, officer_province):
    programme.withdraw_notice(notice=up, reason="数据有误", actor=officer_province)
    told = refuse_publishing(selected, officer_province)
    assert told == "公示撤下了，请重新公示"
    again = announce(selected, officer_province)
    selected.refresh_from_db()
    assert selected.notice == again != up


def test_without_a_notice_the_office_may_still_publish(selected, officer_province):
    decide(selected, "publish", officer_province)
    selected.refresh_from_db()
    assert (selected.state, selected.notice) == ("published", None)


def test_only_the_office_that_selected_lays_open(
    selected, owner, officer_county, officer_city, officer_nation, officer_elsewhere
):
    before = write_down()
    for other in (officer_county, officer_city, officer_nation, officer_elsewhere):
        with pytest.raises(NotFoundError):
            announce(selected, other)
    assert write_down() == before


def test_what_may_not_be_laid_open_is_refused(
    enterprise, owner, selected, officer_province
):
    waiting = begin(enterprise, owner)
    GoodCase.objects.filter(pk=waiting.pk).update(
        state="reviewed", office=selected.office
    )
    before = write_down()
    with pytest.raises(errors.CaseStepNotNowError):
        announce(waiting, officer_province)
    with pytest.raises(errors.CaseChangedError):
        services.announce_case(
            case=selected, terms=NOTICE_TERMS, version=1, actor=officer_province
        )
    for terms, error in (
        (services.NoticeTerms(), FieldsRefusedError),
        (services.NoticeTerms(draft="N0"), NotFoundError),
    ):
        with pytest.raises(error):
            announce(selected, officer_province, terms)
    assert write_down() == before


def test_the_office_hears_when_the_case_or_the_name_is_taken_back(
    selected, owner, officer_province, up
):
    def told():
        found = Message.objects.filter(recipient=officer_province).order_by("pk")
        return [one.title.format(**one.data) for one in found][1:]

    title = selected.title
    services.set_naming(
        case=selected, is_named=False, version=version_of(selected), actor=owner
    )
    services.withdraw_case(case=selected, version=version_of(selected), actor=owner)
    assert told() == [
        f"企业不再写明名称了，案例“{title}”在公示里的名称已经去掉，请看要不要撤下公示。",
        f"企业撤回了案例“{title}”，它还在公示里，请撤下公示或改公示对象。",
    ]


def test_the_page_leads_to_the_notice_and_shows_its_term(
    client, selected, owner, officer_city, officer_province
):
    page = reverse("improvement:case", args=[selected.code])
    url = reverse("improvement:announce_case", args=[selected.code])
    client.force_login(officer_city)
    assert url not in client.get(page).content.decode()
    client.force_login(officer_province)
    assert url in client.get(page).content.decode()
    data = {
        "version": version_of(selected),
        "working_days": 5,
        "contact": "质量处 0311-7512345",
    }
    refused = client.post(url, data)
    assert refused.status_code == 422
    assert "质量处" in refused.content.decode()
    assert PublicNotice.objects.count() == 0

    response = client.post(url, {**data, "basis": "冀市监〔2026〕8号"})
    notice = PublicNotice.objects.get()
    assert response.url == reverse("programme:notice", args=[notice.code])
    client.force_login(owner)
    assert notice.title not in client.get(page).content.decode()  # a draft
    programme.publish_notice(notice=notice, actor=officer_province)
    text = client.get(page).content.decode()
    assert "公示 5 个工作日" in text
    assert reverse("notices:notice", args=[notice.code]) in text
    client.force_login(officer_province)
    shown = client.get(page).content.decode()
    assert response.url in shown
    assert url not in shown
    refused = client.post(
        reverse("improvement:decide_case", args=[selected.code]),
        {"act": "publish", "version": version_of(selected)},
    )
    assert refused.status_code == 422
    assert "公示要到" in refused.content.decode()

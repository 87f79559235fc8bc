"""Sealed scans: one of the same bytes, withdrawn with a reason, told when data change."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import PaperContent
from zhisheng.apps.programme.errors import (
    ReasonMissingError,
    ScanKnownError,
    ScanOfOtherPrintError,
    ScanOfOverError,
    ScanPassedError,
    ScanWithdrawnError,
    WithdrawalReasonTooLongError,
)
from zhisheng.apps.programme.models import SealedPaper
from zhisheng.apps.programme.selectors.scans import list_withdrawable
from zhisheng.apps.programme.services import Remark
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ForbiddenError, NotFoundError
from zhisheng.kit.tests.documents import make_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(own_files, city_unit, officer_city, county_unit, officer_county,
         owner_organisation, owner):  # fmt: skip
    """Open a task of the city; the county passed one, another waits there."""
    make_enterprises(1, organisation=owner_organisation)
    make_enterprises(2)
    task = open_now(plan_task(city_unit, officer_city), officer_city)
    first, second, _missing = task.entries.order_by("pk")
    fill(first, owner)
    services.pass_entries(task=task, unit=county_unit, actor=officer_county)
    fill(second, officer_city)
    return task


@pytest.fixture
def paper(task, county_unit):
    return selectors.Paper(task, unit=county_unit)


@pytest.fixture
def whole(task, county_unit):
    return selectors.Paper(task, unit=county_unit, content=PaperContent.WHOLE)


@pytest.fixture
def own_paper(task):
    return selectors.Paper(task, entry=task.entries.order_by("pk").first())


def attach(paper, actor, *, pages=1, of=None):
    return services.attach_paper(
        paper=paper,
        check_code=selectors.find_check_code(of or paper),
        file=SimpleUploadedFile("盖章件.pdf", make_pdf(pages)),
        actor=actor,
    )


def withdraw(paper, scan, actor, reason="传错了一页"):
    return services.withdraw_paper(
        paper=paper, scan=scan.pk, reason=reason, actor=actor
    )


def is_withdrawn(scan):
    return SealedPaper.objects.get(pk=scan.pk).withdrawn_at is not None


def test_the_code_tells_what_the_paper_held(
    paper, whole, task, ask, officer_county, county_unit
):
    sealed = attach(paper, officer_county, of=whole)

    assert (sealed.content, sealed.uploading_unit) == (PaperContent.WHOLE, county_unit)
    assert attach(paper, officer_county, pages=2).content == PaperContent.PASSED
    page = ask(officer_county, "task_paper", task.code).content.decode()
    assert page.count("有效，与数据一致") == 1
    assert page.count("已被后来的代替") == 1
    assert page.count("</a> 含未审核的") == 1


def test_the_same_scan_is_taken_once(paper, officer_county, ask, task):
    attach(paper, officer_county)
    entries = AuditEntry.objects.count()

    with pytest.raises(ScanKnownError):
        attach(paper, officer_county)

    assert SealedPaper.objects.count() == 1
    assert AuditEntry.objects.count() == entries
    data = {
        "check_code": selectors.find_check_code(paper),
        "file": SimpleUploadedFile("又一次.pdf", make_pdf()),
    }
    page = ask(officer_county, "seal_task", task.code, data=data).content.decode()
    assert "已上传过" in page
    assert "又一次.pdf" not in page


def test_the_same_bytes_may_be_of_another_paper(paper, own_paper, officer_county):
    attach(paper, officer_county)

    assert attach(own_paper, officer_county).entry == own_paper.entry


def test_a_scan_of_other_data_is_refused_with_the_code_of_these(
    paper, task, officer_county, county_unit
):
    attach(paper, officer_county)
    services.pass_entries(task=task, unit=county_unit, actor=officer_county)

    with pytest.raises(ScanOfOtherPrintError) as refused:
        attach(paper, officer_county)
    assert "已经作为另一个核对码的盖章件上传过" in str(refused.value)
    assert SealedPaper.objects.count() == 1


def test_a_wrong_scan_is_withdrawn_and_stays_in_the_history(
    paper, task, ask, officer_county
):
    scan = attach(paper, officer_county)

    data = {"reason": " 传成了上个月的 "}
    page = ask(
        officer_county, "withdraw_task_scan", task.code, scan.pk, data=data
    ).content.decode()

    assert "已撤回，原件和原因留在记录里。" in page
    assert "安平刘丽" in page
    assert "撤回：传成了上个月的" in page
    assert "与数据一致" not in page
    assert "数据已变化" not in page
    entry = AuditEntry.objects.get(action="programme.paper_withdrawn")
    assert entry.new == {"reason": "传成了上个月的"}
    assert entry.old["sha256"] == scan.file.sha256
    with pytest.raises(ScanWithdrawnError):
        withdraw(paper, scan, officer_county)
    served = ask(officer_county, "task_scan", task.code, scan.pk)
    assert b"".join(served.streaming_content) == make_pdf()
    # Withdrawn by mistake, it comes back.
    assert attach(paper, officer_county).pk != scan.pk


def test_withdrawing_wants_a_reason(paper, task, ask, officer_county):
    scan = attach(paper, officer_county)

    with pytest.raises(ReasonMissingError):
        withdraw(paper, scan, officer_county, reason="  ")

    assert not is_withdrawn(scan)
    refused = ask(officer_county, "withdraw_task_scan", task.code, scan.pk, data={})
    assert "请写明原因" in refused.content.decode()


def test_a_reason_is_refused_and_never_cut(paper, task, ask, officer_county):
    scan = attach(paper, officer_county)

    with pytest.raises(WithdrawalReasonTooLongError):
        withdraw(paper, scan, officer_county, reason="错" * 301)
    data = {"reason": "错" * 5000}
    refused = ask(officer_county, "withdraw_task_scan", task.code, scan.pk, data=data)

    told = "撤回原因最多 300 字，现在 5000 字，请写短一些。"
    assert told in refused.content.decode()
    assert not is_withdrawn(scan)
    longest = withdraw(paper, scan, officer_county, reason=f" {'错' * 300} ")
    assert longest.withdrawal_reason == "错" * 300


def test_only_the_office_that_uploaded_it_withdraws(
    paper, own_paper, task, officer_county, officer_city, owner, ask
):
    scan = attach(paper, officer_county)
    with pytest.raises(ForbiddenError):
        withdraw(paper, scan, officer_city)
    by_owner = attach(own_paper, owner)
    by_county = attach(own_paper, officer_county, pages=2)
    for one, stranger in ((by_owner, officer_county), (by_county, owner)):
        with pytest.raises(ForbiddenError):
            withdraw(own_paper, one, stranger)
    with pytest.raises(NotFoundError):
        withdraw(paper, by_owner, officer_county)
    assert not any(map(is_withdrawn, (scan, by_owner, by_county)))
    page = ask(owner, "entry_paper", task.code, own_paper.entry.pk).content.decode()
    assert page.count("撤回这一份") == 1

    withdraw(own_paper, by_owner, owner)
    withdraw(own_paper, by_county, officer_county)
    withdraw(paper, scan, officer_county)
    assert all(map(is_withdrawn, (scan, by_owner, by_county)))


def test_nobody_withdraws_what_was_passed_above_on_it(
    paper, own_paper, task, officer_county, officer_city, city_unit, owner, ask
):
    scan, own = attach(paper, officer_county), attach(own_paper, owner)
    services.pass_entries(task=task, unit=city_unit, actor=officer_city)

    for of, one, actor in ((paper, scan, officer_county), (own_paper, own, owner)):
        with pytest.raises(ScanPassedError):
            withdraw(of, one, actor)
        assert not is_withdrawn(one)
        assert list_withdrawable(of, [one], actor) == ()
    refused = ask(
        officer_county, "withdraw_task_scan", task.code, scan.pk, data={"reason": "错"}
    )
    assert "上级已经凭这份盖章件审核通过" in refused.content.decode()

    # What comes after was relied on by nobody.
    later = attach(paper, officer_county, pages=2)
    assert list_withdrawable(paper, [later], officer_county) == (later.pk,)
    withdraw(paper, later, officer_county)


def test_what_was_taken_back_above_can_be_withdrawn(
    own_paper, task, officer_county, officer_city, city_unit, owner
):
    own = attach(own_paper, owner)
    services.pass_entries(task=task, unit=city_unit, actor=officer_city)
    services.reopen_entry(entry=own_paper.entry, reason="报错", actor=officer_city)

    withdraw(own_paper, own, owner)

    assert is_withdrawn(own)


def test_nobody_withdraws_once_the_task_is_over(
    paper, task, officer_county, officer_city, ask
):
    scan = attach(paper, officer_county)
    services.close_task(task=task, reason="收齐了", actor=officer_city)

    with pytest.raises(ScanOfOverError):
        withdraw(paper, scan, officer_county)

    assert not is_withdrawn(scan)
    page = ask(officer_county, "task_paper", task.code).content.decode()
    assert "撤回这一份" not in page


def test_the_page_says_when_the_data_changed_since(
    paper, task, ask, officer_county, officer_city, city_unit
):
    attach(paper, officer_county)
    page = ask(officer_county, "task_paper", task.code).content.decode()
    assert ("与数据一致" in page, "数据已变化" in page) == (True, False)
    services.pass_entries(task=task, unit=city_unit, actor=officer_city)
    page = ask(officer_county, "task_paper", task.code).content.decode()
    assert "数据已变化" not in page

    entry = task.entries.order_by("pk").first()
    services.reopen_entry(entry=entry, reason="报错", actor=officer_city)

    page = ask(officer_county, "task_paper", task.code).content.decode()
    assert ("与数据一致" in page, "最近一份盖章件盖章以后" in page) == (False, True)


def test_an_entry_that_was_mended_since_has_changed(
    own_paper, task, ask, owner, officer_city, city_unit
):
    attach(own_paper, owner)
    entry = own_paper.entry
    services.return_entry(
        entry=entry, unit=city_unit, remarks=[Remark("请改")],
        version=reload(entry).version, actor=officer_city,
    )  # fmt: skip
    fill(reload(entry), owner, employees="21")

    page = ask(owner, "entry_paper", task.code, entry.pk).content.decode()

    assert "数据已变化" in page
    services.pass_entries(task=task, unit=city_unit, actor=officer_city)
    assert (
        "数据已变化" in ask(owner, "entry_paper", task.code, entry.pk).content.decode()
    )
    assert "材料里放哪些" not in page


def test_an_entry_that_was_opened_again_is_not_what_was_sealed(
    own_paper, task, ask, owner, officer_city, city_unit
):
    services.pass_entries(task=task, unit=city_unit, actor=officer_city)
    attach(own_paper, owner)
    address = [task.code, own_paper.entry.pk]
    assert "与数据一致" in ask(owner, "entry_paper", *address).content.decode()

    services.reopen_entry(entry=own_paper.entry, reason="报错", actor=officer_city)
    assert "数据已变化" in ask(owner, "entry_paper", *address).content.decode()

    services.pass_entries(task=task, unit=city_unit, actor=officer_city)
    assert "与数据一致" in ask(owner, "entry_paper", *address).content.decode()


def test_a_page_of_scans_asks_few_questions(
    paper, task, ask, officer_county, django_assert_max_num_queries
):
    for pages in (1, 2, 3, 4):
        attach(paper, officer_county, pages=pages)
    ask(officer_county, "task_paper", task.code)

    with django_assert_max_num_queries(45):
        ask(officer_county, "task_paper", task.code)


def test_an_entry_that_was_taken_back_is_not_what_was_sealed(
    task, ask, officer_city, officer_county
):
    entry = task.entries.order_by("pk")[1]
    attach(selectors.Paper(task, entry=entry), officer_county)
    address = [task.code, entry.pk]
    assert "与数据一致" in ask(officer_city, "entry_paper", *address).content.decode()

    services.take_back_entry(entry=entry, version=entry.version, actor=officer_city)
    page = ask(officer_city, "entry_paper", *address).content.decode()
    assert ("与数据一致" in page, "数据已变化" in page) == (False, True)

    fill(reload(entry), officer_city)
    assert "与数据一致" in ask(officer_city, "entry_paper", *address).content.decode()

"""A sealed scan comes from whose paper it is; what is wrong is told beside its field."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import CheckCodeMissingError
from zhisheng.apps.programme.models import SealedPaper
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ForbiddenError
from zhisheng.kit.files import ImageTooSmallError
from zhisheng.kit.tests.documents import make_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(own_files, county_unit, officer_county, owner_organisation, owner):
    """Open a task of the county, so that the paper is its own for all above as well."""
    make_enterprises(1, organisation=owner_organisation)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    fill(task.entries.get(), owner)
    services.pass_entries(task=task, unit=county_unit, actor=officer_county)
    return task


@pytest.fixture
def paper(task, county_unit):
    return selectors.Paper(task, unit=county_unit)


@pytest.fixture
def own_paper(task):
    return selectors.Paper(task, entry=task.entries.get())


def make_scan(pages=1):
    return SimpleUploadedFile("盖章件.pdf", make_pdf(pages))


def make_photo(size):
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, "JPEG")
    return SimpleUploadedFile("照片.jpg", out.getvalue())


def attach(paper, actor, *, code=None, file=None):
    return services.attach_paper(
        paper=paper,
        check_code=selectors.find_check_code(paper) if code is None else code,
        file=file or make_scan(),
        actor=actor,
    )


def type_in(paper, code=None, **changes):
    code = selectors.find_check_code(paper) if code is None else code
    return {"check_code": code, "file": make_scan()} | changes


@pytest.mark.parametrize("name", ["officer_city", "officer_province"])
def test_an_office_above_reads_and_seals_nothing(
    paper, own_paper, task, ask, request, officer_county, name
):
    above = request.getfixturevalue(name)
    scan = attach(paper, officer_county)
    entries = AuditEntry.objects.count()

    for one in (paper, own_paper):
        with pytest.raises(ForbiddenError):
            attach(one, above, file=make_scan(2))

    assert list(SealedPaper.objects.all()) == [scan]
    assert AuditEntry.objects.count() == entries
    sent = ask(above, "seal_task", task.code, data=type_in(paper))
    assert sent.status_code == 403
    page = ask(above, "task_paper", task.code).content.decode()
    assert "盖章件由这份材料的单位自己上传，您可以查看。" in page
    assert 'name="check_code"' not in page
    served = ask(above, "task_scan", task.code, scan.pk)
    assert b"".join(served.streaming_content) == make_pdf()


def test_the_own_office_and_who_fills_in_seal(paper, own_paper, officer_county, owner):
    for one, actor in ((paper, officer_county), (own_paper, officer_county)):
        assert attach(one, actor).uploaded_by == actor
    assert attach(own_paper, owner, file=make_scan(2)).uploading_unit is None


def test_the_newest_scan_that_was_not_withdrawn_counts(
    paper, task, ask, officer_county
):
    def read_badges():
        page = ask(officer_county, "task_paper", task.code).content.decode()
        words = ("有效，与数据一致", "已被后来的代替", "已撤回")
        return [page.count(one) for one in words]

    for pages in (1, 2, 3):
        newest = attach(paper, officer_county, file=make_scan(pages))
    assert read_badges() == [1, 2, 0]

    services.withdraw_paper(
        paper=paper, scan=newest.pk, reason="传错了", actor=officer_county
    )
    assert read_badges() == [1, 1, 1]


@pytest.mark.parametrize("size", [(1, 1), (599, 400)])
def test_a_picture_nobody_can_read_is_refused(paper, task, ask, officer_county, size):
    with pytest.raises(ImageTooSmallError):
        attach(paper, officer_county, file=make_photo(size))

    sent = ask(officer_county, "seal_task", task.code,
               data=type_in(paper, file=make_photo(size)))  # fmt: skip
    assert sent.status_code == 422
    told = f"图片只有 {size[0]}×{size[1]} 像素，看不清内容，至少要 600×400 像素。"
    assert told in sent.content.decode()
    assert not SealedPaper.objects.exists()


def test_a_picture_of_a_phone_is_taken(paper, officer_county):
    sealed = attach(paper, officer_county, file=make_photo((1080, 1440)))

    assert sealed.file.content_type == "image/jpeg"


def test_a_code_of_a_chinese_keyboard_is_understood(paper, officer_county):
    printed = selectors.find_check_code(paper)
    wide = "".join("－" if one == "-" else chr(ord(one) + 0xFEE0) for one in printed)

    assert attach(paper, officer_county, code=wide.lower()).check_code == printed


@pytest.mark.parametrize("code", ["", " ", "——"])
def test_a_missing_code_is_called_missing(paper, task, ask, officer_county, code):
    with pytest.raises(CheckCodeMissingError):
        attach(paper, officer_county, code=code)

    sent = ask(officer_county, "seal_task", task.code, data=type_in(paper, code))
    assert sent.status_code == 422
    assert "请填核对码，它印在盖了章的纸最下面。" in sent.content.decode()


def test_what_was_typed_stays_after_a_refusal(paper, task, ask, officer_county):
    strange = ask(officer_county, "seal_task", task.code,
                  data=type_in(paper, "abcd-efgh"))  # fmt: skip
    page = strange.content.decode()
    assert strange.status_code == 422
    assert 'value="abcd-efgh"' in page
    assert "填的核对码和现在的数据对不上" in page

    code = selectors.find_check_code(paper)
    without = ask(officer_county, "seal_task", task.code, data={"check_code": code})
    page = without.content.decode()
    assert f'value="{code}"' in page
    assert "请选盖章件的扫描件或照片。" in page
    assert "表格文件" not in page
    assert not SealedPaper.objects.exists()


def test_the_address_of_a_refusal_leads_back_to_the_paper(
    task, own_paper, ask, officer_county
):
    page = ask(officer_county, "seal_task", task.code)
    assert page.url == reverse("programme:task_paper", args=[task.code])
    address = [task.code, own_paper.entry.pk]
    entry = ask(officer_county, "seal_entry", *address)
    assert entry.url == reverse("programme:entry_paper", args=address)

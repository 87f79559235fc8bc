"""Templates of offices, sheets to print, sealed scans that fit their data or not."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import (
    EntryChangedError,
    PaperOfDraftError,
    PaperOfOtherDataError,
)
from zhisheng.apps.programme.models import SealedPaper, TaskTemplate
from zhisheng.apps.programme.services import papers
from zhisheng.apps.programme.tests.entry_tables import hand_in, line, upload
from zhisheng.apps.programme.tests.reporting import (
    fill,
    hand_in_on_time,
    make_enterprises,
    open_now,
    pick_form,
    plan_task,
    reload,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ForbiddenError
from zhisheng.kit.files.errors import PdfRefusedError
from zhisheng.kit.sheets.errors import (
    TemplateNamesError,
)
from zhisheng.kit.tests.documents import NO_DOCUMENTS, make_pdf

pytestmark = pytest.mark.django_db
SCAN = make_pdf()


@pytest.fixture
def task(own_files, province_unit, officer_province, officer_city, officer_county,
         owner, owner_organisation):  # fmt: skip
    """Open a task of the province; the owner has handed in, two have not."""
    make_enterprises(1, organisation=owner_organisation, name="安平县示例丝网厂")
    make_enterprises(2)
    task = open_now(plan_task(province_unit, officer_province), officer_province)
    fill(task.entries.get(enterprise__organisation=owner_organisation), owner)
    return task


def pass_at(task, unit, actor):
    services.pass_entries(task=task, unit=unit, actor=actor)


def make_template(
    cells=("{{序号}}", "{{季末从业人员}}", "{{填报对象}}"), foot="{{核对码}}"
):
    book = openpyxl.Workbook()
    book.active.append(["河北省{{任务名称}}"])
    book.active.append(["序号", "人数", "企业"])
    book.active.append([*cells])
    book.active.append([foot])
    content = BytesIO()
    book.save(content)
    return SimpleUploadedFile("表样.xlsx", content.getvalue())


def use_template(unit, actor, **changes):
    return services.replace_task_template(
        form=pick_form("quarterly-progress"),
        unit=unit,
        file=make_template(**changes),
        actor=actor,
    )


def write(paper, actor):
    out = BytesIO()
    services.write_paper(out, paper=paper, actor=actor)
    return [*openpyxl.load_workbook(out).active.values]


def make_scan():
    return SimpleUploadedFile("盖章件.pdf", SCAN)


def attach(paper, actor, code=None):
    return services.attach_paper(
        paper=paper,
        check_code=code or selectors.find_check_code(paper),
        file=make_scan(),
        actor=actor,
    )


def test_a_county_exports_in_the_template_of_the_province(
    task, province_unit, officer_province, county_unit, officer_county
):
    use_template(province_unit, officer_province)
    pass_at(task, county_unit, officer_county)
    paper = selectors.Paper(task, unit=county_unit)

    values = write(paper, officer_county)

    assert values == [
        ("河北省2024 年三季度进展", None, None),
        ("序号", "人数", "企业"),
        (1, 20, "安平县示例丝网厂"),
        (selectors.find_check_code(paper), None, None),
    ]


def test_the_paper_says_what_was_filled_in_for_somebody(
    task, county_unit, officer_county, officer_city, province_unit, officer_province
):
    mine, *others = task.entries.order_by("pk")
    for entry in others:
        fill(entry, officer_city)
    hand_in_on_time(task)
    pass_at(task, county_unit, officer_county)
    use_template(
        province_unit, officer_province, cells=("{{填报方式}}", "{{填报对象}}")
    )
    paper = selectors.Paper(task, unit=county_unit)
    code = selectors.find_check_code(paper)
    task.entries.filter(pk=others[0].pk).update(confirmed_at=timezone.now())

    values = write(paper, officer_county)

    assert [line[:2] for line in values[2:]] == [
        ("自填", mine.name),
        ("代填，本人已核对", others[0].name),
        ("代填，未经本人核对", others[1].name),
        # That the person has looked at it since changes nothing on a sealed paper.
        (code, None),
    ]


def test_without_a_template_the_shipped_one_is_ready_to_print(
    task, county_unit, officer_county
):
    out = BytesIO()
    pass_at(task, county_unit, officer_county)
    paper = selectors.Paper(task, unit=county_unit)
    services.write_paper(out, paper=paper, actor=officer_county)

    page = openpyxl.load_workbook(out).active
    texts = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value]
    assert page["A1"].value == "2024 年三季度进展"
    assert texts[-2].startswith("填表人：安平刘丽　　　审核人：安平刘丽　　　负责人：")
    assert f"核对码：{selectors.find_check_code(paper)}　　共 1 行" in texts[-1]
    assert (page.print_title_rows, page.page_setup.paperSize) == ("$3:$3", 9)
    assert page.oddFooter.center.text == "第 &P 页，共 &N 页"
    assert page.page_setup.orientation == "landscape"


def test_the_nearest_template_above_counts_and_the_newest_of_a_unit(
    task, province_unit, officer_province, nation_unit, officer_nation
):
    use_template(nation_unit, officer_nation)
    assert selectors.find_template(task).unit_id == nation_unit.code
    use_template(province_unit, officer_province)
    newest = use_template(province_unit, officer_province)

    assert selectors.find_template(task) == newest
    assert TaskTemplate.objects.filter(is_active=True).count() == 2


def test_a_template_of_a_strange_office_or_with_strange_names_is_refused(
    task, province_unit, officer_province, county_unit, officer_county, body_user
):
    for stranger in (officer_county, body_user):
        with pytest.raises(ForbiddenError):
            use_template(province_unit, stranger)
    with pytest.raises(TemplateNamesError, match="法人身份证"):
        use_template(
            province_unit, officer_province, cells=("{{序号}}", "{{法人身份证}}")
        )
    assert not TaskTemplate.objects.exists()


def test_the_shipped_samples_are_fit_for_their_forms(
    tmp_path, province_unit, officer_province, own_files
):
    for code in ("quarterly-progress", "helped-enterprises", "county-ledger"):
        form = pick_form(code)
        services.write_sample(tmp_path / "a.xlsx", form)
        content = (tmp_path / "a.xlsx").read_bytes()
        services.replace_task_template(
            form=form,
            unit=province_unit,
            file=SimpleUploadedFile("a.xlsx", content),
            actor=officer_province,
        )
    assert TaskTemplate.objects.count() == 3


def test_a_sealed_scan_is_bound_to_the_data(task, county_unit, officer_county, owner):
    paper = selectors.Paper(task, unit=county_unit)
    code = selectors.find_check_code(paper)

    sealed = attach(paper, officer_county, code.lower().replace("-", " "))

    assert (sealed.check_code, sealed.unit) == (code, county_unit)
    assert sealed.file.data_key
    other = task.entries.filter(state="unfilled").first()
    fill(other, officer_county)
    assert selectors.find_check_code(paper) == code
    pass_at(task, county_unit, officer_county)
    assert selectors.find_check_code(paper) != code
    with pytest.raises(PaperOfOtherDataError):
        attach(paper, officer_county, code)
    assert SealedPaper.objects.count() == 1


def test_a_paper_that_changes_while_it_is_written_is_not_handed_out(
    task, county_unit, officer_county, monkeypatch
):
    paper = selectors.Paper(task, unit=county_unit)
    iterate = papers.iterate_lines

    def change_first(*arguments):
        fill(task.entries.filter(state="unfilled").first(), officer_county)
        pass_at(task, county_unit, officer_county)
        yield from iterate(*arguments)

    monkeypatch.setattr(papers, "iterate_lines", change_first)

    with pytest.raises(EntryChangedError):
        services.write_paper(BytesIO(), paper=paper, actor=officer_county)


def test_passing_above_changes_no_code(
    task, county_unit, officer_county, city_unit, officer_city
):
    pass_at(task, county_unit, officer_county)
    paper = selectors.Paper(task, unit=county_unit)
    code = selectors.find_check_code(paper)

    pass_at(task, city_unit, officer_city)

    assert selectors.find_check_code(paper) == code


def test_a_list_is_printed_with_what_is_said_once(
    list_entry, body_user, other_body_user
):
    upload(list_entry, body_user, [line(1), line(2)])
    entry = hand_in(list_entry, body_user)
    paper = selectors.Paper(entry.task, entry=entry)

    values = write(paper, body_user)

    names = [row[2] for row in values[3:5]]
    assert names == ["安平县示例1丝网厂", "安平县示例2丝网厂"]
    with pytest.raises(ForbiddenError):
        attach(paper, other_body_user)
    assert attach(paper, body_user).entry == entry


def test_a_draft_takes_no_seal(ask, list_entry, body_user):
    upload(list_entry, body_user, [line(1)])
    address = [list_entry.task.code, list_entry.pk]
    paper = selectors.Paper(list_entry.task, entry=reload(list_entry))

    with pytest.raises(PaperOfDraftError):
        attach(paper, body_user)

    page = ask(body_user, "entry_paper", *address).content.decode()
    assert "提交以后才能上传盖章件。" in page
    assert 'name="check_code"' not in page
    code = selectors.find_check_code(paper)
    data = {"check_code": code, "file": make_scan()}
    refused = ask(body_user, "seal_entry", *address, data=data).content.decode()
    assert "还没有提交，提交以后才能上传盖章件。" in refused
    assert not SealedPaper.objects.exists()
    hand_in(list_entry, body_user)
    page = ask(body_user, "entry_paper", *address).content.decode()
    assert 'name="check_code"' in page


def test_every_scan_opens_as_long_as_it_is_kept(
    client, task, ask, county_unit, officer_county
):
    paper = selectors.Paper(task, unit=county_unit)
    first = attach(paper, officer_county)
    SealedPaper.objects.bulk_create(
        SealedPaper(
            task=task, unit=county_unit, file=first.file, check_code=first.check_code
        )
        for _ in range(20)
    )
    address = reverse("programme:task_scan", args=[task.code, first.pk])

    page = ask(officer_county, "task_paper", task.code).content.decode()
    served = ask(officer_county, "task_scan", task.code, first.pk)

    assert b"".join(served.streaming_content) == SCAN
    counted = page.count("有效，与数据一致"), page.count("已被后来的代替")
    assert (counted, address in page) == ((1, 19), False)
    second = SealedPaper.objects.order_by("pk")[1]
    assert f"?after={second.pk}" in page
    older = reverse("programme:task_paper", args=[task.code]) + f"?after={second.pk}"
    assert address in client.get(older).content.decode()


def test_an_office_puts_its_template_in_use(ask, province_unit, officer_province):
    typed = {"form": "quarterly-progress", "unit": province_unit.code}
    strange = make_template(cells=("{{序号}}", "{{身份证}}"))

    refused = ask(officer_province, "templates", data=typed | {"file": strange})
    taken = ask(officer_province, "templates", data=typed | {"file": make_template()})

    assert refused.status_code == 422
    assert "不认识的占位符：身份证" in refused.content.decode()
    assert "模板已启用" in taken.content.decode()
    assert "表样.xlsx" in taken.content.decode()


def test_a_paper_from_download_to_sealed_scan(
    task, ask, officer_province, county_unit, officer_county
):
    page = ask(officer_county, "task_paper", task.code).content.decode()
    code = selectors.find_check_code(selectors.Paper(task, unit=county_unit))
    # Whoever could copy it from here would prove nothing of the paper.
    assert code not in page
    assert "还没有盖章件" in page
    sheet = ask(officer_county, "task_sheet", task.code)
    assert b"".join(sheet.streaming_content).startswith(b"PK")

    def seal(text):
        data = {"check_code": text, "file": make_scan()}
        return ask(officer_county, "seal_task", task.code, data=data).content.decode()

    assert "填的核对码和现在的数据对不上" in seal("ABCD")
    sealed = seal(code)
    assert "与数据一致" in sealed
    assert code not in sealed
    scan = SealedPaper.objects.get().pk
    served = ask(officer_county, "task_scan", task.code, scan)
    assert b"".join(served.streaming_content) == SCAN
    # The county's scan is not of the province's paper.
    assert ask(officer_province, "task_scan", task.code, scan).status_code == 404


def test_what_is_no_paper_is_not_bound(task, county_unit, officer_county):
    paper = selectors.Paper(task, unit=county_unit)
    code = selectors.find_check_code(paper)

    with pytest.raises(PdfRefusedError):
        services.attach_paper(
            paper=paper,
            check_code=code,
            file=SimpleUploadedFile("盖章件.pdf", NO_DOCUMENTS["locked"]),
            actor=officer_county,
        )

    assert not SealedPaper.objects.exists()


def test_a_template_in_use_is_looked_at_and_removed(
    ask, task, province_unit, officer_province, officer_county, county_unit
):
    template = use_template(province_unit, officer_province)

    page = ask(officer_province, "templates").content.decode()
    served = ask(officer_province, "template_file", template.pk)
    foreign = ask(officer_county, "template_file", template.pk)
    refused = ask(officer_county, "remove_template", template.pk, data={})
    assert "表样.xlsx" in page
    assert b"".join(served.streaming_content).startswith(b"PK")
    assert (foreign.status_code, refused.status_code) == (404, 404)
    assert TaskTemplate.objects.get().is_active

    removed = ask(officer_province, "remove_template", template.pk, data={})

    assert "已停用" in removed.content.decode()
    assert not TaskTemplate.objects.get().is_active
    entry = AuditEntry.objects.get(action="programme.task_template_removed")
    assert entry.old["unit"] == province_unit.code
    values = write(selectors.Paper(task, unit=county_unit), officer_county)
    assert values[0][0] == "2024 年三季度进展"

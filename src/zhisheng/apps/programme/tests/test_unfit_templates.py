"""Templates that would print wrong are refused, with what to do about it."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import PaperLacksLinesError
from zhisheng.apps.programme.models import TaskTemplate
from zhisheng.apps.programme.services.papers import TEMPLATE
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    pick_form,
    plan_task,
)
from zhisheng.apps.programme.tests.test_papers import make_template
from zhisheng.apps.programme.tests.test_word_papers import (
    make_template as make_word_template,
)
from zhisheng.kit import files
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.problems import describe
from zhisheng.kit.sheets.errors import (
    TemplateBracesError,
    TemplateLacksNamesError,
    TemplateUnfitError,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


@pytest.mark.parametrize(
    ("name", "changes", "error", "told"),
    [
        ("表样.xlsx", {"cells": ("{{序号}}", "{{填报对象")}, TemplateBracesError, "在 B3"),
        ("表样.xlsx", {"cells": ("{{序号}}", "｛｛填报对象｝｝")}, TemplateBracesError, "在 B3"),
        ("表样.xlsx", {"cells": ("}}序号{{", "{{填报对象}}")}, TemplateBracesError, "在 A3"),
        ("表样.xlsm", {}, TemplateUnfitError, "另存为 .xlsx 或 .docx"),
        ("表样.docx", {}, TemplateUnfitError, "另存为 .docx"),
        ("表样.xlsx", {"cells": ()}, TemplateUnfitError, "没有写名单的样板行"),
        ("表样.xlsx", {"cells": ("{{序号}}", "{{填报方式}}", "{{状态}}")},
         TemplateUnfitError, "没有写名单的样板行"),
        ("表样.xlsx", {"foot": "（盖章）"}, TemplateLacksNamesError, "核对码"),
    ],
)  # fmt: skip
def test_a_template_that_would_print_wrong_is_refused(
    province_unit, officer_province, name, changes, error, told
):
    file = make_template(**changes)
    file.name = name

    with pytest.raises(error) as refused:
        services.replace_task_template(
            form=pick_form("quarterly-progress"),
            unit=province_unit,
            file=file,
            actor=officer_province,
        )

    assert told in describe(refused.value)
    assert not TaskTemplate.objects.exists()


def test_a_page_called_docx_is_told_to_be_saved_as_one(province_unit, officer_province):
    with pytest.raises(TemplateUnfitError) as refused:
        services.replace_task_template(
            form=pick_form("quarterly-progress"),
            unit=province_unit,
            file=SimpleUploadedFile("表样.docx", b"<html><body>{{x}}</body></html>"),
            actor=officer_province,
        )

    assert "另存为 .docx 再传" in describe(refused.value)


def test_a_word_template_without_a_row_of_lines_is_refused(
    province_unit, officer_province
):
    with pytest.raises(TemplateUnfitError) as refused:
        services.replace_task_template(
            form=pick_form("quarterly-progress"),
            unit=province_unit,
            file=make_word_template(cells=("", "", "")),
            actor=officer_province,
        )

    assert "没有写名单的样板行" in describe(refused.value)
    assert not TaskTemplate.objects.exists()


def test_no_paper_leaves_without_its_lines(
    tmp_path, county_unit, officer_county, reference
):
    """One that was let in before such templates were refused prints nothing any more."""
    (enterprise,) = make_enterprises(1)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    fill(task.entries.get(enterprise=enterprise), officer_county)
    services.replace_task_template(
        form=pick_form("quarterly-progress"),
        unit=county_unit,
        file=make_template(),
        actor=officer_county,
    )
    path = tmp_path / "bare.xlsx"
    path.write_bytes(make_template(cells=()).read())
    bare = files.store(
        path, kind=TEMPLATE, original_name="表样.xlsx", actor=officer_county
    )
    TaskTemplate.objects.update(file=bare)
    written = AuditEntry.objects.filter(action="programme.paper_written")

    with pytest.raises(PaperLacksLinesError, match="1 行写不进去"):
        services.write_paper(
            BytesIO(),
            paper=selectors.Paper(task, entry=task.entries.get()),
            actor=officer_county,
        )

    assert not written.exists()

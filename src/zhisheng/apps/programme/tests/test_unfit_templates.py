"""Templates that would print wrong are refused, with what to do about it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import TaskTemplate
from zhisheng.apps.programme.tests.reporting import pick_form
from zhisheng.apps.programme.tests.test_papers import make_template
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

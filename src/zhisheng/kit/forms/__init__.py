"""One small engine behind every form: a page and a sheet are two faces of it."""

from zhisheng.kit.forms.errors import (
    AnswerRefusedError,
    FormClosedError,
    FormNotYetOpenError,
)
from zhisheng.kit.forms.keeping import WHOLE_FORM, keep_typed
from zhisheng.kit.forms.pages import Known, RecordForm, name_field
from zhisheng.kit.forms.reading import (
    Answers,
    Problem,
    Record,
    read_record,
    show_answer,
)
from zhisheng.kit.forms.refusals import RefusableForm
from zhisheng.kit.forms.sheets import (
    SheetRow,
    find_form_headings,
    read_form_sheet,
    write_blank_form,
    write_filled_form,
)
from zhisheng.kit.forms.versions import VersionForm

__all__ = [
    "WHOLE_FORM",
    "AnswerRefusedError",
    "Answers",
    "FormClosedError",
    "FormNotYetOpenError",
    "Known",
    "Problem",
    "Record",
    "RecordForm",
    "RefusableForm",
    "SheetRow",
    "VersionForm",
    "find_form_headings",
    "keep_typed",
    "name_field",
    "read_form_sheet",
    "read_record",
    "show_answer",
    "write_blank_form",
    "write_filled_form",
]

"""What a public notice may say: little, and nothing that belongs to a person."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.errors import NoticeRefusedError
from zhisheng.apps.programme.models import NoticeSubject
from zhisheng.kit import files
from zhisheng.kit.forms import Record, read_form_sheet, read_record, show_answer
from zhisheng.kit.language import join_words
from zhisheng.kit.problems import describe
from zhisheng.kit.sheets import read_workbook
from zhisheng.kit.sheets.cells import CellValue
from zhisheng.methods.personal_data import find_personal_data
from zhisheng.reference.forms import FormSpec, load_subject_form

MOST_SUBJECTS = 2_000
MOST_TOLD = 10
SUBJECT_SHEET = files.FileKind(
    name="notice_subjects",
    allowed=files.SHEETS,
    max_bytes=5 * 1024 * 1024,
    retention_days=1,
    is_sealed=True,
    is_checked_apart=True,
)
KIND_NAMES = {
    "mobile": gettext_noop("手机号码"),
    "phone": gettext_noop("电话"),
    "identity_number": gettext_noop("身份证号码"),
    "account": gettext_noop("账号"),
    "email": gettext_noop("电子邮箱"),
}
# An office is reached by its own telephone and mailbox, not by somebody's mobile.
OFFICIAL = frozenset({"phone", "email"})


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """One line as it was written; ``number`` is where, counted from 1."""

    number: int
    cells: Mapping[str, CellValue]


def read_lines(text: str) -> list[SubjectLine]:
    """Part what was typed or pasted: a line each, columns by tabs or commas."""
    codes = [field.code for field in load_subject_form().rows]
    return [
        SubjectLine(number, dict(zip(codes, _part(line, len(codes)), strict=False)))
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]


def _part(line: str, columns: int) -> list[str]:
    parts = line.split("\t") if "\t" in line else line.replace("，", ",").split(",")
    # What is written with commas in its remark stays one remark.
    head, tail = parts[: columns - 1], parts[columns - 1 :]
    return [part.strip() for part in (*head, *(["，".join(tail)] if tail else []))]


def read_subjects(lines: Iterable[SubjectLine]) -> list[NoticeSubject]:
    """Return the subjects of lines that were typed.

    Raises
    ------
    NoticeRefusedError
        If a line cannot be read, stands twice, or holds what belongs to a person.
    """
    form = load_subject_form()
    return _take(
        ((one.number, read_record(form.rows, one.cells)) for one in lines), form
    )


def read_subject_sheet(
    source: File[bytes] | Path, *, original_name: str, actor: User
) -> list[NoticeSubject]:
    """Return the subjects of a sheet; the sheet itself is not kept."""
    form = load_subject_form()
    kept = files.store(
        source, kind=SUBJECT_SHEET, original_name=original_name, actor=actor
    )
    with tempfile.TemporaryDirectory() as folder:
        workbook = read_workbook(files.copy_to(kept, Path(folder) / "sheet"))
    rows = list(read_form_sheet(workbook, form))
    files.delete_file(kept)
    return _take(((row.number, row.record) for row in rows), form)


def _take(read: Iterable[tuple[int, Record]], form: FormSpec) -> list[NoticeSubject]:
    subjects: list[NoticeSubject] = []
    refusals: list[str] = []
    seen: dict[tuple[str, str], int] = {}
    for line, record in read:
        key = record.answers.get("name", ""), record.answers.get("region", "")
        told = list(_list_reasons(record, form))
        if not told and key in seen:
            told = [_("和第 {line} 行相同").format(line=seen[key])]
        seen.setdefault(key, line)
        refusals += [_("第 {line} 行：{reason}").format(line=line, reason=one) for one in told]  # fmt: skip
        subjects.append(_make_subject(len(subjects) + 1, record, form))
    if len(subjects) > MOST_SUBJECTS:
        most = _("最多 {most} 行，现在 {count} 行。")
        refusals = [most.format(most=MOST_SUBJECTS, count=len(subjects))]
    if refusals:
        raise NoticeRefusedError(fields={"subjects": _shorten(refusals)})
    return subjects


def _list_reasons(record: Record, form: FormSpec) -> Iterable[str]:
    for problem in record.problems:
        yield describe(problem.error)
    for field in form.rows:
        reason = explain_personal_data(record.answers.get(field.code, ""))
        if reason:
            yield reason


def _make_subject(number: int, record: Record, form: FormSpec) -> NoticeSubject:
    answers = {
        field.code: show_answer(field, record.answers.get(field.code, ""))
        for field in form.rows
    }
    return NoticeSubject(number=number, **answers)


def _shorten(refusals: Sequence[str]) -> str:
    rest = len(refusals) - MOST_TOLD
    told = list(refusals[:MOST_TOLD])
    if rest > 0:
        told.append(_("另有 {count} 处。").format(count=rest))
    return " ".join(told)


def explain_personal_data(text: str, *, allowed: frozenset[str] = frozenset()) -> str:
    """Say what of a text may not be public; empty where nothing is found."""
    found = [one for one in find_personal_data(text) if one.kind not in allowed]
    if not found:
        return ""
    named = join_words(f"{_(KIND_NAMES[one.kind])} {one.shown}" for one in found[:3])
    return _("有不能公开的个人信息：{found}。请删去。").format(found=named)

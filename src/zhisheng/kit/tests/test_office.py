"""Files of Word and Excel that are kept as they came."""

import io
import zipfile

import pytest
from docx import Document
from docx.shared import Inches
from openpyxl import Workbook

from zhisheng.kit import files
from zhisheng.kit.files.content import DOCX, PDF, XLSX
from zhisheng.kit.files.models import StoredFile
from zhisheng.kit.office import OfficeRefusedError
from zhisheng.kit.tests.test_files import make_image
from zhisheng.kit.word.tests.documents import change_package, change_text

pytestmark = pytest.mark.django_db
TYPES = "[Content_Types].xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def make_docx() -> bytes:
    document, out = Document(), io.BytesIO()
    document.add_paragraph("质量手册（示例）")
    document.add_picture(io.BytesIO(make_image("PNG")), width=Inches(1))
    document.save(out)
    return out.getvalue()


def make_xlsx() -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active.append(["企业名称", "代码"])
    book.active["A1"].hyperlink = "https://example.org/"
    book.save(out)
    return out.getvalue()


WORD, EXCEL = make_docx(), make_xlsx()


def make_zip(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def store(content: bytes, name: str, *, is_checked_apart: bool = False) -> StoredFile:
    kind = files.FileKind(
        "test", {PDF, DOCX, XLSX}, 5_000_000, 30, is_checked_apart=is_checked_apart
    )
    return files.store(content, kind=kind, original_name=name)


def add_link(content: bytes, part: str, kind: str, target: str, mode: str) -> bytes:
    link = (
        f'<Relationship Id="rIdX" Type="{OFFICE}/{kind}" Target="{target}"'
        f' TargetMode="{mode}"/></Relationships>'
    )
    return change_text(content, part, "</Relationships>", link)


def be_a_bomb() -> bytes:
    """Return a workbook of some 100 KB that unpacks to 100 MB."""
    return change_package(EXCEL, {"xl/media/x.bin": bytes(100_000_000)})


@pytest.mark.parametrize(
    ("content", "name", "content_type", "label"),
    [(WORD, "手册.docx", DOCX, "Word"), (EXCEL, "台账.xlsx", XLSX, "Excel")],
)
def test_an_honest_file_is_kept_as_it_came(content, name, content_type, label):
    stored = store(content, name)

    assert (stored.content_type, stored.size) == (content_type, len(content))
    assert files.name_content(stored.content_type) == label


@pytest.mark.parametrize(
    "content",
    [
        # A link to click on, and the author's own template on his disk.
        add_link(
            WORD, "word/_rels/document.xml.rels", "hyperlink", "https://a.example/",
            "External",
        ),
        add_link(
            WORD, "word/_rels/document.xml.rels", "attachedTemplate",
            "file:///C:\\Users\\a\\Normal.dotm", "External",
        ),
        # The workbook behind a chart.
        change_package(WORD, {"word/embeddings/Sheet1.xlsx": EXCEL}),
    ],
)  # fmt: skip
def test_what_honest_files_hold_is_let_through(content):
    assert store(content, "手册.docx").content_type == DOCX


NO_PACKAGE = "里面不是这种文件的内容"
TOO_MUCH = "压缩得不正常，或展开以后过大"
ACTIVE = "里面有宏、控件或嵌入的程序"
REMOTE = "打开时会自己到网上取内容"
BROKEN = "打不开，可能已经损坏"
LOCKED = "设有打开密码"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (make_zip(**{"word/document.xml": "x"}), NO_PACKAGE),
        (change_package(WORD, {TYPES: None}), NO_PACKAGE),
        (change_package(WORD, {"_rels/.rels": None}), NO_PACKAGE),
        (
            change_text(WORD, TYPES, "wordprocessingml.document.main", "other.main"),
            NO_PACKAGE,
        ),
        (change_text(WORD, "_rels/.rels", "word/document.xml", "a.xml"), NO_PACKAGE),
        (change_package(WORD, {"word/document.xml": "<w:document"}), BROKEN),
        (change_package(WORD, {"word/document.xml": "x"}), BROKEN),
        (WORD[: len(WORD) // 2] + WORD[len(WORD) // 2 + 9 :], TOO_MUCH),
        (change_package(WORD, {"word/vbaProject.bin": "x"}), ACTIVE),
        (change_package(WORD, {"word/activeX/activeX1.bin": "x"}), ACTIVE),
        (change_package(WORD, {"word/embeddings/oleObject1.bin": "x"}), ACTIVE),
        (
            add_link(
                WORD, "word/_rels/document.xml.rels", "attachedTemplate",
                "https://a.example/t.dotm", "External",
            ),
            REMOTE,
        ),
        (
            change_package(WORD, {"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}),
            BROKEN,
        ),
        (OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le"), LOCKED),
        (change_package(WORD, {f"word/{n}.xml": "<a/>" for n in range(2_100)}), TOO_MUCH),
    ],
)  # fmt: skip
def test_what_is_no_plain_document_is_refused_with_its_cure(content, reason):
    with pytest.raises(OfficeRefusedError) as refused:
        store(content, "手册.docx")

    assert str(refused.value).startswith(f"这个 Word 文件不能用：{reason}")
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (be_a_bomb, TOO_MUCH),
        (
            lambda: change_text(
                EXCEL, TYPES, "openxmlformats-officedocument.spreadsheetml.sheet.main",
                "ms-excel.sheet.macroEnabled.main",
            ),
            ACTIVE,
        ),
        (lambda: change_package(EXCEL, {"xl/macrosheets/sheet1.xml": "<a/>"}), ACTIVE),
        (lambda: make_zip(**{"xl/workbook.xml": "<a/>"}), NO_PACKAGE),
        (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), LOCKED),
    ],
)  # fmt: skip
def test_what_is_no_plain_workbook_is_refused_with_its_cure(content, reason):
    with pytest.raises(OfficeRefusedError) as refused:
        store(content(), "台账.xlsx")

    assert str(refused.value).startswith(f"这个 Excel 文件不能用：{reason}")
    assert not StoredFile.objects.exists()


def test_what_another_reader_checks_is_left_to_it():
    content = make_zip(**{"xl/workbook.xml": "<a/>"})

    assert store(content, "名单.xlsx", is_checked_apart=True).content_type == XLSX

import io
import zipfile
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from zhisheng.kit import files
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.files.content import CSV, DOCX, ODS, PDF, UNKNOWN, XLS, XLSX
from zhisheng.kit.files.errors import PdfRefusedError
from zhisheng.kit.files.models import StoredFile
from zhisheng.kit.files.names import name_download
from zhisheng.kit.tests.documents import NO_DOCUMENTS, make_pdf

ANY = {CSV, PDF, XLSX, "image/jpeg", "image/png"}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def store(
    source, *, name="名单.csv", allowed=ANY, max_bytes=1000, days=30, least_sides=(1, 1)
):
    kind = files.FileKind("test", allowed, max_bytes, days, least_sides=least_sides)
    return files.store(source, kind=kind, original_name=name)


def make_zip(*parts: str, mimetype: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        if mimetype:
            package.writestr("mimetype", mimetype)
        for part in parts:
            package.writestr(part, "x")
    return out.getvalue()


def make_image(kind: str, size=(8, 4), **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("企业名称,代码\n".encode(), CSV),
        ("企业名称,代码\n".encode("gb18030"), CSV),
        ("企业名称\t代码\n".encode("utf-16"), CSV),
        ("企业名称,代码\n".encode("utf-16-le"), CSV),
        ("企业名称,代码\n".encode("utf-16-be"), CSV),
        ("<html>\n<p>".encode("utf-16-le"), "text/html"),
        (b"\xef\xbb\xbfname,code\n", CSV),
        (b"%PDF-1.7\n", PDF),
        (make_zip("xl/workbook.xml"), XLSX),
        (make_zip("word/document.xml"), DOCX),
        (make_zip("content.xml", mimetype=ODS), ODS),
        (make_zip("anything"), "application/zip"),
        (b"PK\x03\x04broken", UNKNOWN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), XLS),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
        (make_image("PNG"), "image/png"),
        (make_image("JPEG"), "image/jpeg"),
        (make_image("WEBP"), "image/webp"),
        (make_image("GIF"), "image/gif"),
        (b"  <!DOCTYPE html><p>", "text/html"),
        (b"<script>alert(1)</script>", "text/html"),
        (b"<svg xmlns='x'/>", "image/svg+xml"),
        (b"<?xml version='1.0'?><svg/>", "image/svg+xml"),
        (b"<?xml version='1.0'?><a/>", "application/xml"),
        (b"\0\1\2", UNKNOWN),
        (b"\xff\xff\xff", UNKNOWN),
    ],
)
def test_tells_the_type_by_content(content, expected):
    assert files.detect_content_type(io.BytesIO(content)) == expected


def test_head_cut_within_a_character_is_still_text():
    content = b"a" + "质".encode() * 30_000
    assert files.detect_content_type(io.BytesIO(content)) == CSV
    wide = ("a\n" + "𠮷" * 30_000).encode("utf-16-le")
    assert files.detect_content_type(io.BytesIO(b"," + b"\0" + wide)) == CSV


def test_ole_stream_name_across_two_chunks_is_found():
    padding = b"\0" * ((1 << 20) - 8 - 5)
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + padding
    content += "Workbook".encode("utf-16-le")
    assert files.detect_content_type(io.BytesIO(content)) == XLS


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("名单.xlsx", "名单.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\甲\\名单.xlsx", "名单.xlsx"),
        ("名单\u202excl.exe", "名单xcl.exe"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie_ x"),
        ("...", "文件"),
        ("", "文件"),
    ],
)
def test_cleans_names(name, cleaned):
    assert files.clean_name(name) == cleaned


def test_long_name_keeps_its_extension():
    name = files.clean_name("质" * 200 + ".xlsx")
    assert len(name.encode()) <= 255
    assert name == "质" * 83 + ".xlsx"


@given(st.text(max_size=400))
def test_clean_name_is_always_harmless(name):
    cleaned = files.clean_name(name)
    assert 0 < len(cleaned.encode()) <= 255
    assert not set(cleaned) & set('/\\\0\r\n"\u202e')
    assert files.clean_name(cleaned) == cleaned


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("China: bulletin 2024.pdf", "China - bulletin 2024.pdf"),
        ("帮扶台账：2024.xlsx", "帮扶台账：2024.xlsx"),
        ("甲/乙\\丙_需修改.xlsx", "甲_乙_丙_需修改.xlsx"),
        ("12:30?.json", "12_30_.json"),
    ],
)
def test_a_file_of_ours_bears_its_title_as_far_as_a_name_may(title, name):
    assert name_download(title) == name


@given(st.text())
def test_a_file_of_ours_has_a_name_that_every_computer_can_keep(title):
    assert set('\\/:*?"<>|').isdisjoint(name_download(title))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["bytes", "path", "upload"])
def test_keeps_what_it_is_given(tmp_path, kind):
    content = "甲,乙\n".encode()
    (tmp_path / "in.csv").write_bytes(content)
    source = {
        "bytes": content,
        "path": tmp_path / "in.csv",
        "upload": SimpleUploadedFile("in.csv", content),
    }[kind]

    file = store(source)

    assert (file.size, file.content_type) == (8, CSV)
    assert file.path == f"files/{file.sha256[:2]}/{file.sha256}-{file.code}"
    with files.open_file(file) as stored:
        assert stored.read() == content


@pytest.mark.django_db
def test_refuses_what_is_too_large():
    store(b"x" * 1000)
    with pytest.raises(files.FileTooLargeError):
        store(b"x" * 1001)
    assert StoredFile.objects.count() == 1


def test_refuses_an_empty_file():
    with pytest.raises(files.FileEmptyError):
        store(b"")


@pytest.mark.parametrize("content", [b"<html>", b"<svg/>", b"\0"])
def test_refuses_a_type_not_asked_for_whatever_its_name(content):
    with pytest.raises(files.FileTypeRefusedError):
        store(content, name="照片.png")


@pytest.mark.parametrize(
    ("name", "ending"), [("合同.pdf", "pdf"), ("照片.JPEG", "jpg"), ("合同.html", "")]
)
def test_says_that_the_content_is_not_what_the_name_says(name, ending):
    with pytest.raises(files.FileTypeRefusedError) as refused:
        store(b"<html>", name=name)

    told = str(refused.value)
    assert (f"文件名写的是 {ending}，里面却不是" in told) == bool(ending)
    assert ("这种文件不能用，这里只接受" in told) != bool(ending)


@pytest.mark.django_db
def test_image_loses_where_it_was_taken():
    exif = Image.Exif()
    exif[0x9286] = "39.9,116.4"
    source = make_image("JPEG", exif=exif.tobytes())
    assert b"39.9,116.4" in source

    file = store(source, max_bytes=10_000)

    with files.open_file(file) as stored:
        content = stored.read()
    assert b"39.9,116.4" not in content
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, image.size) == ("JPEG", (8, 4))


@pytest.mark.django_db
def test_image_loses_what_was_appended_to_it():
    file = store(make_image("PNG") + b"<script>", max_bytes=10_000)

    with files.open_file(file) as stored:
        assert b"<script>" not in stored.read()


@pytest.mark.parametrize("size", [(20_000, 2_001), (60_000, 60_000)])
def test_refuses_a_picture_bomb_by_its_header(size):
    source = bytearray(make_image("PNG"))
    source[16:24] = size[0].to_bytes(4) + size[1].to_bytes(4)
    import zlib

    source[29:33] = zlib.crc32(bytes(source[12:29])).to_bytes(4)

    with pytest.raises(files.ImageRefusedError):
        store(bytes(source), max_bytes=10_000)


def test_refuses_a_broken_picture():
    with pytest.raises(files.ImageRefusedError):
        store(make_image("JPEG")[:100], max_bytes=10_000)


@pytest.mark.django_db
@pytest.mark.parametrize("size", [(600, 400), (400, 600), (3000, 4000)])
def test_takes_a_picture_that_is_as_large_as_asked(size):
    stored = store(make_image("JPEG", size), max_bytes=200_000, least_sides=(400, 600))

    assert stored.content_type == "image/jpeg"


@pytest.mark.parametrize("size", [(1, 1), (599, 400), (399, 600), (4000, 399)])
def test_refuses_a_picture_too_small_to_be_read(size):
    with pytest.raises(files.ImageTooSmallError) as refused:
        store(make_image("PNG", size), max_bytes=200_000, least_sides=(400, 600))

    told = f"图片只有 {size[0]}×{size[1]} 像素，看不清内容，至少要 600×400 像素。"
    assert str(refused.value).startswith(told)


@pytest.mark.django_db
def test_is_served_as_a_private_attachment():
    file = store("甲,乙\n".encode(), name="名单.csv")

    response = files.serve(file, as_name="核对\r\n结果.csv")

    assert b"".join(response.streaming_content) == "甲,乙\n".encode()
    response.close()
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert "\n" not in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, max-age=300"
    assert response["Content-Type"] == CSV


@pytest.mark.django_db
def test_bytes_gone_are_not_found():
    file = store(b"x")
    default_storage.delete(file.path)

    with pytest.raises(NotFoundError):
        files.serve(file, as_name="x")


@pytest.mark.django_db
def test_expired_files_go_with_their_bytes(django_capture_on_commit_callbacks):
    with time_machine.travel(date(2026, 3, 2)):
        short, long = store(b"same", days=1), store(b"same", days=30)

    with (
        time_machine.travel(date(2026, 3, 4)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert files.delete_expired() == 1

    assert StoredFile.objects.get() == long
    assert not default_storage.exists(short.path)
    assert default_storage.exists(long.path)


@pytest.mark.django_db
def test_bytes_of_an_act_rolled_back_go_after_a_day():
    kept = store(b"kept")
    with transaction.atomic():
        lost = store(b"lost")
        transaction.set_rollback(True)

    assert files.delete_orphans() == 0
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert files.delete_orphans() == 1

    assert not default_storage.exists(lost.path)
    assert default_storage.exists(kept.path)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", NO_DOCUMENTS)
def test_a_document_nobody_can_look_at_is_refused(kind):
    with pytest.raises(PdfRefusedError) as refused:
        store(NO_DOCUMENTS[kind], name="证明.pdf", max_bytes=10_000)

    assert refused.value.code == "kit.pdf_refused"
    assert not StoredFile.objects.exists()
    assert not default_storage.exists("files")


@pytest.mark.django_db
def test_a_document_that_opens_is_kept_as_it_came():
    stored = store(make_pdf(), name="证明.pdf")

    with files.open_file(stored) as content:
        assert content.read() == make_pdf()

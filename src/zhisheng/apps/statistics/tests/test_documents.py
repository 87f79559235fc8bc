import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from docx import Document as WordDocument
from openpyxl import load_workbook

from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.accounts.tests.factories import UnitFactory
from zhisheng.apps.places.models import Region
from zhisheng.apps.statistics import selectors, services
from zhisheng.apps.statistics.errors import AreaRefusedError, TemplateRefusedError
from zhisheng.apps.statistics.models import Bulletin
from zhisheng.apps.statistics.services import content, layouts, wording

pytestmark = pytest.mark.django_db
KINDS = ("docx", "pdf", "xlsx", "json")


def change_package(**changes: bytes) -> bytes:
    """Return the shipped layout with parts replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(layouts.SHIPPED) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in changes:
                target.writestr(name, source.read(name))
        for name, part in changes.items():
            target.writestr(name, part)
    return out.getvalue()


def change_text(old: str, new: str) -> bytes:
    with zipfile.ZipFile(layouts.SHIPPED) as source:
        text = source.read("word/document.xml").decode()
    assert old in text
    return change_package(**{"word/document.xml": text.replace(old, new).encode()})


@pytest.mark.parametrize("kind", KINDS)
def test_same_bulletin_gives_same_bytes(released: Bulletin, kind: str) -> None:
    first = services.make_document(bulletin=released, kind=kind)
    again = services.make_document(
        bulletin=Bulletin.objects.get(pk=released.pk), kind=kind
    )
    assert first == again
    assert first.name.endswith(f".{kind}")


def test_word_file_holds_rows_readings_and_proof(released: Bulletin) -> None:
    document = services.make_document(bulletin=released, kind="docx")
    word = WordDocument(io.BytesIO(document.content))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    cells = [
        cell.text for table in word.tables for row in table.rows for cell in row.cells
    ]
    assert "河北省衡水市2024年" in text
    assert released.snapshot.code in text
    assert released.figures_sha256 in text
    assert "精准帮扶企业" in cells
    assert "11家" in cells
    assert "12家次" in cells
    assert any("企业增长率的平均 +10.0%" in cell for cell in cells)
    assert not any("{{" in cell or "{%" in cell for cell in [*cells, text])


def test_small_county_is_hidden_in_every_document(released: Bulletin) -> None:
    parts = content.make_content(released)["breakdowns"][0]["rows"]
    assert {row["helped"] for row in parts} == {"不显示"}


def test_workbook_opens_with_all_sheets(released: Bulletin) -> None:
    document = services.make_document(bulletin=released, kind="xlsx")
    book = load_workbook(io.BytesIO(document.content))
    assert book.sheetnames == [
        "主要数字",
        "两种算法",
        "分地区",
        "分行业",
        "分规模",
        "口径和说明",
    ]
    assert book["主要数字"].max_row == 37


def test_pdf_is_a_pdf(released: Bulletin) -> None:
    assert services.make_document(bulletin=released, kind="pdf").content[:5] == b"%PDF-"


def test_english_documents_are_written(released: Bulletin) -> None:
    with override("en"):
        for kind in KINDS:
            assert services.make_document(bulletin=released, kind=kind).content


def test_sample_has_the_keys_of_real_content(released: Bulletin) -> None:
    real, sample = content.make_content(released), content.make_sample_content()
    assert sample.keys() == real.keys()
    assert sample["rows"][0].keys() == real["rows"][0].keys()
    part = real["breakdowns"][0]["rows"][0]
    assert sample["breakdowns"][0]["rows"][0].keys() == part.keys()
    reading = real["changes"][0]["readings"][0]
    assert sample["rows"][0]["readings"][0].keys() == reading.keys()


def test_own_layout_of_the_county_is_used(
    released: Bulletin, officer_city: User
) -> None:
    layout = change_text("一、主要数字", "甲、本市数字")
    services.replace_template(
        area="131100", file=SimpleUploadedFile("a.docx", layout), actor=officer_city
    )
    document = services.make_document(bulletin=released, kind="docx")
    word = WordDocument(io.BytesIO(document.content))
    assert "甲、本市数字" in [paragraph.text for paragraph in word.paragraphs]


EXTERNAL = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/'
    b'package/2006/relationships"><Relationship Id="rId1" Type="http://x/attachedTemplate"'
    b' Target="http://example.invalid/t.dotm" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("layout", "reason"),
    [
        (b"no zip", "不是 .docx 文件"),
        (change_package(**{"word/vbaProject.bin": b"x"}), "宏或嵌入对象"),
        (change_package(**{"word/_rels/settings.xml.rels": EXTERNAL}), "外部内容"),
        (change_package(**{"word/big.bin": b"0" * 42_000_000}), "过大"),
        (change_text("{{ title }}", "{{ titel }}"), "标签有误"),
        (change_text("{{ title }}", "{% if %}"), "标签有误"),
        (change_text("{{ title }}", "{{ title.__class__.__mro__ }}"), "标签有误"),
    ],
    ids=["zip", "macro", "outside", "big", "unknown", "syntax", "escape"],
)
def test_bad_layout_is_refused(
    reference: None, officer_city: User, layout: bytes, reason: str
) -> None:
    file = SimpleUploadedFile("a.docx", layout)
    with pytest.raises(TemplateRefusedError, match=reason):
        services.replace_template(area="131100", file=file, actor=officer_city)


def test_layout_of_a_foreign_area_is_refused(officer_county: User) -> None:
    file = SimpleUploadedFile("a.docx", layouts.SHIPPED.read_bytes())
    with pytest.raises(AreaRefusedError):
        services.replace_template(area="131100", file=file, actor=officer_county)


def make_cell(**values: object) -> dict[str, object]:
    return {"state": "reported", "reports": [], **values}


@pytest.mark.parametrize(
    ("cell", "unit", "display_unit", "text"),
    [
        (make_cell(value="60850000000"), "元", "亿元", "608.5亿元"),
        (make_cell(value="39600000"), "元", "万元", "3,960万元"),
        (make_cell(low="5", high="15"), "%", "", "5–15%"),
        (make_cell(value="1328000"), "人次", "", "1,328,000人次"),
        ({"state": "hidden"}, "家", "", "不显示"),
        ({"state": "missing"}, "家", "", "暂无数据"),
    ],
)
def test_values_in_words(
    cell: dict[str, object], unit: str, display_unit: str, text: str
) -> None:
    worded = wording.word_cell(cell, unit=unit, display_unit=display_unit)
    assert worded.value == text


def test_decline_is_called_a_decline() -> None:
    reading = {"key": "mean_of_growths", "unit": "ratio", "value": "0.058", "count": 9}
    assert wording.word_reading(reading).label == "企业增长率的平均"
    worded = wording.word_reading(reading, is_decline=True)
    assert (worded.label, worded.value) == ("企业降幅的平均", "+5.8%")


TITLE = "河北省衡水市2024年小微企业质量管理体系认证提升行动情况通报"


@pytest.fixture
def issuer() -> Unit:
    region = Region.objects.get(code="131100")
    return UnitFactory(name="衡水市市场监督管理局", kind="bureau", region=region)


def test_word_file_tells_title_and_issuing_authority(
    released: Bulletin, issuer: Unit
) -> None:
    document = services.make_document(bulletin=released, kind="docx")
    core = WordDocument(io.BytesIO(document.content)).core_properties

    assert (core.title, core.author) == (TITLE, "衡水市市场监督管理局")
    assert core.last_modified_by == "衡水市市场监督管理局"
    assert (core.subject, core.category) == (
        "小微企业质量管理体系认证提升行动",
        "通报",
    )
    assert (core.keywords, core.language) == (released.code, "zh-CN")
    assert core.comments.endswith("发布，第 1 版")
    assert core.created == released.released_at.replace(microsecond=0)
    assert core.modified == core.created


def test_word_file_of_an_own_layout_does_not_tell_its_author(
    released: Bulletin, officer_city: User, issuer: Unit
) -> None:
    core = zipfile.ZipFile(layouts.SHIPPED).read("docProps/core.xml").decode()
    core = core.replace("<dc:creator/>", "<dc:creator>张三</dc:creator>")
    layout = change_package(**{"docProps/core.xml": core.encode()})
    services.replace_template(
        area="131100", file=SimpleUploadedFile("a.docx", layout), actor=officer_city
    )

    content = services.make_document(bulletin=released, kind="docx").content

    assert WordDocument(io.BytesIO(content)).core_properties.author == issuer.name


def test_workbook_tells_title_and_issuing_authority(
    released: Bulletin, issuer: Unit
) -> None:
    content = services.make_document(bulletin=released, kind="xlsx").content
    properties = load_workbook(io.BytesIO(content)).properties

    assert (properties.title, properties.creator) == (TITLE, issuer.name)
    assert properties.keywords == released.code


def test_pdf_tells_title_and_issuing_authority(
    released: Bulletin, issuer: Unit
) -> None:
    content = services.make_document(bulletin=released, kind="pdf").content

    assert TITLE.encode() in content
    assert issuer.name.encode() in content


@pytest.mark.parametrize(
    ("area", "name"), [("000000", "示例总局"), ("660000", "示例兵团"), ("131125", "")]
)
def test_issuer_is_the_highest_unit_of_the_area(
    reference: None, area: str, name: str
) -> None:
    Unit.objects.all().delete()
    top = UnitFactory(name="示例总局", kind="authority")
    UnitFactory(name="示例兵团", kind="corps", parent=top)

    assert selectors.find_issuer(area) == name

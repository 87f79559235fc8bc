"""English pages of a bulletin hold Chinese only in names of places."""

import io
import re
from decimal import Decimal
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils.translation import override
from docx import Document as WordDocument

from zhisheng.apps.statistics import services
from zhisheng.apps.statistics.models import Bulletin
from zhisheng.apps.statistics.services import content, quantities

pytestmark = pytest.mark.django_db
CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
# Names of places, and the button that switches to Chinese.
OWN_NAMES = {"河北省衡水市", "衡水市", "安平县", "桃城区", "中文"}


@pytest.fixture
def english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def find_chinese(page: str) -> set[str]:
    return set(CHINESE.findall(page)) - OWN_NAMES


def test_page_is_english(english: Client, released: Bulletin) -> None:
    page = english.get(f"/bulletin/{released.code}/").text

    assert find_chinese(page) == set()
    assert "Manufacture of metal products" in page
    assert "Enterprises helped" in page


def test_every_figure_is_explained_in_english(
    english: Client, released: Bulletin
) -> None:
    left = {
        row["code"]: find_chinese(
            english.get(f"/bulletin/{released.code}/figures/{row['code']}/").text
        )
        for row in released.figures["rows"]
    }

    assert len(left) == 34
    assert {code: texts for code, texts in left.items() if texts} == {}


def test_definition_and_ledger_row_are_worded_in_english(released: Bulletin) -> None:
    with override("en"):
        lines = {line.code: line for line in services.word_rows(released)}

    assert lines["fee_waived"].definition == "The bulletin publishes no definition."
    assert lines["fee_waived"].unit == "CNY"
    assert lines["enterprises_enrolled"].definition == (
        "Distinct enterprises in the ledger of the year; counted apart from the "
        "enterprises helped."
    )


def test_another_wording_of_a_definition_stays_as_released(released: Bulletin) -> None:
    row = next(row for row in released.figures["rows"] if row["code"] == "fee_waived")
    row["definition"] = "当年的口径"

    with override("en"):
        line = services.word_row(released, "fee_waived")

    assert line is not None
    assert line.definition == "当年的口径"


def test_nation_and_corps_are_named_in_english() -> None:
    nation = Bulletin(area_code="000000", area_name="全国", year=2024)
    corps = Bulletin(area_code="660000", area_name="新疆生产建设兵团", year=2024)

    with override("en"):
        assert services.make_title(nation).startswith("China: bulletin 2024")
        assert corps.area_label == "Xinjiang Production and Construction Corps"
    assert services.make_title(nation) == (
        "全国2024年小微企业质量管理体系认证提升行动情况通报"
    )


def test_word_file_stays_official_chinese(english: Client, released: Bulletin) -> None:
    address = f"/bulletin/{released.code}/download/docx/"
    answer = english.get(address)
    with override("zh-hans"):
        chinese = services.make_document(bulletin=released, kind="docx")

    assert answer.content == chinese.content
    assert chinese.name == (
        "河北省衡水市2024年小微企业质量管理体系认证提升行动情况通报.docx"
    )
    text = [one.text for one in WordDocument(io.BytesIO(answer.content)).paragraphs]
    assert text[0] == "河北省衡水市2024年小微企业质量管理体系认证提升行动情况通报"


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx", "json"])
def test_a_file_has_a_name_that_every_computer_can_keep(
    english: Client, released: Bulletin, kind: str
) -> None:
    answer = english.get(f"/bulletin/{released.code}/download/{kind}/")

    name = unquote(answer["Content-Disposition"].partition("utf-8''")[2])
    assert name.startswith("河北省衡水市 - bulletin 2024")
    assert name.endswith(f".{kind}")
    assert set('\\/:*?"<>|').isdisjoint(name)


@pytest.mark.parametrize(
    ("cell", "display_unit", "text"),
    [
        ({"value": "60850000000"}, "亿元", "CNY 60.85 billion"),
        ({"value": "39600000"}, "万元", "CNY 39.6 million"),
        ({"value": "9600"}, "", "CNY 9,600"),
        ({"low": "500000", "high": "5e6"}, "万元", "CNY 500,000–CNY 5 million"),
    ],
)
def test_an_amount_reads_as_english_people_write_it(
    cell: dict[str, str], display_unit: str, text: str
) -> None:
    told = {"state": "reported", "reports": [], **cell}
    with override("en"):
        worded = services.word_cell(told, unit="元", display_unit=display_unit)

    assert worded.value == text


@pytest.mark.parametrize(
    ("display_unit", "column", "number"),
    [
        ("亿元", "CNY million", Decimal(60_850)),
        ("万元", "CNY", Decimal(60_850_000_000)),
        ("", "CNY", Decimal(60_850_000_000)),
    ],
)
def test_a_column_of_amounts_has_an_english_unit(
    display_unit: str, column: str, number: Decimal
) -> None:
    cell = {"state": "reported", "value": "60850000000"}
    with override("en"):
        unit, _scale = quantities.find_scale("元", display_unit)
        measured = quantities.measure_cell(cell, unit="元", display_unit=display_unit)

    assert (unit, measured) == (column, quantities.Quantity(number, "#,##0"))


def test_what_pdf_and_workbook_say_is_english(released: Bulletin) -> None:
    with override("en"):
        said = str(content.make_content(released))

    assert find_chinese(said) == set()

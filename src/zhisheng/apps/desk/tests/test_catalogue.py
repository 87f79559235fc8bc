"""The data catalogue tells of every field, and nothing that is not there."""

from io import BytesIO

import openpyxl
import pytest
from django.apps import apps
from django.urls import reverse

from zhisheng.apps.desk.selectors import list_catalogue
from zhisheng.kit.personal import list_parts
from zhisheng.reference.catalogue import load_words

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def rows():
    return {(one.table, one.field): one for one in list_catalogue()}


def test_every_field_of_every_table_has_its_line_and_its_words(rows):
    fields = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        if model.__module__.startswith("zhisheng.")
        for field in model._meta.concrete_fields
    }

    assert rows.keys() == fields
    assert [key for key, one in rows.items() if not one.table_name] == []
    assert [key for key, one in rows.items() if not one.meaning] == []


def test_no_word_outlives_its_table_or_field(rows):
    words = load_words()

    assert {name for name, _ in words.tables} - {table for table, _ in rows} == set()
    assert {name for name, _ in words.fields} - {field for _, field in rows} == set()


def test_every_declared_part_names_tables_that_exist(rows):
    named = {label for part in list_parts() for label in part.holds}

    assert named - {table for table, _ in rows} == set()
    assert "registry.Claim" in named


@pytest.mark.parametrize(
    ("table", "field", "sensitivity"),
    [
        ("registry.Enterprise", "contact_phone", "个人信息（加密保存）"),
        ("registry.Enterprise", "contact_name", "个人信息"),
        ("registry.Enterprise", "address", "企业信息"),
        ("registry.OutsideRecord", "enterprise", "企业信息"),
        ("registry.Claim", "statement", "个人信息"),
        ("registry.Claim", "claimant", "个人信息"),
        ("registry.Claim", "status", "一般"),
        ("accounts.User", "name", "个人信息"),
        ("accounts.User", "password", "密钥（只存哈希或密文）"),
        ("places.Region", "name", "一般"),
    ],
)
def test_sensitivity_follows_from_the_model_and_the_declarations(
    rows, table, field, sensitivity
):
    assert rows[table, field].sensitivity == sensitivity


def test_source_purpose_and_retention_are_told(rows):
    address = rows["registry.Enterprise", "address"]
    assert address.source == "市场主体登记、小微企业名录、企业或监管人员填写"
    assert address.retention == "随业务记录"
    claim = rows["registry.Claim", "enterprise"]
    assert claim.source == "关联“企业”"
    assert (claim.purpose, claim.retention) == ("核实企业和修改登记信息", "随企业记录")
    assert rows["registry.Claim", "created_at"].source == "平台生成"


def test_who_signed_an_objection_is_kept_for_a_purpose_and_a_time(rows):
    kept = "公示办结后 3 年（平台自定，不是法定期限）"
    told = {
        "name": "知道是谁提的异议",
        "contact": "凭它的后四位查回执，必要时向本人核实",
    }
    for field, purpose in told.items():
        row = rows["programme.Objection", field]
        assert (row.sensitivity, row.purpose, row.retention) == (
            "个人信息（加密保存）",
            purpose,
            kept,
        )
    text = rows["programme.Objection", "text"]
    assert (text.purpose, text.retention) == (
        "收下对公示的异议并答复", "随业务记录"
    )  # fmt: skip


def test_every_field_is_for_something(rows):
    assert [key for key, one in rows.items() if not one.purpose] == []


@pytest.mark.parametrize(
    ("table", "field", "source"),
    [
        ("registry.Enterprise", "name_key", "平台计算"),
        ("registry.Enterprise", "contact_phone", "企业或监管人员填写"),
        ("registry.OutsideRecord", "values", "其他系统的文件"),
        ("programme.ImportRow", "helper_text", "上传的名单"),
        ("programme.TaskEntry", "submitted_at", "平台生成"),
        ("kit.AuditEntry", "own_hash", "平台生成"),
        ("places.Region", "code", "国家标准"),
        ("maturity.Evaluation", "lowest_grade", "平台计算"),
    ],
)
def test_a_field_is_made_told_typed_or_computed(rows, table, field, source):
    assert rows[table, field].source == source


def test_words_of_purpose_source_and_time_name_what_exists(rows):
    words = load_words()
    tables = {table for table, _ in rows}
    fields = {f"{table}.{field}" for table, field in rows}
    named = {name for name, _ in (*words.purposes, *words.sources, *words.kept)}
    shared = {name for name, _ in (*words.shared_purposes, *words.shared_sources)}

    assert named - fields - tables == set()
    assert shared - {field for _, field in rows} == set()


def test_the_administrator_reads_and_takes_it_along(client, administrator, rows):
    client.force_login(administrator)
    assert "数据交换批次" in client.get(reverse("desk:catalogue")).text

    answer = client.get(reverse("desk:export_catalogue"))

    content = b"".join(answer.streaming_content)
    answer.close()
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert sheet.max_row == len(rows) + 1
    assert sheet["A1"].value == "表"

"""An identity number is not stored, in whatever column of a roster it stands."""

import json

import pytest
from django.core import serializers

from zhisheng.apps.programme.models import Engagement, ImportRow
from zhisheng.apps.programme.tests.workbooks import HEADER, make_line
from zhisheng.apps.registry.models import Enterprise, EnterpriseVersion

pytestmark = pytest.mark.django_db
# Well-formed, of nobody: no such day was ever registered there.
NUMBER = "131125190001019994"
WIDER = (*HEADER, "联系人", "联系电话", "解决的主要问题", "地址")


def dump(*models):
    everything = [one for model in models for one in model._base_manager.all()]
    return serializers.serialize("json", everything)


@pytest.mark.parametrize(
    "written", [NUMBER, f"身份证{NUMBER}", "131125 19000101 9994", NUMBER.translate(
        {ord(str(n)): chr(0xFF10 + n) for n in range(10)})]
)  # fmt: skip
def test_it_is_dropped_wherever_it_stands(put_in, written):
    put_in(
        [
            [
                *make_line(1),
                f"张三{written}",
                written,
                f"负责人{written}没空",
                f"一号{written}",
            ]
        ],
        header=WIDER,
    )

    row = ImportRow.objects.get()
    assert (row.contact_name.removesuffix("身份证"), row.contact_phone) == (
        "张三",
        "",
    ) or (row.contact_phone == "身份证")
    told = json.dumps([row.reasons], ensure_ascii=False)
    stored = told + dump(ImportRow, Enterprise, EnterpriseVersion, Engagement)
    assert "9994" not in stored
    assert [one["field"] for one in row.reasons if one["severity"] == "warning"] == [
        "contact_name", "contact_phone", "problem", "address",
    ]  # fmt: skip
    assert {one["message"] for one in row.reasons} == {
        "这一格写了身份证号码，没有读取，也不保存。"
    }


def test_a_number_cell_is_one_too(put_in):
    put_in([[*make_line(1), "张三", int(NUMBER), "", ""]], header=WIDER)

    assert ImportRow.objects.get().contact_phone == ""


def test_in_place_of_a_code_it_is_not_kept_either(upload):
    upload([make_line(1, 统一社会信用代码=NUMBER)])

    row = ImportRow.objects.get()
    assert NUMBER not in json.dumps(row.reasons)
    assert row.uscc == ""


def test_codes_and_telephones_are_read_as_before(put_in):
    put_in([[*make_line(1), "张三", "13800000001", "焊点", "纵一路1号"]], header=WIDER)

    row = ImportRow.objects.get()
    assert row.uscc == make_line(1)[1]
    assert (row.contact_phone, row.address) == ("13800000001", "纵一路1号")
    assert row.reasons == []

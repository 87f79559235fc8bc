import openpyxl
import pytest
from django.core.management import CommandError, call_command

from zhisheng.apps.registry.models import ExchangeBatch, OutsideRecord
from zhisheng.apps.registry.tests.exchanging import PENALTIES
from zhisheng.apps.registry.tests.factories import make_code, make_enterprise

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path, nation_unit):
    settings.MEDIA_ROOT = tmp_path / "files"


def run(path, **changes):
    options = {
        "connector": "credit-publicity", "layout": "penalties", "number": "11",
        "as_of": "2026-11-01",
    } | changes  # fmt: skip
    flags = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    call_command("exchange", str(path), *flags)


def test_a_file_is_taken_once_and_comes_back_marked(tmp_path, capsys):
    make_enterprise(uscc=make_code(1))
    path, out = tmp_path / "in.csv", tmp_path / "out.xlsx"
    lines = [f"某厂,{make_code(n)},{n}号,标识,2026-05-20,C\n" for n in (1, 2)]
    path.write_text(PENALTIES + "".join(lines), "utf-8-sig")

    run(path, marked=out)
    run(path)

    told = capsys.readouterr().out
    assert "可入库 1，不在名录或辖区 1" in told
    assert "这个文件以前收过，没有重复处理。" in told
    assert OutsideRecord.objects.count() == ExchangeBatch.objects.count() == 1
    assert openpyxl.load_workbook(out).active["B3"].comment is not None


def test_what_is_wrong_is_told(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("甲,乙\n1,2\n", "utf-8-sig")
    for changes, told in (
        ({"as_of": "2100-01-01"}, "数据截止日期不能晚于今天。"),
        ({"connector": "nobody"}, "这一天没有这个来源的格式"),
        ({}, "没有找到“行政处罚”的表"),
    ):
        with pytest.raises(CommandError, match=told):
            run(path, **changes)
    with pytest.raises(CommandError, match="没有这个文件"):
        run(tmp_path / "none.csv")

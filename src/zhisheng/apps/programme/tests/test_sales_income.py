"""销售收入 is revenue in a roster that has no column of revenue, and the office is told."""

import pytest
from django.core.management import call_command

from zhisheng.apps.programme.schemas.api import write_import
from zhisheng.apps.programme.tests.readings import FIRST, pick, read_all, report_all
from zhisheng.apps.programme.tests.workbooks import HEADER, make_line, write_xlsx

INCOME = ("改进前销售收入（万）", "改进后销售收入（万）")
TOLD = f"没有“营业收入”的列，已按营业收入读取：{'、'.join(INCOME)}。"


def read(tmp_path, header, *more):
    lines = [[*HEADER[:7], *header], [*make_line(1), *more]]
    (found,) = read_all(write_xlsx(tmp_path / "a.xlsx", lines))
    return {(one.indicator, one.period): one.value for one in found.values}


def test_it_is_revenue_where_nothing_else_is(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [[*HEADER[:7], *INCOME], make_line(1)])

    (found,) = report_all(path)

    assert pick(found, FIRST) == FIRST


@pytest.mark.parametrize("named", [("提升前营业收入(万元)",), ("2024年营收(万元)",)])
def test_it_is_sales_beside_revenue(named, tmp_path):
    found = read(tmp_path, [*INCOME, *named], 90)

    assert (found["sales", "2023"], found["sales", "2024"]) == (1_000_000, 1_200_000)
    assert [value for (name, _), value in found.items() if name == "revenue"] == [
        900_000
    ]


def test_sales_beside_it_stay_sales(tmp_path):
    found = read(tmp_path, [*INCOME, "帮扶后销售额（万元）"], 90)

    assert found["revenue", "2024"] == 1_200_000
    assert found["sales", "2024"] == 900_000


def test_of_two_columns_for_sales_the_other_is_kept(tmp_path):
    header = [*INCOME, "帮扶后销售额（万元）", "帮扶后营业收入（万元）"]

    found = read(tmp_path, header, 80, 90)

    assert found["sales", "2024"] == 800_000
    assert found["revenue", "2024"] == 900_000


def test_sales_of_a_kind_are_no_revenue(tmp_path):
    header = ["帮扶前电商销售收入（万元）", "帮扶后新产品销售收入（万元）"]

    assert set(read(tmp_path, header)) == {("employees", "2024")}


@pytest.mark.django_db
def test_the_preview_says_so(client, upload, body_user):
    read = upload([make_line(1)], header=[*HEADER[:7], *INCOME])
    client.force_login(body_user)

    page = client.get(f"/programme/imports/{read.code}/")

    assert read.counts == {"accepted": 1}
    assert f"{TOLD}如果不是营业收入，请改好表头再上传。" in page.text
    assert write_import(read, {}).sales_columns == list(INCOME)


@pytest.mark.django_db
def test_a_roster_with_revenue_has_nothing_to_tell(client, upload, body_user):
    read = upload([make_line(1)])
    client.force_login(body_user)

    assert "已按营业收入读取" not in client.get(f"/programme/imports/{read.code}/").text
    assert read.sales_columns == []


@pytest.mark.django_db
def test_the_command_says_so(year, tmp_path, capsys):
    path = write_xlsx(tmp_path / "a.xlsx", [[*HEADER[:7], *INCOME], make_line(1)])

    call_command("import_roster", path, year=2024, dry_run=True)

    assert capsys.readouterr().out.splitlines()[1:] == [f"工作表“名单”{TOLD}"]

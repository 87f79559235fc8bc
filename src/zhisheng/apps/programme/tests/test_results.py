"""What an import and its withdrawal did is told in full: what is new, what is changed."""

import re

import pytest
from django.core.management import call_command
from django.urls import reverse

from zhisheng.apps.programme.models import RosterImport
from zhisheng.apps.programme.schemas import tell_applied, tell_withdrawn
from zhisheng.apps.programme.tests.workbooks import HEADER, make_line, write_xlsx
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db
WIDE = (*HEADER, "帮扶方式", "提升意愿")


@pytest.fixture
def changing(put_in, office):
    """Apply a roster of two known enterprises and a new one."""
    known = [[*make_line(number), "诊断", "强"] for number in (1, 2)]
    put_in(known, header=WIDE, **office)
    lines = [
        [*make_line(1, 行业="3383", 从业人员=30, 提升后营业收入=150), "诊断", "弱"],
        [*make_line(2, 提升后营业收入=150), "标准解读", ""],
        [*make_line(3), "诊断", "强"],
    ]
    return put_in(lines, header=WIDE, **office)


def show(client, done, office, language="zh-hans"):
    client.force_login(office["actor"])
    address = reverse("programme:import_detail", args=[done.code])
    return client.get(address, headers={"Accept-Language": language}).text


def test_new_and_changed_are_counted_apart(changing):
    assert changing.counts["applied"] == {
        "rows": 3,
        "enterprises": 1, "changed_enterprises": 1,
        "engagements": 1, "changed_engagements": 1,
        "enrolments": 1, "changed_enrolments": 1,
        "values": 3, "changed_values": 3,
    }  # fmt: skip


def test_the_page_tells_what_is_new_and_what_is_changed(client, changing, office):
    told = (
        "已入库：新企业 1 家、更新企业 1 家、新帮扶 1 家次、更新帮扶 1 家次、"
        "新增指标值 3 个、更新指标值 3 个、更新意愿和潜力 1 家。"
    )
    assert told in show(client, changing, office)
    assert (
        "Applied: new enterprises: 1, changed enterprises: 1, new helps: 1, "
        "changed helps: 1, new values: 3, changed values: 3, "
        "changed willingness or potential: 1."
    ) in show(client, changing, office, "en")


def test_what_is_none_is_left_out(client, put_in, office):
    put_in([make_line(1)], **office)

    changed = put_in([make_line(1, 提升后营业收入=150)], **office)
    again = put_in([make_line(1, 提升后营业收入=150)], **office)

    assert "已入库：更新指标值 1 个。" in show(client, changed, office)
    assert "已入库：与已有的记录相同，没有改动。" in show(client, again, office)


def test_a_result_of_an_earlier_version_tells_what_it_knows():
    counts = {"enterprises": 2, "engagements": 3, "values": 0, "changed": 1, "rows": 3}

    assert tell_applied(counts) == "已入库：新企业 2 家、新帮扶 3 家次。"
    assert tell_withdrawn({"enterprises": 2, "restored": 4}) == (
        "移除企业 2 家；恢复原有内容 4 项。"
    )
    assert tell_withdrawn({"enterprises": 0, "values": 0}) == ""


def test_the_call_tells_the_result(client, changing, office, make_token):
    headers = {"Authorization": make_token(office["organisation"], ["roster:import"])}
    address = f"/api/v1/programme/imports/{changing.code}"

    applied = client.get(address, headers=headers).json()
    client.post(f"{address}/withdraw", headers=headers)
    jobs.run_pending()
    withdrawn = client.get(address, headers=headers).json()

    result = {
        "rows": 3,
        "enterprises": 1, "changed_enterprises": 1,
        "engagements": 1, "changed_engagements": 1,
        "enrolments": 1, "changed_enrolments": 1,
        "values": 3, "changed_values": 3,
    }  # fmt: skip
    assert (applied["applied"], applied["withdrawn"]) == (result, None)
    assert (withdrawn["applied"], withdrawn["withdrawn"]) == (
        result,
        {
            "enterprises": 1, "engagements": 1, "enrolments": 1, "values": 3,
            "restored": 6, "restored_values": 3, "kept": 0, "handed_over": 2,
        },
    )  # fmt: skip


def test_the_call_knows_nothing_of_changes_before_they_were_counted(
    client, changing, office, make_token
):
    counts = {"enterprises": 1, "engagements": 1, "values": 3, "rows": 3, "changed": 2}
    RosterImport.objects.filter(pk=changing.pk).update(
        counts={"accepted": 3, "applied": {**counts, "enrolments": 1}}
    )
    headers = {"Authorization": make_token(office["organisation"], ["roster:import"])}

    told = client.get(
        f"/api/v1/programme/imports/{changing.code}", headers=headers
    ).json()["applied"]

    assert (told["values"], told["changed_values"]) == (3, None)
    assert told["changed_enterprises"] is None


def test_an_import_that_was_only_read_has_no_result(client, upload, office, make_token):
    read = upload([make_line(1)], **office)
    headers = {"Authorization": make_token(office["organisation"], ["roster:import"])}

    told = client.get(f"/api/v1/programme/imports/{read.code}", headers=headers).json()

    assert (told["applied"], told["withdrawn"]) == (None, None)


def test_the_withdrawal_of_what_only_changed_names_it(client, put_in, office):
    put_in([[*make_line(1), "诊断", "强"]], header=WIDE, **office)
    changing = [[*make_line(1, 行业="3383", 提升后营业收入=150), "标准解读", "弱"]]
    done = put_in(changing, header=WIDE, **office)
    client.force_login(office["actor"])
    address = reverse("programme:withdraw", args=[done.code])

    page = client.get(address).text
    english = client.get(address, headers={"Accept-Language": "en"}).text

    told = (
        "这次改过的会恢复原样：企业 1 家、帮扶 1 家次、指标值 1 个、意愿和潜力 1 家。"
    )
    assert f"{told}别的名单也报了的，" in page
    assert "会移除" not in page
    assert (
        "What it changed returns: enterprises: 1, helps: 1, values: 1, "
        "willingness or potential: 1. What another"
    ) in english


@pytest.mark.parametrize(
    ("language", "units"),
    [
        ("en", ["1 row", "0 rows", "1 row", "2 rows"]),
        ("zh-hans", ["1 行", "0 行", "1 行", "2 行"]),
    ],
)
def test_the_tiles_count_in_the_language_of_the_page(
    client, upload, office, language, units
):
    wrong = [make_line(number, 从业人员="若干") for number in (2, 3)]
    codeless = make_line(4)
    codeless[1] = None
    read = upload([make_line(1), *wrong, codeless], **office)

    page = show(client, read, office, language)

    found = re.findall(r'figure-value">(\d+) <small>(\w+)</small>', page)
    assert [f"{number} {unit}" for number, unit in found] == units


def test_the_withdrawal_tells_what_returned(client, changing, office):
    client.force_login(office["actor"])
    client.post(reverse("programme:withdraw", args=[changing.code]))
    jobs.run_pending()

    told = (
        "移除企业 1 家、帮扶 1 家次、指标值 3 个；"
        "恢复指标值 3 个、登记信息和帮扶 3 项。下面是撤回前的核对结果"
    )
    assert told in show(client, changing, office)
    assert (
        "removed: enterprises: 1, helps: 1, values: 3; "
        "restored: values: 3, records and helps: 3."
    ) in show(client, changing, office, "en")


def test_the_command_tells_what_is_new_and_what_is_changed(
    year, own_files, tmp_path, capsys, body_organisation
):
    for revenue, told in (
        (120, "已入库：新企业 1 家、新帮扶 1 家次、新增指标值 3 个。"),
        (150, "已入库：更新指标值 1 个。"),
    ):
        path = write_xlsx(
            tmp_path / "a.xlsx", [HEADER, make_line(1, 提升后营业收入=revenue)]
        )
        call_command(
            "import_roster",
            str(path),
            "--year=2024",
            f"--body={body_organisation.code}",
        )
        code = RosterImport.objects.latest("pk").code
        assert capsys.readouterr().out.splitlines()[-1] == f"{code} {told}"

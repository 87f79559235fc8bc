"""Rows that cannot be true together are sent back to be checked."""

from datetime import date

import pytest

from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.errors import NothingToTakeError
from zhisheng.apps.registry.models import OutsideRecord
from zhisheng.apps.registry.schemas.exchange import tabulate_batches
from zhisheng.apps.registry.tests.exchanging import (
    ENTITIES,
    NOVEMBER,
    OCTOBER,
    PENALTIES,
    reload,
    send,
    take,
    work,
)
from zhisheng.apps.registry.tests.factories import make_code, make_enterprise

pytestmark = pytest.mark.django_db
ONE, TWO = make_code(1), make_code(2)
NAME_ONE, NAME_TWO = "安平县华丰丝网厂", "安平县远大筛网厂"
LAYOUT = ("certification-authority", "certificates")
REGISTER = ("enterprise-register", "entities")
HEAD = "组织机构代码,组织名称,证书编号,认证项目,证书状态,初次获证日期,颁证日期,证书到期日期\n"
HELD = "这个证书编号已经记在另一家企业名下。"
TWICE = "和第 {row} 行说的是同一条记录，内容却不一样；这几行都没有收。"
SAME_DAY = "已收过同样截至 2026年11月1日 的这条记录，内容却不一样。"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def enterprises():
    return [
        make_enterprise(uscc=ONE, name=NAME_ONE, valid_from=date(2024, 1, 1)),
        make_enterprise(uscc=TWO, name=NAME_TWO, valid_from=date(2024, 1, 1)),
    ]


def line(code=ONE, name=NAME_ONE, number="N1", **cells):
    told = (
        {"state": "有效", "first": "", "issued": "2024-03-01"}
        | {"expires": "2027-02-28"}
        | cells
    )
    return f"{code},{name},{number},质量管理体系认证,{','.join(told.values())}\n"


def read(officer, text, **changes):
    batch = send(officer, text, **{"layout": LAYOUT} | changes).batch
    work()
    batch = reload(batch)
    rows = [
        (row.status, row.reasons[0][1] if row.reasons else "")
        for row in batch.rows.order_by("row")
    ]
    return batch, rows


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({}, ""),
        ({"expires": "2024-03-01", "state": "过期失效"}, ""),
        ({"expires": "2026-11-01"}, ""),
        ({"name": "安平县华丰丝网有限公司"}, ""),
        ({"name": ""}, ""),
        ({"first": "2024-03-01"}, ""),
        ({"first": "2024-03-02"}, "初次获证日期晚于颁证日期。"),
        ({"expires": "2020-02-28", "state": "撤销"}, "到期日期早于颁证日期。"),
        (
            {"expires": "2026-10-31"},
            "证书状态写“有效”，到期日期却在数据截止日期以前。",
        ),
        (
            {"name": "北京某某科技有限公司"},
            f"这个代码在名录里是“{NAME_ONE}”，和组织名称完全不同。",
        ),
    ],
)
def test_a_certificate_that_contradicts_itself_comes_back(
    officer_county, cells, reason
):
    batch, rows = read(officer_county, HEAD + line(**cells))

    assert rows == [("refused" if reason else "accepted", reason)]
    if not reason:
        return
    with pytest.raises(NothingToTakeError):
        services.queue_exchange_applying(batch=batch, actor=officer_county)
    assert OutsideRecord.objects.count() == 0


def test_a_former_name_is_the_holders_own(officer_county, enterprises):
    services.record_life_event(
        enterprise=enterprises[0],
        kind="renamed",
        happened_on=date(2026, 3, 1),
        changes={"name": "河北宏图新材料有限公司"},
        actor=officer_county,
    )

    assert read(officer_county, HEAD + line())[1] == [("accepted", "")]


def test_one_number_of_two_holders_in_a_file_is_nobodys(officer_county):
    text = HEAD + line() + line(TWO, NAME_TWO) + line(TWO, NAME_TWO, "N2")

    assert read(officer_county, text)[1] == [
        ("refused", TWICE.format(row=3)),
        ("refused", TWICE.format(row=2)),
        ("accepted", ""),
    ]


def test_a_number_on_record_stays_with_its_holder_until_it_ends(officer_county):
    take(officer_county, HEAD + line(), layout=LAYOUT, number="1", as_of=OCTOBER)

    other = HEAD + line(TWO, NAME_TWO)
    assert read(officer_county, other, number="2")[1] == [("refused", HELD)]
    ended = HEAD + line(state="注销")
    take(officer_county, ended, layout=LAYOUT, number="3", as_of=OCTOBER.replace(day=2))
    again = other + line(TWO, NAME_TWO, "N3")

    assert read(officer_county, again, number="4")[1] == [("accepted", "")] * 2


def test_another_word_of_the_same_day_is_to_be_checked(officer_county, enterprises):
    row = "{name},{code},,存续,,,,2026-10-20,\n"
    first = ENTITIES + row.format(name="安平县先到丝网厂", code=ONE)
    second = ENTITIES + row.format(name="安平县后到丝网厂", code=ONE)
    take(officer_county, first, layout=REGISTER, number="1")

    _batch, rows = read(officer_county, second, layout=REGISTER, number="2")

    enterprises[0].refresh_from_db()
    assert rows == [("refused", SAME_DAY)]
    assert enterprises[0].name == "安平县先到丝网厂"


def test_of_two_files_of_a_day_the_second_is_sent_back_when_applied(officer_county):
    row = "某厂,{code},1号,{conduct},2026-05-20,C\n"
    layout = ("credit-publicity", "penalties")
    same = row.format(code=TWO, conduct="同一件事")
    batches = [
        read(
            officer_county,
            PENALTIES + row.format(code=ONE, conduct=conduct) + same + conduct_end,
            layout=layout,
            number=conduct,
        )[0]
        for conduct, conduct_end in (("甲事", ""), ("乙事", "\n"))
    ]

    for batch in batches:
        services.queue_exchange_applying(batch=batch, actor=officer_county)
        work()

    second = reload(batches[1])
    assert (second.status, second.as_of) == ("applied", NOVEMBER)
    assert {row.row: row.status for row in second.rows.all()} == {
        2: "refused",
        3: "accepted",
    }
    conducts = {one.values["conduct"] for one in OutsideRecord.objects.all()}
    assert conducts == {"甲事", "同一件事"}


def test_of_two_holders_of_a_number_the_second_is_sent_back_when_applied(
    officer_county,
):
    batches = [
        read(officer_county, HEAD + line(code, name), number=code)[0]
        for code, name in ((ONE, NAME_ONE), (TWO, NAME_TWO))
    ]

    for batch in batches:
        services.queue_exchange_applying(batch=batch, actor=officer_county)
        work()

    assert OutsideRecord.objects.get().enterprise.uscc == ONE
    (row,) = reload(batches[1]).rows.all()
    assert (row.status, row.reasons[0][1]) == ("refused", HELD)


def test_a_file_without_a_row_to_take_waits_for_nobody(officer_county):
    read(officer_county, HEAD + line(expires="2020-02-28"), number="1")
    read(officer_county, HEAD + line(), number="2")

    page = selectors.list_batches_for(actor=officer_county)
    good, bad = tabulate_batches(page.items).rows

    assert (good.cells[4].text, good.state) == ("已核对，待入库", "need")
    assert (bad.cells[4].text, bad.state) == ("已核对，没有可入库的行", "")

"""What another roster moved or created since the preview moves only when it was asked."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.models import Engagement, Enrolment, ImportRow
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    make_code,
    make_line,
    name_firm,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.apps.returns.models import Value
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db
ANPING, TAOCHENG = "河北省衡水市安平县", "河北省衡水市桃城区"
WUXING = "浙江省湖州市吴兴区"
QUESTION = f"名录中登记在{TAOCHENG}，表中写的是{ANPING}。"


@pytest.fixture
def city(city_unit, officer_city):
    """Return who uploads for the city's office, which governs all its counties."""
    return {"actor": officer_city, "organisation": city_unit.organisations.get()}


@pytest.fixture
def known(year):
    return make_enterprise(
        name=name_firm(1), uscc=make_code(1), valid_from=date(2023, 1, 1)
    )


def apply(read, office):
    services.queue_applying(roster_import=read, actor=office["actor"])
    jobs.run_pending()
    return selectors.get_import(read.code)


def choose(read, code, office):
    row = ImportRow.objects.get(roster_import=read)
    services.decide_row(
        row=row, decision="region", place_code=code, actor=office["actor"]
    )


def move(known, upload, office, *, to="131102", written=TAOCHENG):
    """Move an enterprise by another roster."""
    read = upload([make_line(1, 所在地=written)], **office)
    choose(read, to, office)
    apply(read, office)
    known.refresh_from_db()
    assert known.region_id == to


def tell(read, office):
    page = selectors.list_rows_for(actor=office["actor"], code=read.code)
    return [
        (one.row.state, [message["message"] for message in one.messages])
        for one in page.items
    ]


def test_what_another_roster_moved_is_asked(known, upload, city):
    waiting = upload([make_line(1), make_line(2)], **city)
    assert waiting.counts == {"accepted": 2}
    move(known, upload, city)

    done = apply(waiting, city)

    known.refresh_from_db()
    assert known.region_id == "131102"
    assert tell(done, city) == [("to_confirm", [QUESTION]), ("applied", [])]
    assert (done.status, done.counts["accepted"], done.counts["to_confirm"]) == (
        "applied", 1, 1,
    )  # fmt: skip
    assert done.counts["applied"]["rows"] == 1
    assert done.counts["applied"]["enterprises"] == 1
    assert done.counts["applied"]["changed_enterprises"] == 0


@pytest.mark.parametrize("answer", ["131125", "131102"])
def test_the_answer_is_applied_later(answer, known, upload, city):
    waiting = upload([make_line(1)], **city)
    move(known, upload, city)
    apply(waiting, city)

    choose(waiting, answer, city)
    done = apply(waiting, city)

    known.refresh_from_db()
    assert known.region_id == answer
    assert (done.counts["accepted"], done.counts["applied"]["rows"]) == (1, 1)
    assert "to_confirm" not in done.counts


@pytest.mark.parametrize("answer", ["131125", "330502"])
def test_an_answer_to_another_move_is_none(answer, known, upload, city):
    waiting = upload([make_line(1, 所在地=WUXING)], **city)
    choose(waiting, answer, city)
    move(known, upload, city)

    done = apply(waiting, city)

    known.refresh_from_db()
    assert known.region_id == "131102"
    question = f"名录中登记在{TAOCHENG}，表中写的是{WUXING}。"
    assert tell(done, city) == [("to_confirm", [question])]


def test_an_answered_move_is_not_asked_again(known, upload, city):
    move(known, upload, city, to="330502", written=TAOCHENG)


def test_what_another_roster_created_is_asked(upload, city):
    first = upload([make_line(1)], **city)
    second = upload(
        [[*make_line(1, 所在地=TAOCHENG, 提升后营业收入=999), "新来的认证公司"]],
        header=(*HEADER, "帮扶机构"),
        **city,
    )
    services.decide_row(
        row=ImportRow.objects.get(roster_import=second),
        decision="helper",
        place_code="new",
        actor=city["actor"],
    )
    second.refresh_from_db()
    assert (first.counts, second.counts) == ({"accepted": 1}, {"accepted": 1})
    apply(first, city)
    written = [model.objects.count() for model in (Engagement, Enrolment, Value)]

    done = apply(second, city)

    assert Enterprise.unscoped.get().region_id == "131125"
    question = f"名录中登记在{ANPING}，表中写的是{TAOCHENG}。"
    answered = "“新来的认证公司”按本单位的答复登记为新机构。"
    assert tell(done, city) == [("to_confirm", [answered, question])]
    assert done.counts["applied"]["rows"] == 0
    assert written == [
        model.objects.count() for model in (Engagement, Enrolment, Value)
    ]
    assert not Organisation.objects.filter(name="新来的认证公司").exists()


def test_a_region_left_to_the_record_follows_it(year, upload, city):
    code = make_code(1, region="330502")
    known = make_enterprise(name=name_firm(1), uscc=code, valid_from=date(2023, 1, 1))
    waiting = upload([make_line(1, 统一社会信用代码=code, 所在地="")], **city)
    assert waiting.counts == {"warning": 1}
    Enterprise.unscoped.update(region_id="131102")

    done = apply(waiting, city)

    known.refresh_from_db()
    assert known.region_id == "131102"
    row = ImportRow.objects.get()
    assert (row.is_applied, row.region_code) == (True, "131102")
    assert done.counts["warning"] == 1


def test_a_later_state_on_record_asks_nothing(known, upload, city):
    waiting = upload([make_line(1, 所在地=TAOCHENG)], **city)
    choose(waiting, "131125", city)
    told = tell(waiting, city)[0][1]
    known.versions.create(
        name=known.name, region_id="330502", valid_from=date(2024, 6, 1)
    )
    Enterprise.unscoped.update(region_id="330502")

    done = apply(waiting, city)

    assert tell(done, city) == [("applied", told)]
    known.refresh_from_db()
    assert known.region_id == "330502"


def test_a_body_moves_nothing_and_is_not_asked(known, upload, body_user):
    waiting = upload([make_line(1)])
    Enterprise.unscoped.update(region_id="131102")

    done = apply(waiting, {"actor": body_user})

    assert done.counts["applied"]["rows"] == 1
    assert Enterprise.unscoped.get().region_id == "131102"


def test_as_many_queries_for_many_as_for_two(year, upload, city):
    for number in range(1, 43):
        make_enterprise(
            name=name_firm(number),
            uscc=make_code(number),
            valid_from=date(2023, 1, 1),
        )
    waiting = [
        upload([make_line(number) for number in numbers], **city)
        for numbers in (range(1, 3), range(3, 43))
    ]
    Enterprise.unscoped.update(region_id="131102")
    counted = []

    for read in waiting:
        with CaptureQueriesContext(connection) as queries:
            assert apply(read, city).counts["applied"]["rows"] == 0
        counted.append(len(queries))

    assert counted[0] == counted[1]

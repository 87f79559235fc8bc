"""Files of other systems: taken once, never older, never of another area."""

import pytest

from zhisheng.apps.registry import services
from zhisheng.apps.registry.errors import (
    ExchangeNumberTakenError,
    ExchangeStateError,
    NothingToTakeError,
)
from zhisheng.apps.registry.models import (
    Enterprise,
    EnterpriseVersion,
    ExchangeBatch,
    ExchangeRow,
    OutsideRecord,
)
from zhisheng.apps.registry.services import exchange_applying
from zhisheng.apps.registry.tests.exchanging import (
    NOVEMBER,
    OCTOBER,
    PENALTIES,
    get_job,
    reload,
    send,
    take,
    work,
)
from zhisheng.apps.registry.tests.factories import make_code, make_enterprise
from zhisheng.kit import jobs
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.files import StoredFile
from zhisheng.kit.problems import describe

pytestmark = pytest.mark.django_db
ONE, TWO, ELSEWHERE, NOBODY = (make_code(number) for number in range(1, 5))


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def enterprises():
    return [
        make_enterprise(uscc=ONE, name="安平县示例甲丝网厂"),
        make_enterprise(uscc=TWO, name="安平县示例乙丝网厂"),
        make_enterprise(uscc=ELSEWHERE, name="饶阳县示例丙厂", region_id="131124"),
    ]


def line(code, number="安市监处罚〔2026〕1号", conduct="标识不符合规定"):
    return f"某厂,{code},{number},{conduct},2026-05-20,C\n"


def list_reasons(batch):
    return {
        row.row: (str(row.status), row.reasons[0][1] if row.reasons else "")
        for row in batch.rows.all()
    }


def test_rows_are_previewed_and_nothing_is_kept_yet(officer_county, enterprises):
    batch = send(officer_county, PENALTIES + line(ONE) + line(NOBODY)).batch
    work()
    batch = reload(batch)

    assert batch.status == "previewed"
    assert batch.counts == {"accepted": 1, "unknown": 1}
    assert OutsideRecord.objects.count() == 0
    assert list_reasons(batch) == {
        2: ("accepted", ""),
        3: ("unknown", "名录里没有这个代码的企业，或不在您的辖区。"),
    }


def test_applying_keeps_what_was_told(officer_county, enterprises):
    batch = take(officer_county, PENALTIES + line(ONE) + line(TWO, "2号"))

    assert batch.status == "applied"
    assert batch.counts["applied"] == {"records_renewed": 0, "records_added": 2}
    record = OutsideRecord.objects.get(enterprise=enterprises[0])
    assert record.key == "安市监处罚〔2026〕1号"
    assert record.as_of == NOVEMBER
    assert record.batch == batch
    # The class of risk beside it is no column of the layout, so it is nowhere.
    assert record.values == {
        "name": "某厂",
        "uscc": ONE,
        "number": "安市监处罚〔2026〕1号",
        "conduct": "标识不符合规定",
        "decided_on": "2026-05-20",
    }


def test_one_audit_entry_tells_of_the_act(officer_county, enterprises):
    batch = take(officer_county, PENALTIES + line(ONE))

    actions = AuditEntry.objects.filter(subject_code=batch.code).order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "registry.exchange_uploaded",
        "registry.exchange_read",
        "registry.exchange_applying",
        "registry.exchange_applied",
    ]
    applied = actions.last()
    assert applied.counts == {"records_renewed": 0, "records_added": 1}
    assert applied.rows_hash == batch.sha256


def test_unknown_enterprises_are_never_made(officer_county, enterprises):
    before = Enterprise.unscoped.count(), EnterpriseVersion.objects.count()

    take(officer_county, PENALTIES + line(NOBODY) + line(ONE))

    after = Enterprise.unscoped.count(), EnterpriseVersion.objects.count()
    assert after == before


def test_another_area_is_as_unknown_as_nothing(officer_county, enterprises):
    batch = send(officer_county, PENALTIES + line(ELSEWHERE) + line(NOBODY)).batch
    work()

    told = list_reasons(reload(batch))
    assert (
        told[2]
        == told[3]
        == (
            "unknown",
            "名录里没有这个代码的企业，或不在您的辖区。",
        )
    )
    with pytest.raises(NothingToTakeError):
        services.queue_exchange_applying(batch=reload(batch), actor=officer_county)


def test_the_city_takes_both_counties(officer_city, enterprises):
    batch = take(officer_city, PENALTIES + line(ONE) + line(ELSEWHERE))

    assert batch.counts["applied"]["records_added"] == 2


def test_the_same_file_changes_nothing_and_says_so(officer_county, enterprises):
    first = take(officer_county, PENALTIES + line(ONE))

    again = send(officer_county, PENALTIES + line(ONE), number="2026-12")

    assert again.is_repeated
    assert again.batch == first
    assert ExchangeBatch.objects.count() == StoredFile.objects.count() == 1
    assert AuditEntry.objects.last().action == "registry.exchange_repeated"


def test_a_number_names_one_file(officer_county, enterprises):
    take(officer_county, PENALTIES + line(ONE))

    with pytest.raises(ExchangeNumberTakenError) as refused:
        send(officer_county, PENALTIES + line(TWO))

    assert refused.value.field == "number"
    assert "批次号“2026-11”已经用于另一个文件" in describe(refused.value)
    assert ExchangeBatch.objects.count() == 1


def test_another_office_may_use_the_number_and_the_file(
    officer_county, officer_city, enterprises
):
    take(officer_county, PENALTIES + line(ONE))

    again = send(officer_city, PENALTIES + line(ONE))

    assert not again.is_repeated


def test_what_could_not_be_read_frees_its_number(officer_county, enterprises):
    failed = send(officer_county, "甲,乙\n1,2\n").batch
    work()
    assert reload(failed).status == "failed"
    assert "没有找到“行政处罚”的表" in reload(failed).problem

    assert take(officer_county, PENALTIES + line(ONE)).status == "applied"


def test_a_file_from_last_month_is_refused_row_by_row(officer_county, enterprises):
    take(officer_county, PENALTIES + line(ONE, conduct="十一月的说法"))

    batch = send(
        officer_county,
        PENALTIES + line(ONE, conduct="十月的说法") + line(TWO, "2号"),
        number="2026-10",
        as_of=OCTOBER,
    ).batch
    work()

    assert list_reasons(reload(batch)) == {
        2: (
            "older",
            "比已有记录旧：已有的截至 2026年11月1日，这个文件截至 2026年10月1日。",
        ),
        3: ("accepted", ""),
    }
    services.queue_exchange_applying(batch=reload(batch), actor=officer_county)
    work()
    told = {one.key: one.values["conduct"] for one in OutsideRecord.objects.all()}
    assert told == {"安市监处罚〔2026〕1号": "十一月的说法", "2号": "标识不符合规定"}


def test_what_came_meanwhile_is_not_overwritten(
    officer_county, officer_city, enterprises
):
    old = send(officer_county, PENALTIES + line(ONE, conduct="旧"), as_of=OCTOBER).batch
    work()
    take(officer_city, PENALTIES + line(ONE, conduct="新"))

    services.queue_exchange_applying(batch=reload(old), actor=officer_county)
    work()

    assert OutsideRecord.objects.get().values["conduct"] == "新"
    assert reload(old).counts["older"] == 1
    assert reload(old).counts["applied"] == {"records_renewed": 0, "records_added": 0}


def test_what_moved_away_meanwhile_comes_back(officer_county, enterprises):
    batch = send(officer_county, PENALTIES + line(ONE)).batch
    work()
    Enterprise.unscoped.filter(uscc=ONE).update(region_id="131124")

    services.queue_exchange_applying(batch=reload(batch), actor=officer_county)
    work()

    assert OutsideRecord.objects.count() == 0
    assert reload(batch).counts["unknown"] == 1


def test_a_newer_file_renews_the_record(officer_county, enterprises):
    take(officer_county, PENALTIES + line(ONE), number="10", as_of=OCTOBER)

    batch = take(officer_county, PENALTIES + line(ONE, conduct="改过"), number="11")

    assert batch.counts["applied"] == {"records_renewed": 1, "records_added": 0}
    record = OutsideRecord.objects.get()
    assert (record.as_of, record.values["conduct"]) == (NOVEMBER, "改过")
    assert record.batch == batch


def test_nothing_new_is_counted_so_and_its_day_renewed(officer_county, enterprises):
    take(officer_county, PENALTIES + line(ONE), number="10", as_of=OCTOBER)

    batch = take(officer_county, PENALTIES + line(ONE) + "\n", number="11")

    assert batch.counts["same"] == 1
    assert OutsideRecord.objects.get().as_of == NOVEMBER


def test_one_record_twice_in_a_file_is_refused(officer_county, enterprises):
    batch = send(officer_county, PENALTIES + line(ONE) + line(ONE)).batch
    work()

    assert list_reasons(reload(batch)) == {
        2: ("accepted", ""), 3: ("refused", "和第 2 行是同一条记录，以那一行为准。")
    }  # fmt: skip


def test_lines_that_contradict_each_other_all_wait(officer_county, enterprises):
    told = line(ONE) + line(TWO, "2号") + line(ONE, conduct="另说")
    batch = take(officer_county, PENALTIES + told + line(ONE, conduct="又说"))

    reason = "和第 {} 行说的是同一条记录，内容却不一样；这几行都没有收。"
    assert list_reasons(batch) == {
        2: ("refused", reason.format("4、5")),
        3: ("accepted", ""),
        4: ("refused", reason.format("2")),
        5: ("refused", reason.format("2")),
    }
    assert (batch.counts["accepted"], batch.counts["refused"]) == (1, 3)
    assert [one.values["uscc"] for one in OutsideRecord.objects.all()] == [TWO]


def test_a_killed_applying_is_repeated_without_doubles(
    officer_county, enterprises, monkeypatch
):
    batch = send(officer_county, PENALTIES + line(ONE) + line(TWO, "2号")).batch
    work()
    services.queue_exchange_applying(batch=reload(batch), actor=officer_county)
    with monkeypatch.context() as broken:
        broken.setattr(exchange_applying, "_finish", break_off)
        jobs.run_job(get_job(reload(batch)).code)
    assert OutsideRecord.objects.count() == 0
    assert reload(batch).status == "applying"

    jobs.run_job(get_job(reload(batch)).code)
    again = services.apply_exchange(batch=batch, actor=officer_county)

    assert OutsideRecord.objects.count() == 2
    assert again == {"records_renewed": 0, "records_added": 2}
    applied = AuditEntry.objects.filter(action="registry.exchange_applied")
    assert applied.count() == 1


def break_off(*_args, **_kwargs):
    raise RuntimeError("a fault nobody foresaw")


def test_a_reading_begun_anew_doubles_no_rows(officer_county, enterprises, monkeypatch):
    batch = send(officer_county, PENALTIES + line(ONE) + line(TWO)).batch
    code = get_job(reload(batch)).code
    with monkeypatch.context() as broken:
        broken.setattr(
            "zhisheng.apps.registry.services.exchange_reading._finish", break_off
        )
        jobs.run_job(code)
    assert ExchangeRow.objects.count() == 2

    jobs.run_job(code)

    assert ExchangeRow.objects.count() == 2
    assert reload(batch).status == "previewed"


def test_a_stopped_reading_is_queued_again(officer_county, enterprises):
    batch = send(officer_county, PENALTIES + line(ONE)).batch
    with pytest.raises(ExchangeStateError):
        services.queue_exchange_applying(batch=batch, actor=officer_county)
    jobs.Job.objects.filter(pk=batch.job_id).update(status="failed")

    services.retry_exchange(batch=reload(batch), actor=officer_county)
    work()

    assert reload(batch).status == "previewed"
    with pytest.raises(ExchangeStateError):
        services.retry_exchange(batch=reload(batch), actor=officer_county)


def test_applying_twice_queues_once(officer_county, enterprises):
    batch = send(officer_county, PENALTIES + line(ONE)).batch
    work()
    for _press in range(2):
        services.queue_exchange_applying(batch=reload(batch), actor=officer_county)

    assert jobs.Job.objects.filter(name="registry.apply_exchange").count() == 1

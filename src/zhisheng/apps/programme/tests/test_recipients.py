"""Who an open task asks is added to by hand, narrowed and widened; who has begun stays."""

from datetime import date

import pytest

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.accounts.tests.factories import BodyOrganisationFactory
from zhisheng.apps.conftest import make_bureau, make_officer
from zhisheng.apps.places.selectors import get_region
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import Audience, EntryState
from zhisheng.apps.programme.errors import (
    AskedAlreadyError,
    EntryBegunError,
    FilterIdleError,
    FilterOvertakenError,
    NotOfAreaError,
    ReasonMissingError,
    TaskFilterError,
    TaskOverError,
    TaskStateError,
)
from zhisheng.apps.programme.models import ReportingTask, TaskEntry, TaskLink
from zhisheng.apps.programme.selectors.recipients import FilterChange, TaskFilter
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    on_day,
    open_now,
    plan_task,
    reload,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import jobs
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.errors import ForbiddenError, NotFoundError

pytestmark = pytest.mark.django_db
NAME = "2024 年三季度进展"
ASKED = f"请填报“{NAME}”，2024年10月31日 前提交。"
NO_MORE = f"“{NAME}”不用再填了。"
WHY = "省里点名"


@pytest.fixture
def task(county_unit, officer_county, owner, owner_organisation):
    """Ask the wire makers of the county; the owner's trade is another one."""
    make_enterprises(2, industry_id="3340")
    make_enterprises(1, industry_id="1811", organisation=owner_organisation)
    task = open_now(
        plan_task(county_unit, officer_county, industry="3340"), officer_county
    )
    Message.objects.all().delete()
    return task


@pytest.fixture
def own(owner_organisation):
    return Enterprise.unscoped.get(organisation=owner_organisation)


def add(task, actor, *codes, reason=WHY, day="2024-10-20"):
    with on_day(day):
        return services.add_recipients(
            task=task, codes=codes, reason=reason, actor=actor
        )


def take_out(entry, actor, reason="加错了"):
    with on_day("2024-10-20"):
        services.take_out_recipient(entry=entry, reason=reason, actor=actor)


def change(task, actor, wanted, seen):
    with on_day("2024-10-20"):
        services.queue_filter_change(
            task=task, wanted=wanted, seen=seen, reason="换了行业", actor=actor
        )
        jobs.run_pending()


def reload_task(task):
    return ReportingTask.objects.get(pk=task.pk)


def list_told():
    return [(one.recipient.name, str(one)) for one in Message.objects.order_by("pk")]


def test_one_outside_the_filter_is_added_told_once_and_marked(
    task, own, officer_county, ask
):
    (entry,) = add(task, officer_county, own.code)

    assert (entry.name, entry.added_reason, entry.state) == (own.name, WHY, "unfilled")
    assert entry.unit_path == task.unit.path
    assert list_told() == [("厂长王强", ASKED)]
    noted = AuditEntry.objects.get(action="programme.recipients_added")
    assert (noted.new, noted.counts) == (
        {"names": [own.name], "reason": WHY}, {"entries": 1},
    )  # fmt: skip
    with pytest.raises(AskedAlreadyError):
        add(task, officer_county, own.code)
    assert len(list_told()) == 1
    listed = ask(officer_county, "task", task.code).content.decode()
    assert listed.count("手工增加") == 1


@pytest.mark.parametrize(
    ("codes", "reason", "day", "error"),
    [
        (["E-UNKNOWN"], WHY, "2024-10-20", NotOfAreaError),
        ([], WHY, "2024-10-20", NotOfAreaError),
        (None, " ", "2024-10-20", ReasonMissingError),
        (None, WHY, "2024-11-20", TaskOverError),
    ],
)
def test_what_cannot_be_added_adds_nobody(
    task, own, officer_county, codes, reason, day, error
):
    codes = [own.code] if codes is None else codes
    with pytest.raises(error):
        add(task, officer_county, *codes, reason=reason, day=day)

    assert (task.entries.count(), list_told()) == (2, [])


def test_nobody_of_another_area_and_no_other_office(
    task, own, officer_county, city_unit
):
    (foreign,) = make_enterprises(1, region="330502")
    other = make_officer("吴兴孙", make_bureau("330502", city_unit))
    with pytest.raises(NotOfAreaError):
        add(task, officer_county, own.code, foreign.code)
    with pytest.raises(ForbiddenError):
        add(task, other, own.code)

    assert task.entries.count() == 2


def test_a_body_of_the_area_is_added_to_those_of_a_county(
    city_unit, officer_city, county_unit
):
    BodyOrganisationFactory.create(region_id="131125")
    near = BodyOrganisationFactory.create(name="衡水认证", region_id="131100")
    far = BodyOrganisationFactory.create(name="远方认证", region_id="330500")
    task = plan_task(
        city_unit, officer_city, code="helped-enterprises",
        audience=Audience.BODIES, area=get_region("131125"),
        opens_on=date(2024, 11, 27), due_on=date(2025, 1, 17),
    )  # fmt: skip
    bodies = open_now(task, officer_city)

    with pytest.raises(NotOfAreaError):
        add(bodies, officer_city, far.code, day="2024-11-28")
    (entry,) = add(bodies, officer_city, near.code, day="2024-11-28")

    assert (entry.organisation, entry.unit_path) == (near, city_unit.path)
    assert [one.name for one in selectors.list_addable(bodies, "认证")] == []


def test_a_unit_of_another_level_is_added(
    own_files, year, city_unit, province_unit, county_unit, officer_province
):
    task = plan_task(
        province_unit, officer_province, code="county-ledger", audience=Audience.UNITS,
        level=EntryState.COUNTY,
    )  # fmt: skip
    ledgers = open_now(task, officer_province)
    (city,) = selectors.list_addable(ledgers, city_unit.name)

    (entry,) = add(ledgers, officer_province, city.code)

    assert (entry.name, entry.unit_path) == (city.name, city_unit.path)


def test_who_was_added_is_taken_out_again_and_told(task, own, officer_county):
    (entry,) = add(task, officer_county, own.code)
    Message.objects.all().delete()

    take_out(entry, officer_county)

    assert not TaskEntry.objects.filter(pk=entry.pk).exists()
    assert list_told() == [("厂长王强", NO_MORE)]
    noted = AuditEntry.objects.get(action="programme.recipient_taken_out")
    assert (noted.old["name"], noted.new) == (own.name, {"reason": "加错了"})


def test_who_comes_goes_and_comes_again_is_told_each_time(task, own, officer_county):
    (first,) = add(task, officer_county, own.code)
    take_out(first, officer_county)

    (again,) = add(task, officer_county, own.code)

    told = [("厂长王强", text) for text in (ASKED, NO_MORE, ASKED)]
    assert (again.pk != first.pk, list_told()) == (True, told)
    with pytest.raises(NotFoundError):
        take_out(first, officer_county)
    assert (list_told(), task.entries.count()) == (told, 3)


def test_a_filter_back_and_forth_tells_each_time(task, own, officer_county):
    for wanted, seen in 2 * [
        (TaskFilter(), FilterChange(adds=1, leaves=0, begun=0)),
        (TaskFilter(industry="3340"), FilterChange(adds=0, leaves=1, begun=0)),
    ]:
        change(reload_task(task), officer_county, wanted, seen)

    assert list_told() == [("厂长王强", text) for text in 2 * (ASKED, NO_MORE)]
    assert task.entries.count() == 2


def test_a_task_closed_meanwhile_keeps_all_it_asked(task, own, officer_county):
    wanted = TaskFilter(industry="18")
    with on_day("2024-10-20"):
        services.queue_filter_change(
            task=task, wanted=wanted, seen=FilterChange(1, 2, 0), reason="换了行业",
            actor=officer_county,
        )  # fmt: skip
        services.close_task(task=task, reason="不做了", actor=officer_county)
        with pytest.raises(TaskStateError):
            services.change_filter(task=task, wanted=wanted, actor=officer_county)

    kept = reload_task(task)
    assert (kept.entries.count(), kept.conditions["industry"]) == (2, "3340")
    assert list_told() == []


def test_what_goes_wrong_at_the_end_adds_nobody_either(
    task, own, officer_county, monkeypatch
):
    """A worker killed before the last step leaves whom the task asks as it was."""
    before = list(task.entries.values_list("pk", flat=True))
    monkeypatch.delattr(services.recipients, "_delete")
    with pytest.raises(NameError):
        services.change_filter(
            task=task, wanted=TaskFilter(industry="18"), actor=officer_county
        )

    kept = reload_task(task)
    assert list(kept.entries.values_list("pk", flat=True)) == before
    assert (kept.conditions["industry"], list_told()) == ("3340", [])


def test_who_has_begun_is_not_taken_out(task, own, owner, officer_county):
    (entry,) = add(task, officer_county, own.code)
    with on_day("2024-10-21"):
        services.keep_answers(
            entry=entry, filled=services.Filled({"employees": "3"}, 0), actor=owner
        )

    with pytest.raises(EntryBegunError):
        take_out(reload(entry), officer_county)

    assert reload(entry).answers == {"employees": "3"}


def test_who_was_taken_out_is_not_added_with_all_the_others(task, officer_county):
    entry = task.entries.first()
    take_out(entry, officer_county)
    kept = reload_task(task)

    assert selectors.count_new(kept) == 0
    (again,) = add(kept, officer_county, entry.enterprise.code)
    assert again.enterprise == entry.enterprise
    assert reload_task(task).conditions["left_out"] == []


def test_who_fills_in_meanwhile_is_told_that_it_is_gone(
    task, own, owner, officer_county
):
    (entry,) = add(task, officer_county, own.code)
    take_out(entry, officer_county)

    with on_day("2024-10-21"), pytest.raises(NotFoundError):
        services.save_entry(
            entry=entry, filled=services.Filled({"employees": "3"}, 0), actor=owner
        )


def test_another_filter_adds_takes_out_and_leaves_who_has_begun(
    task, own, owner, officer_county
):
    first, second = task.entries.order_by("pk")
    fill(first, officer_county)
    TaskLink.objects.create(entry=second, secret_hash="x", expires_at="2030-01-01T00Z")
    Message.objects.all().delete()
    wanted = TaskFilter(industry="18")

    seen = selectors.count_change(task, wanted)
    assert seen == FilterChange(adds=1, leaves=1, begun=1)
    change(task, officer_county, wanted, seen)

    names = set(task.entries.values_list("enterprise_id", flat=True))
    assert names == {first.enterprise_id, own.pk}
    assert list_told() == [("厂长王强", ASKED)]
    after = reload_task(task)
    assert (after.conditions["industry"], after.job.status) == ("18", "succeeded")
    noted = AuditEntry.objects.get(action="programme.filter_changed")
    assert noted.counts == {"adds": 1, "leaves": 1, "begun": 1}
    # Whoever comes here again after a kill finds it done and tells nobody twice.
    with on_day("2024-10-20"):
        services.change_filter(task=after, wanted=wanted, actor=officer_county)
    assert len(list_told()) == 1


def test_who_was_added_by_hand_stays_whatever_the_filter(task, own, officer_county):
    add(task, officer_county, own.code)

    change_seen = selectors.count_change(task, TaskFilter(industry="2710"))

    assert change_seen == FilterChange(adds=0, leaves=2, begun=0)


@pytest.mark.parametrize(
    ("wanted", "seen", "error"),
    [
        (TaskFilter(industry="18"), FilterChange(5, 2, 0), FilterOvertakenError),
        (TaskFilter(industry="3340"), FilterChange(0, 0, 0), FilterIdleError),
    ],
)
def test_a_filter_nobody_has_seen_the_outcome_of_is_refused(
    task, officer_county, wanted, seen, error
):
    with pytest.raises(error):
        change(task, officer_county, wanted, seen)

    assert reload_task(task).conditions["industry"] == "3340"
    assert task.entries.count() == 2


def test_no_region_of_elsewhere(task, officer_county):
    wanted = TaskFilter(area=get_region("330500"))
    with pytest.raises(TaskFilterError):
        change(task, officer_county, wanted, FilterChange(0, 2, 0))

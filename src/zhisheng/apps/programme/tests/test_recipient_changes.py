"""Who was taken out, put back or added by hand is read, by whom and why, and undone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.accounts.services import export_personal
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import (
    AskedAlreadyError,
    NotOfAreaError,
    ReasonMissingError,
    TaskStateError,
)
from zhisheng.apps.programme.models import RecipientChange, ReportingTask
from zhisheng.apps.programme.personal import erase_entries
from zhisheng.apps.programme.selectors.recipient_changes import (
    count_recipient_changes,
    get_change_office_for,
    get_taken_out,
    list_recipient_changes,
    map_added_by,
)
from zhisheng.apps.programme.selectors.recipients import FilterChange, TaskFilter
from zhisheng.apps.programme.tests.reporting import (
    make_enterprises,
    on_day,
    open_now,
    plan_task,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import jobs
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.errors import NotFoundError

pytestmark = pytest.mark.django_db
NAME = "2024 年三季度进展"
ASKED = f"请填报“{NAME}”，2024年10月31日 前提交。"
NO_MORE = f"“{NAME}”不用再填了。"
WHY = "已停产"


@pytest.fixture
def task(county_unit, officer_county, owner, owner_organisation):
    """Ask the wire makers of the county; the owner's is one of them."""
    make_enterprises(1, industry_id="3340", organisation=owner_organisation)
    make_enterprises(2, industry_id="3340")
    make_enterprises(1, industry_id="1811")
    task = open_now(
        plan_task(county_unit, officer_county, industry="3340"), officer_county
    )
    Message.objects.all().delete()
    return task


@pytest.fixture
def own(task, owner_organisation):
    return task.entries.get(enterprise__organisation=owner_organisation)


def take_out(entry, actor, reason=WHY):
    with on_day("2024-10-20"):
        services.take_out_recipient(entry=entry, reason=reason, actor=actor)


def put_back(task, actor, reason="又开工了", day="2024-10-21"):
    change = RecipientChange.objects.filter(act="taken_out").first()
    found = get_taken_out(task=task, number=change.pk)
    with on_day(day):
        return services.put_back_recipient(change=found, reason=reason, actor=actor)


def change_filter(task, actor, wanted, seen):
    with on_day("2024-10-20"):
        services.queue_filter_change(
            task=ReportingTask.objects.get(pk=task.pk), wanted=wanted, seen=seen,
            reason="换了行业", actor=actor,
        )  # fmt: skip
        jobs.run_pending()


def tell(changes):
    return [
        (one.act, one.name, one.reason, str(one.unit or ""), str(one.done_by or ""))
        for one in changes
    ]


def list_out(task, unit):
    return list_recipient_changes(task=task, unit=unit, view="out").items


def list_told():
    return [(one.recipient.name, str(one)) for one in Message.objects.order_by("pk")]


def test_who_is_taken_out_stands_in_the_list_with_the_reason(
    task, own, county_unit, officer_county
):
    take_out(own, officer_county)

    assert tell(list_out(task, county_unit)) == [
        ("taken_out", own.name, WHY, county_unit.name, officer_county.name)
    ]
    assert count_recipient_changes(task, county_unit).out == 1
    (whole,) = selectors.count_by_unit(task, county_unit)
    assert (whole.total, whole.missing) == (2, 2)
    assert list_told() == [("厂长王强", NO_MORE)]


def test_an_office_above_takes_out_and_both_are_told(
    task, own, city_unit, officer_city, officer_county
):
    take_out(own, officer_city)

    (change,) = list_out(task, task.unit)
    assert (change.unit, change.done_by) == (city_unit, officer_city)
    told = f"{city_unit.name}把“{own.name}”移出了“{NAME}”，原因请看增减记录。"
    assert sorted(list_told()) == sorted(
        [("厂长王强", NO_MORE), (officer_county.name, told)]
    )
    message = Message.objects.get(recipient=officer_county)
    assert message.link == f"/programme/tasks/{task.code}/recipients/changes/"


def test_who_is_put_back_is_asked_anew_and_it_is_kept(
    task, own, county_unit, officer_county
):
    take_out(own, officer_county)

    again = put_back(task, officer_county)

    assert (again.enterprise, again.added_reason) == (own.enterprise, "又开工了")
    assert (again.answers, again.state, task.entries.count()) == ({}, "unfilled", 3)
    assert list_out(task, county_unit) == ()
    every = list_recipient_changes(task=task, unit=county_unit, view="all").items
    assert [(one.act, one.reason) for one in every] == [
        ("put_back", "又开工了"), ("taken_out", WHY),
    ]  # fmt: skip
    assert list_told() == [("厂长王强", NO_MORE), ("厂长王强", ASKED)]
    assert ReportingTask.objects.get(pk=task.pk).conditions["left_out"] == []
    noted = AuditEntry.objects.get(action="programme.recipients_added")
    assert noted.new == {"names": [own.name], "reason": "又开工了"}


def test_who_goes_twice_stands_once_in_the_list(task, own, county_unit, officer_county):
    take_out(own, officer_county)
    take_out(put_back(task, officer_county), officer_county, "又停了")

    assert [one.reason for one in list_out(task, county_unit)] == ["又停了"]
    counts = count_recipient_changes(task, county_unit)
    assert (counts.out, counts.total) == (1, 3)


def test_what_cannot_be_put_back_stays_out(task, own, county_unit, officer_county):
    take_out(own, officer_county)

    with pytest.raises(ReasonMissingError):
        put_back(task, officer_county, reason=" ")
    Enterprise.unscoped.filter(pk=own.enterprise_id).update(status="closed")
    with pytest.raises(NotOfAreaError):
        put_back(task, officer_county)
    services.close_task(task=task, reason="到期", actor=officer_county)
    with pytest.raises(TaskStateError):
        put_back(task, officer_county)

    assert len(list_out(task, county_unit)) == 1
    assert task.entries.count() == 2


def test_two_who_put_back_at_once_ask_once(task, own, officer_county, officer_city):
    take_out(own, officer_county)
    change = get_taken_out(task=task, number=RecipientChange.objects.get().pk)
    with on_day("2024-10-21"):
        services.put_back_recipient(change=change, reason="对", actor=officer_county)
        with pytest.raises(AskedAlreadyError):
            services.put_back_recipient(change=change, reason="对", actor=officer_city)

    assert RecipientChange.objects.count() == 2
    with pytest.raises(NotFoundError):
        get_taken_out(task=task, number=change.pk)


def test_another_filter_is_kept_too_and_back_again(
    task, county_unit, officer_county, django_assert_max_num_queries
):
    narrow = TaskFilter(industry="1811")
    change_filter(task, officer_county, narrow, FilterChange(1, 3, 0))

    out = list_out(task, county_unit)
    assert [(one.act, one.reason) for one in out] == [("taken_out", "换了行业")] * 3
    assert {one.done_by for one in out} == {officer_county}

    wide = TaskFilter(industry="3340")
    change_filter(task, officer_county, wide, FilterChange(3, 1, 0))
    (left,) = list_out(task, county_unit)
    assert left.enterprise.industry_id == "1811"
    acts = RecipientChange.objects.order_by("pk").values_list("act", flat=True)
    assert list(acts) == [
        "added", *["taken_out"] * 3, *["put_back"] * 3, "taken_out",
    ]  # fmt: skip


def test_an_office_above_changes_the_filter_and_the_issuer_is_told(
    task, city_unit, officer_city, officer_county
):
    narrow = TaskFilter(industry="1811")
    change_filter(task, officer_city, narrow, FilterChange(1, 3, 0))

    (told,) = Message.objects.filter(recipient=officer_county)
    assert str(told) == (
        f"{city_unit.name}改了“{NAME}”的填报条件，增减了谁请看增减记录。"
    )


def test_who_is_added_stands_with_who_did_it(
    task, city_unit, officer_city, officer_county
):
    outside = Enterprise.unscoped.get(industry_id="1811")
    with on_day("2024-10-20"):
        (entry,) = services.add_recipients(
            task=task, codes=[outside.code], reason="市里点名", actor=officer_city
        )

    change = map_added_by(task, [entry])[entry.pk]
    assert tell([change]) == [
        ("added", outside.name, "市里点名", city_unit.name, officer_city.name)
    ]
    assert list_told() == [
        (officer_county.name,
         f"{city_unit.name}把“{outside.name}”加进了“{NAME}”，原因请看增减记录。")
    ]  # fmt: skip


def test_only_offices_concerned_read_it(
    task, own, owner, officer_county, officer_other_county, officer_city
):
    take_out(own, officer_city)

    for reader in (officer_county, officer_city):
        unit = get_change_office_for(actor=reader, task=task)
        assert len(list_out(task, unit)) == 1
    for stranger in (owner, officer_other_county):
        with pytest.raises(NotFoundError):
            get_change_office_for(actor=stranger, task=task)


def test_the_pages_show_search_and_put_back(task, own, officer_county, client, owner):
    take_out(own, officer_county)
    client.force_login(officer_county)
    address = f"/programme/tasks/{task.code}/recipients/"

    shown = client.get(f"{address}changes/").content.decode()
    assert (own.name in shown, WHY in shown, officer_county.name in shown) == (
        True,
    ) * 3
    assert own.name not in client.get(f"{address}changes/?q=没有").content.decode()
    assert '已移出 <span class="quiet">1</span>' in client.get(address).content.decode()
    number = RecipientChange.objects.get().pk
    with on_day("2024-10-21"):
        asked = client.get(f"{address}{number}/put-back/").content.decode()
        assert f"移出的原因是：{WHY}" in asked
        assert client.post(f"{address}{number}/put-back/", {}).status_code == 422
        done = client.post(
            f"{address}{number}/put-back/", {"reason": "又开工了"}, follow=True
        ).content.decode()
    assert f"已把“{own.name}”放回任务里。" in done
    assert "又开工了" in client.get(f"{address}changes/?view=all").content.decode()
    for again in (client.get, client.post):
        told = again(f"{address}{number}/put-back/", follow=True).content.decode()
        assert f"“{own.name}”已经放回：" in told
        assert officer_county.name in told
        assert "原因：又开工了" in told
    assert task.entries.count() == 3
    assert client.get(f"{address}{number + 99}/put-back/").status_code == 404


def test_a_list_takes_as_many_queries_however_long(
    task, officer_county, client, django_assert_num_queries
):
    client.force_login(officer_county)
    address = f"/programme/tasks/{task.code}/recipients/changes/"
    first, *others = task.entries.all()
    take_out(first, officer_county)
    client.get(address)
    with django_assert_num_queries(12):
        client.get(address)
    for entry in others:
        take_out(entry, officer_county)
    with django_assert_num_queries(12):
        client.get(address)


def test_it_is_pages_of_fifty(task, county_unit, own):
    RecipientChange.objects.bulk_create(
        RecipientChange(
            task=task, enterprise=own.enterprise, name=f"第{number}家",
            unit_path=county_unit.path, act="taken_out", reason=WHY,
        )
        for number in range(51)
    )  # fmt: skip

    first = list_recipient_changes(task=task, unit=county_unit, view="out")
    rest = list_recipient_changes(
        task=task, unit=county_unit, view="out", after=first.next_after
    )
    assert (len(first.items), len(rest.items), rest.next_after) == (50, 1, None)
    found = list_recipient_changes(
        task=task, unit=county_unit, view="out", text="第50家"
    )
    assert [one.name for one in found.items] == ["第50家"]


def test_it_is_told_to_who_did_it_and_erased_with_the_task(task, own, officer_county):
    take_out(own, officer_county)
    assert own.name.encode() in export_personal(actor=officer_county)

    services.close_task(task=task, reason="到期", actor=officer_county)
    late = timezone.now() + timedelta(days=365 * 60)
    assert erase_entries(late) == 3
    assert not RecipientChange.objects.exists()

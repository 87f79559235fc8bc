"""A remark on the whole is not handed in again without a word on what was done."""

import pytest

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import SinceReturn
from zhisheng.apps.programme.errors import EntryIncompleteError
from zhisheng.apps.programme.models import EntryRemark, EntryStep
from zhisheng.apps.programme.services import Remark
from zhisheng.apps.programme.tests.reporting import (
    GOOD,
    fill,
    make_enterprises,
    on_day,
    open_now,
    plan_task,
    reload,
)

pytestmark = pytest.mark.django_db
WHOLE = "口径请全部统一"
SAID = "已统一为不含税口径"


@pytest.fixture
def entry(county_unit, officer_county, owner, owner_organisation):
    make_enterprises(1, organisation=owner_organisation)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    entry = task.entries.get()
    with on_day("2024-10-09"):
        fill(entry, owner)
    return reload(entry)


def send_back(entry, officer, *remarks):
    with on_day("2024-10-10"):
        services.return_entry(
            entry=entry,
            unit=entry.task.unit,
            remarks=remarks,
            version=reload(entry).version,
            actor=officer,
        )
    return reload(entry)


def hand_in(entry, owner, *, replies, **changes):
    with on_day("2024-10-11"):
        return services.submit_entry(
            entry=entry,
            filled=services.Filled(
                answers=GOOD | changes,
                version=reload(entry).version,
                is_sure=True,
                replies=replies,
            ),
            actor=owner,
        )


@pytest.mark.parametrize("said", [None, "", "  "])
def test_without_a_word_it_is_not_handed_in(entry, officer_county, owner, said):
    returned = send_back(entry, officer_county, Remark(WHOLE))
    remark = EntryRemark.objects.get()
    replies = {} if said is None else {remark.pk: said}

    with pytest.raises(EntryIncompleteError) as refused:
        hand_in(returned, owner, replies=replies, employees="21")

    assert list(refused.value.refusals) == [f"reply-{remark.pk}"]
    assert (reload(entry).state, reload(entry).answers["employees"]) == (
        "unfilled", "20",
    )  # fmt: skip


def test_the_reviewer_reads_what_was_said_beside_the_remark(
    entry, officer_county, owner
):
    returned = send_back(entry, officer_county, Remark(WHOLE))
    remark = EntryRemark.objects.get()

    hand_in(returned, owner, replies={remark.pk: f" {SAID} "}, employees="21")

    (told,) = selectors.find_answer(reload(entry)).remarks
    assert (told.text, told.reply, told.outcome) == (
        WHOLE, SAID, SinceReturn.ANSWERED,
    )  # fmt: skip
    assert told.changes == (("employees", "20", "21"),)
    step = EntryStep.objects.order_by("pk").last()
    assert step.remarks == [{"row": WHOLE, "field": "", "text": SAID}]


def test_a_word_is_enough_where_nothing_was_changed(entry, officer_county, owner):
    returned = send_back(entry, officer_county, Remark(WHOLE))
    remark = EntryRemark.objects.get()

    hand_in(returned, owner, replies={remark.pk: "口径本来就是统一的"})

    (told,) = selectors.find_answer(reload(entry)).remarks
    assert (told.outcome, told.changes) == (SinceReturn.ANSWERED, ())


def test_remarks_on_fields_stay_judged_by_change(entry, officer_county, owner):
    returned = send_back(
        entry, officer_county, Remark("核对", field="employees"),
        Remark("核对", field="revenue"),
    )  # fmt: skip
    assert selectors.find_mendable(returned).fields == {"employees", "revenue"}

    hand_in(returned, owner, replies={}, employees="21")

    told = {
        one.field: one.outcome for one in selectors.find_answer(reload(entry)).remarks
    }
    assert told == {"employees": SinceReturn.MENDED, "revenue": SinceReturn.LEFT}


def test_a_reply_to_what_is_not_open_is_left_alone(entry, officer_county, owner):
    send_back(entry, officer_county, Remark(WHOLE))
    first = EntryRemark.objects.get()
    hand_in(reload(entry), owner, replies={first.pk: SAID})
    returned = send_back(entry, officer_county, Remark("再看一遍"))
    second = EntryRemark.objects.exclude(pk=first.pk).get()

    hand_in(returned, owner, replies={first.pk: "改口", second.pk: "看过了", 0: "x"})

    said = dict(EntryRemark.objects.values_list("pk", "reply"))
    assert said == {first.pk: SAID, second.pk: "看过了"}


def test_a_draft_keeps_what_was_said_so_far(entry, officer_county, owner):
    returned = send_back(entry, officer_county, Remark(WHOLE))
    remark = EntryRemark.objects.get()

    with on_day("2024-10-11"):
        services.save_entry(
            entry=returned,
            filled=services.Filled({}, returned.version, replies={remark.pk: SAID}),
            actor=owner,
        )

    remark.refresh_from_db()
    assert (remark.reply, reload(entry).state) == (SAID, "unfilled")
    hand_in(returned, owner, replies={})
    assert reload(entry).state == "filled"


def test_the_pages_ask_keep_and_show(entry, officer_county, owner, client):
    send_back(entry, officer_county, Remark(WHOLE))
    name = f"reply-{EntryRemark.objects.get().pk}"
    address = f"/programme/tasks/{entry.task.code}/{entry.pk}/"
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    sent = GOOD | {"version": reload(entry).version, "go": "submit", "is_sure": "on"}

    with on_day("2024-10-11"):
        asked = client.get(address).content.decode()
        refused = client.post(address, sent)
        client.post(
            address, {"version": sent["version"], "go": "keep", name: "写了一半"}
        )
        kept = client.get(address).content.decode()
        done = client.post(address, sent | {name: SAID})

    assert f"对这条意见，您是怎么改的：{WHOLE}" in asked
    assert "每一项都可以改" in asked
    assert refused.status_code == 422
    assert "请写明这条意见是怎么改的，没有改的写明原因。" in refused.content.decode()
    assert "写了一半</textarea>" in kept
    assert done.status_code == 302
    client.force_login(officer_county)
    seen = client.get(address).content.decode()
    assert f"对方说明：{SAID}；填的内容没有改动" in seen
    assert "1 条意见写了说明。" in seen
    assert f"{WHOLE}：{SAID}" in seen


def test_a_program_is_told_the_number_and_sends_the_reply(
    entry, officer_county, owner, call
):
    send_back(entry, officer_county, Remark(WHOLE))
    path = f"/tasks/{entry.task.code}/entries/{entry.pk}"
    with on_day("2024-10-11"):
        read = call(owner, "tasks:read", path).json()
        (remark,) = read["remarks"]
        given = {"version": read["version"], "answers": GOOD, "is_sure": True}
        refused = call(owner, "tasks:fill", f"{path}/submit", given)
        given["replies"] = {str(remark["number"]): SAID}
        taken = call(owner, "tasks:fill", f"{path}/submit", given)

    assert (remark["text"], remark["reply"]) == (WHOLE, "")
    assert refused.status_code == 422
    assert f"reply-{remark['number']}" in refused.content.decode()
    (told,) = taken.json()["answered"]
    assert (told["reply"], told["outcome"]) == (SAID, "answered")

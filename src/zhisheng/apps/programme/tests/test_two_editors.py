"""Two who write on one entry: the later one is told who, when and what, and goes on."""

import pytest
import time_machine
from django.urls import reverse

from zhisheng.apps.accounts.models import Membership
from zhisheng.apps.accounts.tests.factories import make_person
from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import (
    EntryHandedInError,
    EntryTypedError,
    EntryTypedOverError,
    ReviewedAlreadyError,
)
from zhisheng.apps.programme.models import EntryRemark
from zhisheng.apps.programme.services import Filled, Remark
from zhisheng.apps.programme.tests.entry_tables import hand_in, line, upload
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
    see_now,
)
from zhisheng.apps.programme.tests.test_remarks import change

pytestmark = pytest.mark.django_db
SEEN = {"revenue": "", "employees": "", "wanted": ""}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2024-10-09T02:30:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def partner(owner_organisation, owner):
    role = Membership.objects.get(user=owner).role
    return make_person("副厂长李红", owner_organisation, role)


@pytest.fixture
def task(county_unit, officer_county, owner_organisation, owner):
    make_enterprises(1, organisation=owner_organisation, name="安平县示例丝网厂")
    return open_now(plan_task(county_unit, officer_county), officer_county)


@pytest.fixture
def entry(task):
    return task.entries.get()


@pytest.fixture
def send(client):
    """Return a function that sends a page of an entry as somebody opened it."""

    def act(user, name, seen, /, *arguments, **data):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        address = reverse(
            f"programme:{name}", args=[seen.task.code, seen.pk, *arguments]
        )
        return client.post(address, {"version": seen.version} | data)

    return act


def page(shown=None, **typed):
    """Return what a page sends: every field, and what stood in it when it was opened."""
    shown = SEEN | (shown or {})
    return {f"seen-{code}": text for code, text in shown.items()} | shown | typed


def save(entry, actor, **answers):
    filled = Filled(answers=answers, version=reload(entry).version)
    return services.save_entry(entry=entry, filled=filled, actor=actor)


def keep(entry, actor, **answers):
    filled = Filled(answers=answers, version=reload(entry).version)
    return services.keep_answers(entry=entry, filled=filled, actor=actor)


def read(answer):
    return answer.content.decode()


@pytest.mark.parametrize("go", ["submit", "later"])
def test_a_later_draft_is_shown_beside_the_earlier_one(entry, owner, partner, send, go):
    save(entry, partner, revenue="88万元", employees="18")

    answer = send(owner, "entry", entry, go=go, **page(employees="20", wanted="找专家"))

    html = read(answer)
    assert answer.status_code == 409
    assert "副厂长李红在2024年10月9日 10:30改过这份材料，请先看现在的内容。" in html
    assert "现在：18<br>您填的：20" in html
    assert 'name="employees" value="20"' in html
    assert 'name="wanted" value="找专家"' in html
    # What was not touched stands as the other one left it.
    assert 'name="revenue" value="88万元"' in html
    assert 'name="seen-employees" id="seen-employees" value="18"' in html
    assert f'name="version" id="version" value="{reload(entry).version}"' in html
    assert reload(entry).answers["employees"] == "18"


def test_going_on_from_the_page_saves_both(entry, owner, partner, send):
    save(entry, partner, revenue="88万元", employees="18")
    now = {"revenue": "88万元", "employees": "18"}

    answer = send(
        owner, "entry", reload(entry), go="later", **page(now, employees="20")
    )

    assert answer.status_code == 302
    kept = reload(entry).answers
    assert (kept["revenue"], kept["employees"]) == ("88万元", "20")


def test_what_was_kept_while_typing_is_not_written_over(entry, owner, partner, send):
    keep(entry, partner, revenue="88万元", employees="18")
    assert reload(entry).version == entry.version

    answer = send(owner, "entry", entry, go="later", **page(employees="20"))

    assert answer.status_code == 409
    assert (
        "副厂长李红在2024年10月9日 10:30也填了这份材料，有 1 项和您填的不同。"
        in read(answer)
    )
    assert reload(entry).answers == {"revenue": "88万元", "employees": "18"}
    # Other fields are kept beside each other.
    assert (
        send(owner, "entry", entry, go="later", **page(wanted="找专家")).status_code
        == 302
    )
    assert reload(entry).answers == {
        "revenue": "88万元", "employees": "18", "wanted": "找专家",
    }  # fmt: skip


def test_the_same_written_otherwise_is_no_difference(entry, owner, partner, send):
    keep(entry, partner, revenue="88万元")

    answer = send(owner, "entry", entry, go="later", **page(revenue="880000"))

    assert answer.status_code == 302


def test_ones_own_second_window_is_nobody_else(entry, owner, send):
    keep(entry, owner, employees="18")

    assert (
        send(owner, "entry", entry, go="later", **page(employees="20")).status_code
        == 302
    )
    assert reload(entry).answers["employees"] == "20"


def test_a_field_kept_by_two_at_once_is_refused_to_the_later(entry, owner, partner):
    keep(entry, partner, employees="18")
    filled = Filled(answers={"employees": "20"}, version=0, seen={"employees": ""})

    with pytest.raises(EntryTypedOverError):
        services.keep_answers(entry=entry, filled=filled, actor=owner)

    assert reload(entry).answers == {"employees": "18"}


@pytest.mark.parametrize("go", ["submit", "later"])
def test_what_was_handed_in_meanwhile_is_told_and_the_words_stay(
    entry, owner, partner, send, go
):
    fill(entry, partner)
    before = reload(entry)

    answer = send(owner, "entry", entry, go=go, **page(employees="25"))

    html = read(answer)
    assert answer.status_code == 409
    assert "这份材料已由副厂长李红在2024年10月9日 10:30交上来，现在不能改" in html
    assert "现在：20<br>您填的：25" in html
    assert "季末从业人员（人）：25</textarea>" in html
    assert reload(entry).answers == before.answers


def test_a_single_answer_that_is_not_kept_is_told_beside_its_field(
    entry, owner, partner, send
):
    keep(entry, partner, employees="18")

    answer = send(owner, "entry", entry, go="keep", **page(employees="25"))

    told = read(answer)
    assert answer.status_code == 409
    assert told.count("data-unkept=") == 1
    assert 'data-unkept="employees"' in told
    assert (
        "这一项已被副厂长李红于2024年10月9日 10:30改成“18”。"
        "您刚输入的还在这里，没有丢；提交时再选择用哪个。"
    ) in told
    assert reload(entry).answers == {"employees": "18"}


def test_a_single_answer_to_what_was_handed_in_says_so(entry, owner, partner, send):
    fill(entry, partner)
    before = reload(entry)

    answer = send(owner, "entry", entry, go="keep", **page(employees="25"))

    told = read(answer)
    assert answer.status_code == 409
    assert 'data-unkept="employees"' in told
    assert "这份材料已由副厂长李红在2024年10月9日 10:30交上来，现在不能改" in told
    assert "您刚输入的还在这里，没有存下，可以先复制。" in told
    assert reload(entry).answers == before.answers


def test_an_owner_typing_while_an_office_fills_in_loses_nothing(
    entry, owner, officer_county, send
):
    fill(entry, officer_county)

    answer = send(owner, "entry", entry, go="submit", **page(employees="25"))

    assert answer.status_code == 409
    assert (
        "这份材料已由安平刘丽在2024年10月9日 10:30代填后交上来，现在不能改"
    ) in read(answer)
    assert "现在：20<br>您填的：25" in read(answer)


def test_who_mends_what_was_mended_meanwhile_goes_on(
    entry, owner, partner, county_unit, officer_county, send
):
    handed = fill(entry, owner)
    services.return_entry(
        entry=handed, unit=county_unit, remarks=[Remark("请核对", field="employees")],
        version=handed.version, actor=officer_county,
    )  # fmt: skip
    seen = reload(entry)
    save(entry, partner, employees="18")

    answer = send(
        owner, "entry", seen, go="submit", **{"employees": "25", "seen-employees": "20"}
    )

    assert answer.status_code == 409
    assert "现在：18<br>您填的：25" in read(answer)
    assert reload(entry).state == "unfilled"
    again = {"employees": "25", "seen-employees": "18", "go": "submit", "is_sure": "on"}
    assert send(owner, "entry", reload(entry), **again).status_code == 302
    assert reload(entry).answers["employees"] == "25"


def test_the_api_tells_who_was_first(entry, owner, partner, call):
    save(entry, partner, employees="18")
    path = f"/tasks/{entry.task.code}/entries/{entry.pk}"

    late = call(owner, "tasks:fill", f"{path}/answers", {"version": 0, "answers": {}})

    assert (late.status_code, late.json()["code"]) == (409, EntryTypedError.code)
    fill(reload(entry), partner)
    late = call(owner, "tasks:fill", f"{path}/submit", {"version": 0, "answers": {}})
    assert (late.status_code, late.json()["code"]) == (409, EntryHandedInError.code)


@pytest.fixture
def lines(list_entry, body_user, clock):
    clock.move_to("2024-11-28T02:30:00Z")
    upload(list_entry, body_user, [line(1), line(2)])
    return reload(list_entry)


def test_a_line_changed_by_two_is_shown_with_both(lines, body_user, send):
    change(lines, 1, body_user, method="咨询")
    cells = lines.rows.get(number=1).answers | {"method": "标准解读"}

    answer = send(body_user, "row", lines, 1, **cells)

    html = read(answer)
    assert answer.status_code == 409
    assert "现在：咨询<br>您填的：标准解读" in html
    assert '<option value="标准解读" selected>' in html
    assert f'name="version" value="{reload(lines).version}"' in html
    assert lines.rows.get(number=1).answers["method"] == "咨询"
    assert send(body_user, "row", reload(lines), 1, **cells).status_code == 302
    assert lines.rows.get(number=1).answers["method"] == "标准解读"


def test_a_new_line_typed_beside_another_one_is_kept(lines, body_user, send):
    change(lines, 1, body_user, method="咨询")

    answer = send(body_user, "new_row", lines, name="安平县示例7丝网厂")

    assert answer.status_code == 409
    assert 'value="安平县示例7丝网厂"' in read(answer)
    assert "看过后再按一次就能保存" in read(answer)


@pytest.mark.parametrize("how", ["gone", "handed"])
def test_a_line_that_cannot_be_changed_any_more_leaves_its_words(
    lines, body_user, send, how
):
    if how == "gone":
        services.remove_row(
            entry=lines, number=1, version=lines.version, actor=body_user
        )
    else:
        hand_in(lines, body_user)

    answer = send(body_user, "row", lines, 1, name="安平县改名丝网厂")

    assert answer.status_code == 409
    assert "企业名称：安平县改名丝网厂" in read(answer)
    assert not lines.rows.filter(answers__name="安平县改名丝网厂").exists()


@pytest.mark.parametrize("name", ["remove_row", "drop_remark"])
def test_late_removals_show_the_entry_again(
    lines, body_user, officer_nation, nation_unit, send, name
):
    handed = hand_in(lines, body_user)
    if name == "drop_remark":
        services.pass_entries(task=handed.task, unit=nation_unit, actor=officer_nation)
    actor = body_user if name == "remove_row" else officer_nation

    answer = send(actor, name, lines, 1)

    assert answer.status_code == 409
    assert lines.rows.count() == 2


def test_remarks_of_two_colleagues_on_one_line_both_go_out(
    lines, body_user, officer_nation, nation_unit
):
    handed = hand_in(lines, body_user)
    colleague = make_officer("总局赵强", nation_unit)
    for actor, text in (
        (officer_nation, "核对收入"),
        (colleague, "核对方式"),
        (colleague, "核对帮扶方式"),
    ):
        services.write_remark(
            entry=handed, unit=nation_unit, remark=Remark(text, row=1), actor=actor
        )

    services.return_entry(
        entry=handed, unit=nation_unit, remarks=[], version=handed.version,
        actor=officer_nation,
    )  # fmt: skip

    assert [one.text for one in EntryRemark.objects.filter(is_sent=True)] == [
        "核对收入", "核对帮扶方式",
    ]  # fmt: skip


def test_who_passes_all_after_a_colleague_is_told_who_was_first(
    task, entry, owner, county_unit, officer_county, client
):
    fill(entry, owner)
    colleague = make_officer("安平赵强", county_unit)
    services.pass_entries(task=task, unit=county_unit, actor=colleague)

    with pytest.raises(ReviewedAlreadyError):
        services.pass_entries(task=task, unit=county_unit, actor=officer_county)

    client.force_login(
        officer_county, backend="django.contrib.auth.backends.ModelBackend"
    )
    answer = client.post(
        reverse("programme:pass_waiting", args=[task.code]), see_now(), follow=True
    )
    assert (
        "没有等您审核的材料。最近一次是安平县市场监督管理局 安平赵强"
        "在2024年10月9日 10:30审核通过的。"
    ) in read(answer)

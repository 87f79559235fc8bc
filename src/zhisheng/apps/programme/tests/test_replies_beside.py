"""Two people who answer one remark on the whole: nothing said is written over or lost."""

import pytest
from django.urls import reverse

from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import EntryTypedOverError
from zhisheng.apps.programme.models import EntryRemark
from zhisheng.apps.programme.services import Filled, Remark
from zhisheng.apps.programme.tests.reporting import READ, fill, reload
from zhisheng.apps.programme.tests.test_two_editors import (
    clock,
    entry,
    partner,
    read,
    send,
    task,
)
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db
__all__ = ["clock", "entry", "partner", "send", "task"]
SAID = "已统一为不含税口径"
OTHER = "口径本来就是统一的"
ASKED = "对这条意见，您是怎么改的：口径请全部统一"


@pytest.fixture
def returned(entry, owner, county_unit, officer_county):
    handed = fill(entry, owner)
    services.return_entry(
        entry=handed, unit=county_unit, remarks=[Remark("口径请全部统一")],
        version=handed.version, actor=officer_county,
    )  # fmt: skip
    return reload(entry)


@pytest.fixture
def remark(returned):
    return EntryRemark.objects.get()


@pytest.fixture
def name(remark):
    return f"reply-{remark.pk}"


def fill_in(entry, said, **told):
    remark = EntryRemark.objects.get()
    return Filled({}, reload(entry).version, replies={remark.pk: said}, **told)


def keep(entry, actor, said):
    return services.keep_answers(entry=entry, filled=fill_in(entry, said), actor=actor)


def reply():
    return EntryRemark.objects.get().reply


def test_a_page_sends_what_it_saw_and_leaves_untouched_what_a_colleague_said(
    returned, owner, partner, send, name, client
):
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("programme:entry", args=[returned.task.code, returned.pk])
    page = read(client.get(address))
    assert f'name="seen-{name}" id="seen-{name}" value=""' in page
    assert f'hx-include="#version, #seen-{name}"' in page
    assert f'hx-params="{name},version,seen-{name},go"' in page
    keep(returned, partner, SAID)

    sent = {f"seen-{name}": "", name: "", "go": "submit", "is_sure": "on"}
    answer = send(owner, "entry", returned, **sent)

    assert answer.status_code == 302
    assert (reload(returned).state, reply()) == ("filled", SAID)


@pytest.mark.parametrize("go", ["submit", "later"])
def test_two_replies_are_shown_beside_each_other(
    returned, owner, partner, send, name, go
):
    keep(returned, partner, SAID)

    answer = send(
        owner, "entry", returned, go=go, is_sure="on",
        **{f"seen-{name}": "", name: OTHER},
    )  # fmt: skip

    html = read(answer)
    assert answer.status_code == 409
    assert (
        "副厂长李红在2024年10月9日 10:30也填了这份材料，有 1 项和您填的不同。" in html
    )
    assert f"<dt>{ASKED}</dt><dd>现在：{SAID}<br>您填的：{OTHER}</dd>" in html
    assert f"{OTHER}</textarea>" in html
    assert f'id="seen-{name}" value="{SAID}"' in html
    assert (reload(returned).state, reply()) == ("unfilled", SAID)

    again = {f"seen-{name}": SAID, name: OTHER, "go": "later"}
    assert send(owner, "entry", reload(returned), **again).status_code == 302
    assert reply() == OTHER


def test_a_single_reply_that_is_not_kept_is_told_beside_its_field(
    returned, owner, partner, send, name
):
    keep(returned, partner, SAID)

    answer = send(
        owner, "entry", returned, go="keep", **{f"seen-{name}": "", name: OTHER}
    )

    told = read(answer)
    assert answer.status_code == 409
    assert told.count("data-unkept=") == 1
    assert f'data-unkept="{name}"' in told
    assert f"这一项已被副厂长李红于2024年10月9日 10:30改成“{SAID}”。" in told
    assert reply() == SAID

    kept = send(
        owner, "entry", returned, go="keep", **{f"seen-{name}": SAID, name: OTHER}
    )
    assert kept.status_code == 200
    assert f'id="seen-{name}" value="{OTHER}"' in read(kept)
    assert reply() == OTHER


def test_a_reply_put_back_to_nothing_is_meant_while_it_is_typed(
    returned, owner, send, name
):
    keep(returned, owner, SAID)

    answer = send(
        owner, "entry", returned, go="keep", **{f"seen-{name}": SAID, name: ""}
    )

    assert (answer.status_code, reply()) == (200, "")


@pytest.mark.parametrize("go", ["submit", "later", "keep"])
def test_a_reply_to_what_was_handed_in_meanwhile_is_not_lost(
    returned, owner, partner, send, name, go
):
    fill(returned, partner)
    said = reply()

    answer = send(
        owner, "entry", returned, go=go, is_sure="on",
        **{f"seen-{name}": "", name: OTHER},
    )  # fmt: skip

    html = read(answer)
    assert answer.status_code == 409
    assert "这份材料已由副厂长李红在2024年10月9日 10:30交上来，现在不能改" in html
    if go == "keep":
        assert f'data-unkept="{name}"' in html
    else:
        assert f"{ASKED}：{OTHER}</textarea>" in html
        assert f"现在：{said}<br>您填的：{OTHER}" in html
    assert reply() == said


def test_by_a_link_it_is_not_lost_either(
    returned, owner, partner, officer_county, name, client
):
    issued = services.issue_link(entry=returned, actor=officer_county)
    client.get(issued.address)
    client.post(reverse("programme:link", args=[issued.link.code]))
    address = reverse("programme:fill_by_link", args=[issued.link.code])
    keep(returned, partner, SAID)
    sent = {f"seen-{name}": "", name: OTHER, "version": returned.version}

    beside = client.post(address, sent | {"go": "later"})
    fill(reload(returned), partner)
    late = client.post(address, sent | {"go": "later"})

    assert (beside.status_code, late.status_code) == (409, 409)
    assert f"现在：{SAID}<br>您填的：{OTHER}" in read(beside)
    assert f"{OTHER}</textarea>" in read(beside)
    assert f"{ASKED}：{OTHER}</textarea>" in read(late)
    assert reply() != OTHER


def test_a_program_that_saw_nothing_does_not_write_over_what_was_kept(
    returned, owner, partner
):
    keep(returned, partner, SAID)

    with pytest.raises(EntryTypedOverError):
        services.save_entry(
            entry=returned, filled=fill_in(returned, OTHER), actor=owner
        )

    assert reply() == SAID
    seen = {f"reply-{EntryRemark.objects.get().pk}": SAID}
    services.save_entry(
        entry=returned, filled=fill_in(returned, OTHER, seen=seen), actor=owner
    )
    assert reply() == OTHER


def test_a_draft_of_a_reply_alone_is_on_record(returned, owner):
    for _again in range(2):
        services.save_entry(entry=returned, filled=fill_in(returned, SAID), actor=owner)

    noted = AuditEntry.objects.get(action="programme.entry_saved")
    assert (noted.actor, noted.new) == (owner, {"entry": returned.pk})
    now = reload(returned)
    assert (now.version, now.answers) == (returned.version + 1, READ)


def test_a_reply_kept_while_it_is_typed_is_on_record(returned, owner, name):
    keep(returned, owner, SAID)

    noted = AuditEntry.objects.filter(action="programme.entry_kept").latest("pk")
    assert noted.new == {"entry": returned.pk, "fields": [name]}
    assert reload(returned).version == returned.version

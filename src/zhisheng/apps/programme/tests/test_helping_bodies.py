"""Who helped is certain by its exact name or number; anything else a person answers."""

import pytest

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.accounts.services import create_organisation
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import NEW_BODY
from zhisheng.apps.programme.errors import (
    NothingToApplyError,
    PlaceUnknownError,
    RowDecidedError,
)
from zhisheng.apps.programme.management.commands.import_roster import check_roster
from zhisheng.apps.programme.models import Engagement, ImportRow, PlaceDecision
from zhisheng.apps.programme.tests.workbooks import HEADER, make_line, write_xlsx
from zhisheng.kit import jobs
from zhisheng.kit.sheets import read_workbook

pytestmark = pytest.mark.django_db
NAMED = ("帮扶机构", *HEADER)
NUMBERED = ("认证机构批准号", *HEADER)
BOTH = ("认证机构批准号", "帮扶机构", *HEADER)
NEW, SHORT, SEALED = (
    "会同溪朔蓼驰认证有限公司",
    "会同溪朔蓼驰认证公司",
    "会同溪朔蓼驰认证有限公司（盖章）",
)


@pytest.fixture
def known(year):
    return Organisation.objects.create(
        name=NEW, kind="certification_body", approval_number="CNCA-R-2024-777"
    )


def name_all(*bodies):
    return [[body, *make_line(number)] for number, body in enumerate(bodies, start=1)]


def count_bodies():
    return Organisation.objects.filter(kind="certification_body").count()


def choose(row, code, actor, *, all_alike=False):
    return services.decide_row(
        row=row, decision="helper", place_code=code, all_alike=all_alike, actor=actor
    )


def apply(read, actor):
    services.queue_applying(roster_import=read, actor=actor)
    jobs.run_pending()
    return selectors.get_import(read.code)


def list_rows(*fields):
    return list(ImportRow.objects.order_by("id").values_list(*fields))


def list_helps():
    return list(Engagement.objects.order_by("id").values_list("helper__name", "year"))


def test_three_writings_of_a_new_body_make_none_unasked(upload, office):
    before = count_bodies()
    lines = [[body, *make_line(1)] for body in (NEW, SHORT, SEALED)]

    read = upload(lines, header=NAMED, **office)

    assert read.counts == {"to_confirm": 3}
    assert [row.reasons[0]["field"] for row in ImportRow.objects.all()] == [
        "helper"
    ] * 3
    with pytest.raises(NothingToApplyError):
        apply(read, office["actor"])
    assert (count_bodies(), Engagement.objects.count()) == (before, 0)


def test_all_writings_answered_as_new_are_one_body(upload, office):
    before = count_bodies()
    read = upload(name_all(NEW, SHORT, SEALED), header=NAMED, **office)

    for row in ImportRow.objects.order_by("id"):
        choose(row, NEW_BODY, office["actor"])
    apply(read, office["actor"])

    assert list_helps() == [(NEW, 2024)] * 3
    made = Organisation.objects.get(name=NEW)
    assert (count_bodies(), made.source) == (before + 1, read.code)


def test_rows_settled_to_one_body_repeat_each_other(upload, office, known):
    lines = [[NEW, *make_line(1)], [SHORT, *make_line(1)], [SEALED, *make_line(1)]]
    read = upload(lines, header=NAMED, **office)
    assert read.counts == {"accepted": 1, "to_confirm": 2}

    for row in ImportRow.objects.filter(status="to_confirm").order_by("id"):
        choose(row, known.code, office["actor"])

    assert list_rows("status", "helper") == [
        ("accepted", known.pk), ("refused", known.pk), ("refused", known.pk),
    ]  # fmt: skip
    assert ImportRow.objects.last().reasons[-1]["field"] == "duplicate"
    apply(read, office["actor"])
    assert list_helps() == [(NEW, 2024)]


@pytest.mark.parametrize(
    "text", [NEW, f" {NEW} ", "CNCA-R-2024-777", "cnca-r-2024-777"]
)
def test_an_exact_name_or_number_is_certain(text, upload, office, known):
    read = upload(name_all(text), header=NAMED, **office)

    assert read.counts == {"accepted": 1}
    assert list_rows("helper", "helper_code") == [(known.pk, known.code)]


def test_near_bodies_and_a_new_one_are_offered(upload, office, known):
    upload(name_all(SHORT), header=NAMED, **office)
    (reason,) = ImportRow.objects.get().reasons

    assert reason["options"] == [
        {"code": known.code, "name": NEW},
        {"code": "new", "name": SHORT, "label": "登记为新机构"},
    ]
    page = selectors.list_rows_for(
        actor=office["actor"], code=ImportRow.objects.get().roster_import.code
    )
    (place,) = page.items[0].places
    assert place["message"] == f"“{SHORT}”还没有登记，相近的机构有：“{NEW}”。"


def test_one_answer_serves_all_that_wrote_the_same_and_the_next_file(
    upload, office, known
):
    upload(name_all(SHORT, SHORT, SEALED), header=NAMED, **office)

    outcome = choose(
        ImportRow.objects.first(), known.code, office["actor"], all_alike=True
    )

    assert (outcome.alike, outcome.asking) == (1, 0)
    assert list_rows("status", "helper") == [
        ("accepted", known.pk), ("accepted", known.pk), ("to_confirm", None),
    ]  # fmt: skip
    again = upload([[SHORT, *make_line(5)]], header=NAMED, **office)
    assert again.counts == {"accepted": 1}
    assert PlaceDecision.objects.get().code == known.code


def test_an_answer_names_a_body_that_exists(upload, office, body_user, county_unit):
    upload(name_all(SHORT), header=NAMED, **office)
    row = ImportRow.objects.get()

    for code in ("乱填", county_unit.organisations.get().code):
        with pytest.raises(PlaceUnknownError):
            choose(row, code, office["actor"])
    row.refresh_from_db()
    assert (row.status, row.helper, PlaceDecision.objects.count()) == (
        "to_confirm", None, 0,
    )  # fmt: skip


def test_a_body_cannot_answer_that_its_row_is_of_another(
    upload, body_user, other_body_organisation
):
    read = upload(name_all(other_body_organisation.name), header=NAMED)

    with pytest.raises(RowDecidedError):
        choose(ImportRow.objects.get(), other_body_organisation.code, body_user)
    page = selectors.list_rows_for(actor=body_user, code=read.code)
    assert page.items[0].places == []


def test_rows_that_name_the_uploader_repeat_those_that_name_nobody(
    upload, body_organisation
):
    lines = [[body_organisation.name, *make_line(1)], ["", *make_line(1)]]

    read = upload(lines, header=NAMED)

    assert read.counts == {"accepted": 1, "refused": 1}


def test_a_row_read_before_bodies_were_asked_about_waits(upload, office):
    read = upload([make_line(1), make_line(2)], **office)
    ImportRow.objects.filter(row=2).update(
        helper=None, helper_code="", helper_name=SHORT
    )

    done = apply(read, office["actor"])

    assert list_rows("status", "is_applied") == [
        ("to_confirm", False), ("accepted", True),
    ]  # fmt: skip
    assert done.counts["to_confirm"] == 1
    assert not Organisation.objects.filter(name=SHORT).exists()


def test_such_a_row_waits_although_its_enterprise_was_answered(upload, office):
    read = upload([make_line(1), make_line(2)], **office)
    ImportRow.objects.filter(row=2).update(
        helper=None,
        helper_code="",
        helper_name=SHORT,
        status="to_confirm",
        decision="new",
    )

    apply(read, office["actor"])

    assert list_rows("status", "decision", "is_applied") == [
        ("to_confirm", "", False),
        ("accepted", "", True),
    ]
    assert len(list_helps()) == 1


def test_a_number_alone_is_asked_about_as_it_was_written(upload, office, known):
    read = upload(name_all("CNCA-R-2024-778"), header=NUMBERED, **office)
    ImportRow.objects.update(
        helper=None, helper_code="", helper_text="", status="accepted", reasons=[]
    )

    apply(read, office["actor"])

    assert list_rows("helper_text") == [("CNCA-R-2024-778",)]


def test_checking_for_nobody_without_any_body_asks_nothing(year, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [NAMED, *name_all(NEW)])

    (row,) = check_roster(read_workbook(path), year=2024, helper=None)
    assert (row["status"], row["reasons"]) == ("accepted", [])
    Organisation.objects.create(name="远处认证中心", kind="certification_body")
    (row,) = check_roster(read_workbook(path), year=2024, helper=None)
    assert (row["status"], row["reasons"]) == ("to_confirm", ["helper"])


def test_a_known_number_names_the_body(upload, office, known):
    upload(name_all("CNCA-R-2024-777"), header=NUMBERED, **office)

    assert list_rows("status", "helper") == [("accepted", known.pk)]


def test_an_unknown_number_is_asked_about(upload, office, known):
    read = upload(name_all("CNCA-R-2024-778"), header=NUMBERED, **office)

    assert read.counts == {"to_confirm": 1}
    assert ImportRow.objects.get().reasons[0]["text"] == "CNCA-R-2024-778"
    choose(ImportRow.objects.get(), known.code, office["actor"])
    assert list_rows("status", "helper") == [("accepted", known.pk)]


def test_number_and_name_of_different_bodies_are_asked_about(
    upload, office, known, body_organisation
):
    lines = [
        [known.approval_number, body_organisation.name, *make_line(1)],
        [known.approval_number, SHORT, *make_line(2)],
        ["CNCA-R-2024-778", NEW, *make_line(3)],
    ]

    upload(lines, header=BOTH, **office)

    assert list_rows("status", "helper") == [
        ("to_confirm", None), ("accepted", known.pk), ("to_confirm", None),
    ]  # fmt: skip
    codes = [one["code"] for one in ImportRow.objects.first().reasons[0]["options"]]
    assert codes[:2] == [body_organisation.code, known.code]


def test_a_new_body_keeps_its_number(upload, office):
    read = upload([["CNCA-R-2024-778", NEW, *make_line(1)]], header=BOTH, **office)
    choose(ImportRow.objects.get(), NEW_BODY, office["actor"])

    apply(read, office["actor"])

    assert Organisation.objects.get(name=NEW).approval_number == "CNCA-R-2024-778"


def test_a_body_is_refused_the_number_of_another(
    upload, body_organisation, other_body_organisation
):
    lines = name_all(
        body_organisation.approval_number, other_body_organisation.approval_number
    )

    upload(lines, header=NUMBERED)

    rows = ImportRow.objects.order_by("id")
    assert [(row.status, row.helper) for row in rows] == [
        ("accepted", body_organisation), ("refused", None),
    ]  # fmt: skip
    assert rows[1].reasons[0]["message"] == (
        "认证机构只能上报本机构的帮扶，这里写的是别的机构。"
    )


def withdraw(read, actor):
    return services.withdraw_roster(roster_import=read, actor=actor)


def test_a_body_made_by_an_import_goes_with_it(upload, office):
    before = count_bodies()
    read = upload(name_all(NEW), header=NAMED, **office)
    choose(ImportRow.objects.get(), NEW_BODY, office["actor"])
    apply(read, office["actor"])

    counts = withdraw(read, office["actor"])

    assert (count_bodies(), counts["bodies"]) == (before, 1)


def test_a_body_that_another_import_uses_goes_with_the_last(upload, office):
    first = upload(name_all(NEW), header=NAMED, **office)
    choose(ImportRow.objects.get(), NEW_BODY, office["actor"])
    apply(first, office["actor"])
    second = upload([[NEW, *make_line(2)]], header=NAMED, **office)
    assert second.counts == {"accepted": 1}
    apply(second, office["actor"])

    assert withdraw(first, office["actor"])["bodies"] == 0
    assert Organisation.objects.get(name=NEW).source == first.code
    assert withdraw(second, office["actor"])["bodies"] == 1
    assert not Organisation.objects.filter(name=NEW).exists()


def test_a_registered_body_stays_when_its_import_goes(upload, office):
    read = upload(name_all(NEW), header=NAMED, **office)
    choose(ImportRow.objects.get(), NEW_BODY, office["actor"])
    apply(read, office["actor"])
    made = Organisation.objects.get(name=NEW)
    assert made not in selectors.list_helpers()

    registered = create_organisation(
        name=NEW,
        kind="certification_body",
        approval_number="CNCA-R-2024-777",
        actor=office["actor"],
    )

    assert (registered, registered.source) == (made, "")
    assert made in selectors.list_helpers()
    assert withdraw(read, office["actor"])["bodies"] == 0
    assert Organisation.objects.filter(pk=made.pk).exists()


def test_a_number_beside_a_body_kept_with_a_dash_contradicts_nothing(
    upload, office, known
):
    """As an earlier version kept it: the body has no number that another could differ from."""
    Organisation.objects.filter(pk=known.pk).update(approval_number="/")

    upload([["CNCA-R-2024-778", known.name, *make_line(1)]], header=BOTH, **office)

    assert list_rows("status", "helper") == [("accepted", known.pk)]


@pytest.mark.parametrize("number", ["/", "-", "——"])
def test_a_dash_for_a_number_is_no_number(upload, office, year, number):
    body = create_organisation(
        name="无号认证有限公司",
        kind="certification_body",
        approval_number=number,
        actor=None,
    )
    # As an earlier version kept it.
    Organisation.objects.filter(pk=body.pk).update(approval_number=number)

    upload(name_all("毫不相干认证有限公司", "无号认证有限公司"), header=NAMED, **office)

    assert body.approval_number == ""
    assert list_rows("status", "helper") == [
        ("to_confirm", None),
        ("accepted", body.pk),
    ]


@pytest.mark.parametrize(
    "written", ["示例甲认证有限公司（盖章）", "示例甲认证公司", "示例甲认证有限公司"]
)
def test_a_body_writes_its_own_name_as_people_do(
    upload, body_user, body_organisation, written
):
    upload(name_all(written), header=NAMED)

    assert list_rows("status", "helper") == [("accepted", body_organisation.pk)]


def test_a_body_does_not_write_the_exact_name_of_another(upload, body_organisation):
    name = body_organisation.name.replace("有限", "")
    Organisation.objects.create(name=name, kind="certification_body")

    upload(name_all(name), header=NAMED)

    assert list_rows("status", "helper") == [("refused", None)]

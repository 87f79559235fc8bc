"""Lines with remarks go back; only they are mended, and the reviewer sees which."""

import pytest

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import (
    EntryChangedError,
    EntryIncompleteError,
    EntryLockedError,
    NothingToReviewError,
    RemarkMissingError,
    RowLockedError,
    RowTwiceError,
    TooManyRemarksError,
)
from zhisheng.apps.programme.models import EntryRemark
from zhisheng.apps.programme.services import Remark, remarks
from zhisheng.apps.programme.tests.entry_tables import ANPING, hand_in, line, upload
from zhisheng.apps.programme.tests.reporting import reload
from zhisheng.apps.registry.tests.factories import make_code
from zhisheng.kit.errors import ForbiddenError, NotFoundError

pytestmark = pytest.mark.django_db
LINES = 5
READ_LINE = {"region": "131125", "method": "诊断", "revenue_before": "1200000"}


@pytest.fixture
def entry(list_entry):
    return list_entry


@pytest.fixture
def handed(entry, body_user):
    """Hand in an entry with five lines; it waits at the authority."""
    upload(entry, body_user, [line(number) for number in range(1, LINES + 1)])
    return hand_in(entry, body_user)


def remark(entry, unit, actor, text="请核对", **place):
    return services.write_remark(
        entry=entry, unit=unit, remark=Remark(text, **place), actor=actor
    )


def send_back(entry, unit, actor, *remarks):
    current = reload(entry)
    return services.return_entry(
        entry=current, unit=unit, remarks=remarks, version=current.version, actor=actor
    )


@pytest.fixture
def returned(handed, nation_unit, officer_nation):
    """Return lines 2 and 4: a cell of the one, the whole of the other."""
    remark(
        handed, nation_unit, officer_nation, "收入偏大", row=2, field="revenue_before"
    )
    remark(handed, nation_unit, officer_nation, "不是小微企业", row=4)
    return send_back(handed, nation_unit, officer_nation)


def change(entry, number, actor, **changes):
    current = reload(entry)
    typed = {
        "name": f"安平县示例{number}丝网厂",
        "uscc": make_code(number),
        "region": ANPING,
        "method": "诊断",
        "revenue_before": "120万",
    }
    return services.change_row(
        entry=current,
        number=number,
        typed=typed | changes,
        version=current.version,
        actor=actor,
    )


def test_remarks_go_out_together_with_the_return(
    handed, nation_unit, officer_nation, body_user
):
    remark(
        handed, nation_unit, officer_nation, "收入偏大", row=2, field="revenue_before"
    )
    assert selectors.list_open_remarks(handed) == []
    assert [one.text for one in selectors.list_unsent_remarks(handed, nation_unit)] == [
        "收入偏大"
    ]

    back = send_back(
        handed, nation_unit, officer_nation, Remark("另请补充案例", field="summary")
    )

    assert (back.state, back.waiting_at, back.is_returned) == ("unfilled", "", True)
    sent = selectors.list_open_remarks(back)
    assert [(one.text, one.field, one.row and one.row.number) for one in sent] == [
        ("收入偏大", "revenue_before", 2),
        ("另请补充案例", "summary", None),
    ]
    assert [row.number for row in back.rows.filter(is_returned=True)] == [2]


def test_a_second_remark_on_a_place_replaces_the_first(
    handed, nation_unit, officer_nation
):
    remark(handed, nation_unit, officer_nation, "甲", row=2)
    remark(handed, nation_unit, officer_nation, "乙", row=2)

    assert [one.text for one in EntryRemark.objects.all()] == ["乙"]


def test_at_the_limit_a_remark_may_still_be_replaced(
    handed, nation_unit, officer_nation, monkeypatch
):
    monkeypatch.setattr(remarks, "MOST_REMARKS", 2)
    remark(handed, nation_unit, officer_nation, "甲", row=1)
    remark(handed, nation_unit, officer_nation, "乙", row=2)

    remark(handed, nation_unit, officer_nation, "丙", row=2)
    for place in ({"row": 3}, {"row": 2, "field": "revenue_before"}, {}):
        with pytest.raises(TooManyRemarksError):
            remark(handed, nation_unit, officer_nation, "丁", **place)

    told = selectors.list_unsent_remarks(handed, nation_unit)
    assert [one.text for one in told] == ["甲", "丙"]


def test_a_remark_can_be_taken_back_until_it_is_sent(
    handed, nation_unit, officer_nation
):
    written = remark(handed, nation_unit, officer_nation, row=2)

    services.drop_remark(
        entry=handed, unit=nation_unit, pk=written.pk, actor=officer_nation
    )

    assert not EntryRemark.objects.exists()
    with pytest.raises(RemarkMissingError):
        send_back(handed, nation_unit, officer_nation)
    assert reload(handed).waiting_at == nation_unit.code


@pytest.mark.parametrize(
    ("place", "error"),
    [
        ({"row": 99}, NotFoundError),
        ({"row": 2, "field": "summary"}, NotFoundError),
        ({"field": "revenue_before"}, NotFoundError),
        ({"row": 2, "text": "  "}, RemarkMissingError),
    ],
)
def test_a_remark_names_a_place_of_the_form(
    handed, nation_unit, officer_nation, place, error
):
    with pytest.raises(error):
        remark(handed, nation_unit, officer_nation, **place)

    assert not EntryRemark.objects.exists()


def test_only_who_reviews_may_remark(
    handed, nation_unit, officer_nation, officer_county, body_user
):
    for stranger in (officer_county, body_user):
        with pytest.raises(ForbiddenError):
            remark(handed, nation_unit, stranger, row=2)
    services.pass_entries(task=handed.task, unit=nation_unit, actor=officer_nation)
    with pytest.raises(EntryChangedError):
        remark(handed, nation_unit, officer_nation, row=2)
    assert not EntryRemark.objects.exists()


def test_what_has_unsent_remarks_is_not_passed(handed, nation_unit, officer_nation):
    remark(handed, nation_unit, officer_nation, row=2)

    with pytest.raises(NothingToReviewError):
        services.pass_entries(task=handed.task, unit=nation_unit, actor=officer_nation)

    assert not reload(handed).is_final


def test_a_returned_line_is_mended_and_shown_to_the_reviewer(
    returned, body_user, nation_unit, officer_nation
):
    change(returned, 2, body_user, revenue_before="12万")

    handed = hand_in(returned, body_user)

    assert handed.waiting_at == nation_unit.code
    mended = selectors.list_rows_of(handed, view="mended").items
    assert [(row.number, row.answers["revenue_before"]) for row in mended] == [
        (2, "120000"),
    ]
    left = selectors.list_rows_of(handed, view="left").items
    assert [row.number for row in left] == [4]
    assert selectors.count_lines(handed) == {
        "total": LINES, "returned": 0, "mended": 1, "left": 1, "added": 0,
    }  # fmt: skip
    services.pass_entries(task=handed.task, unit=nation_unit, actor=officer_nation)
    assert selectors.count_lines(handed)["mended"] == 0


def test_lines_that_were_not_returned_stay(returned, body_user):
    before = reload(returned).version
    with pytest.raises(RowLockedError):
        change(returned, 3, body_user, method="咨询")
    with pytest.raises(RowLockedError):
        services.remove_row(entry=returned, number=3, version=before, actor=body_user)

    assert reload(returned).version == before
    assert reload(returned).rows.get(number=3).answers["method"] == "诊断"


def test_a_sheet_mends_only_returned_lines(returned, body_user):
    rows = [line(number, method="咨询") for number in (1, 2, 3)]

    taken = upload(returned, body_user, rows, is_whole=True)

    assert (taken.added, taken.replaced, taken.refused, taken.kept) == (0, 1, 0, 2)
    assert taken.left == 1
    methods = {row.number: row.answers["method"] for row in reload(returned).rows.all()}
    # Of line 2 another cell was returned; line 4 is not in the sheet; line 5 was passed.
    assert methods == {1: "诊断", 2: "诊断", 3: "诊断", 5: "诊断"}


def take_out(entry, number, actor):
    current = reload(entry)
    services.remove_row(
        entry=current, number=number, version=current.version, actor=actor
    )


@pytest.fixture
def returned_for_one(handed, nation_unit, officer_nation):
    """Return line 4 alone."""
    remark(handed, nation_unit, officer_nation, "不是小微企业", row=4)
    return send_back(handed, nation_unit, officer_nation)


def test_taking_out_the_returned_line_opens_no_other(returned_for_one, body_user):
    take_out(returned_for_one, 4, body_user)

    with pytest.raises(RowLockedError):
        change(returned_for_one, 1, body_user, revenue_before="999万")
    assert reload(returned_for_one).rows.get(number=1).answers == {
        **READ_LINE, "name": "安平县示例1丝网厂", "uscc": make_code(1),
    }  # fmt: skip
    handed = hand_in(returned_for_one, body_user, contact_name="李红")
    assert handed.answers["contact_name"] == "王强"


def test_a_sheet_without_the_returned_line_opens_no_other(returned_for_one, body_user):
    rows = [line(number, revenue=999) for number in (1, 2, 3, 5)]

    taken = upload(returned_for_one, body_user, rows, is_whole=True)

    assert (taken.added, taken.replaced, taken.refused, taken.kept) == (0, 0, 0, 4)
    told = {
        row.answers["revenue_before"] for row in reload(returned_for_one).rows.all()
    }
    assert told == {"1200000"}


def test_a_line_put_in_for_the_returned_one_is_shown(returned_for_one, body_user):
    take_out(returned_for_one, 4, body_user)

    taken = upload(returned_for_one, body_user, [line(9)])

    assert (taken.added, taken.replaced, taken.kept) == (1, 0, 0)
    handed = hand_in(returned_for_one, body_user)
    added = selectors.list_rows_of(handed, view="added").items
    assert [row.key for row in added] == [make_code(9)]


def test_fields_without_a_remark_stay(returned, body_user):
    handed = hand_in(returned, body_user, contact_name="李红")

    assert handed.answers["contact_name"] == "王强"


def test_all_is_open_when_the_whole_is_returned(
    handed, nation_unit, officer_nation, body_user
):
    remark(handed, nation_unit, officer_nation, row=2)
    back = send_back(handed, nation_unit, officer_nation, Remark("请全面核对"))

    change(back, 3, body_user, method="咨询")

    assert reload(back).rows.get(number=3).answers["method"] == "咨询"
    assert (
        hand_in(back, body_user, contact_name="李红").answers["contact_name"] == "李红"
    )


def test_a_line_is_typed_without_a_sheet(entry, body_user):
    typed = {"name": "安平县示例7丝网厂", "uscc": make_code(7), "region": ANPING}

    row = services.add_row(entry=entry, typed=typed, version=0, actor=body_user)

    assert (row.number, row.key, row.answers["region"]) == (1, make_code(7), "131125")
    with pytest.raises(RowTwiceError) as twice:
        services.add_row(entry=entry, typed=typed, version=1, actor=body_user)
    assert str(twice.value) == "第 1 行已经是这一家，请改那一行。"
    with pytest.raises(EntryIncompleteError) as refused:
        services.add_row(entry=entry, typed={"name": "甲"}, version=1, actor=body_user)
    assert sorted(refused.value.refusals) == ["region", "uscc"]
    with pytest.raises(EntryChangedError):
        services.add_row(entry=entry, typed=typed, version=0, actor=body_user)
    services.remove_row(entry=reload(entry), number=1, version=1, actor=body_user)
    assert not reload(entry).rows.exists()


def test_a_line_put_in_beside_returned_ones_can_still_be_changed(returned, body_user):
    typed = {"name": "安平县示例9丝网厂", "uscc": make_code(9), "region": ANPING}
    current = reload(returned)
    row = services.add_row(
        entry=current, typed=typed, version=current.version, actor=body_user
    )

    change(returned, row.number, body_user, uscc=make_code(9), method="咨询")

    handed = hand_in(returned, body_user)
    shown = {
        view: [one.number for one in selectors.list_rows_of(handed, view=view).items]
        for view in ("mended", "left", "added")
    }
    assert shown == {"mended": [], "left": [2, 4], "added": [6]}


def test_nobody_else_and_nobody_after_the_lock_types_lines(
    handed, other_body_user, body_user
):
    with pytest.raises(ForbiddenError):
        change(handed, 2, other_body_user)
    with pytest.raises(EntryLockedError):
        change(handed, 2, body_user)

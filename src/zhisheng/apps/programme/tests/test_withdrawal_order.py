"""Several imports of the same enterprise, taken back in any order; nothing comes back."""

from datetime import date

import pytest

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import name_field
from zhisheng.apps.programme.models import (
    Engagement,
    Enrolment,
    ImportChange,
    KeptChange,
)
from zhisheng.apps.programme.tests.workbooks import HEADER, make_line
from zhisheng.apps.registry.models import Enterprise, EnterpriseVersion, Grant
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.apps.returns.models import Value, ValueChange
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db
LEDGER_HEADER = (*HEADER, "提升意愿", "提升潜力")


@pytest.fixture
def office(officer_county, county_unit):
    return {
        "actor": officer_county,
        "organisation": county_unit.organisations.get(kind="unit"),
    }


def withdraw(roster_import, actor):
    return services.withdraw_roster(roster_import=roster_import, actor=actor)


def read_state():
    enterprise = Enterprise.unscoped.get()
    return (
        enterprise.industry_id,
        Value.objects.get(indicator="revenue", period="2024").value,
        str(Engagement.objects.get().ended_on),
    )


def test_what_stood_before_both_returns(put_in, office):
    base = put_in([make_line(1, 提升后营业收入=100)], **office)
    assert read_state() == ("3340", 1_000_000, "2024-06-30")
    first = put_in(
        [make_line(1, 行业="3383", 提升后营业收入=120, 帮扶结束日期="2024-07-31")],
        **office,
    )
    second = put_in(
        [make_line(1, 行业="1830", 提升后营业收入=150, 帮扶结束日期="2024-08-31")],
        **office,
    )

    withdraw(first, office["actor"])
    assert read_state() == ("1830", 1_500_000, "2024-08-31")
    kept = KeptChange.objects.values_list("kind", "field", "changed_by")
    name = office["organisation"].name
    assert sorted(kept) == [
        ("engagement", "ended_on", name),
        ("record", "industry_id", name),
        ("value", "revenue", name),
    ]

    assert withdraw(second, office["actor"])["kept"] == 0
    assert read_state() == ("3340", 1_000_000, "2024-06-30")
    assert {one.source for one in Value.objects.all()} == {base.code}
    assert EnterpriseVersion.objects.count() == 1
    withdraw(base, office["actor"])
    assert Enterprise.unscoped.count() == ValueChange.objects.count() == 0


@pytest.mark.parametrize("first", [0, 1])
def test_the_last_withdrawal_leaves_nothing(put_in, office, first):
    """An enterprise, a help and an entry kept for another import go with that one."""
    imports = [
        put_in([make_line(1)], **office),
        put_in(
            [make_line(1, 行业="3383", 提升后营业收入=150, 帮扶结束日期="2024-07-31")],
            **office,
        ),
    ]

    withdraw(imports[first], office["actor"])
    assert Enterprise.unscoped.count() == 1
    withdraw(imports[1 - first], office["actor"])

    for model in (Engagement, Enrolment, Value, ValueChange, EnterpriseVersion):
        assert model.objects.count() == 0
    assert Enterprise.unscoped.count() == 0


def test_a_choice_stays_and_so_does_its_grant(
    put_in, body_organisation, body_user, owner, owner_organisation
):
    first = put_in([make_line(1)])
    Enterprise.unscoped.update(organisation=owner_organisation)
    chosen = services.choose_helper(
        enterprise=Enterprise.unscoped.get(),
        year=2024,
        helper=body_organisation,
        actor=owner,
    )
    # Choices made before writers were recorded stay as well.
    Engagement.objects.update(recorded_at=None, recorded_by=None)
    second = put_in([make_line(1, 帮扶结束日期="2024-07-31")])

    withdraw(first, body_user)
    withdraw(second, body_user)

    kept = Engagement.objects.get()
    assert (kept.pk, kept.is_chosen_by_enterprise) == (chosen.pk, True)
    assert str(kept.ended_on) == "2024-07-31"
    grant = Grant.objects.get(source=f"engagement:{kept.pk}")
    assert grant.ended_at is None


def apply_again(roster_import, actor):
    for row in roster_import.rows.filter(status="to_confirm"):
        code = row.candidates[0]["code"] if row.candidates else ""
        services.decide_row(row=row, decision="same", enterprise_code=code, actor=actor)
    services.queue_applying(roster_import=roster_import, actor=actor)
    roster_import.refresh_from_db()
    services.apply_roster(roster_import=roster_import, actor=actor)
    roster_import.refresh_from_db()


def test_two_steps_are_taken_back_as_one(put_in, office):
    put_in([make_line(1)], **office)
    enterprise = Enterprise.unscoped.get()
    before = read_state()
    done = put_in(
        [
            make_line(1, 行业="3383", 帮扶结束日期="2024-07-31"),
            make_line(
                1, 企业名称="安平县别名丝网有限公司", 行业="1830",
                帮扶结束日期="2024-08-31",
            ),
        ],
        **office,
    )  # fmt: skip
    applied_at, applied = done.applied_at, done.counts["applied"]
    assert read_state()[0] == "3383"

    apply_again(done, office["actor"])

    assert read_state()[0] == "1830"
    assert done.applied_at == applied_at
    assert applied["rows"] == 1
    assert done.counts["applied"]["rows"] == 2
    assert done.counts["applied"]["changed_engagements"] == 2
    counts = withdraw(done, office["actor"])
    assert (read_state(), counts["kept"]) == (before, 0)
    assert Enterprise.unscoped.get() == enterprise


def test_a_later_roster_fills_and_changes_the_ledger_entry(put_in, office):
    header = LEDGER_HEADER
    first = put_in([[*make_line(1), "强", ""]], header=header, **office)
    second = put_in([[*make_line(1), "中", "强"]], header=header, **office)
    third = put_in([[*make_line(1), "", "弱"]], header=header, **office)
    actor = office["actor"]

    def read():
        entry = Enrolment.objects.get()
        return entry.willingness, entry.potential

    assert read() == ("medium", "weak")
    withdraw(second, actor)
    assert read() == ("strong", "weak")
    kept = KeptChange.objects.get()
    assert (kept.kind, kept.field) == ("enrolment", "potential")
    withdraw(third, actor)
    assert read() == ("strong", "")
    withdraw(first, actor)
    assert Enrolment.objects.count() == 0


def test_an_enterprise_known_before_stays(put_in, office, reference):
    make_enterprise(name="安平县老厂丝网有限公司", uscc=make_line(1)[1])
    done = put_in([make_line(1, 企业名称="安平县老厂丝网有限公司")], **office)

    withdraw(done, office["actor"])

    assert Enterprise.unscoped.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"行业": "3383"},
        {"行业": "33"},
        {"所在地": "河北省衡水市"},
        {"所在地": "河北省衡水市桃城区"},
        {"统一社会信用代码": make_line(2)[1]},
        {"从业人员": 2000},
    ],
)
@pytest.mark.parametrize("is_older", [False, True])
def test_the_preview_tells_what_applying_changes(
    put_in, upload, office, changes, is_older
):
    put_in([make_line(1)], **office)
    if is_older:
        EnterpriseVersion.objects.update(valid_from=date(2025, 1, 1))
    read = upload([make_line(1, **changes)], **office)
    page = selectors.list_rows_for(actor=office["actor"], code=read.code)
    changes_told = [change for item in page.items for change in item.changes]
    told = [(c.label, c.old, c.new) for c in changes_told if c.kind == "record"]

    # A region outside the recorded one is asked about first.
    is_asked = not is_older and "桃城区" in changes.get("所在地", "")
    assert selectors.count_rows(read)["applicable"] == (0 if is_asked else 1)
    if not is_asked:
        services.queue_applying(roster_import=read, actor=office["actor"])
        jobs.run_pending()

    done = ImportChange.objects.filter(roster_import=read, table="enterprise")
    assert told == [
        (name_field(name), change.old[name] or "", new)
        for change in done
        for name, new in change.new.items()
        if name != "size_basis"
    ]
    if is_older or changes.get("行业") == "33" or not changes:
        assert told == []


def test_every_row_of_a_new_entry_speaks(put_in, office, body_organisation):
    """Whoever helped first may have left the willingness of the enterprise open."""
    header = (*HEADER, "帮扶机构", "提升意愿")
    lines = [
        [*make_line(1), "", ""],
        [*make_line(1), body_organisation.name, "强"],
    ]
    first = put_in(lines, header=header, **office)
    second = put_in([[*make_line(1), "", ""]], header=header, **office)
    assert Enrolment.objects.get().willingness == "strong"

    withdraw(first, office["actor"])

    entry = Enrolment.objects.get()
    assert (entry.willingness, entry.source) == ("", second.code)

import datetime
from datetime import timedelta
from decimal import Decimal

import pytest

from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.apps.returns import errors, selectors, services
from zhisheng.apps.returns.choices import ReturnStatus
from zhisheng.apps.returns.models import Form, Return, Value
from zhisheng.apps.returns.tests.conftest import TODAY
from zhisheng.apps.returns.tests.factories import OrganisationFactory, ValueFactory
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError, NotFoundError
from zhisheng.kit.retention import erase_overdue

ANSWERS = {"revenue": "120", "profit": "8.5", "employees": "20", "scrap_rate": "5–15%"}


def fill(filing, owner, texts=ANSWERS, **options):
    return services.save_draft(filing=filing, texts=texts, actor=owner, **options)


def submit(filing, owner):
    return services.submit_return(filing=filing, on=TODAY, actor=owner)


def read(code):
    value = Value.objects.get(indicator=code)
    return value.value, value.low, value.high


def test_a_draft_keeps_everything_as_it_was_typed(filing, owner):
    fill(filing, owner, {"revenue": "约120", "profit": "8"})

    fill(filing, owner, {"revenue": "abc", "profit": "9", "employees": "9" * 60})

    filing.refresh_from_db()
    assert filing.answers["texts"] == {
        "revenue": "abc",
        "profit": "9",
        "employees": "9" * 60,
    }
    assert Value.objects.count() == 0


def test_submission_declares_raw_values_in_the_unit_of_the_indicator(filing, owner):
    fill(filing, owner)

    submitted = submit(filing, owner)

    assert submitted.status == ReturnStatus.SUBMITTED
    assert read("revenue") == (Decimal(1_200_000), None, None)
    assert read("profit") == (Decimal(85_000), None, None)
    assert read("employees") == (Decimal(20), None, None)
    assert read("scrap_rate") == (None, Decimal(5), Decimal(15))
    revenue = Value.objects.get(indicator="revenue")
    assert revenue.declared_by == filing.enterprise.organisation
    assert (revenue.source_kind, revenue.source) == ("return", filing.code)


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("1200000", "元", (Decimal(1_200_000), None, None)),
        ("1.2亿", "万元", (Decimal(120_000_000), None, None)),
        ("5–8", "万元", (None, Decimal(50_000), Decimal(80_000))),
        ("5至8万元", "元", (None, Decimal(50_000), Decimal(80_000))),
    ],
)
def test_money_in_the_unit_written(filing, owner, text, unit, expected):
    fill(filing, owner, {"revenue": text}, unit=unit)

    submit(filing, owner)

    assert read("revenue") == expected


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        ("revenue", "很多", "不是数字"),
        ("revenue", "-5", "不能是负数"),
        ("scrap_rate", "降了2个百分点", "不是数字"),
        ("scrap_rate", "2个百分点", "变化了几个百分点"),
        ("scrap_rate", "120", "0 到 100%"),
        ("scrap_rate", "15–5", "下限大于上限"),
    ],
)
def test_refuses_what_cannot_be_and_changes_nothing(filing, owner, code, text, words):
    # As a draft of earlier days keeps it, which kept whatever was typed.
    filing.answers["texts"] = {code: text, "employees": "5"}
    filing.save()

    with pytest.raises(FieldsRefusedError) as caught:
        submit(filing, owner)

    assert list(caught.value.refusals) == [code]
    assert words in caught.value.refusals[code]
    assert Value.objects.count() == 0
    assert Return.objects.get().status == ReturnStatus.DRAFT


def test_refuses_an_empty_return(filing, owner):
    with pytest.raises(errors.NothingDeclaredError):
        submit(filing, owner)


def test_a_warning_needs_a_reason_and_then_stands(filing, owner):
    fill(filing, owner, {"revenue": "100", "profit": "150"})

    with pytest.raises(errors.ReasonMissingError) as caught:
        submit(filing, owner)

    key = "profit_over_revenue:profit:revenue"
    assert caught.value.keys == (key,)
    assert Value.objects.count() == 0

    fill(filing, owner, {}, explanations={key: "当年卖了一处厂房"})
    submitted = submit(filing, owner)

    assert [warning["rule"] for warning in submitted.warnings] == [
        "profit_over_revenue"
    ]
    assert submitted.explanations == {key: "当年卖了一处厂房"}
    assert Value.objects.count() == 2


def test_a_unit_slip_against_last_year_is_told(filing, owner, enterprise):
    ValueFactory(enterprise=enterprise, period="2023", value=1_100_000)
    fill(filing, owner, {"revenue": "120"}, unit="元")

    with pytest.raises(errors.ReasonMissingError) as caught:
        submit(filing, owner)

    assert caught.value.keys == ("unit_slip:revenue",)


def test_the_trade_tells_a_slip_where_no_last_year_exists(filing, owner):
    body = OrganisationFactory()
    for _ in range(10):
        peer = make_enterprise()
        for code, value in (("revenue", 2_000_000), ("employees", 20)):
            ValueFactory(
                enterprise=peer, indicator_id=code, value=value, declared_by=body
            )
    fill(filing, owner, {"revenue": "120", "employees": "15"}, unit="元")

    with pytest.raises(errors.ReasonMissingError) as caught:
        submit(filing, owner)

    assert caught.value.keys == ("unit_slip_trade:revenue",)


def test_known_values_are_filled_in_with_their_source(form, enterprise, owner):
    body = OrganisationFactory(name="示例认证有限公司")
    ValueFactory(
        enterprise=enterprise, declared_by=body, value=1_500_000, source_kind="roster"
    )

    filing = services.open_return(
        form=form, enterprise=enterprise, period="2024", on=TODAY, actor=owner
    )

    assert filing.answers["texts"] == {"revenue": "150"}
    assert filing.answers["prefilled"]["revenue"] == {
        "text": "150",
        "unit": "万元",
        "source": "帮扶名单（示例认证有限公司）",
    }


def test_another_unit_rewrites_what_was_filled_in_and_rereads_what_was_typed(
    form, enterprise, owner
):
    body = OrganisationFactory()
    ValueFactory(enterprise=enterprise, declared_by=body, value=1_500_000)
    filing = services.open_return(
        form=form, enterprise=enterprise, period="2024", on=TODAY, actor=owner
    )
    fill(filing, owner, {"quality_cost": "3"})

    fill(filing, owner, {"revenue": "150", "profit": "80000"}, unit="元")
    submit(filing, owner)

    own = Value.objects.filter(source=filing.code)
    assert dict(own.values_list("indicator", "value")) == {
        "revenue": 1_500_000,
        "profit": 80_000,
        "quality_cost": 30_000,
    }


def test_a_correction_replaces_and_the_audit_keeps_the_old(filing, owner):
    fill(filing, owner)
    submit(filing, owner)

    services.correct_return(filing=filing, actor=owner)
    assert read("revenue") == (Decimal(1_200_000), None, None)
    fill(filing, owner, {"revenue": "130", "profit": ""})
    submit(filing, owner)

    assert read("revenue") == (Decimal(1_300_000), None, None)
    assert not Value.objects.filter(indicator="profit").exists()
    entry = AuditEntry.objects.filter(action="returns.submitted").latest("pk")
    assert entry.old["revenue"]["value"] == "1200000"
    assert entry.new["revenue"]["value"] == "1300000"
    assert set(entry.old) - set(entry.new) == {"profit"}


def test_a_submitted_return_is_not_changed_by_a_late_autosave(filing, owner):
    fill(filing, owner)
    submit(filing, owner)

    with pytest.raises(errors.ReturnLockedError):
        fill(filing, owner, {"revenue": "1"})


def test_withdrawal_deletes_the_values_and_leaves_others(filing, owner, enterprise):
    other = ValueFactory(enterprise=enterprise)
    fill(filing, owner)
    submit(filing, owner)

    withdrawn = services.withdraw_return(filing=filing, actor=owner)

    assert (withdrawn.status, withdrawn.answers) == (ReturnStatus.WITHDRAWN, {})
    assert list(Value.objects.all()) == [other]
    entry = AuditEntry.objects.get(action="returns.withdrawn")
    assert entry.old["values"]["revenue"]["value"] == "1200000"


def test_an_officer_checks_and_a_correction_unchecks(filing, owner, officer_county):
    fill(filing, owner)
    submit(filing, owner)

    checked = services.check_return(filing=filing, actor=officer_county)

    assert (checked.status, checked.checked_by) == (
        ReturnStatus.CHECKED,
        officer_county,
    )
    assert set(Value.objects.values_list("checked_by", flat=True)) == {
        officer_county.pk
    }
    services.correct_return(filing=filing, actor=owner)
    assert submit(filing, owner).checked_at is None
    assert set(Value.objects.values_list("checked_by", flat=True)) == {None}


def test_an_expired_survey_is_closed(enterprise, owner):
    survey = Form.objects.get(code="survey-example")

    with pytest.raises(errors.FormClosedError, match="的有效期到 2024年12月31日 为止"):
        services.open_return(
            form=survey, enterprise=enterprise, period="2024", on=TODAY, actor=owner
        )

    assert Return.objects.count() == 0


def test_a_survey_that_expires_meanwhile_refuses_the_submission(enterprise, owner):
    survey = Form.objects.get(code="survey-example")
    in_time = datetime.date(2024, 12, 31)
    filing = services.open_return(
        form=survey, enterprise=enterprise, period="2023", on=in_time, actor=owner
    )
    fill(filing, owner, {"revenue": "100", "employees": "20"})

    with pytest.raises(errors.FormClosedError):
        submit(filing, owner)

    assert services.submit_return(filing=filing, on=in_time, actor=owner)
    with pytest.raises(errors.SurveyStaysError):
        services.withdraw_return(filing=filing, actor=owner)


def test_required_answers_of_a_survey(enterprise, owner):
    survey = Form.objects.get(code="survey-example")
    in_time = datetime.date(2024, 12, 31)
    filing = services.open_return(
        form=survey, enterprise=enterprise, period="2023", on=in_time, actor=owner
    )
    fill(filing, owner, {"revenue": "100"})

    with pytest.raises(FieldsRefusedError) as caught:
        services.submit_return(filing=filing, on=in_time, actor=owner)

    assert caught.value.refusals == {"employees": "这一项必须填写。"}


@pytest.mark.parametrize("period", ["2025", "2021", "12", "abcd"])
def test_only_the_last_three_full_years_are_open(form, enterprise, owner, period):
    with pytest.raises(errors.PeriodRefusedError):
        services.open_return(
            form=form, enterprise=enterprise, period=period, on=TODAY, actor=owner
        )


@pytest.mark.parametrize(
    ("person", "error"),
    [
        ("stranger_owner", NotFoundError),
        ("officer_county", ForbiddenError),
        ("body_user", ForbiddenError),
        ("bank_user", ForbiddenError),
    ],
)
def test_nobody_else_files(filing, form, enterprise, person, error, request):
    actor = request.getfixturevalue(person)

    with pytest.raises(error):
        services.open_return(
            form=form, enterprise=enterprise, period="2023", on=TODAY, actor=actor
        )
    with pytest.raises(error):
        fill(filing, actor)
    with pytest.raises(error):
        submit(filing, actor)
    assert Return.objects.get().answers["texts"] == {}


@pytest.mark.parametrize(
    ("person", "is_seen"),
    [
        ("owner", True),
        ("officer_county", True),
        ("officer_city", True),
        ("officer_province", True),
        ("officer_nation", True),
        ("stranger_owner", False),
        ("body_user", False),
        ("bank_user", False),
        ("administrator", False),
        ("anonymous", False),
    ],
)
def test_who_sees_a_submitted_return(filing, owner, person, is_seen, request):
    fill(filing, owner)
    submit(filing, owner)
    actor = request.getfixturevalue(person)

    if is_seen:
        assert selectors.get_return_for(actor=actor, code=filing.code) == filing
    else:
        with pytest.raises(NotFoundError):
            selectors.get_return_for(actor=actor, code=filing.code)


def test_officers_do_not_see_drafts(filing, officer_county):
    with pytest.raises(NotFoundError):
        selectors.get_return_for(actor=officer_county, code=filing.code)
    with pytest.raises(NotFoundError):
        services.check_return(filing=filing, actor=officer_county)


def test_due_lists_open_forms_of_last_year(filing, owner, form):
    due = selectors.list_due_for(actor=owner, on=TODAY)

    assert [(one.form, one.period, one.filing, one.is_done) for one in due] == [
        (form, "2024", filing, False)
    ]
    assert [closed.code for closed in selectors.list_closed_forms(TODAY)] == [
        "survey-example"
    ]


def test_a_filled_in_form_goes_after_its_years_and_its_values_stay(filing, owner):
    fill(filing, owner)
    submit(filing, owner)
    changed = Return.objects.get().updated_at
    values = Value.objects.count()
    years = timedelta(days=365 * filing.form.retention_years)

    assert "returns.filings" not in erase_overdue(changed + years)
    assert erase_overdue(changed + years + timedelta(days=1))["returns.filings"] == 1
    assert not Return.objects.exists()
    assert Value.objects.count() == values

"""A second click asks for what happens already; nothing to apply is refused."""

import pytest
from django.urls import reverse

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import ImportStateError, NothingToApplyError
from zhisheng.apps.programme.models import ImportRow
from zhisheng.apps.programme.tests.recorded import describe_everything
from zhisheng.apps.programme.tests.workbooks import make_line
from zhisheng.kit import jobs
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def press(client, body_user):
    """Return a function that presses a button of an import's page."""
    client.force_login(body_user)

    def post(button, roster_import):
        return client.post(reverse(f"programme:{button}", args=[roster_import.code]))

    return post


@pytest.fixture
def call(client, make_token, body_organisation):
    token = make_token(body_organisation, ["roster:import"])

    def post(step, roster_import):
        address = f"/api/v1/programme/imports/{roster_import.code}/{step}"
        return client.post(address, headers={"Authorization": token})

    return post


def count(step):
    """Return how many jobs and audit entries there are of a step."""
    entries = {"apply": "roster_applying", "withdraw": "roster_withdrawing"}
    return (
        jobs.Job.objects.filter(name=f"programme.{step}_roster").count(),
        AuditEntry.objects.filter(action=f"programme.{entries[step]}").count(),
    )


def test_applying_twice_shows_the_page_and_applies_once(press, upload):
    read = upload([make_line(1)])
    address = reverse("programme:import_detail", args=[read.code])

    answers = [press("apply", read) for _click in range(2)]
    assert [one.url for one in answers] == [address] * 2
    jobs.run_pending()
    assert press("apply", read).url == address

    assert selectors.get_import(read.code).status == "applied"
    assert count("apply") == (1, 1)


def test_withdrawing_twice_shows_the_page_and_withdraws_once(press, put_in):
    done = put_in([make_line(1)])
    address = reverse("programme:import_detail", args=[done.code])

    answers = [press("withdraw", done) for _click in range(2)]
    assert [one.url for one in answers] == [address] * 2
    jobs.run_pending()
    assert press("withdraw", done).url == address

    assert selectors.get_import(done.code).status == "withdrawn"
    assert count("withdraw") == (1, 1)


def test_the_calls_answer_the_same_twice(call, upload):
    read = upload([make_line(1)])

    for step, running in (("apply", "applying"), ("withdraw", "reverting")):
        answers = [call(step, read) for _time in range(2)]
        assert [(one.status_code, one.json()["status"]) for one in answers] == [
            (200, running)
        ] * 2
        jobs.run_pending()
        assert count(step) == (1, 1)


def test_a_really_wrong_state_is_still_refused(press, put_in, upload, body_user):
    withdrawn = put_in([make_line(1)])
    services.withdraw_roster(roster_import=withdrawn, actor=body_user)
    assert press("apply", withdrawn).status_code == 422
    assert press("retry", withdrawn).status_code == 422

    applying = upload([make_line(2)])
    press("apply", applying)
    assert press("withdraw", applying).status_code == 422
    assert selectors.get_import(applying.code).status == "applying"
    assert count("withdraw") == (0, 0)


@pytest.mark.parametrize(
    "lines",
    [
        [make_line(1, 从业人员="若干")],
        [make_line(1, 企业名称="德清县完全不同童装厂")],
    ],
)
def test_nothing_to_apply_is_refused(lines, press, call, put_in, upload, body_user):
    put_in([make_line(1)])
    read = upload(lines)
    before = describe_everything()

    with pytest.raises(NothingToApplyError, match="没有可以入库的行"):
        services.queue_applying(roster_import=read, actor=body_user)
    page, answer = press("apply", read), call("apply", read)

    assert (page.status_code, answer.status_code) == (422, 422)
    assert "没有可以入库的行" in page.text
    assert answer.json()["code"] == "programme.nothing_to_apply"
    assert selectors.get_import(read.code).status == "previewed"
    assert (count("apply"), describe_everything()) == ((1, 1), before)


def test_what_is_answered_later_is_applied_in_a_second_step(press, put_in, upload):
    put_in([make_line(1)])
    read = upload([make_line(1, 企业名称="德清县完全不同童装厂"), make_line(2)])
    press("apply", read)
    jobs.run_pending()
    row = ImportRow.objects.get(roster_import=read, row=2)
    code = row.candidates[0]["code"]
    services.decide_row(
        row=row, decision="same", enterprise_code=code, actor=read.uploaded_by
    )

    press("apply", read)
    jobs.run_pending()

    assert list(read.rows.values_list("is_applied", flat=True)) == [True, True]
    assert count("apply") == (3, 3)


def test_a_failed_import_cannot_be_applied(upload, body_user):
    read = upload([make_line(1)])
    type(read).objects.update(status="failed")

    with pytest.raises(ImportStateError):
        services.queue_applying(roster_import=read, actor=body_user)

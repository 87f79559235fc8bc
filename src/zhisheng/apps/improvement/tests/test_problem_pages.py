"""Who sees which problem, and what its pages show and keep."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.tests.factories import (
    EnterpriseOrganisationFactory,
    UnitFactory,
    UnitOrganisationFactory,
    make_person,
)
from zhisheng.apps.improvement import selectors, services
from zhisheng.apps.improvement.models import Problem
from zhisheng.apps.improvement.selectors import problems as problem_selectors
from zhisheng.apps.improvement.tests.walking import (
    TEXT,
    make_firm,
    report,
    step,
    walk,
    write_down,
)
from zhisheng.apps.maturity import services as maturity
from zhisheng.apps.places.models import Region
from zhisheng.apps.registry.tests.factories import GrantFactory, make_enterprise
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.tests.documents import make_pdf
from zhisheng.kit.tests.test_files import make_image

pytestmark = pytest.mark.django_db
LIST = reverse("improvement:problems")


@pytest.fixture
def firm(owner_organisation):
    return make_firm(owner_organisation)


@pytest.fixture
def problem(firm, owner):
    return report(firm, owner)


def address(name, problem, *more):
    return reverse(f"improvement:{name}", args=[problem.code, *more])


def read(client, person, url):
    client.force_login(person)
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_open_problems_stand_before_solved_ones(client, firm, problem, owner, worker):
    with time_machine.travel("2026-03-01T10:00:00+08:00", tick=False):
        solved = report(firm, owner, "纸箱受潮")
        walk(solved, "done", worker)
    with time_machine.travel("2026-03-20T10:00:00+08:00", tick=False):
        step(solved, "verify", owner)
        step(solved, "close", owner)

    text = read(client, owner, LIST)

    assert text.index(TEXT) < text.index("已解决的 1 个") < text.index("纸箱受潮")


def test_figures_of_the_round_before_are_told_as_such(client, problem, owner, worker):
    with time_machine.travel("2026-03-01T10:00:00+08:00", tick=False):
        walk(problem, "done", worker)
    figures = services.Figures("返工率", "%", Decimal(12), Decimal(3), Decimal(8000))
    with time_machine.travel("2026-03-20T10:00:00+08:00", tick=False):
        step(problem, "verify", owner, figures=figures)
        step(problem, "close", owner)
        solved = read(client, owner, address("problem", problem))
        step(problem, "reopen", worker)
        again = read(client, owner, address("problem", problem))

    assert "<dt>改前和改后</dt><dd>返工率：12 → 3 %</dd>" in solved
    assert "<dt>上一轮的改前和改后</dt><dd>返工率：12 → 3 %</dd>" in again
    assert "<dt>上一轮一年省下</dt><dd>8000 元</dd>" in again
    assert "<dt>改前和改后</dt>" not in again


def test_the_list_asks_the_same_however_many(client, firm, owner):
    for number in range(3):
        report(firm, owner, f"问题{number}")
    client.force_login(owner)
    client.get(LIST)
    few = count_queries(client)
    for number in range(20):
        report(firm, owner, f"又一个{number}")
    assert count_queries(client) == few


def count_queries(client):
    with CaptureQueriesContext(connection) as caught:
        client.get(LIST)
    return len(caught)


def test_an_enterprise_sees_its_own_alone(problem, owner, worker, stranger_owner):
    for person in (owner, worker):
        assert selectors.get_problem_for(actor=person, code=problem.code) == problem
    with pytest.raises(NotFoundError):
        selectors.get_problem_for(actor=stranger_owner, code=problem.code)


@pytest.fixture
def officer_other_county(province_unit):
    unit = UnitFactory.create(
        code="U330502",
        name="吴兴区局",
        parent=province_unit,
        region=Region.objects.get(code="330502"),
    )
    return make_person("吴兴林", UnitOrganisationFactory.create(unit=unit), "officer")


def test_an_officer_counts_and_reads_nothing(
    client, problem, officer_county, officer_other_county
):
    text = read(client, officer_county, LIST)

    assert TEXT not in text
    assert problem.enterprise.name in text
    assert selectors.count_watched_problems_for(officer_county) == {"reported": 1}
    assert selectors.count_watched_problems_for(officer_other_county) == {}
    assert problem.enterprise.name not in read(client, officer_other_county, LIST)
    with pytest.raises(NotFoundError):
        selectors.get_problem_for(actor=officer_county, code=problem.code)


@pytest.mark.parametrize(
    ("fields", "until", "is_seen"),
    [
        (["name", "problems"], None, True),
        (["name", "region"], None, False),
        (["name", "problems"], date(2020, 1, 2), False),
    ],
)
def test_who_is_let_in_reads_and_changes_nothing(
    client, problem, expert, fields, until, is_seen
):
    organisation = expert.memberships.get().organisation
    GrantFactory.create(
        enterprise=problem.enterprise, viewer=organisation, fields=fields, until=until
    )

    found = selectors.list_shared_problems_for(expert)

    assert list(found) == ([problem] if is_seen else [])
    assert (TEXT in read(client, expert, LIST)) == is_seen
    client.force_login(expert)
    status = client.get(address("problem", problem)).status_code
    assert status == (200 if is_seen else 404)
    before = write_down(problem)
    posted = {"act": "contain", "text": "返工", "version": 1}
    assert client.post(address("problem_step", problem), posted).status_code == 404
    assert write_down(problem) == before


def test_a_bank_that_is_let_in_is_still_no_adviser(problem, bank_user):
    organisation = bank_user.memberships.get().organisation
    GrantFactory.create(
        enterprise=problem.enterprise, viewer=organisation, fields=["problems"]
    )

    assert not selectors.list_shared_problems_for(bank_user).exists()


def test_an_expert_of_another_house_is_not_let_in(problem, expert, body_organisation):
    GrantFactory.create(
        enterprise=problem.enterprise, viewer=body_organisation, fields=["problems"]
    )
    body_user = make_person("乙", body_organisation, "body")

    assert not selectors.list_shared_problems_for(expert).exists()
    assert list(selectors.list_shared_problems_for(body_user)) == [problem]


def test_three_fields_write_a_problem_down(client, firm, owner):
    client.force_login(owner)
    url = reverse("improvement:report_problem", args=[firm.code])
    page = client.get(url)
    assert list(page.context["form"].fields) == ["text", "source", "photo"]
    photo = SimpleUploadedFile("检验单.pdf", make_pdf())

    response = client.post(url, {"text": TEXT, "source": "inspection", "photo": photo})

    made = Problem.objects.get()
    assert response.url == address("problem", made)
    assert (made.text, made.source, made.files.count()) == (TEXT, "inspection", 1)
    download = client.get(address("problem_file", made, 1))
    assert b"".join(download.streaming_content) == make_pdf()


def test_a_problem_sent_twice_is_one_and_no_photo_is_lost(client, firm, owner):
    client.force_login(owner)
    url = reverse("improvement:report_problem", args=[firm.code])
    for name, content in (
        ("照片.jpg", make_image("JPEG")), ("照片.jpg", make_image("JPEG")), ("单子.pdf", make_pdf())
    ):  # fmt: skip
        photo = SimpleUploadedFile(name, content)
        client.post(url, {"text": TEXT, "source": "found", "photo": photo})
    made = Problem.objects.get()
    assert [one.file.original_name for one in made.files.all()] == [
        "照片.jpg", "单子.pdf",
    ]  # fmt: skip
    added = AuditEntry.objects.get(action="improvement.problem_file_added")
    assert added.new["sha256"] == made.files.last().file.sha256
    client.post(url, {"text": TEXT, "source": "complaint"})
    Problem.objects.update(reported_at=timezone.now() - timedelta(hours=2))
    client.post(url, {"text": TEXT, "source": "found"})
    assert Problem.objects.count() == 3


def test_a_wrong_photo_keeps_what_was_typed(client, firm, owner):
    client.force_login(owner)
    photo = SimpleUploadedFile("照片.jpg", b"<html>")

    response = client.post(
        reverse("improvement:report_problem", args=[firm.code]),
        {"text": TEXT, "source": "found", "photo": photo},
    )

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"photo"}
    assert TEXT in response.content.decode()
    assert not Problem.objects.exists()


def test_a_gap_of_the_last_evaluation_becomes_a_problem(client, firm, owner):
    evaluation = maturity.open_evaluation(
        enterprise=firm, model="household", on=date(2026, 3, 1), actor=owner
    )
    maturity.save_answers(
        evaluation=evaluation, answers={"final_check": 1}, actor=owner
    )
    maturity.submit_evaluation(evaluation=evaluation, actor=owner)
    gap = selectors.list_known_gaps_for(owner, firm)[0]
    client.force_login(owner)
    url = reverse("improvement:report_problem", args=[firm.code]) + f"?gap={gap.key}"
    page = client.get(url)
    assert page.context["form"].initial["source"] == "evaluation"

    client.post(url, {"text": "出厂不检", "source": "evaluation"})

    made = Problem.objects.get()
    assert (made.evaluation, made.criterion) == (evaluation, gap.criterion)


def test_a_gap_of_another_enterprise_is_no_gap(firm, owner, stranger_owner):
    evaluation = maturity.open_evaluation(
        enterprise=firm, model="household", on=date(2026, 3, 1), actor=owner
    )
    other = make_enterprise(name="另一家")

    for actor, of in ((stranger_owner, firm), (owner, other)):
        key = f"{evaluation.code}:final_check"
        assert selectors.find_gap_for(actor=actor, key=key, enterprise=of) is None


def test_the_next_step_is_one_form(client, problem, owner):
    client.force_login(owner)
    page = client.get(address("problem", problem))
    assert "下一步：先处理，别让毛病出门" in page.content.decode()

    response = client.post(
        address("problem_step", problem),
        {"act": "contain", "text": "挑出来返工", "version": 1},
    )

    assert response.url == address("problem", problem)
    text = read(client, owner, response.url)
    assert "下一步：找原因" in text
    assert "挑出来返工" in text


def test_a_refused_step_keeps_what_was_typed(client, problem, owner):
    walk(problem, "cause_found", owner)
    client.force_login(owner)

    response = client.post(
        address("problem_step", problem),
        {"act": "plan", "text": "进烘箱", "responsible_name": "老李", "version": 3},
    )

    assert response.status_code == 422
    text = response.content.decode()
    assert "请写哪天前做完。" in text
    assert "进烘箱" in text
    assert "老李" in text


def test_a_stale_page_shows_what_was_typed_and_what_is_now(
    client, problem, owner, worker
):
    step(problem, "contain", worker, text="先报废")
    client.force_login(owner)

    response = client.post(
        address("problem_step", problem),
        {"act": "contain", "text": "挑出来返工", "version": 1},
    )

    text = response.content.decode()
    assert response.status_code == 422
    assert "刚刚被别人更新了" in text
    assert "挑出来返工" in text
    assert "先报废" in text
    assert "下一步：找原因" in text


def test_a_stale_page_of_the_same_step_can_be_sent_again(client, problem, owner):
    client.force_login(owner)
    attached = {"file-upload": SimpleUploadedFile("a.pdf", make_pdf())}
    client.post(address("attach_file", problem), attached | {"file-version": 1})
    sent = {"act": "contain", "text": "挑出来返工", "version": 1}

    again = client.post(address("problem_step", problem), sent)
    version = again.context["forms"]["step"]["version"].value()
    taken = client.post(address("problem_step", problem), sent | {"version": version})

    assert (again.status_code, version, taken.status_code) == (422, "2", 302)
    problem.refresh_from_db()
    assert problem.state == "contained"


def test_causes_are_written_and_drawn(client, problem, owner):
    client.force_login(owner)
    added = {"cause-place": "machine", "cause-text": "焊机电流不稳", "cause-version": 1}

    client.post(address("add_cause", problem), added)

    text = read(client, owner, address("problem", problem))
    assert text.count("焊机电流不稳") == 6
    assert '<svg width="860"' in text
    for version in ("", "x", "9" * 5_000):
        url = address("remove_cause", problem, 1)
        assert client.post(url, {"version": version}).status_code == 422
    client.post(address("remove_cause", problem, 1), {"version": 2})
    assert not problem.causes.exists()


def test_an_act_nobody_knows_is_not_found(client, problem, owner):
    client.force_login(owner)

    sent = {"act": "forget", "version": 1}

    assert client.post(address("problem_step", problem), sent).status_code == 404


def test_an_early_morning_is_of_its_own_day(problem, officer_county):
    at = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)
    Problem.objects.filter(pk=problem.pk).update(reported_at=at)
    (row,) = selectors.list_watched_problems_for(officer_county)
    assert row.reported_on == date(2026, 3, 2)


def test_all_open_problems_are_listed_and_the_latest_solved_ones(
    client, owner, owner_organisation, monkeypatch
):
    monkeypatch.setattr(problem_selectors, "SOLVED_LISTED", 2)
    other = EnterpriseOrganisationFactory.create()
    owner.memberships.create(organisation=other, role="owner")
    firms = [make_firm(owner_organisation), make_firm(other)]
    for number in range(3):
        for firm, state in ((firms[0], "reported"), (firms[1], "closed")):
            Problem.objects.create(
                enterprise=firm, text=f"{state}{number}", state=state,
                closed_at=timezone.now(),
            )  # fmt: skip
    client.force_login(owner)

    groups = client.get(reverse("improvement:problems")).context["groups"]

    assert [
        ([one.title for one in group.open_cards], [one.title for one in group.solved_cards])
        for group in sorted(groups, key=lambda group: not group.open_cards)
    ] == [
        (["reported2", "reported1", "reported0"], []),
        ([], ["closed2", "closed1"]),
    ]  # fmt: skip

"""Alike problems of five enterprises are found, named and answered once for all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.accounts.tests.factories import (
    UnitFactory,
    UnitOrganisationFactory,
    make_person,
)
from zhisheng.apps.improvement import errors, selectors, services
from zhisheng.apps.improvement.models import CommonProblem, Problem, ProblemSearch
from zhisheng.apps.improvement.tests.commons import (
    PORES,
    confirm,
    make_works,
    owner_of,
    search,
    version_of,
)
from zhisheng.apps.improvement.tests.walking import last_entry
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError, NotFoundError
from zhisheng.kit.jobs import Job
from zhisheng.kit.tests.documents import make_pdf

pytestmark = pytest.mark.django_db
LIST = reverse("improvement:common_problems")


def test_a_group_of_five_enterprises_is_found_and_one_of_four_is_not(
    common, officer_county
):
    assert (common.enterprise_count, common.problem_count) == (6, 6)
    assert set(common.problems.values_list("text", flat=True)) == set(PORES)
    assert common.status == "found"
    assert "气孔" in common.keywords
    done = ProblemSearch.objects.get()
    assert (done.text_count, done.group_count) == (14, 1)
    message = Message.objects.get(recipient=officer_county)
    assert message.title.format(**message.data) == "共性问题找好了：1 类，请看一看。"
    assert last_entry().counts == {"texts": 14, "groups": 1}


def test_one_enterprise_that_says_it_ten_times_is_no_common_problem(
    firms, office, officer_county
):
    for number in range(10):
        Problem.objects.create(enterprise=firms[number % 4], text="焊缝有气孔")

    assert search(office, officer_county).group_count == 0
    assert not CommonProblem.objects.exists()


def test_a_word_that_fewer_than_five_wrote_is_not_shown(firms, office, officer_county):
    for number, text in enumerate(PORES):
        told = f"{text}王小明" if number in {1, 5} else text
        Problem.objects.create(enterprise=firms[number], text=told)

    search(office, officer_county)

    assert not any("王" in word for word in CommonProblem.objects.get().keywords)


def test_only_the_area_and_the_trade_are_looked_at(problems, office, officer_county):
    for number in range(6):
        elsewhere = make_works(f"外{number}", region="330502")
        Problem.objects.create(enterprise=elsewhere, text="童装缝线断开")
    other = make_works("服装", industry="1819")
    Problem.objects.create(enterprise=other, text="袖子色差")

    assert [one.code for one in selectors.list_trades(office)] == ["18", "33"]
    assert search(office, officer_county, "33").text_count == 14
    assert search(office, officer_county, "18").text_count == 1
    assert search(office, officer_county).text_count == 15
    with pytest.raises(FieldsRefusedError):
        services.start_search(office=office, trade="99", actor=officer_county)


def test_looking_again_replaces_what_nobody_judged(common, office, officer_county):
    search(office, officer_county)

    again = CommonProblem.objects.get()
    assert again.pk != common.pk
    assert again.problem_count == 6


def test_what_was_dismissed_is_not_found_again(common, office, officer_county):
    services.dismiss_common_problem(
        common=common, version=common.version, actor=officer_county
    )
    assert last_entry().action == "improvement.common_dismissed"

    search(office, officer_county)

    assert [one.status for one in CommonProblem.objects.all()] == ["dismissed"]


def test_what_was_dismissed_is_not_told_though_it_grew(
    common, firms, office, officer_county
):
    services.dismiss_common_problem(
        common=common, version=common.version, actor=officer_county
    )
    Problem.objects.create(enterprise=firms[6], text="法兰焊缝又有气孔")

    done = search(office, officer_county)

    common.refresh_from_db()
    assert (common.status, common.problem_count) == ("dismissed", 7)
    assert (done.text_count, done.group_count) == (15, 0)
    told = Message.objects.filter(recipient=officer_county).order_by("pk").last()
    assert told.title.format(**told.data) == "共性问题找好了：0 类，请看一看。"


def test_no_second_search_begins_beside_one_that_waits(
    problems, office, officer_county, client
):
    begun = services.start_search(office=office, trade="33", actor=officer_county)
    before = AuditEntry.objects.count()

    with pytest.raises(errors.SearchRunningError):
        services.start_search(office=office, trade="33", actor=officer_county)
    client.force_login(officer_county)
    page = client.post(LIST, {"trade": "33"})

    assert page.status_code == 422
    assert "这个行业正在找共性问题" in page.content.decode()
    assert list(ProblemSearch.objects.all()) == [begun]
    assert AuditEntry.objects.count() == before
    services.start_search(office=office, trade="", actor=officer_county)
    Job.objects.update(status="failed")
    services.start_search(office=office, trade="33", actor=officer_county)
    assert ProblemSearch.objects.count() == 3


def test_a_job_that_runs_twice_finds_once(common, officer_county):
    done = ProblemSearch.objects.get()
    before = AuditEntry.objects.count()

    assert services.find_common_problems(search=done, actor=officer_county) == 1
    assert AuditEntry.objects.count() == before
    assert CommonProblem.objects.get() == common


def test_the_search_is_a_job(problems, client, officer_county):
    client.force_login(officer_county)

    assert client.post(LIST, {"trade": "33"}).status_code == 302

    job = Job.objects.get(name="improvement.find_common_problems")
    assert job.payload == {"search": ProblemSearch.objects.get().code}


@pytest.mark.parametrize("person", ["officer_other_county", "owner", "expert"])
def test_who_does_not_govern_the_area_sees_and_judges_nothing(
    request, common, person, office, province_unit
):
    actor = (
        make_person("外局", make_other_office(province_unit), "officer")
        if person == "officer_other_county"
        else request.getfixturevalue(person)
    )

    assert not selectors.list_common_problems_for(actor).exists()
    for act in (
        lambda: confirm(common, actor, "甲"),
        lambda: services.dismiss_common_problem(
            common=common, version=common.version, actor=actor
        ),
        lambda: services.start_search(office=office, trade="", actor=actor),
    ):
        with pytest.raises((ForbiddenError, NotFoundError)):
            act()
    common.refresh_from_db()
    assert (common.status, common.name) == ("found", "")


def make_other_office(province_unit):
    unit = UnitFactory.create(code="U330502", name="吴兴区局", parent=province_unit)
    return UnitOrganisationFactory.create(unit=unit)


def test_the_county_above_sees_what_was_found_below(common, officer_city):
    assert list(selectors.list_common_problems_for(officer_city)) == [common]


@pytest.mark.parametrize("name", ["", "  ", "长" * 61])
def test_a_group_needs_a_name(common, officer_county, name):
    with pytest.raises(FieldsRefusedError):
        confirm(common, officer_county, name)
    common.refresh_from_db()
    assert common.status == "found"


def test_what_helps_comes_after_the_name(common, officer_county):
    solution = services.Solution("焊丝先进烘箱")

    with pytest.raises(errors.CommonNotConfirmedError):
        services.attach_solution(
            common=common,
            solution=solution,
            version=version_of(common),
            actor=officer_county,
        )


@pytest.mark.parametrize(
    ("solution", "error"),
    [
        (services.Solution(), errors.SolutionMissingError),
        (services.Solution(measures=("magic",)), FieldsRefusedError),
        (services.Solution("长" * 4_001), FieldsRefusedError),
    ],
)
def test_a_solution_says_something(common, officer_county, solution, error):
    confirm(common, officer_county, "气孔")
    before = AuditEntry.objects.count()

    with pytest.raises(error):
        services.attach_solution(
            common=common,
            solution=solution,
            version=version_of(common),
            actor=officer_county,
        )

    common.refresh_from_db()
    assert (common.solution, common.measures) == ("", [])
    assert AuditEntry.objects.count() == before


def test_enterprises_of_the_group_see_what_helps_and_use_is_counted_once(
    client, confirmed, firms, problems
):
    owner = owner_of(firms[0])
    client.force_login(owner)
    page = reverse("improvement:problem", args=[problems[0].code])
    text = client.get(page).content.decode()
    assert "别家也有这个问题：焊缝气孔" in text
    assert "焊丝先进烘箱" in text
    use = reverse("improvement:use_solution", args=[confirmed.code])

    for _ in range(2):
        assert client.post(use).status_code == 302

    assert confirmed.uses.count() == 1
    assert "您用过了" in client.get(page).content.decode()
    used = AuditEntry.objects.filter(action="improvement.solution_used")
    assert [entry.new for entry in used] == [{"enterprise": firms[0].code}]


def test_who_has_no_such_problem_sees_and_uses_nothing(client, confirmed, firms):
    stranger = owner_of(firms[7])
    client.force_login(stranger)

    with pytest.raises(NotFoundError):
        services.note_use(code=confirmed.code, actor=stranger)
    problem = Problem.objects.filter(enterprise=firms[7]).first()
    page = reverse("improvement:problem", args=[problem.code])
    assert "别家也有这个问题" not in client.get(page).content.decode()
    assert not confirmed.uses.exists()


def test_what_is_not_confirmed_is_offered_to_nobody(common, firms):
    with pytest.raises(NotFoundError):
        services.note_use(code=common.code, actor=owner_of(firms[0]))


def test_the_file_of_a_solution_goes_to_office_and_enterprises_alone(
    client, confirmed, firms, officer_county
):
    services.attach_solution(
        common=confirmed,
        solution=services.Solution("看图"),
        upload=SimpleUploadedFile("作业图.pdf", make_pdf()),
        version=confirmed.version,
        actor=officer_county,
    )
    url = reverse("improvement:solution_file", args=[confirmed.code, 1])

    statuses = []
    for person in (officer_county, owner_of(firms[0]), owner_of(firms[7])):
        client.force_login(person)
        response = client.get(url)
        statuses.append(response.status_code)
        if response.streaming:
            assert b"".join(response.streaming_content) == make_pdf()

    assert statuses == [200, 200, 404]


def test_the_officer_reads_words_and_numbers_and_no_text(
    client, common, officer_county
):
    client.force_login(officer_county)

    pages = [
        client.get(LIST).content.decode(),
        client.get(
            reverse("improvement:common_problem", args=[common.code])
        ).content.decode(),
    ]

    for text in pages:
        assert "气孔" in text
        assert not any(one in text for one in PORES)
        assert "示例0厂" not in text


def test_a_group_is_named_and_answered_on_its_page(client, common, officer_county):
    client.force_login(officer_county)
    page = reverse("improvement:common_problem", args=[common.code])
    answer = reverse("improvement:attach_solution", args=[common.code])

    client.post(page, {"name": "焊缝气孔", "version": 1})
    at = {"solution-version": 2}
    refused = client.post(answer, {"solution-text": "", **at})
    told = {"solution-text": "进烘箱", "solution-measures": ["tool-5s"]}
    client.post(answer, told | at)

    assert refused.status_code == 422
    common.refresh_from_db()
    assert (common.name, common.status) == ("焊缝气孔", "confirmed")
    assert (common.solution, common.measures) == ("进烘箱", ["tool-5s"])


def test_the_page_asks_as_much_of_twenty_groups_as_of_one(
    client, common, office, officer_county
):
    client.force_login(officer_county)
    asked = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(LIST)
        asked.append(len(queries))
        CommonProblem.objects.bulk_create(
            CommonProblem(office=office, enterprise_count=5, problem_count=5)
            for _number in range(19 * (len(asked) == 1))
        )
    assert len(page.context["page"].found.rows) == 20
    assert asked[0] == asked[1] <= 17

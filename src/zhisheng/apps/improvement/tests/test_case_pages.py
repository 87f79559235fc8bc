"""The pages of good cases: who sees which, what is public, and by what name."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.models import GoodCase
from zhisheng.apps.improvement.tests.cases import begin, decide, submit, version_of
from zhisheng.apps.improvement.tests.plans import TERMS, evaluate
from zhisheng.apps.improvement.tests.walking import make_firm, report, step, walk
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit.tests.test_files import make_image

pytestmark = pytest.mark.django_db
LIST = reverse("improvement:cases")
PUBLIC = reverse("cases:index")


@pytest.fixture
def firm(owner_organisation):
    return make_enterprise(
        organisation=owner_organisation, region_id="131125", industry_id="3340"
    )


@pytest.fixture
def case(firm, owner):
    return begin(firm, owner)


@pytest.fixture
def published(case, owner, officer_county, officer_city, officer_province):
    services.add_photo(
        case=case,
        upload=SimpleUploadedFile("示例丝网厂.png", make_image("PNG")),
        version=version_of(case),
        actor=owner,
    )
    submit(case, owner)
    decide(case, "recommend", officer_county)
    decide(case, "recommend", officer_city)
    decide(case, "select", officer_province)
    return decide(case, "publish", officer_province)


def address(name, case, *more):
    return reverse(f"improvement:{name}", args=[case.code, *more])


def read(client, url, person=None):
    if person is not None:
        client.force_login(person)
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def send(client, url, person, **data):
    client.force_login(person)
    return client.post(url, data)


def test_everybody_reads_a_published_case_without_the_name(client, published, firm):
    listed = read(client, PUBLIC)
    text = read(client, reverse("cases:case", args=[published.code]))

    assert "焊丝进烘箱，气孔少了八成" in listed
    for page in (listed, text):
        assert "某金属丝绳及其制品制造企业" in page
        assert firm.name not in page
        assert "衡水市" in page
        assert "安平县" not in page
    assert "8.5" in text
    assert "−6.9" in text


def test_a_photo_is_public_with_its_case_and_tells_no_name(client, published, owner):
    url = reverse("cases:photo", args=[published.code, 1])
    answer = client.get(url)
    content = answer.getvalue()
    services.withdraw_case(case=published, version=version_of(published), actor=owner)

    assert content.startswith(b"\x89PNG")
    assert answer["Content-Disposition"].startswith("inline")
    assert "示例" not in answer["Content-Disposition"]
    assert client.get(url).status_code == 404


def test_naming_shows_at_once_and_is_taken_back_at_once(client, published, owner, firm):
    url = reverse("cases:case", args=[published.code])
    send(
        client, address("name_case", published), owner,
        is_named="1", version=version_of(published),
    )  # fmt: skip
    named = read(client, url)
    send(
        client, address("name_case", published), owner,
        is_named="0", version=version_of(published),
    )  # fmt: skip

    assert firm.name in named
    assert firm.name not in client.get(url).content.decode().split("<main")[1]


def test_what_is_not_published_is_not_public(client, case, owner, county_unit):
    submit(case, owner)

    assert case.title not in read(client, PUBLIC)
    assert client.get(reverse("cases:case", args=[case.code])).status_code == 404


def test_the_public_list_is_narrowed_by_trade_and_region(client, published):
    assert published.title in read(client, f"{PUBLIC}?industry=33&region=131100")
    assert published.title not in read(client, f"{PUBLIC}?industry=18")
    assert published.title not in read(client, f"{PUBLIC}?region=330000")
    assert published.title not in read(client, f"{PUBLIC}?region=不知道的地方")


def test_a_solved_problem_becomes_a_case(client, firm, owner, worker):
    problem = report(firm, owner, "焊缝有气孔")
    walk(problem, "done", worker)
    type(problem).objects.update(verify_from="2026-01-01")
    step(problem, "verify", owner)
    step(problem, "close", owner)
    url = reverse("improvement:begin_case", args=[firm.code])

    page = read(client, reverse("improvement:problem", args=[problem.code]), owner)
    form = read(client, f"{url}?of={problem.code}", owner)
    answer = client.post(
        f"{url}?of={problem.code}",
        {
            "title": "焊丝进烘箱", "problem": "焊缝有气孔", "measure": "进烘箱",
            "measured1": "不良率", "unit1": "%", "before1": "8", "after1": "2",
        },
    )  # fmt: skip

    assert f"{url}?of={problem.code}" in page
    assert "焊丝进烘箱保存" in form
    case = GoodCase.objects.get()
    assert answer.url == address("case", case)
    assert (case.problem, case.title) == (problem, "焊丝进烘箱")


def test_what_is_missing_is_told_where_it_is_written(client, firm, owner):
    case = begin(firm, owner)
    case.figures.all().delete()

    client.force_login(owner)
    answer = client.post(
        address("submit_case", case), {"version": case.version}, follow=True
    )

    assert answer.redirect_chain[-1][0] == address("edit_case", case)
    assert "至少要有一个改前和改后的数，别人才看得出效果。" in answer.content.decode()
    case.refresh_from_db()
    assert case.state == "draft"


def test_a_stale_edit_is_shown_again_with_what_was_typed(client, case, owner):
    data = {"title": "第二个名字", "problem": "气孔", "measure": "烘", "version": 99}

    answer = send(client, address("edit_case", case), owner, **data)

    assert answer.status_code == 422
    text = answer.content.decode()
    assert "这个案例刚刚被别人更新了" in text
    assert "第二个名字" in text
    case.refresh_from_db()
    assert case.title == "焊丝进烘箱，气孔少了八成"


def test_a_return_without_reason_keeps_the_page(client, case, owner, officer_county):
    submit(case, owner)

    answer = send(
        client, address("decide_case", case), officer_county,
        act="return", reason="", version=version_of(case),
    )  # fmt: skip

    assert answer.status_code == 422
    assert "请写原因，企业看得到。" in answer.content.decode()
    case.refresh_from_db()
    assert case.state == "reviewed"


def test_an_officer_sees_what_waits_and_decides(
    client, case, owner, officer_county, city_unit
):
    submit(case, owner)

    listed = read(client, LIST, officer_county)
    page = read(client, address("case", case), officer_county)
    answer = send(
        client, address("decide_case", case), officer_county,
        act="recommend", reason="做法简单，值得推荐", version=version_of(case),
    )  # fmt: skip

    assert case.title in listed
    assert "推荐到上一级" in page
    assert "选为优良案例" not in page
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.office == city_unit


def test_the_lists_ask_the_same_however_many(
    client, published, firm, owner, officer_county
):
    def count(url, person):
        client.force_login(person)
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            client.get(url)
        return len(found)

    urls = [(PUBLIC, owner), (LIST, owner), (LIST, officer_county)]
    few = [count(url, person) for url, person in urls]
    for number in range(5):
        GoodCase.objects.create(
            enterprise=firm, office=published.office, state="published",
            title=f"案例{number}", published_at=published.published_at,
        )  # fmt: skip
    many = [count(url, person) for url, person in urls]

    assert few == many


def test_an_enterprise_with_the_same_gap_is_shown_the_case(
    client, published, stranger_owner, stranger_organisation
):
    other = make_firm(stranger_organisation)

    plan = services.make_plan(
        evaluation=evaluate(other, stranger_owner), terms=TERMS, actor=stranger_owner
    )

    text = read(client, reverse("improvement:plan", args=[plan.code]), stranger_owner)

    assert reverse("cases:case", args=[published.code]) in text


@pytest.mark.parametrize("before", ["9" * 18, "9" * 5000, "-1", "一"])
def test_a_place_in_the_list_that_makes_no_sense_breaks_nothing(client, before):
    assert client.get(PUBLIC, {"before": before}).status_code == 200

"""The officer's spread of grades: from a snapshot, own area only, small groups hidden."""

import io
import json
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from zhisheng.analytics.grades import GradeSpread
from zhisheng.apps.accounts.models import Organisation, Unit, User
from zhisheng.apps.maturity import services as maturity
from zhisheng.apps.maturity.choices import EvaluationStatus
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.apps.statistics import selectors, services
from zhisheng.apps.statistics.choices import GradeSide
from zhisheng.kit import jobs
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.jobs import Job
from zhisheng.kit.snapshots import Snapshot, SnapshotBrokenError
from zhisheng.kit.snapshots.writing import get_folder

pytestmark = pytest.mark.django_db
ANPING, TAOCHENG, CITY = "131125", "131102", "131100"
PAGE = "/bulletin/grades/"


@pytest.fixture
def evaluated(programme: list[Enterprise]) -> list[Evaluation]:
    """Eight of 安平 rise from 初步 to 有效; three of 桃城 stay where they are."""
    made = []
    for number, enterprise in enumerate(programme):
        made.append(submit(enterprise, 1, "initial"))
        made.append(submit(enterprise, 2, "effective" if number < 8 else "initial"))
    return made


@pytest.fixture
def snapshot(evaluated: list[Evaluation], officer_city: User) -> Snapshot:
    return services.create_snapshot(year=2024, actor=officer_city)


def submit(
    enterprise: Enterprise,
    number: int,
    grade: str,
    *,
    confirmed: str = "",
    highest: str = "",
) -> Evaluation:
    ends = {"lowest_grade": grade, "highest_grade": highest or grade}
    after = {"lowest_grade": confirmed, "highest_grade": confirmed} if confirmed else {}
    status = EvaluationStatus.CONFIRMED if confirmed else EvaluationStatus.SUBMITTED
    return Evaluation.objects.create(
        enterprise=enterprise,
        model_code="four-grades",
        model_version="2026.1",
        number=number,
        status=status,
        result=ends,
        confirmed_result=after,
        submitted_at=timezone.now(),
    )


def read_spread(actor: User, side: GradeSide = GradeSide.OWN) -> GradeSpread:
    taken = selectors.read_grades_for(
        actor, area=ANPING, model="four-grades", side=side
    ).taken
    assert taken is not None
    return taken.spread


def test_an_officer_sees_the_spread_and_the_share_that_rose(
    client: Client, snapshot: Snapshot, officer_city: User
) -> None:
    client.force_login(officer_city)

    page = client.get(PAGE).context["page"]

    assert [(one.value, one.base) for one in page.levels] == [
        ("11", "名录里有 11 家"),
        ("不显示", "评过两次以上的 11 家里，上升的 不显示 家"),
    ]
    first, latest = page.chart.series
    assert first.values == (11, 0, 0, 0, 0)
    assert latest.values == (None, None, 0, 0, 0)
    assert page.is_current


def test_the_way_down_shows_the_parts_that_are_large_enough(
    client: Client, snapshot: Snapshot, officer_city: User
) -> None:
    client.force_login(officer_city)

    answer = client.get(PAGE, {"area": ANPING})

    page = answer.context["page"]
    assert [one.value for one in page.levels] == ["8", "100.0%"]
    assert page.chart.series[1].values == (0, 8, 0, 0, 0)
    assert page.above_url == f"{PAGE}?area={CITY}&model=four-grades&side=own"
    (trades,) = page.cuts
    assert trades.table.rows[0].cells[1:] == ("8", "0", "8", "0", "0", "0", "8", "8", "100.0%")  # fmt: skip
    assert f"area={TAOCHENG}" in client.get(PAGE).text


def test_where_nobody_was_evaluated_is_said_in_one_line(
    client: Client, snapshot: Snapshot, officer_nation: User
) -> None:
    client.force_login(officer_nation)

    answer = client.get(PAGE)

    regions, trades = answer.context["page"].cuts
    assert [row.cells[0] for row in regions.table.rows] == ["河北省"]
    assert "新疆生产建设兵团" in regions.without
    assert "河北省" not in regions.without
    assert trades.without == ""
    assert f"还没有企业评价过的：{regions.without}。" in answer.text


def test_of_three_enterprises_nothing_is_told(
    client: Client, snapshot: Snapshot, officer_city: User
) -> None:
    client.force_login(officer_city)

    page = client.get(PAGE, {"area": TAOCHENG}).context["page"]

    assert page.chart is None
    cells = {
        cell for cut in page.cuts for row in cut.table.rows for cell in row.cells[1:]
    }
    assert cells == {"不显示"}


@pytest.mark.parametrize(
    "asked",
    [{"area": "130000"}, {"area": "000000"}, {"area": "330502"}, {"area": "999999"},
     {"model": "nothing"}, {"side": "both"}],
)  # fmt: skip
def test_another_area_or_an_unknown_model_is_not_there(
    client: Client, snapshot: Snapshot, officer_city: User, asked: dict[str, str]
) -> None:
    client.force_login(officer_city)

    assert client.get(PAGE, asked).status_code == 404
    assert client.get(f"{PAGE}export/", asked).status_code == 404


def test_what_experts_confirmed_stands_apart(
    programme: list[Enterprise], officer_city: User
) -> None:
    for enterprise in programme[:8]:
        submit(enterprise, 1, "leading", confirmed="effective")
    services.create_snapshot(year=2024, actor=officer_city)

    own, confirmed = (
        read_spread(officer_city, side) for side in (GradeSide.OWN, GradeSide.CONFIRMED)
    )

    assert own.whole.grades["leading"] == 8
    assert confirmed.whole.grades["effective"] == 8


def test_a_returned_evaluation_and_a_draft_do_not_count(
    programme: list[Enterprise], officer_city: User
) -> None:
    for enterprise in programme[:6]:
        submit(enterprise, 1, "initial")
    Evaluation.objects.update(status=EvaluationStatus.RETURNED)
    services.create_snapshot(year=2024, actor=officer_city)

    assert read_spread(officer_city).whole.base == 0


def test_evaluations_of_a_merged_record_are_those_of_its_target(
    programme: list[Enterprise], officer_city: User
) -> None:
    for enterprise in programme[:8]:
        double = make_enterprise(region_id=ANPING, merged_into=enterprise)
        submit(double, 1, "initial")
        submit(enterprise, 1, "effective")
    services.create_snapshot(year=2024, actor=officer_city)

    spread = read_spread(officer_city)

    assert (spread.whole.base, spread.whole.repeated) == (8, 8)
    assert spread.whole.changes == {"risen": 8, "kept": 0, "unsure": 0}


def test_a_submitted_evaluation_asks_for_a_later_snapshot(
    client: Client,
    snapshot: Snapshot,
    officer_city: User,
    owner: User,
    owner_organisation: Organisation,
) -> None:
    client.force_login(officer_city)
    assert selectors.find_current_snapshot(2024) == snapshot
    own = Enterprise.unscoped.first()
    assert own is not None
    own.organisation = owner_organisation
    own.save()
    evaluation = maturity.open_evaluation(
        enterprise=own, model="household", on=timezone.localdate(), actor=owner
    )
    maturity.save_answers(
        evaluation=evaluation, answers={"incoming_check": 3}, actor=owner
    )
    assert selectors.find_current_snapshot(2024) == snapshot

    maturity.submit_evaluation(evaluation=evaluation, actor=owner)

    assert selectors.find_current_snapshot(2024) is None
    assert "重新取数" in client.get(PAGE).text


def test_the_worker_takes_the_records_anew_once(
    client: Client, evaluated: list[Evaluation], officer_city: User
) -> None:
    client.force_login(officer_city)
    assert "还没有取数" in client.get(PAGE).text

    for _ in range(2):
        assert client.post(f"{PAGE}renew/").status_code == 302
    jobs.run_pending()

    assert Snapshot.objects.count() == 1
    assert Job.objects.filter(name="statistics.renew_snapshot").count() == 1
    assert client.get(PAGE).context["page"].levels[0].value == "11"


def test_others_see_nothing_of_it(
    client: Client, snapshot: Snapshot, owner: User, body_user: User
) -> None:
    for user in (owner, body_user):
        client.force_login(user)
        assert client.get(PAGE).status_code == 403
        assert client.post(f"{PAGE}renew/").status_code == 403
    assert not Job.objects.exists()


def test_the_workbook_holds_what_is_seen(
    client: Client, snapshot: Snapshot, officer_city: User
) -> None:
    client.force_login(officer_city)

    answer = client.get(f"{PAGE}export/", {"area": ANPING})

    book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
    assert book.sheetnames == ["说明", "地区", "行业"]
    rows = list(book["行业"].iter_rows(values_only=True))
    assert rows[0][:3] == ("行业", "已评价", "初步系统")
    assert rows[1] == ("安平县", 8, 0, 8, 0, 0, 0, 8, 8, 1)
    assert rows[2][1:] == rows[1][1:]
    told = dict(book["说明"].iter_rows(values_only=True, min_row=2))
    assert told["来源"] == f"平台记录，数据快照 {snapshot.code}"


def test_the_page_asks_the_database_little(
    client: Client,
    snapshot: Snapshot,
    officer_city: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(officer_city)

    with django_assert_num_queries(13):
        client.get(PAGE)


def test_the_call_tells_the_same_and_hides_the_same(
    client: Client,
    snapshot: Snapshot,
    officer_city: User,
    city_unit: Unit,
    make_token: Callable[..., str],
) -> None:
    token = make_token(city_unit.organisations.get(kind="unit"), ["grades:read"])

    def call(**asked: str) -> tuple[int, dict[str, object]]:
        headers = {"Authorization": token}
        answer = client.get("/api/v1/bulletin/grades", asked, headers=headers)
        return answer.status_code, json.loads(answer.content)

    status, told = call()
    assert (status, told["area_code"], told["snapshot"]) == (200, CITY, snapshot.code)
    whole = told["whole"]
    assert isinstance(whole, dict)
    assert whole["evaluated"] == 11
    assert whole["grades"]["effective"] is None
    assert [call(area=area)[0] for area in (ANPING, "130000", "330502")] == [
        200,
        404,
        404,
    ]


def test_the_page_reads_counts_and_no_evaluation(
    client: Client, snapshot: Snapshot, officer_city: User
) -> None:
    client.force_login(officer_city)
    before = client.get(PAGE, {"area": ANPING}).context["page"].levels
    folder = get_folder(snapshot.code)
    for name in ("evaluations", "enterprises"):
        (folder / f"{name}.parquet").unlink()

    assert client.get(PAGE, {"area": ANPING}).context["page"].levels == before


def test_counts_that_were_changed_are_not_used(
    client: Client, snapshot: Snapshot, officer_city: User
) -> None:
    client.force_login(officer_city)
    path = get_folder(snapshot.code) / "home_counts.parquet"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b" ")

    with pytest.raises(SnapshotBrokenError):
        selectors.read_grades_for(
            officer_city, area=CITY, model="four-grades", side=GradeSide.OWN
        )


def test_a_snapshot_of_before_the_counts_tells_the_same(
    snapshot: Snapshot, officer_city: User
) -> None:
    told = read_spread(officer_city)
    tables = {
        name: one
        for name, one in snapshot.manifest["tables"].items()
        if "_counts" not in name
    }
    Snapshot.objects.create(
        code="S-EARLIER",
        year=2024,
        manifest={**snapshot.manifest, "tables": tables},
        manifest_sha256=snapshot.manifest_sha256,
        path="snapshots/S-EARLIER",
    )
    get_folder("S-EARLIER").symlink_to(get_folder(snapshot.code))

    assert read_spread(officer_city) == told


def test_an_area_without_a_snapshot_is_not_told_as_none(officer_city: User) -> None:
    reading = selectors.read_grades_for(
        officer_city, area=CITY, model="four-grades", side=GradeSide.OWN
    )

    assert (reading.taken, reading.is_current) == (None, False)
    with pytest.raises(NotFoundError):
        selectors.read_grades_for(
            officer_city, area="330502", model="four-grades", side=GradeSide.OWN
        )

from collections.abc import Callable
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from zhisheng.analytics.tables import SCHEMAS
from zhisheng.apps.accounts.models import Organisation, Unit, User
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.apps.statistics import selectors, services
from zhisheng.apps.statistics.models import Bulletin
from zhisheng.apps.statistics.selectors import tables
from zhisheng.apps.statistics.tests.conftest import declare, help_once
from zhisheng.kit import audit
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ForbiddenError
from zhisheng.kit.snapshots import open_snapshot

pytestmark = pytest.mark.django_db


def test_same_records_give_same_bytes(
    programme: list[Enterprise], officer_city: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = services.create_snapshot(year=2024, actor=officer_city)
    monkeypatch.setattr(tables, "ROWS_PER_BATCH", 3)
    second = services.create_snapshot(year=2024, actor=officer_city)
    assert first.manifest_sha256 == second.manifest_sha256
    counts = {name: table["rows"] for name, table in first.manifest["tables"].items()}
    assert counts["enterprises"] == 11
    assert counts["engagements"] == 12
    assert counts["values"] == 22
    assert counts["bodies"] == 2


def test_files_have_the_typed_schemas_and_no_names(
    programme: list[Enterprise], officer_city: User
) -> None:
    snapshot = services.create_snapshot(year=2024, actor=officer_city)
    for name, path in open_snapshot(snapshot.code).paths.items():
        if name in SCHEMAS:
            assert pq.read_schema(path).equals(SCHEMAS[name])
        content = path.read_bytes()
        assert programme[0].name.encode() not in content


def test_merged_record_counts_as_its_target(
    programme: list[Enterprise], officer_city: User, body_organisation: Organisation
) -> None:
    double = make_enterprise(region_id="131125", merged_into=programme[0])
    help_once(double, body_organisation)
    help_once(double, body_organisation, year=2023)
    declare(double, body_organisation, "2024", Decimal(999))
    declare(double, body_organisation, "2022", Decimal(77))
    paths = open_snapshot(
        services.create_snapshot(year=2024, actor=officer_city).code
    ).paths
    assert pq.read_table(paths["enterprises"]).num_rows == 11
    helps = pq.read_table(paths["engagements"]).to_pylist()
    own = [row for row in helps if row["enterprise"] == programme[0].pk]
    assert sorted(row["year"] for row in own) == [2023, 2024, 2024]
    values = {
        row["period"]: row["value"]
        for row in pq.read_table(paths["values"]).to_pylist()
        if row["enterprise"] == programme[0].pk
    }
    assert values == {"2022": 77, "2023": 100, "2024": 110}


def test_only_what_an_enterprise_proved_counts_as_confirmed(
    programme: list[Enterprise], officer_city: User
) -> None:
    said = [("account", True), ("text", True), ("digits", True), ("none", True),
            ("", True), ("digits", False)]  # fmt: skip
    helps = Engagement.objects.filter(year=2024).order_by("pk")[: len(said)]
    for one, (proof, is_confirmed) in zip(helps, said, strict=True):
        one.is_confirmed, one.confirmation_proof = is_confirmed, proof
        one.save()

    paths = open_snapshot(
        services.create_snapshot(year=2024, actor=officer_city).code
    ).paths

    told = pq.read_table(paths["engagements"])["is_confirmed"].to_pylist()
    assert (told.count(True), told.count(None)) == (3, 0)


def test_enterprise_of_a_corps_unit_is_marked(
    programme: list[Enterprise], nation_unit: Unit, officer_city: User
) -> None:
    corps = Unit.objects.create(
        code="C66",
        name="新疆生产建设兵团",
        kind="corps",
        parent=nation_unit,
        path=f"{nation_unit.path}C66/",
    )
    division = Unit.objects.create(
        code="C6608",
        name="第八师",
        kind="corps",
        parent=corps,
        path=f"{corps.path}C6608/",
    )
    member = make_enterprise(unit=division)
    paths = open_snapshot(
        services.create_snapshot(year=2024, actor=officer_city).code
    ).paths
    rows = pq.read_table(paths["enterprises"]).to_pylist()
    assert {row["enterprise"] for row in rows if row["is_corps"]} == {member.pk}


def test_snapshot_is_reused_until_a_record_changes(
    programme: list[Enterprise], officer_city: User
) -> None:
    first = services.ensure_snapshot(year=2024, actor=officer_city)
    assert services.ensure_snapshot(year=2024, actor=officer_city) == first
    audit.record(action="programme.engagement_recorded", actor=officer_city)
    assert services.ensure_snapshot(year=2024, actor=officer_city) != first
    assert selectors.find_current_snapshot(2022) is None


def test_snapshot_is_audited_with_counts_and_hash(
    programme: list[Enterprise], officer_city: User
) -> None:
    snapshot = services.create_snapshot(year=2024, actor=officer_city)
    entry = AuditEntry.objects.get(action="statistics.snapshot_created")
    assert entry.subject_code == snapshot.code
    assert entry.rows_hash == snapshot.manifest_sha256
    assert entry.counts is not None
    assert entry.counts["enterprises"] == 11


@pytest.mark.parametrize("name", ["owner", "body_user", "bank_user"])
def test_only_officers_take_snapshots(
    name: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(ForbiddenError):
        services.create_snapshot(year=2024, actor=request.getfixturevalue(name))


def test_figures_come_out_of_the_records(
    draft: Bulletin, read_count: Callable[[Bulletin, str], str | None]
) -> None:
    assert read_count(draft, "enterprises_helped") == "11"
    assert read_count(draft, "helps_given") == "12"
    assert read_count(draft, "enterprises_enrolled") == "11"
    assert read_count(draft, "bodies_participating") == "2"

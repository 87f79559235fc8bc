"""The main table of a bulletin, the list of bulletins, and what a snapshot holds."""

from decimal import Decimal

import pytest
from django.test import Client

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.returns.models import Value
from zhisheng.apps.statistics import services
from zhisheng.apps.statistics.models import Bulletin
from zhisheng.apps.statistics.schemas.pages import build_list_table, build_source_table
from zhisheng.ui.formats import format_moment

pytestmark = pytest.mark.django_db


def declare_profit(
    enterprises: list[Enterprise], body: Organisation, amounts: dict[str, int]
) -> None:
    Value.objects.bulk_create(
        Value(
            enterprise=one, declared_by=body, indicator_id="profit", period=period,
            value=Decimal(amount), source_kind="sheet", source="test", origin="test",
        )
        for one in enterprises
        for period, amount in amounts.items()
    )  # fmt: skip


def test_a_rate_is_read_in_points_of_the_enterprises_too(
    programme: list[Enterprise], body_organisation: Organisation, officer_city: User
) -> None:
    """Three small enterprises of eleven gain ten points; mean, total and median differ."""
    for number, one in enumerate(programme):
        revenue = number + 1
        gained = 22 if number < 3 else 11
        amounts = {"2023": 10 * revenue, "2024": gained * revenue}
        declare_profit([one], body_organisation, amounts)
    draft = services.draft_bulletin(area="131100", year=2024, actor=officer_city)
    bulletin = services.compute_bulletin(bulletin=draft, actor=officer_city)

    line = services.word_row(bulletin, "profit_rate_rise")

    assert line is not None
    assert [(item.label, item.value) for item in line.now.headlines] == [
        ("企业比率差的平均", "+2.7个百分点"),
        ("合计比率之差", "+0.9个百分点"),
        ("合计比率的相对变化", "+9.1%"),
        ("企业比率差的中位数", "0.0个百分点"),
    ]


def test_both_years_tell_their_enterprises_and_missing_share(
    client: Client, released: Bulletin
) -> None:
    page = client.get(f"/bulletin/{released.code}/").text

    table = page[page.index('<div class="table-frame is-whole"') :]
    row = table[table.index("年度营收平均增长") :].partition("</tr>")[0]
    before, now = row.split('data-label="2024"')
    assert "11 家中 11 家有前后数据 · 缺失 0.0%" in now
    assert "家有前后数据" not in before
    assert 'data-label="来源"' in now


def test_drafts_of_one_area_and_year_differ_in_time_and_snapshot(
    draft: Bulletin,
) -> None:
    (row,) = build_list_table([draft]).rows

    assert draft.snapshot is not None
    assert row.cells[-2:] == (format_moment(draft.created_at), draft.snapshot.code)


def test_rows_of_a_snapshot_are_told_to_the_last(draft: Bulletin) -> None:
    assert draft.snapshot is not None
    draft.snapshot.manifest["tables"]["values"]["rows"] = 23_456

    cells = {row.cells[0]: row.cells[1] for row in build_source_table(draft).rows}

    assert (cells["企业"], cells["指标值"]) == ("11", "23,456")

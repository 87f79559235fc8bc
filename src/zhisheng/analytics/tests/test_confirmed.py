"""The share of the helped enterprises that confirmed it themselves."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from zhisheng.analytics.bulletin import compute_figures
from zhisheng.analytics.tests.small import write_small
from zhisheng.analytics.tests.test_bulletin import (
    ANPING,
    get_cell,
    help_all,
    make_enterprise,
)


@pytest.fixture
def silent(tmp_path: Path) -> Mapping[str, Path]:
    """Ten enterprises that were helped and never asked."""
    return write_small(
        tmp_path,
        enterprises=[make_enterprise(i, ANPING) for i in range(10)],
        engagements=help_all(range(10)),
    )


@pytest.mark.parametrize(
    ("confirmed", "share"),
    [(0, Decimal("0.0")), (4, None), (5, Decimal("25.0")), (15, Decimal("75.0")),
     (16, None), (20, Decimal("100.0"))],
)  # fmt: skip
def test_share_of_the_helped_that_confirmed_it(
    tmp_path: Path, confirmed: int, share: Decimal | None
) -> None:
    """A help that was disputed or not answered is not confirmed; small groups are hidden."""
    said = help_all(range(confirmed), confirmed=True)
    silent = help_all(range(confirmed, 19))
    disputed = help_all(range(max(confirmed, 19), 20), confirmed=False)
    again = help_all(range(confirmed), helper=2)
    paths = write_small(
        tmp_path,
        enterprises=[make_enterprise(i, ANPING) for i in range(20)],
        engagements=said + silent + disputed + again,
    )

    figures = compute_figures(paths, area=ANPING, year=2024)

    cell = get_cell(figures, "helped_confirmed_share")
    assert cell.value == share
    assert cell.state == ("hidden" if share is None else "shown")
    if share is not None:
        assert (cell.count, cell.base, cell.missing_share) == (20, 20, 0)


def test_a_snapshot_of_before_enterprises_were_asked_still_gives_its_figures(
    silent: Mapping[str, Path],
) -> None:
    table = pq.read_table(silent["engagements"])
    pq.write_table(table.drop_columns(["is_confirmed"]), silent["engagements"])

    figures = compute_figures(silent, area=ANPING, year=2024)

    assert get_cell(figures, "helps_given").value == 10
    assert get_cell(figures, "helped_confirmed_share").value == 0

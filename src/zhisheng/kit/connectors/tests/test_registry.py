from datetime import date

import pytest

from zhisheng.kit.connectors import Delivery, TakenRow, deliver, registry, takes
from zhisheng.reference.connectors import find_connector

TODAY = date(2026, 11, 27)


@pytest.fixture(autouse=True)
def no_other_takers(monkeypatch):
    monkeypatch.setattr(registry, "_takers", {})


def make_delivery(layout):
    connector = find_connector("credit-publicity", TODAY)
    rows = [TakenRow(1, "甲1号", {"reason": "甲"}), TakenRow(2, "甲2号", {})]
    return Delivery(
        batch="X-1",
        connector=connector,
        layout=connector.find_layout(layout),
        as_of=TODAY,
        rows=lambda: rows,
        actor=None,
    )


def test_every_app_that_registered_takes_the_rows():
    @takes("credit-publicity", "penalties")
    def count_them(delivery):
        return {"penalties": len(list(delivery.rows()))}

    @takes("credit-publicity", "penalties")
    def count_again(delivery):
        return {"seen": 1, "penalties": 1}

    @takes("credit-publicity", "abnormal")
    def never(delivery):
        raise AssertionError

    assert deliver(make_delivery("penalties")) == {"penalties": 3, "seen": 1}


def test_a_layout_that_nobody_takes_counts_nothing():
    assert deliver(make_delivery("penalties")) == {}

"""The regional industries of the synthetic programme and their invented economics."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cluster:
    """A trade, where it sits, and how it earns.

    ``region_codes`` is empty for a trade that is spread over all counties. ``share`` is
    its part of all enterprises. Revenue is per quarter: ``median_revenue`` in yuan,
    ``spread`` the standard deviation of its logarithm, ``season`` four additions to the
    logarithm, ``growth`` per quarter. ``margin`` and ``quality_cost`` are shares of
    revenue; ``scrap`` and ``defects`` percent; ``effect`` the long-run effect of help
    on the logarithm of revenue for an enterprise of median size.
    """

    trade: str
    industry_code: str
    region_codes: tuple[str, ...]
    share: float
    median_revenue: float
    spread: float
    revenue_per_worker: float
    season: tuple[float, float, float, float]
    growth: float
    margin: float
    quality_cost: float
    scrap: float
    defects: float
    effect: float


CLUSTERS: tuple[Cluster, ...] = (
    Cluster("丝网", "3340", ("131125",), 0.12, 1.9e6, 1.0, 9e4,
            (-0.10, 0.06, 0.03, 0.01), 0.006, 0.06, 0.055, 4.0, 7.0, 0.08),
    Cluster("童装", "1819", ("330502",), 0.10, 2.4e6, 1.1, 7e4,
            (-0.12, 0.00, 0.10, 0.02), 0.008, 0.05, 0.060, 3.0, 9.0, 0.07),
    Cluster("黄芪", "2730", ("140225",), 0.03, 9.0e5, 0.9, 6e4,
            (-0.15, -0.05, 0.05, 0.15), 0.005, 0.09, 0.040, 5.0, 8.0, 0.10),
    Cluster("电动车", "3660", ("320321",), 0.06, 4.5e6, 1.2, 1.6e5,
            (-0.06, 0.08, 0.05, -0.07), 0.012, 0.04, 0.070, 2.5, 6.0, 0.09),
    Cluster("卫浴", "3383", ("350583",), 0.09, 3.2e6, 1.1, 1.1e5,
            (-0.12, 0.05, 0.04, 0.03), 0.002, 0.06, 0.065, 5.5, 10.0, 0.08),
    Cluster("家具", "2110", ("330521",), 0.04, 1.6e6, 0.9, 9e4,
            (-0.10, 0.02, 0.02, 0.06), 0.003, 0.07, 0.050, 4.5, 8.0, 0.06),
    Cluster("机器人", "3491", ("310115",), 0.03, 7.5e6, 1.3, 2.6e5,
            (-0.14, -0.02, 0.02, 0.14), 0.020, 0.08, 0.075, 2.0, 7.0, 0.06),
    Cluster("伞业", "4119", ("330604",), 0.04, 1.5e6, 0.9, 8e4,
            (0.02, 0.08, -0.04, -0.06), 0.001, 0.05, 0.055, 3.5, 9.0, 0.07),
    Cluster("醋业", "1462", ("140121",), 0.02, 1.2e6, 1.0, 8e4,
            (0.06, -0.06, -0.04, 0.04), 0.003, 0.10, 0.035, 1.5, 4.0, 0.06),
    Cluster("艾草", "2730", ("411303", "411302"), 0.03, 8.0e5, 0.9, 5e4,
            (-0.08, 0.14, -0.02, -0.04), 0.015, 0.09, 0.045, 4.0, 8.0, 0.09),
    Cluster("五金", "3340", (), 0.12, 1.8e6, 1.1, 9e4,
            (-0.10, 0.04, 0.03, 0.03), 0.004, 0.06, 0.055, 4.0, 8.0, 0.06),
    Cluster("机械", "3484", (), 0.14, 2.8e6, 1.2, 1.2e5,
            (-0.11, 0.03, 0.02, 0.06), 0.005, 0.06, 0.065, 3.5, 7.0, 0.07),
    Cluster("食品", "1353", (), 0.10, 1.4e6, 1.1, 8e4,
            (0.05, -0.05, -0.01, 0.01), 0.004, 0.06, 0.035, 2.0, 4.0, 0.05),
    Cluster("塑料", "2927", (), 0.08, 2.0e6, 1.0, 1.0e5,
            (-0.08, 0.03, 0.02, 0.03), 0.003, 0.05, 0.050, 4.5, 8.0, 0.06),
)  # fmt: skip

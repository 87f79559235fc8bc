from datetime import date
from hashlib import sha256

import numpy as np
import polars as pl
import pytest

from zhisheng.methods.identifiers import check_usccs, parse_uscc
from zhisheng.methods.simulation import (
    INDICATORS,
    Programme,
    SimulationRangeError,
    SimulationTooLargeError,
    lengthen_values,
    simulate,
)
from zhisheng.methods.simulation.names import draw_cores, make_codes

COUNT, QUARTERS = 20_000, 8
# Three standard errors of the estimate below: about 0.0015 at 20,000 enterprises.
DID_TOLERANCE = 0.005


@pytest.fixture(scope="module")
def selected() -> Programme:
    return simulate(enterprises=COUNT, quarters=QUARTERS, seed=7)


@pytest.fixture(scope="module")
def by_lot() -> Programme:
    return simulate(enterprises=COUNT, quarters=QUARTERS, seed=7, selection=0)


def digest(programme: Programme) -> str:
    truth = programme.truth
    frames = (
        programme.enterprises,
        programme.bodies,
        programme.helps,
        programme.values,
        truth.latent,
        truth.att,
        truth.overall,
        truth.blemishes,
    )
    texts = "".join(frame.write_csv() for frame in frames)
    return sha256(texts.encode()).hexdigest()


def read_log_revenue(programme: Programme) -> pl.DataFrame:
    """One row per enterprise, one column per quarter, blemishes left out."""
    values = programme.values.join(
        programme.truth.blemishes, on=["enterprise", "quarter"], how="anti"
    )
    wide = values.with_columns(log=pl.col("revenue_yuan").log()).pivot(
        on="quarter", index="enterprise", values="log"
    )
    return programme.truth.latent.select("enterprise", "cohort").join(
        wide, on="enterprise", how="left"
    )


def difference_in_differences(programme: Programme) -> float:
    wide = read_log_revenue(programme)
    never = wide.filter(pl.col("cohort").is_null())
    total, weight = 0.0, 0
    for start in range(1, QUARTERS):
        cohort = wide.filter(pl.col("cohort") == start)
        for quarter in range(start, QUARTERS):
            change = pl.col(str(quarter)) - pl.col(str(start - 1))
            gap = (
                cohort.select(change.mean()).item() - never.select(change.mean()).item()
            )
            total += gap * cohort.height
            weight += cohort.height
    return total / weight


def naive_difference(programme: Programme) -> float:
    last = read_log_revenue(programme).select("cohort", log=str(QUARTERS - 1))
    helped = pl.col("cohort").is_not_null()
    return last.filter(helped)["log"].mean() - last.filter(~helped)["log"].mean()


def true_log_effect(programme: Programme, indicator: str = "revenue_yuan") -> float:
    overall = programme.truth.overall.filter(pl.col("indicator") == indicator)
    return overall["att_log"].item()


def test_has_the_rows_asked_for(selected):
    assert selected.enterprises.height == COUNT
    assert selected.values.height == COUNT * QUARTERS
    assert selected.bodies.height == 13
    assert lengthen_values(selected.values).height == COUNT * QUARTERS * len(INDICATORS)


def test_same_seed_gives_the_same_tables(selected):
    assert digest(selected) == digest(simulate(enterprises=COUNT, seed=7))


def test_another_seed_gives_other_tables(selected):
    assert digest(selected) != digest(simulate(enterprises=COUNT, seed=8))


def test_codes_are_fictional_valid_and_unique(selected):
    codes = pl.concat([selected.enterprises["uscc"], selected.bodies["uscc"]])

    assert codes.n_unique() == COUNT + 13
    assert check_usccs(codes.to_numpy().astype(np.str_)).all()
    assert codes.str.slice(8, 4).unique().to_list() == ["MAXX"]
    for code in codes.head(50):
        assert parse_uscc(code).code == code


def test_codes_carry_the_region(selected):
    enterprises = selected.enterprises

    assert (enterprises["uscc"].str.slice(2, 6) == enterprises["region_code"]).all()


def test_a_million_names_and_codes_are_unique():
    rng = np.random.default_rng(3)
    regions = np.where(np.arange(1_000_000) % 2, "131125", "330502")

    assert len(set(draw_cores(rng, 1_000_000).tolist())) == 1_000_000
    codes = make_codes(rng, np.full(1_000_000, "91"), regions)
    assert len(set(codes.tolist())) == 1_000_000


def test_named_industries_sit_in_their_county(selected):
    regions = selected.enterprises.group_by("trade").agg(
        pl.col("region_code").unique().sort()
    )
    homes = dict(regions.iter_rows())

    assert homes["丝网"] == ["131125"]
    assert homes["童装"] == ["330502"]
    assert homes["黄芪"] == ["140225"]
    assert homes["艾草"] == ["411302", "411303"]
    assert len(homes["机械"]) > 1000


def test_some_are_helped_by_three_bodies_and_in_two_years(selected):
    helps = selected.helps.group_by("enterprise").agg(
        bodies=pl.col("body").n_unique(),
        helps=pl.len(),
        years=pl.col("year").n_unique(),
        first=pl.col("quarter").min(),
    )
    latent = selected.truth.latent.drop_nulls("cohort")

    assert (helps["bodies"] == helps["helps"]).all()
    assert helps["bodies"].max() == 3
    assert helps["years"].max() == 2
    first = latent.join(helps, on="enterprise")
    assert first.height == latent.height == helps.height
    assert (first["cohort"] == first["first"]).all()
    assert (selected.helps["start"] < selected.helps["end"]).all()
    assert selected.helps["start"].min() >= date(2023, 4, 1)


def test_volunteers_differ_so_that_the_naive_difference_is_wrong(selected):
    truth = true_log_effect(selected)

    assert naive_difference(selected) > 5 * truth
    latent = selected.truth.latent
    helped = pl.col("cohort").is_not_null()
    for score in ("size", "trend", "quality"):
        volunteers = latent.filter(helped)[score].mean()
        assert volunteers > latent.filter(~helped)[score].mean()


def test_own_growth_of_volunteers_misleads_differences_too(selected):
    assert difference_in_differences(selected) > true_log_effect(selected) + (
        DID_TOLERANCE
    )


def test_truth_is_found_where_help_is_given_by_lot(by_lot):
    truth = true_log_effect(by_lot)

    assert 4 * DID_TOLERANCE < truth < 0.06
    assert difference_in_differences(by_lot) == pytest.approx(truth, abs=DID_TOLERANCE)


def test_effect_grows_and_is_larger_for_quality(selected):
    first = selected.truth.att.filter(
        (pl.col("cohort") == 1) & (pl.col("indicator") == "revenue_yuan")
    ).sort("quarter")["att_log"]

    assert first.len() == 7
    assert (first.diff().drop_nulls() > 0).all()
    assert true_log_effect(selected, "scrap_rate_percent") == pytest.approx(
        -3 * true_log_effect(selected), rel=0.02
    )
    assert true_log_effect(selected, "quality_cost_yuan") < 0


def test_overall_truth_is_the_weighted_mean_of_the_cohorts(selected):
    for name in INDICATORS:
        att = selected.truth.att.filter(pl.col("indicator") == name)
        overall = selected.truth.overall.filter(pl.col("indicator") == name)
        weighted = (att["att"] * att["enterprise_quarters"]).sum()

        assert overall["att"].item() == pytest.approx(
            weighted / att["enterprise_quarters"].sum()
        )


def test_blemishes_are_labelled(selected):
    spoilt = selected.values.join(
        selected.truth.blemishes, on=["enterprise", "quarter"]
    )
    values = spoilt.filter(pl.col("kind") == "negative_revenue")
    above = spoilt.filter(pl.col("kind") == "profit_over_revenue")
    copied = spoilt.filter(pl.col("kind") == "copied")
    before = copied.with_columns(pl.col("quarter") - 1).join(
        selected.values, on=["enterprise", "quarter"]
    )

    assert (values["revenue_yuan"] < 0).all()
    assert (above["profit_yuan"] > above["revenue_yuan"]).all()
    assert before["revenue_yuan"].eq_missing(before["revenue_yuan_right"]).all()
    negatives = selected.values.filter(pl.col("revenue_yuan") < 0)
    labelled = negatives.join(
        selected.truth.blemishes, on=["enterprise", "quarter"], how="semi"
    )
    assert negatives.height == labelled.height > values.height - 1


def test_gaps_are_more_frequent_without_help(selected):
    values = selected.values.join(selected.truth.latent, on="enterprise")
    gaps = values.group_by(pl.col("cohort").is_null().alias("never")).agg(
        pl.col("revenue_yuan").null_count() / pl.len()
    )
    shares = dict(gaps.iter_rows())

    assert shares[False] == pytest.approx(0.03, abs=0.003)
    assert shares[True] == pytest.approx(0.06, abs=0.003)


def test_small_programmes_work():
    programme = simulate(enterprises=1, quarters=3, seed=1)

    assert programme.values.height == 3


@pytest.mark.parametrize(("enterprises", "quarters"), [(0, 8), (10, 2)])
def test_refuses_what_is_no_programme(enterprises, quarters):
    with pytest.raises(SimulationRangeError):
        simulate(enterprises=enterprises, quarters=quarters, seed=1)


def test_refuses_more_than_the_fictional_names_and_codes():
    rng = np.random.default_rng(1)

    with pytest.raises(SimulationTooLargeError):
        draw_cores(rng, 60**4)
    with pytest.raises(SimulationTooLargeError):
        make_codes(rng, np.full(31**4 + 1, "91"), np.full(31**4 + 1, "131125"))

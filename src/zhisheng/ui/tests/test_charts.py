import json

import pytest
from django.utils import translation

from zhisheng.ui.charts import ChartLimit, ChartRow, ChartSeries, ChartSpec
from zhisheng.ui.places import PLACES
from zhisheng.ui.tiles import lay_out_tiles


def make_spec(kind="bar", categories=("2023", "2024"), series=None, **changes):
    series = series or (ChartSeries("甲", (1.0, None)),)
    return ChartSpec(
        kind=kind,
        title="标题",
        categories=categories,
        series=series,
        unit="家",
        source="来源",
        finding="结论",
        **changes,
    )


def test_json_holds_what_the_browser_draws():
    spec = make_spec(limits=(ChartLimit("目标", 3.0),))
    plain = json.loads(json.dumps(spec.to_json()))
    assert plain["kind"] == "bar"
    assert plain["series"][0]["values"] == [1.0, None]
    assert plain["limits"] == [{"label": "目标", "value": 3.0}]


def test_a_series_of_another_length_is_refused():
    with pytest.raises(ValueError, match="3 values for 2 places"):
        make_spec(series=(ChartSeries("甲", (1.0, 2.0, 3.0)),))


def test_a_band_of_another_length_is_refused():
    with pytest.raises(ValueError, match="1 limits for 2 places"):
        make_spec(series=(ChartSeries("甲", (1.0, 2.0), low=(0.5,), high=(3.0,)),))


def test_table_shows_band_and_note():
    series = ChartSeries(
        "甲", (1.0, None), low=(0.5, None), high=(1.5, None), notes=("", "少于5家")
    )
    assert list(make_spec(series=(series,)).rows()) == [
        ChartRow("2023", ("1 (0.5–1.5)",)),
        ChartRow("2024", ("少于5家",)),
    ]


def test_scatter_table_has_position_and_value():
    spec = make_spec(
        kind="scatter",
        categories=(),
        series=(ChartSeries("甲", (2.0,), positions=(7.0,)),),
    )
    assert list(spec.rows()) == [ChartRow("甲", (7.0, 2.0))]


def test_there_are_35_places_and_none_shares_a_square():
    assert len(PLACES) == 35
    assert len({(place.row, place.column) for place in PLACES.values()}) == 35


def tiles_by_name(spec):
    with translation.override("zh-hans"):
        return {tile.name: tile for tile in lay_out_tiles(spec).tiles}


def test_a_place_without_a_value_is_not_covered():
    tiles = tiles_by_name(
        make_spec(
            kind="tiles",
            categories=("130000", "33"),
            series=(ChartSeries("甲", (10.0, 60.0)),),
        )
    )
    assert (tiles["河北"].shade, tiles["浙江"].shade) == (1, 5)
    assert (tiles["香港"].shade, tiles["香港"].text) == (0, "未纳入统计")


def test_a_hidden_value_says_why_and_gives_no_shade():
    series = ChartSeries("甲", (10.0, None), notes=("", "少于5家,不显示"))
    tiles = tiles_by_name(
        make_spec(kind="tiles", categories=("13", "33"), series=(series,))
    )
    assert (tiles["浙江"].shade, tiles["浙江"].text) == (0, "少于5家,不显示")


def test_one_value_has_one_shade():
    grid = lay_out_tiles(
        make_spec(
            kind="tiles", categories=("13",), series=(ChartSeries("甲", (10.0,)),)
        )
    )
    assert [(shade.low, shade.high) for shade in grid.shades] == [(10.0, 10.0)]


def test_in_english_tiles_carry_letters_and_names():
    with translation.override("en"):
        grid = lay_out_tiles(make_spec(kind="tiles"))
    assert {("HE", "Hebei"), ("HK", "Hong Kong")} <= {
        (t.label, t.name) for t in grid.tiles
    }


def test_steps_of_counts_share_no_number():
    series = ChartSeries("甲", (0.0, 26.0, 65.0))
    grid = lay_out_tiles(
        make_spec(kind="tiles", categories=("13", "33", "44"), series=(series,))
    )
    tiles = {tile.name: tile.shade for tile in grid.tiles}

    assert [(shade.low, shade.high) for shade in grid.shades] == [
        (0.0, 13.0),
        (14.0, 26.0),
        (27.0, 39.0),
        (40.0, 52.0),
        (53.0, 65.0),
    ]
    assert (tiles["河北"], tiles["浙江"], tiles["广东"]) == (1, 2, 5)


def test_counts_stand_in_the_table_without_decimals():
    series = ChartSeries(name="帮扶企业", values=(47.0, None))
    rows = list(make_spec(categories=("甲", "乙"), series=(series,)).rows())

    assert [str(row.cells[0]) for row in rows] == ["47", "None"]


def test_decimals_of_a_series_stay_on_all_its_values():
    series = ChartSeries(name="增长", values=(-5.0, 4.5))
    rows = list(make_spec(categories=("甲", "乙"), series=(series,)).rows())

    assert [str(row.cells[0]) for row in rows] == ["-5.0", "4.5"]

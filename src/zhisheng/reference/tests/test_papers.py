"""The layout of official papers adds up and says where it is from."""

from datetime import date

import pytest

from zhisheng.reference import papers
from zhisheng.reference.loader import ReferenceDataError, Status
from zhisheng.reference.papers import find_layout, get_layout, load_layouts, to_points


def test_the_type_area_fills_the_page() -> None:
    layout = find_layout(date(2024, 11, 27))

    assert (layout.code, layout.status) == ("GB/T 9704-2012", Status.EXAMPLE)
    assert (layout.page_width_mm, layout.page_height_mm) == (210, 297)
    assert (layout.top_mm, layout.bottom_mm) == (37, 35)
    assert (layout.left_mm, layout.right_mm) == (28, 26)
    assert (layout.lines, layout.characters) == (22, 28)


def test_every_style_has_a_typeface_and_free_ones_beside_it() -> None:
    layout = find_layout(date(2024, 11, 27))

    assert layout.get_font(layout.styles.title) == "方正小标宋简体"
    assert layout.get_font(layout.styles.body) == "仿宋_GB2312"
    assert all(font.free for font in layout.fonts)


def test_a_day_before_the_standard_takes_what_there_is() -> None:
    assert find_layout(date(2000, 1, 1)) == load_layouts()[-1]


def test_a_layout_is_found_again_by_its_code() -> None:
    assert get_layout("GB/T 9704-2012") == load_layouts()[-1]
    with pytest.raises(ReferenceDataError, match="no layout GB/T 1"):
        get_layout("GB/T 1")


def test_a_style_without_a_typeface_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    records = papers.read_yaml("zhisheng.reference.papers", "layouts.yaml")
    broken = [{**records[0], "fonts": []}]
    monkeypatch.setattr(papers, "read_yaml", lambda *_: broken)

    with pytest.raises(ReferenceDataError, match="do not fit"):
        load_layouts.__wrapped__()


def test_millimetres_become_points() -> None:
    assert to_points("25.4") == pytest.approx(72)

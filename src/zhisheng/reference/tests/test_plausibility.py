from datetime import date

from zhisheng.reference.plausibility import find_bound, load_bounds
from zhisheng.reference.size_classes import Indicator, load_rows


def test_each_rule_is_named_once_for_each_day():
    assert [one.rule for one in load_bounds()] == [
        "amount_per_head_tiny",
        "staff_beyond_small",
        "times_of_record",
    ]


def test_a_bound_holds_from_its_first_day():
    assert find_bound("staff_beyond_small", date(2014, 12, 31)) is None
    bound = find_bound("staff_beyond_small", date(2024, 1, 1))
    assert bound is not None
    assert (bound.least, bound.most, bound.status) == (None, 1000, "示例")


def test_no_small_enterprise_of_the_regulation_has_so_many_people():
    bound = find_bound("staff_beyond_small", date(2024, 1, 1))
    mediums = [
        threshold.medium
        for row in load_rows()
        for threshold in row.thresholds
        if threshold.indicator is Indicator.EMPLOYEES
    ]

    assert max(mediums) == 300
    assert max(mediums) < bound.most

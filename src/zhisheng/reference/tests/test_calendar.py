from datetime import date

from zhisheng.reference.calendar import load_arrangements, load_calendar


def test_arrangements_are_of_one_year_each_in_order():
    years = [one.year for one in load_arrangements()]

    assert years == [2023, 2024, 2025, 2026]
    assert all(
        day.year == one.year
        for one in load_arrangements()
        for holiday in one.holidays
        for day in (holiday.first, holiday.last, one.valid_from, one.valid_to)
    )


def test_weekends_that_are_worked_are_weekends_and_not_off():
    calendar = load_calendar()

    assert {day.weekday() for day in calendar.working_weekends} == {5, 6}
    assert calendar.working_weekends.isdisjoint(calendar.days_off)


def test_each_year_names_its_document():
    assert load_arrangements()[1].source == (
        "国务院办公厅关于2024年部分节假日安排的通知（国办发明电〔2023〕7号）"
    )


def test_the_spring_festival_is_off_as_announced():
    days_off = load_calendar().days_off

    assert date(2024, 2, 9) not in days_off
    assert {date(2024, 2, 10), date(2024, 2, 17)} <= days_off
    assert date(2024, 2, 18) not in days_off

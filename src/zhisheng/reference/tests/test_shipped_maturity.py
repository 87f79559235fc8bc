"""What ships of evaluation models fits together, and says that it is an example."""

from datetime import date

import pytest

from zhisheng.reference.loader import ReferenceDataError, Status
from zhisheng.reference.maturity import (
    MaturityModel,
    check_model,
    find_models,
    get_model,
    load_models,
)
from zhisheng.reference.measures import load_goals, load_measures

DAY = date(2026, 11, 27)


@pytest.mark.parametrize("model", load_models(), ids=lambda model: model.code)
def test_a_shipped_model_has_no_flaws(model: MaturityModel) -> None:
    measures = [measure.code for measure in load_measures()]
    goals = [goal.code for goal in load_goals()]

    assert check_model(model, measures=measures, goals=goals) == ()
    assert model.status is Status.EXAMPLE
    assert model.source.startswith("本平台自拟示例")


def test_models_are_found_by_day_and_version() -> None:
    codes = [model.code for model in find_models(DAY)]

    assert codes == ["five-levels", "four-grades", "household", "readiness-19001"]
    assert find_models(date(2023, 12, 31)) == ()
    assert get_model("household", "2026.1").minutes == 15
    with pytest.raises(ReferenceDataError, match="no maturity model household of"):
        get_model("household", "2020.1")


def test_the_same_grades_have_the_same_names() -> None:
    four, household = (
        {grade.code: (grade.name, grade.english) for grade in model.grades}
        for model in (
            get_model("four-grades", "2026.1"),
            get_model("household", "2026.1"),
        )
    )

    assert four == household

"""Evaluation models of quality management maturity 成熟度评价, as dated data."""

from datetime import date
from functools import cache
from importlib import resources

from zhisheng.reference.loader import (
    ReferenceDataError,
    build_records,
    pick,
    read_yaml,
)
from zhisheng.reference.maturity.checking import Flaw, check_model
from zhisheng.reference.maturity.records import (
    LOWEST_LEVEL,
    Band,
    Clause,
    Condition,
    Criterion,
    Dimension,
    Formula,
    Gate,
    Grade,
    Level,
    MaturityModel,
    Option,
    Question,
    QuestionKind,
    Remedy,
)

__all__ = [
    "LOWEST_LEVEL",
    "Band",
    "Clause",
    "Condition",
    "Criterion",
    "Dimension",
    "Flaw",
    "Formula",
    "Gate",
    "Grade",
    "Level",
    "MaturityModel",
    "Option",
    "Question",
    "QuestionKind",
    "Remedy",
    "check_model",
    "find_models",
    "get_model",
    "load_models",
]


@cache
def load_models() -> tuple[MaturityModel, ...]:
    """Load every version of every model that ships."""
    names = sorted(
        file.name
        for file in resources.files(__name__).iterdir()
        if file.name.endswith(".yaml")
    )
    return tuple(
        model
        for name in names
        for model in build_records(MaturityModel, read_yaml(__name__, name))
    )


def find_models(on: date) -> tuple[MaturityModel, ...]:
    """Return the models an evaluation can be begun with on a day."""
    return pick(load_models(), on)


@cache
def get_model(code: str, version: str) -> MaturityModel:
    """Return the version of a model an evaluation was made with.

    Raises
    ------
    ReferenceDataError
        If no such version ships.
    """
    for model in load_models():
        if (model.code, model.version) == (code, version):
            return model
    raise ReferenceDataError(f"no maturity model {code} of version {version}")

"""What an evaluation model 评价模型 is made of; a model is data, a version is never changed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from zhisheng.reference.loader import Status

LOWEST_LEVEL = 1


@dataclass(frozen=True, slots=True)
class Shape:
    """What a written text has to look like, as a regular expression over all of it."""

    pattern: str
    cure: str
    english_cure: str


@dataclass(frozen=True, slots=True)
class Within:
    """Between which whole numbers a number lies, both included."""

    least: int
    most: int


Code = Annotated[
    str,
    Shape(
        "[a-z][a-z0-9_-]{0,39}",
        "代码用小写英文字母开头，只写字母、数字、- 和 _，最多 40 个",
        "a code begins with a small letter and has letters, digits, - and _ only, "
        "40 at most",
    ),
]
Version = Annotated[
    str,
    Shape(
        "[0-9A-Za-z][0-9A-Za-z._-]{0,19}",
        '版本号写字母、数字、点和 -，最多 20 个，例如 "2026.1"',
        'a version has letters, digits, dots and - only, 20 at most, such as "2026.1"',
    ),
]
Text = Annotated[str, Shape(r"[\s\S]*\S[\s\S]*", "不能空着", "it must not be empty")]
Figure = Annotated[
    str,
    Shape(
        r"-?[0-9]{1,12}(\.[0-9]{1,6})?",
        '要写成加引号的数，例如 "2.5"',
        'write a figure in quotes, such as "2.5"',
    ),
]
Weight = Annotated[int, Within(1, 100)]
Step = Annotated[int, Within(LOWEST_LEVEL, 10)]
Decimals = Annotated[int, Within(0, 6)]
Minutes = Annotated[int, Within(1, 600)]


class QuestionKind(StrEnum):
    """How a question is answered.

    A rubric is answered by a level, yes or no by one of two, several by the options
    that are true, a number by a figure whose band gives the level. A scope question
    gives no level: it tells which of the other questions concern the enterprise.
    """

    RUBRIC = "rubric"
    YES_NO = "yes_no"
    SEVERAL = "several"
    NUMBER = "number"
    SCOPE = "scope"


class Formula(StrEnum):
    """How the values of parts become the value of the whole.

    ``no_gap`` is the highest whole level that every part reaches, ``minimum`` the
    value of the weakest part as it is.
    """

    WEIGHTED_MEAN = "weighted_mean"
    NO_GAP = "no_gap"
    MINIMUM = "minimum"


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a standard; never without the edition it is numbered in."""

    standard: Text
    edition: Text
    number: Text


@dataclass(frozen=True, slots=True)
class Level:
    """What a level of a rubric looks like."""

    level: Step
    text: Text
    english: Text


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that may be true; with a level, it is wanted from that level on."""

    code: Code
    text: Text
    english: Text
    level: Step | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """Figures from ``least`` up to the next band have this level."""

    least: Figure | None
    level: Step

    @property
    def bound(self) -> float:
        """The least figure of the band; minus infinity for the first one."""
        return float("-inf") if self.least is None else float(self.least)


@dataclass(frozen=True, slots=True)
class Condition:
    """A question is asked only if a scope question has one of these answers."""

    question: Code
    answers: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question and how its answer becomes a level.

    Attributes
    ----------
    weight : int
        Relative to the other questions of the criterion.
    least, most : str or None
        Between which figures the answer lies, both included; a figure needs them.
    decimals : int
        How many decimals a figure may have; none where it counts.
    bands : tuple[Band, ...]
        Of the figure, or of how many options are true.
    when : tuple[Condition, ...]
        All must hold, else the question is not asked and counts nowhere.
    evidence : tuple[str, ...]
        Papers or photos that show the answer; wanted, never demanded.
    """

    code: Code
    kind: QuestionKind
    text: Text
    english: Text
    help: str = ""
    english_help: str = ""
    weight: Weight = 1
    unit: str = ""
    least: Figure | None = None
    most: Figure | None = None
    decimals: Decimals = 0
    levels: tuple[Level, ...] = ()
    options: tuple[Option, ...] = ()
    bands: tuple[Band, ...] = ()
    when: tuple[Condition, ...] = ()
    evidence: tuple[str, ...] = ()

    @property
    def is_scored(self) -> bool:
        """Whether the answer has a level."""
        return self.kind is not QuestionKind.SCOPE

    @property
    def is_share(self) -> bool:
        """Whether the figure is one of a hundred, so that 3 and 3% mean the same."""
        return "%" in self.unit or self.most == "100"

    @property
    def example(self) -> str:
        """A figure as it may be answered: where the middle band begins."""
        return self.bands[len(self.bands) // 2].least or self.least or ""


@dataclass(frozen=True, slots=True)
class Remedy:
    """A measure, by its code in `reference.measures`, and the levels it lifts."""

    measure: Code
    lifts: Step


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is evaluated, what closes a gap, and which goals of a firm it serves."""

    code: Code
    name: Text
    english: Text
    weight: Weight
    questions: tuple[Question, ...]
    clauses: tuple[Clause, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    goals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dimension:
    """A side of quality management; its criteria weigh 100 together."""

    code: Code
    name: Text
    english: Text
    weight: Weight
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and the least score it asks for."""

    code: Code
    name: Text
    english: Text
    least: Figure
    meaning: Text
    english_meaning: Text

    @property
    def threshold(self) -> float:
        """The least score, as a number."""
        return float(self.least)


@dataclass(frozen=True, slots=True)
class Gate:
    """No grade above ``highest`` while the criterion is below ``least``."""

    highest: Code
    criterion: Code
    least: Step
    reason: Text
    english: Text


@dataclass(frozen=True, slots=True)
class MaturityModel:
    """One version of an evaluation model.

    Attributes
    ----------
    minutes : int
        What answering all questions takes.
    top_level : int
        Levels go from 1 to this one.
    within, across : Formula
        From questions to a criterion; from criteria to dimensions and the whole.
    """

    code: Code
    version: Version
    name: Text
    english_name: Text
    purpose: Text
    english_purpose: Text
    audience: Code
    minutes: Minutes
    top_level: Step
    within: Formula
    across: Formula
    grades: tuple[Grade, ...]
    dimensions: tuple[Dimension, ...]
    source: Text
    jurisdiction: Text
    status: Status
    valid_from: date
    valid_to: date | None
    gates: tuple[Gate, ...] = ()

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every criterion, in the order it is asked."""
        return tuple(one for part in self.dimensions for one in part.criteria)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order it is asked."""
        return tuple(one for part in self.criteria for one in part.questions)

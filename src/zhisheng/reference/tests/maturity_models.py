"""Evaluation models for tests: one small model, and any model without flaws."""

from datetime import date
from itertools import count

from hypothesis import strategies as st

from zhisheng.reference.loader import Status
from zhisheng.reference.maturity import (
    Band,
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
)

TOP = 5
GRADES = tuple(
    Grade(code, code, code, least, "", "")
    for code, least in (("first", "1"), ("second", "2"), ("third", "3.5"))
)


def rubric(code: str, weight: int = 1, when: tuple[Condition, ...] = ()) -> Question:
    levels = tuple(Level(level, f"{level}", f"{level}") for level in range(1, TOP + 1))
    return Question(
        code, QuestionKind.RUBRIC, code, code, weight=weight, levels=levels, when=when
    )


def scope(code: str, options: int = 2, when: tuple[Condition, ...] = ()) -> Question:
    named = tuple(Option(f"o{place}", "", "") for place in range(options))
    return Question(code, QuestionKind.SCOPE, code, code, options=named, when=when)


def number(code: str, *bands: tuple[str | None, int]) -> Question:
    return Question(
        code,
        QuestionKind.NUMBER,
        code,
        code,
        unit="%",
        least="0",
        most="100",
        decimals=2,
        bands=tuple(Band(least, level) for least, level in bands),
    )


def several(code: str, *levels: int) -> Question:
    options = tuple(
        Option(f"o{place}", "", "", level) for place, level in enumerate(levels)
    )
    return Question(code, QuestionKind.SEVERAL, code, code, options=options)


def several_counted(
    code: str, options: int, *bands: tuple[str | None, int]
) -> Question:
    named = tuple(Option(f"o{place}", "", "") for place in range(options))
    counted = tuple(Band(least, level) for least, level in bands)
    return Question(
        code, QuestionKind.SEVERAL, code, code, options=named, bands=counted
    )


def yes_no(code: str, when: tuple[Condition, ...] = ()) -> Question:
    return Question(code, QuestionKind.YES_NO, code, code, when=when)


def build_model(
    *dimensions: Dimension,
    within: Formula = Formula.WEIGHTED_MEAN,
    across: Formula = Formula.WEIGHTED_MEAN,
    gates: tuple[Gate, ...] = (),
) -> MaturityModel:
    return MaturityModel(
        code="m",
        version="1",
        name="m",
        english_name="m",
        purpose="",
        english_purpose="",
        audience="enterprise",
        minutes=1,
        top_level=TOP,
        within=within,
        across=across,
        grades=GRADES,
        dimensions=dimensions,
        source="",
        jurisdiction="",
        status=Status.EXAMPLE,
        valid_from=date(2024, 1, 1),
        valid_to=None,
        gates=gates,
    )


def dimension(code: str, weight: int, *criteria: Criterion) -> Dimension:
    return Dimension(code, code, code, weight, criteria)


def criterion(code: str, weight: int, *questions: Question) -> Criterion:
    return Criterion(code, code, code, weight, questions)


@st.composite
def models(draw: st.DrawFn) -> MaturityModel:
    """Any model that `check_model` finds nothing wrong with."""
    numbers = count(1)
    scopes = draw(st.lists(st.integers(2, 3), max_size=2))
    asked = [scope(f"s{place}", options) for place, options in enumerate(scopes)]
    conditions = (
        st.lists(_conditions(asked), max_size=2).map(tuple) if asked else st.just(())
    )

    def draw_criterion(weight: int) -> Criterion:
        wanted = draw(st.integers(1, 3))
        questions = [
            draw(_questions(f"q{next(numbers)}", draw(conditions)))
            for _ in range(wanted)
        ]
        return criterion(f"c{next(numbers)}", weight, *questions)

    dimensions = [
        dimension(f"d{place}", weight, *map(draw_criterion, draw(_weights())))
        for place, weight in enumerate(draw(_weights()))
    ]
    first = dimensions[0].criteria[0]
    opened = criterion(first.code, first.weight, *asked, *first.questions)
    head = dimension("d0", dimensions[0].weight, opened, *dimensions[0].criteria[1:])
    codes = [one.code for part in dimensions for one in part.criteria]
    return build_model(
        head,
        *dimensions[1:],
        within=draw(st.sampled_from(Formula)),
        across=draw(st.sampled_from(Formula)),
        gates=draw(st.lists(_gates(codes), max_size=2).map(tuple)),
    )


def _weights() -> st.SearchStrategy[list[int]]:
    return st.sampled_from([[100], [50, 50], [20, 80], [30, 30, 40]])


def _conditions(scopes: list[Question]) -> st.SearchStrategy[Condition]:
    def build(one: Question) -> st.SearchStrategy[Condition]:
        codes = [option.code for option in one.options]
        chosen = st.lists(st.sampled_from(codes), min_size=1, unique=True)
        return chosen.map(lambda picked: Condition(one.code, tuple(picked)))

    return st.sampled_from(scopes).flatmap(build)


def _gates(codes: list[str]) -> st.SearchStrategy[Gate]:
    return st.builds(
        Gate,
        highest=st.sampled_from(["first", "second"]),
        criterion=st.sampled_from(codes),
        least=st.integers(2, TOP),
        reason=st.just(""),
        english=st.just(""),
    )


@st.composite
def _questions(draw: st.DrawFn, code: str, when: tuple[Condition, ...]) -> Question:
    return draw(
        st.sampled_from(
            [
                rubric(code, draw(st.integers(1, 5)), when),
                yes_no(code, when),
                several(code, 2, 3, 3, 5),
                number(code, (None, 5), ("1", 4), ("5", 2), ("50.5", 1)),
                # Not every question can give every level.
                several(code, 2, 3),
                number(code, (None, 2), ("50.5", 3)),
                several_counted(code, 4, (None, 4), ("2", 3)),
            ]
        )
    )

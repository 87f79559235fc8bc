"""Claim: 1,000,000 evaluations of 60 questions are scored from Parquet in 5 s.

With the worst and the best that open answers allow, and 50 times as fast as `score`
one by one on a sample of 10,000, where both must say the same.
"""

import math
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from zhisheng.methods.maturity import (
    Answer,
    Evaluation,
    Evaluations,
    score,
    score_many,
)
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
    check_model,
)

LIMIT_SECONDS = 5
LEAST_RATIO = 50
ROWS = 1_000_000
SAMPLE = 10_000
OPEN_SHARE = 0.1
TOP = 5
# Six dimensions of three criteria; 3 scopes and 57 questions with a level.
SIZES = (4, 3, 3) * 5 + (3, 2, 2)
KINDS = ("rubric", "rubric", "yes_no", "several", "number", "rubric")
LEVELS = tuple(Level(level, "", "") for level in range(1, TOP + 1))
OPTIONS = tuple(Option(f"o{n}", "", "", n // 2 + 2) for n in range(6))
BANDS = tuple(Band(least, level) for least, level in ((None, 1), ("1", 3), ("9.5", 5)))
Columns = dict[str, np.ndarray]


def build_model() -> MaturityModel:
    return MaturityModel(
        **dict.fromkeys(TEXTS, ""),
        code="bench",
        minutes=1,
        top_level=TOP,
        within=Formula.WEIGHTED_MEAN,
        across=Formula.WEIGHTED_MEAN,
        grades=tuple(
            Grade(f"g{n}", "", "", least, "", "")
            for n, least in enumerate(("1", "2.2", "3.4", "4.5"))
        ),
        dimensions=build_dimensions(),
        status=Status.EXAMPLE,
        valid_from=date(2024, 1, 1),
        valid_to=None,
        gates=(Gate("g1", "c3", 3, "", ""), Gate("g2", "c10", 4, "", "")),
    )


def build_dimensions() -> tuple[Dimension, ...]:
    numbers = iter(range(sum(SIZES)))
    criteria = [
        Criterion(
            f"c{place}",
            "",
            "",
            (40, 30, 30)[place % 3],
            (
                *(build_scopes() if place == 0 else ()),
                *(build_question(next(numbers)) for _ in range(size)),
            ),
        )
        for place, size in enumerate(SIZES)
    ]
    return tuple(
        Dimension(f"d{n}", "", "", weight, tuple(criteria[3 * n : 3 * n + 3]))
        for n, weight in enumerate((20, 20, 15, 15, 15, 15))
    )


def build_scopes() -> tuple[Question, ...]:
    options = tuple(replace(option, level=None) for option in OPTIONS[:2])
    return tuple(
        Question(f"s{n}", QuestionKind.SCOPE, "", "", options=options) for n in range(3)
    )


TEXTS = (
    "version", "name", "english_name", "purpose", "english_purpose", "audience",
    "source", "jurisdiction",
)  # fmt: skip


def build_question(number: int) -> Question:
    kind = QuestionKind(KINDS[number % len(KINDS)])
    # Every seventh hangs on a scope.
    when = (Condition(f"s{number % 3}", ("o1",)),) if number % 7 == 6 else ()
    return Question(
        f"q{number}",
        kind,
        "",
        "",
        weight=1 + number % 3,
        unit="%",
        levels=LEVELS if kind is QuestionKind.RUBRIC else (),
        options=OPTIONS if kind is QuestionKind.SEVERAL else (),
        bands=BANDS if kind is QuestionKind.NUMBER else (),
        when=when,
    )


def write_file(model: MaturityModel, path: Path) -> None:
    """Write answers as a snapshot holds them: small numbers, null where not known."""
    rng = np.random.default_rng(1)
    columns = {}
    for one in model.questions:
        drawn = draw_answers(one, rng)
        is_open = rng.random(ROWS) < OPEN_SHARE
        columns[one.code] = pl.Series(drawn).set(pl.Series(is_open), None)
    pl.DataFrame(columns).write_parquet(path)


def draw_answers(question: Question, rng: np.random.Generator) -> np.ndarray:
    match question.kind:
        case QuestionKind.RUBRIC:
            return rng.integers(1, TOP + 1, ROWS, dtype=np.int8)
        case QuestionKind.SEVERAL:
            return rng.integers(0, 1 << len(question.options), ROWS, dtype=np.int16)
        case QuestionKind.NUMBER:
            return rng.integers(0, 200, ROWS) / 10
    return rng.integers(0, 2, ROWS, dtype=np.int8)


def read_file(path: Path) -> Columns:
    """Read the columns; whole numbers up to 4,096 are exact in four bytes."""
    frame = pl.read_parquet(path)
    small = frame.cast({pl.Int8: pl.Float32, pl.Int16: pl.Float32})
    return {one.name: one.fill_null(np.nan).to_numpy() for one in small}


def decode(question: Question, number: float) -> Answer:
    if math.isnan(number):
        return None
    codes = [option.code for option in question.options]
    match question.kind:
        case QuestionKind.YES_NO:
            return bool(number)
        case QuestionKind.SCOPE:
            return codes[int(number)]
        case QuestionKind.SEVERAL:
            bits = int(number)
            return tuple(code for n, code in enumerate(codes) if bits >> n & 1)
        case QuestionKind.RUBRIC:
            return int(number)
    return float(number)


def score_sample(
    model: MaturityModel, columns: Columns
) -> tuple[list[Evaluation], float]:
    rows = [
        {one.code: decode(one, columns[one.code][row]) for one in model.questions}
        for row in range(SAMPLE)
    ]
    start = time.perf_counter()
    found = [score(model, row) for row in rows]
    return found, time.perf_counter() - start


def list_differences(
    model: MaturityModel, one_by_one: list[Evaluation], found: Evaluations
) -> Iterator[int]:
    """List the rows in which the two ways do not say the same."""
    names = [grade.code for grade in model.grades]
    for row, one in enumerate(one_by_one):
        spans = [one.total, *one.dimensions.values(), *one.criteria.values()]
        for end, grade, values in (
            (found.low, one.lowest_grade, [span.low for span in spans]),
            (found.high, one.highest_grade, [span.high for span in spans]),
        ):
            many = [end.total[row], *end.dimensions[:, row], *end.criteria[:, row]]
            wanted = [math.nan if value is None else value for value in values]
            same = np.allclose(many, wanted, rtol=0, atol=1e-9, equal_nan=True)
            if not same or grade != names[end.grade[row]]:
                yield row


def main() -> int:
    model = build_model()
    assert check_model(model) == (), check_model(model)
    assert len(model.questions) == 60
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.parquet"
        write_file(model, path)
        start, worked = time.perf_counter(), time.process_time()
        columns = read_file(path)
        read = time.perf_counter() - start
        found = score_many(model, columns)
        seconds = time.perf_counter() - start
        worked = time.process_time() - worked
    one_by_one, slow = score_sample(model, columns)
    wrong = len(set(list_differences(model, one_by_one, found)))
    ratio = (slow / SAMPLE) / (seconds / ROWS)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"maturity: {ROWS:,} evaluations of {len(model.questions)} questions in "
        f"{seconds:.2f} s ({read:.2f} s of it reading, {worked:.2f} s of processor time), limit {LIMIT_SECONDS} s; "
        f"{SAMPLE:,} one by one {slow:.2f} s, {ratio:.0f} times as long, at least "
        f"{LEAST_RATIO}; {wrong} of {SAMPLE:,} differ; peak {peak:,.0f} MB"
    )
    return seconds > LIMIT_SECONDS or ratio < LEAST_RATIO or wrong > 0


if __name__ == "__main__":
    raise SystemExit(main())

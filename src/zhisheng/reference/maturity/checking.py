"""What is wrong with an evaluation model, in sentences for who writes one."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from math import prod

from zhisheng.reference.maturity.records import (
    LOWEST_LEVEL,
    Band,
    Criterion,
    Dimension,
    MaturityModel,
    Question,
    QuestionKind,
)
from zhisheng.reference.standards import find_standard

FULL_WEIGHT = 100
# Where scope questions are open, every combination of their answers is scored.
MOST_SCOPES = 64
# Every set of true options has its level looked up in one table.
MOST_OPTIONS = 12

Part = Dimension | Criterion | Question
Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong: the code of the part it stands in, and a sentence.

    ``key`` is the list of the part that is meant, or the gates that name it.
    """

    place: str
    text: str
    english: str = field(default="", compare=False)
    key: str = field(default="", compare=False)


def check_model(
    model: MaturityModel,
    measures: Iterable[str] | None = None,
    goals: Iterable[str] | None = None,
) -> tuple[Flaw, ...]:
    """List what is wrong with a model; nothing if it can be used.

    Parameters
    ----------
    model : MaturityModel
    measures, goals : Iterable[str], optional
        Known codes; without them those of the model are not looked up.
    """
    flaws = [flaw for check in _CHECKS for flaw in check(model)]
    if measures is not None:
        flaws += _check_remedies(model, frozenset(measures))
    if goals is not None:
        flaws += _check_goals(model, frozenset(goals))
    return tuple(flaws)


def _list_parts(model: MaturityModel) -> tuple[Part, ...]:
    return (*model.dimensions, *model.criteria, *model.questions)


def _check_codes(model: MaturityModel) -> Iterator[Flaw]:
    parts = _list_parts(model)
    for code, count in Counter(part.code for part in parts).items():
        if count > 1:
            yield Flaw(
                code,
                f"这个代码用了 {count} 次，每个维度、指标和问题要有自己的代码",
                f"this code is used {count} times; each dimension, criterion and "
                "question needs its own",
            )
    for code, count in Counter(grade.code for grade in model.grades).items():
        if count > 1:
            text = f"这个等级代码用了 {count} 次"
            yield Flaw(code, text, f"this code of a grade is used {count} times")


def _check_weights(model: MaturityModel) -> Iterator[Flaw]:
    yield from _check_sum(model.code, ("各维度", "dimensions"), model.dimensions)
    for dimension in model.dimensions:
        yield from _check_sum(
            dimension.code, ("各指标", "criteria"), dimension.criteria
        )
    for part in _list_parts(model):
        if part.weight < 1:
            text = f"权重是 {part.weight}，要大于 0"
            english = f"the weight is {part.weight}; it must be above 0"
            yield Flaw(part.code, text, english)


def _check_sum(place: str, whose: Words, parts: Iterable[Part]) -> Iterator[Flaw]:
    total = sum(part.weight for part in parts)
    if total != FULL_WEIGHT:
        yield Flaw(
            place,
            f"{whose[0]}的权重合计是 {total}，要等于 {FULL_WEIGHT}",
            f"the weights of the {whose[1]} sum to {total}, not to {FULL_WEIGHT}",
            key=whose[1],
        )


def _check_grades(model: MaturityModel) -> Iterator[Flaw]:
    bounds = [grade.threshold for grade in model.grades]
    if not bounds:
        yield Flaw(model.code, "没有等级", "there are no grades")
        return
    if bounds[0] > LOWEST_LEVEL:
        text = f"最低等级要从 {LOWEST_LEVEL} 分起，否则有的得分没有等级"
        english = (
            f"the lowest grade begins at {LOWEST_LEVEL}, else some scores have none"
        )
        yield Flaw(model.grades[0].code, text, english)
    if bounds[-1] > model.top_level:
        yield Flaw(
            model.grades[-1].code,
            f"门槛超过最高分 {model.top_level}，谁也达不到",
            f"its least score is above {model.top_level}, which nobody can reach",
        )
    if bounds != sorted(set(bounds)):
        yield Flaw(
            model.code,
            "各等级的门槛要从低到高，不能相同",
            "the least scores of the grades must rise and differ",
        )


def _check_gates(model: MaturityModel) -> Iterator[Flaw]:
    grades = {grade.code for grade in model.grades}
    criteria = {criterion.code for criterion in model.criteria}
    for gate in model.gates:
        if gate.highest not in grades:
            text = f"门槛规则写的等级 {gate.highest} 不存在"
            english = f"the gate names the grade {gate.highest}, which there is not"
            yield Flaw(gate.criterion, text, english, "gates")
        if gate.criterion not in criteria:
            english = "the gate names a criterion that there is not"
            yield Flaw(gate.criterion, "门槛规则写的指标不存在", english, "gates")
        if not LOWEST_LEVEL < gate.least <= model.top_level:
            text = f"门槛规则的等级 {gate.least} 不在范围内"
            english = f"the level {gate.least} of the gate is out of range"
            yield Flaw(gate.criterion, text, english, "gates")


def _check_questions(model: MaturityModel) -> Iterator[Flaw]:
    for criterion in model.criteria:
        if not any(question.is_scored for question in criterion.questions):
            english = "no question gives this criterion a level"
            yield Flaw(criterion.code, "没有一个问题能给这个指标打分", english)
    for question in model.questions:
        for text, english in _KINDS[question.kind](question, model.top_level):
            yield Flaw(question.code, text, english)


def _check_rubric(question: Question, top_level: int) -> Iterator[Words]:
    levels = [level.level for level in question.levels]
    if levels != list(range(LOWEST_LEVEL, top_level + 1)):
        yield (
            f"要把 {LOWEST_LEVEL} 到 {top_level} 每一级各写一条，从低到高",
            f"each level from {LOWEST_LEVEL} to {top_level} is written once, upwards",
        )


def _check_several(question: Question, top_level: int) -> Iterator[Words]:
    yield from _check_options(question)
    wanted = [option.level for option in question.options if option.level is not None]
    if bool(wanted) == bool(question.bands):
        yield (
            "要么每个选项写从哪一级起要有，要么写选中几项是几级，两者取一",
            "give either each option a level, or bands of how many are chosen",
        )
    elif wanted and (
        len(wanted) < len(question.options)
        or not all(LOWEST_LEVEL < level <= top_level for level in wanted)
    ):
        yield (
            f"每个选项都要写从哪一级起要有，在 2 到 {top_level} 之间",
            f"each option has the level from which it is wanted, 2 to {top_level}",
        )
    elif question.bands:
        yield from _check_bands(question.bands, top_level)


def _check_number(question: Question, top_level: int) -> Iterator[Words]:
    if not question.unit:
        yield "数字要写单位", "a figure needs its unit"
    if question.least is None or question.most is None:
        yield (
            '数字要写最小和最大，例如 least: "0"、most: "100"',
            'a figure needs its least and most, such as least: "0", most: "100"',
        )
    elif not _is_in_reach(question, float(question.least), float(question.most)):
        yield (
            "最小要比最大小，各段的下限要在最小和最大之间",
            "least is below most, and the bands begin between them",
        )
    yield from _check_bands(question.bands, top_level)


def _is_in_reach(question: Question, least: float, most: float) -> bool:
    bounds = [band.bound for band in question.bands if band.least is not None]
    return least < most and all(least <= bound <= most for bound in bounds)


def _check_bands(bands: tuple[Band, ...], top_level: int) -> Iterator[Words]:
    levels = [band.level for band in bands]
    if not bands or bands[0].least is not None:
        yield (
            "第一段不写下限（least: null），否则有的数没有等级",
            "the first band has least: null, else some figures have no level",
        )
        return
    if any(low.bound >= high.bound for low, high in pairwise(bands)):
        yield "各段的下限要从小到大", "the bands begin at rising figures"
    if levels not in (sorted(levels), sorted(levels, reverse=True)):
        yield (
            "各段的等级要么一路升高，要么一路降低",
            "the levels of the bands only rise or only fall",
        )
    if not all(LOWEST_LEVEL <= level <= top_level for level in levels):
        yield (
            f"等级要在 {LOWEST_LEVEL} 到 {top_level} 之间",
            f"levels lie between {LOWEST_LEVEL} and {top_level}",
        )


def _check_yes_no(question: Question, top_level: int) -> Iterator[Words]:
    if question.levels or question.options or question.bands:
        yield (
            f"是或否的问题不另写等级：否是 {LOWEST_LEVEL} 级，是是 {top_level} 级",
            f"yes or no has no levels of its own: no is {LOWEST_LEVEL}, "
            f"yes is {top_level}",
        )


def _check_scope(question: Question, top_level: int) -> Iterator[Words]:
    yield from _check_options(question)
    if any(option.level is not None for option in question.options):
        yield (
            "问范围的问题不打分，选项不写等级",
            "a scope gives no level; its options have none",
        )


def _check_options(question: Question) -> Iterator[Words]:
    codes = [option.code for option in question.options]
    if not 2 <= len(codes) <= MOST_OPTIONS:
        yield f"要有 2 到 {MOST_OPTIONS} 个选项", f"give 2 to {MOST_OPTIONS} options"
    if len(set(codes)) < len(codes):
        yield "选项的代码不能重复", "two options have the same code"


def _check_conditions(model: MaturityModel) -> Iterator[Flaw]:
    scopes = {one.code: one for one in model.questions if not one.is_scored}
    for question in model.questions:
        for condition in question.when:
            scope = scopes.get(condition.question)
            if scope is None:
                text = f"条件里的 {condition.question} 不是问范围的问题；打分的问题不能决定问什么"
                english = (
                    f"the condition names {condition.question}, which is no scope; "
                    "questions with a level cannot decide what is asked"
                )
                yield Flaw(question.code, text, english)
                continue
            unknown = set(condition.answers) - {option.code for option in scope.options}
            if unknown or not condition.answers:
                named = "、".join(sorted(unknown)) or "空"
                text = f"{scope.code} 没有这样的选项：{named}"
                english = f"{scope.code} has no such option: {named}"
                yield Flaw(question.code, text, english)


def _check_cycles(model: MaturityModel) -> Iterator[Flaw]:
    needs = {one.code: {c.question for c in one.when} for one in model.questions}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        circle = " → ".join(reversed(error.args[1]))
        english = f"conditions go round in a circle: {circle}"
        yield Flaw(model.code, f"条件绕成了一圈：{circle}", english)


def _check_scopes(model: MaturityModel) -> Iterator[Flaw]:
    counts = [len(one.options) for one in model.questions if not one.is_scored]
    if prod(counts) > MOST_SCOPES:
        text = f"问范围的问题共有 {prod(counts)} 种组合，最多 {MOST_SCOPES} 种"
        english = f"the scopes have {prod(counts)} combinations, {MOST_SCOPES} at most"
        yield Flaw(model.code, text, english)


def _check_clauses(model: MaturityModel) -> Iterator[Flaw]:
    for criterion in model.criteria:
        for clause in criterion.clauses:
            named = f"{clause.standard}（{clause.edition}）"
            told = f"{clause.standard} ({clause.edition})"
            standard = find_standard(clause.standard, clause.edition)
            if standard is None:
                yield Flaw(
                    criterion.code,
                    f"没有 {named}的条款目录，请先把它加到 reference/standards",
                    f"the clauses of {told} are not known; add them to "
                    "reference/standards first",
                    "clauses",
                )
            elif not standard.has_clause(clause.number):
                text = f"{named}没有条款 {clause.number}"
                english = f"{told} has no clause {clause.number}"
                yield Flaw(criterion.code, text, english, "clauses")


def _check_dates(model: MaturityModel) -> Iterator[Flaw]:
    if model.valid_to is not None and model.valid_to < model.valid_from:
        yield Flaw(
            model.code,
            f"用到 {model.valid_to}，比开始用的 {model.valid_from} 还早",
            f"it ends on {model.valid_to}, before it begins on {model.valid_from}",
        )


def _check_remedies(model: MaturityModel, known: frozenset[str]) -> Iterator[Flaw]:
    for criterion in model.criteria:
        codes = [remedy.measure for remedy in criterion.remedies]
        for code in dict.fromkeys(codes):
            if code not in known:
                text = f"措施 {code} 不在措施库里"
                english = f"there is no measure {code}"
                yield Flaw(criterion.code, text, english)
            if codes.count(code) > 1:
                text = f"措施 {code} 写了 {codes.count(code)} 次"
                english = f"the measure {code} stands {codes.count(code)} times"
                yield Flaw(criterion.code, text, english)
        for remedy in criterion.remedies:
            if not LOWEST_LEVEL <= remedy.lifts < model.top_level:
                text = f"措施 {remedy.measure} 提升 {remedy.lifts} 级，不在范围内"
                english = f"the measure {remedy.measure} lifts {remedy.lifts} levels, out of range"
                yield Flaw(criterion.code, text, english)


def _check_goals(model: MaturityModel, known: frozenset[str]) -> Iterator[Flaw]:
    for criterion in model.criteria:
        for code in criterion.goals:
            if code not in known:
                english = f"there is no goal {code}"
                yield Flaw(criterion.code, f"目标 {code} 不在目标表里", english)


_CHECKS: tuple[Callable[[MaturityModel], Iterator[Flaw]], ...] = (
    _check_codes,
    _check_weights,
    _check_grades,
    _check_gates,
    _check_questions,
    _check_conditions,
    _check_cycles,
    _check_scopes,
    _check_dates,
    _check_clauses,
)
_KINDS: dict[QuestionKind, Callable[[Question, int], Iterator[Words]]] = {
    QuestionKind.RUBRIC: _check_rubric,
    QuestionKind.SEVERAL: _check_several,
    QuestionKind.NUMBER: _check_number,
    QuestionKind.YES_NO: _check_yes_no,
    QuestionKind.SCOPE: _check_scope,
}

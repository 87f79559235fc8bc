"""Any answers to an evaluation model, for tests."""

from hypothesis import strategies as st

from zhisheng.methods.maturity import Answer
from zhisheng.reference.maturity import MaturityModel, Question, QuestionKind
from zhisheng.reference.tests.maturity_models import TOP


def answers_to(question: Question) -> st.SearchStrategy[Answer]:
    """Any answer the question allows, without not known."""
    codes = [option.code for option in question.options]
    if question.kind is QuestionKind.SCOPE:
        return st.sampled_from(codes)
    if question.kind is QuestionKind.SEVERAL:
        return st.lists(st.sampled_from(codes), unique=True).map(tuple)
    if question.kind is QuestionKind.NUMBER:
        return st.integers(-20, 120)
    if question.kind is QuestionKind.YES_NO:
        return st.booleans()
    return st.integers(1, TOP)


@st.composite
def answers(
    draw: st.DrawFn, model: MaturityModel, most_open: int = 99
) -> dict[str, Answer]:
    """Any answers to a model, some questions left open."""
    given = {one.code: draw(answers_to(one)) for one in model.questions}
    codes = list(given)
    opened = draw(st.lists(st.sampled_from(codes), unique=True, max_size=most_open))
    return {code: answer for code, answer in given.items() if code not in opened}

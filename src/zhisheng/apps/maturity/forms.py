"""Answers as a page sends them: one field per question of a step."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.maturity.models import EvaluationAnswer
from zhisheng.apps.maturity.selectors import Given, read_answer
from zhisheng.apps.maturity.sheets import (
    LONGEST_NUMBER,
    NOTHING,
    list_choices,
    read_texts,
    write_texts,
)
from zhisheng.kit.forms import RefusableForm, keep_typed
from zhisheng.kit.http import read_moment
from zhisheng.kit.language import is_english
from zhisheng.methods.maturity import Answer
from zhisheng.reference.maturity import Question, QuestionKind
from zhisheng.reference.statements import Kind, Topic
from zhisheng.reference.statements import Question as AskedFact

# As long as an expert usually needs, and the enterprise to mend.
USUAL_REVIEW = timedelta(days=60)
# What a field showed when its page was made.
WAS = "was-"
# Which questions a page shows.
SHOWN = "shown"
# Sent when the line was back; see frontend/behaviour/unsent.js.
RESEND = "resend"
# How a page sends true and false.
YES, NO = "yes", "no"


class StepForm(forms.Form):
    """The questions of one step; what each showed when the page was made comes along.

    ``keeps_at`` is where each answer is kept as soon as it is given; ``deciding`` are the
    questions on which it depends what else is asked: with their answers goes what the
    page shows, so that only what is asked now or no longer is swapped.

    Two may have the page open: only what a person changed is an answer of that person.
    """

    made_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Question],
        given: Mapping[str, Given],
        in_english: bool = False,
        keeps_at: str = "",
        deciding: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        self._keeps_at, self._deciding = keeps_at, deciding
        self.initial["made_at"] = timezone.now().isoformat()
        for question in questions:
            self._add(question, given.get(question.code), in_english=in_english)

    def _add(
        self, question: Question, given: Given | None, *, in_english: bool
    ) -> None:
        shown = write_texts(given.answer if given else None)
        self.fields[question.code] = build_field(question, in_english=in_english)
        # Nothing has to be answered, but everything is asked: it is not called optional.
        self.fields[question.code].widget.is_wanted = True
        single = shown[0] if shown else ""
        is_list = question.kind is QuestionKind.SEVERAL
        self.initial[question.code] = shown if is_list else single
        self.fields[WAS + question.code] = forms.CharField(
            required=False, widget=forms.HiddenInput
        )
        self.initial[WAS + question.code] = " ".join(shown)
        self._keep(question.code)

    def _keep(self, code: str) -> None:
        """Keep an answer while it is given."""
        along = ["made_at", WAS + code]
        if code in self._deciding:
            along.append(SHOWN)
        if self._keeps_at:
            told = keep_typed(code, at=self._keeps_at, along=along)
            self.fields[code].widget.attrs |= told

    def list_sent(self) -> frozenset[str]:
        """List the questions whose answers came."""
        return frozenset(one.code for one in self.questions if self._is_sent(one))

    def list_changed(self, own: Mapping[str, EvaluationAnswer]) -> dict[str, Answer]:
        """Return what was changed on the page, or back to what it showed at first.

        What is sent late counts unless the same person answered otherwise since.
        """
        if self.data.get("go") == RESEND:
            return self._list_late(own)
        made_at = read_moment(self.data.get("made_at")) or timezone.now()
        return {
            question.code: answer
            for question in self.questions
            if self._is_sent(question)
            for answer in [read_texts(question, self._read(question))]
            if self._was_changed(question)
            or _differs_since(own.get(question.code), answer, made_at)
        }

    def _list_late(self, own: Mapping[str, EvaluationAnswer]) -> dict[str, Answer]:
        return {
            one.code: read_texts(one, self._read(one))
            for one in self.questions
            if self._is_sent(one)
            and self._was_changed(one)
            and not self._is_overtaken(one, own.get(one.code))
        }

    def _is_overtaken(self, question: Question, own: EvaluationAnswer | None) -> bool:
        was = self.data.get(WAS + question.code, "").split()
        return own is not None and sorted(
            write_texts(read_answer(own.value))
        ) != sorted(was)

    def _is_sent(self, question: Question) -> bool:
        return WAS + question.code in self.data

    def _was_changed(self, question: Question) -> bool:
        was = self.data.get(WAS + question.code, "").split()
        return sorted(self._read(question)) != sorted(was)

    def _read(self, question: Question) -> list[str]:
        widget = self.fields[question.code].widget
        found = widget.value_from_datadict(self.data, self.files, question.code)
        texts = found if isinstance(found, list) else [found or ""]
        return [text.strip() for text in texts if text.strip()]


def build_field(question: Question, *, in_english: bool) -> forms.Field:
    """Build the field of a question; nothing has to be answered."""
    common: dict[str, Any] = {
        "label": question.english if in_english else question.text,
        "help_text": question.english_help if in_english else question.help,
        "required": False,
    }
    if question.kind is QuestionKind.NUMBER:
        return forms.CharField(
            max_length=LONGEST_NUMBER,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            **common,
        )
    choices = list_choices(question, in_english=in_english)
    if question.kind is QuestionKind.SEVERAL:
        return forms.MultipleChoiceField(
            choices=choices,
            widget=forms.CheckboxSelectMultiple(attrs={"data-alone": NOTHING}),
            **common,
        )
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)


def _differs_since(
    own: EvaluationAnswer | None, answer: Answer, made_at: datetime
) -> bool:
    """Whether a person changed an answer on this page before and now changed it back."""
    return (
        own is not None
        and own.answered_at > made_at
        and read_answer(own.value) != answer
    )


class AskReviewForm(RefusableForm):
    """Who is to look at the evaluation, and until when."""

    until = forms.DateField(
        label=_("让对方看到哪天为止"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, *args: Any, reviewers: Sequence[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = forms.ChoiceField(
            label=_("请哪家的专家"),
            choices=[(one.code, one.name) for one in reviewers],
            widget=forms.RadioSelect,
        )
        self.order_fields(["organisation", "until"])
        self.initial["until"] = timezone.localdate() + USUAL_REVIEW


class CommentForm(forms.Form):
    """What is said about a question or about the whole."""

    comment = forms.CharField(
        label=_("说明"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, is_needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment"].required = is_needed


class EvidenceForm(forms.Form):
    file = forms.FileField(
        label=_("添加材料"),
        help_text=_("照片、PDF、Word 或 Excel 文件，每个不超过 20 MB。"),
    )


class StatementForm(RefusableForm):
    """The questions of one topic, each field named after the fact it is about."""

    note = forms.CharField(
        label=_("想补充的话"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = topic.questions
        for question in topic.questions:
            self.fields[question.fact] = _build_stated(question)
        self.order_fields([one.fact for one in topic.questions])

    def read(self) -> dict[str, bool | date | None]:
        """Return the answers; what no longer follows from the first one falls away."""
        answers = {one.fact: self._read(one) for one in self.questions}
        return {
            one.fact: answers[one.fact]
            for one in self.questions
            if not one.after or answers[one.after] is True
        }

    def _read(self, question: AskedFact) -> bool | date | None:
        value = self.cleaned_data[question.fact]
        if question.kind is Kind.DATE:
            return cast("date | None", value)
        return {YES: True, NO: False}.get(value)


def list_stated(answers: Iterable[tuple[AskedFact, object]]) -> dict[str, object]:
    """Return what a form shows of answers given before."""
    words = {True: YES, False: NO}
    return {
        one.fact: words[value] if isinstance(value, bool) else value
        for one, value in answers
    }


def _build_stated(question: AskedFact) -> forms.Field:
    is_other = is_english()
    common: dict[str, Any] = {
        "label": question.english if is_other else question.text,
        "help_text": question.english_help if is_other else question.help,
        "required": not question.after,
    }
    if question.kind is Kind.DATE:
        return forms.DateField(
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **common
        )
    words = {
        NO: question.english_no if is_other else question.no,
        YES: question.english_yes if is_other else question.yes,
    }
    return forms.ChoiceField(
        choices=list(words.items()), widget=forms.RadioSelect, **common
    )

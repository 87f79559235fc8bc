"""The page of a form: one field for each question, read by the same rules as a sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django import forms

from zhisheng.kit.forms.keeping import keep_typed
from zhisheng.kit.forms.reading import NUMBERS, Record, read_record, show_answer
from zhisheng.kit.language import is_english, name_with_unit
from zhisheng.kit.problems import describe
from zhisheng.reference.forms import CheckSpec, FieldSpec, Kind

LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a question before anybody answers it; not an answer yet.

    Attributes
    ----------
    answer : str
        As an answer is kept.
    source, period : str
        Where it is from, in the words of the page, and of which period it is.
    told : str
        Source and answer, to stand beside the field.
    is_typed_in : bool
        Whether the field holds it, for a person to see and to hand in.
    """

    answer: str
    source: str
    period: str
    told: str
    is_typed_in: bool


NOTHING_KNOWN: Mapping[str, Known] = MappingProxyType({})
NOTHING_SEEN: Mapping[str, str] = MappingProxyType({})


class RecordForm(forms.Form):
    """One record; what was typed stays as it was typed until it can be read.

    ``keeps_at`` is where each answer is kept as soon as it is typed; ``known`` is what
    is known already, by field. ``seen`` is what stood in the fields when the page was
    opened; the page sends it back, so that what others typed meanwhile is found.
    """

    # Something looks wrong or undone: whoever means it says so and sends it again.
    asks_again: bool = False

    def __init__(
        self,
        *args: Any,
        fields: Sequence[FieldSpec],
        checks: Sequence[CheckSpec] = (),
        answers: dict[str, str] | None = None,
        keeps_at: str = "",
        known: Mapping[str, Known] = NOTHING_KNOWN,
        seen: Mapping[str, str] = NOTHING_SEEN,
        **kwargs: Any,
    ) -> None:
        held = {code: one.answer for code, one in known.items() if one.is_typed_in}
        held |= answers or {}
        shown = {
            field.code: show_answer(field, held.get(field.code, "")) for field in fields
        }
        super().__init__(*args, **kwargs | {"initial": shown})
        self._specs, self._checks = tuple(fields), tuple(checks)
        self.record: Record | None = None
        for field in fields:
            built = self.fields[field.code] = _build_field(field)
            # Wanted in the end, though a draft may do without: not called optional.
            built.widget.is_wanted = field.is_required
            built.widget.known = known.get(field.code)
            built.widget.seen = seen.get(field.code, shown[field.code])
            if keeps_at:
                seen_name = f"seen-{field.code}"
                sent = keep_typed(field.code, at=keeps_at, along=("version", seen_name))
                built.widget.attrs |= sent | {
                    "hx-include": f"#version, #{seen_name}",
                    "hx-swap": "none",
                }

    def clean(self) -> dict[str, Any]:
        """Read all answers at once; only what the fields themselves took is read."""
        typed = super().clean() or self.cleaned_data
        self.record = read_record(self._specs, typed, self._checks)
        for problem in self.record.problems:
            if problem.field not in self.errors and not problem.is_warning:
                self.add_error(problem.field, describe(problem.error))
        return typed


def name_field(field: FieldSpec) -> str:
    """Return a question with its unit, in the language of the page."""
    label = field.english if is_english() else field.label
    return name_with_unit(label, field.unit)


def _build_field(field: FieldSpec) -> forms.Field:
    # Whether it is required is for the reader to say: a dash is no answer either.
    common: dict[str, Any] = {
        "label": name_field(field),
        "help_text": _help(field),
        "required": False,
    }
    if field.kind is Kind.CHOICE:
        return forms.ChoiceField(choices=[("", "—"), *_pair(field.choices)], **common)
    if field.kind is Kind.YES_NO:
        return forms.ChoiceField(choices=[("", "—"), *_pair(("是", "否"))], **common)
    if field.kind is Kind.PARAGRAPH:
        return forms.CharField(
            max_length=field.max_length, widget=forms.Textarea, **common
        )
    is_number = field.kind in NUMBERS
    attributes = {"autocomplete": "off"} | (
        {"inputmode": "numeric"} if field.kind is Kind.MOBILE else {}
    )
    return forms.CharField(
        max_length=LONGEST_NUMBER if is_number else field.max_length,
        widget=forms.TextInput(attrs=attributes),
        **common,
    )


def _pair(choices: Sequence[str]) -> list[tuple[str, str]]:
    return [(one, one) for one in choices]


def _help(field: FieldSpec) -> str:
    example = f"例：{field.example}" if field.example else ""
    return "".join(filter(None, (field.help, example)))

"""Kinds of fields of the API that refuse in words of ours; loaded with the API alone."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest
from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError
from pydantic_core.core_schema import no_info_after_validator_function

from zhisheng.kit.errors import FieldsRefusedError
from zhisheng.kit.field_errors import YEAR_FAULT, tell_refusals

YEAR = "20[0-9]{2}"
UNKNOWN = "extra_forbidden"


def refuse_unknown_parameters(answer: Callable[..., Any]) -> Callable[..., Any]:
    """Let no call answer what was not asked.

    A misspelt parameter is refused by name, and one in the address of a call that takes
    its values from a form: none takes both.
    """

    @wraps(answer)
    def answer_known(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        place = request.resolver_match
        in_address = place.kwargs if place else {}
        is_form = bool(request.POST or request.FILES)
        known = {
            name
            for name, value in ({} if is_form else kwargs).items()
            if name not in in_address and not isinstance(value, BaseModel)
        }
        unknown = [name for name in request.GET if name not in known]
        if unknown:
            errors = [{"type": UNKNOWN, "loc": ("query", name)} for name in unknown]
            raise FieldsRefusedError(fields=tell_refusals(errors))
        return answer(request, *args, **kwargs)

    return answer_known


class _Checked(ABC):
    """Checks a text once the library has read it, and says so in the description."""

    @abstractmethod
    def check(self, text: str) -> str: ...

    @abstractmethod
    def describe(self) -> Mapping[str, Any]: ...

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), **self.describe()}


@dataclass(frozen=True)
class OneOf(_Checked):
    """One word of a closed set, or nothing where nothing is asked for."""

    words: tuple[str, ...]

    def check(self, text: str) -> str:
        if text and text not in self.words:
            expected = ", ".join(f"'{word}'" for word in self.words)
            raise PydanticKnownError("literal_error", {"expected": expected})
        return text

    def describe(self) -> Mapping[str, Any]:
        return {"enum": ["", *self.words]}


@dataclass(frozen=True)
class YearText(_Checked):
    """A year of four digits, written as a text."""

    may_be_empty: bool = False

    def check(self, text: str) -> str:
        if not (re.fullmatch(YEAR, text) or (self.may_be_empty and not text)):
            raise PydanticCustomError(YEAR_FAULT, "a year of four digits is expected")
        return text

    def describe(self) -> Mapping[str, Any]:
        return {"pattern": f"^({YEAR})?$" if self.may_be_empty else f"^{YEAR}$"}

"""The JSON Schema of a model file, derived from the records it is read into."""

import types
import typing
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import StrEnum

from zhisheng.reference.maturity.describing import FIELDS
from zhisheng.reference.maturity.records import MaturityModel, Shape, Within

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Node = dict[str, object]


def build_schema() -> Node:
    """Return the schema of what a YAML file of models holds, dates as text."""
    kinds = {kind.__name__: kind for kind in list_kinds(MaturityModel)}
    return {
        "$schema": DIALECT,
        "title": "质升评价模型文件 Evaluation models of Zhisheng",
        "type": "array",
        "minItems": 1,
        "items": _refer(MaturityModel),
        "$defs": {name: _describe_record(kind) for name, kind in kinds.items()},
    }


def list_kinds(kind: type) -> Iterator[type]:
    """List a record type and those it is made of, each once."""
    waiting, seen = [kind], set[type]()
    while waiting:
        one = waiting.pop(0)
        if one not in seen:
            seen.add(one)
            yield one
            waiting += [
                part for hint in _read_hints(one).values() for part in _dig(hint)
            ]


def _read_hints(kind: type) -> dict[str, object]:
    return typing.get_type_hints(kind, include_extras=True)


def _dig(hint: object) -> list[type]:
    if isinstance(hint, type) and is_dataclass(hint):
        return [hint]
    return [part for argument in typing.get_args(hint) for part in _dig(argument)]


def _refer(kind: type) -> Node:
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _describe_record(kind: type) -> Node:
    hints = _read_hints(kind)
    own: tuple[Field[object], ...] = fields(kind)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [one.name for one in own if one.default is MISSING],
        "properties": {
            one.name: {
                "title": FIELDS[f"{kind.__name__}.{one.name}"][0],
                "description": FIELDS[f"{kind.__name__}.{one.name}"][1],
                **_describe(hints[one.name]),
            }
            for one in own
        },
    }


def _describe(hint: object) -> Node:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return _describe(arguments[0]) | _describe_rule(arguments[1])
    if origin in (types.UnionType, typing.Union):
        rest = next(one for one in arguments if one is not types.NoneType)
        return {"anyOf": [_describe(rest), {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _describe(arguments[0])}
    if isinstance(hint, type) and is_dataclass(hint):
        return _refer(hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"enum": [str(word) for word in hint]}
    return dict(_PLAIN[hint])


def _describe_rule(rule: object) -> Node:
    match rule:
        case Shape(pattern=pattern):
            return {"pattern": f"^(?:{pattern})$"}
        case Within(least=least, most=most):
            return {"minimum": least, "maximum": most}
    raise TypeError(f"no rule: {rule!r}")


_PLAIN: dict[object, Node] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    date: {"type": "string", "format": "date"},
}

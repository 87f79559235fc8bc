"""Read a model file that somebody wrote; every fault has its line and its cure."""

import re
import types
import typing
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum

import yaml
from yaml.constructor import ConstructorError

from zhisheng.reference.loader import build_records
from zhisheng.reference.maturity.records import MaturityModel, Shape, Within

MOST_BYTES = 512 * 1024
# A model is twelve lists and records deep.
DEEPEST = 20
MOST_NAME = 60
TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("null", "bool", "int", "float", "str", "timestamp", "seq", "map")
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file: its line from 1, the place in it, and a sentence."""

    line: int
    place: str
    text: str
    english: str


class UnreadableModelError(ValueError):
    """A file cannot be read at all; it holds the one fault that says why."""

    def __init__(self, line: int, text: str, english: str) -> None:
        self.fault = Fault(line, "", text, english)
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds.

    Attributes
    ----------
    models : tuple[MaturityModel, ...]
        Empty if anything does not fit the records.
    lines : tuple[dict[str, int], ...]
        For each model the line of each code.
    faults : tuple[Fault, ...]
        In the order of the file.
    """

    models: tuple[MaturityModel, ...]
    lines: tuple[dict[str, int], ...]
    faults: tuple[Fault, ...]


def read_models(content: bytes) -> Reading:
    """Read the models of a file.

    Raises
    ------
    UnreadableModelError
        If it is too large, not UTF-8 or no YAML list.
    """
    root = _parse(_decode(content))
    faults: list[Fault] = []
    rows = [
        _read(MaturityModel, item, f"[{place}]", faults)
        for place, item in enumerate(root.value)
    ]
    if faults:
        return Reading((), (), tuple(faults))
    mappings = typing.cast("list[dict[str, object]]", rows)
    models = build_records(MaturityModel, mappings)
    lines = tuple(dict(_list_lines(item)) for item in root.value)
    return Reading(models, lines, tuple(_list_repeated(root, models)))


def _decode(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise UnreadableModelError(
            1,
            f"文件太大，最多 {MOST_BYTES // 1024} KB；一个文件只写一个模型",
            f"the file is too large, {MOST_BYTES // 1024} KB at most; "
            "write one model in a file",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableModelError(
            content.count(b"\n", 0, error.start) + 1,
            "不是 UTF-8 编码（可能是 GBK 或 Excel 存的）：用编辑器另存为 UTF-8",
            "not UTF-8 (perhaps GBK, or saved by Excel): save it as UTF-8",
        ) from error


def _parse(text: str) -> yaml.SequenceNode:
    try:
        root = _Composer(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableModelError(
            mark.line + 1 if mark else 1,
            "YAML 读不懂这里：看看缩进齐不齐、冒号后面有没有空格、引号和括号有没有成对",
            "this is no YAML: look at indents, the space after a colon, and whether "
            "quotes and brackets are closed",
        ) from error
    except yaml.reader.ReaderError as error:
        raise UnreadableModelError(
            text.count("\n", 0, error.position) + 1,
            "有看不见的控制字符，删掉它",
            "there is an invisible control character; delete it",
        ) from error
    if isinstance(root, yaml.SequenceNode) and root.value:
        return root
    raise UnreadableModelError(
        1,
        "要写成列表：每个模型以“- code: ”开头；现在是空的或者不是列表",
        'a list is expected, each model beginning with "- code: "; '
        "this is empty or no list",
    )


class _Composer(yaml.SafeLoader):
    """Refuse what a model never needs and what can grow without end."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = 0

    def compose_node(
        self, parent: yaml.Node | None, index: typing.Any
    ) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs leave it open
        line = event.start_mark.line + 1
        if event.anchor is not None:
            raise UnreadableModelError(
                line,
                "不能用锚点和引用（& 和 *），把内容照写一遍",
                "anchors and aliases (& and *) are not allowed; write it out",
            )
        self.depth += 1
        if self.depth > DEEPEST:
            text, english = (
                f"套得太深，最多 {DEEPEST} 层",
                f"nested over {DEEPEST} deep",
            )
            raise UnreadableModelError(line, text, english)
        node = super().compose_node(parent, index)
        self.depth -= 1
        if node is not None and node.tag not in TAGS:
            text = f"不能用标记 {node.tag}，只写文字、数、日期、列表和键值"
            english = f"the tag {node.tag} is not allowed"
            raise UnreadableModelError(line, text, english)
        return node


def _list_lines(node: yaml.Node, within: str = "") -> Iterator[tuple[str, int]]:
    """List the codes and their lines; an option is found by its question.

    A list of a part stands as code/key, a gate as the criterion it names/gates.
    """
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _list_lines(item, within)
    if isinstance(node, yaml.MappingNode):
        code = next((v.value for k, v in node.value if k.value == "code"), "")
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value == "code":
                yield value.value, line
            elif within == "gates" and key.value == "criterion":
                yield f"{value.value}/gates", line
            elif key.value != "options":
                yield f"{code}/{key.value}", line
                yield from _list_lines(value, key.value)


def _list_repeated(
    root: yaml.SequenceNode, models: tuple[MaturityModel, ...]
) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for node, model in zip(root.value, models, strict=True):
        if (model.code, model.version) in seen:
            yield Fault(
                node.start_mark.line + 1,
                model.code,
                f"版本 {model.version} 在文件里写了两次",
                f"version {model.version} stands twice in the file",
            )
        seen.add((model.code, model.version))


def _read(hint: object, node: yaml.Node, place: str, faults: list[Fault]) -> object:
    """Return the plain value of a node and note what does not fit the type."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        value = _read(arguments[0], node, place, faults)
        if value is not None:
            _check_rule(arguments[1], value, node, place, faults)
        return value
    if origin in (types.UnionType, typing.Union):
        if node.tag.endswith(":null"):
            return None
        rest = next(one for one in arguments if one is not types.NoneType)
        return _read(rest, node, place, faults)
    if origin is tuple:
        return _read_list(arguments[0], node, place, faults)
    if isinstance(hint, type) and is_dataclass(hint):
        return _read_record(hint, node, place, faults)
    return _read_scalar(hint, node, place, faults)


def _note(
    faults: list[Fault], node: yaml.Node, place: str, text: str, english: str
) -> None:
    faults.append(Fault(node.start_mark.line + 1, place, text, english))


def _read_list(
    hint: object, node: yaml.Node, place: str, faults: list[Fault]
) -> list[object] | None:
    if not isinstance(node, yaml.SequenceNode):
        _note(faults, node, place, "要写成列表", "a list is expected")
        return None
    return [
        _read(hint, item, f"{place}[{number}]", faults)
        for number, item in enumerate(node.value)
    ]


def _read_record(
    kind: type, node: yaml.Node, place: str, faults: list[Fault]
) -> dict[str, object] | None:
    if not isinstance(node, yaml.MappingNode):
        _note(faults, node, place, "要写成“键: 值”", 'write it as "key: value"')
        return None
    hints = typing.get_type_hints(kind, include_extras=True)
    found: dict[str, object] = {}
    for key, value in node.value:
        name = str(key.value)[:MOST_NAME]
        if name not in hints:
            text, english = f"没有“{name}”这个键", f"there is no key {name}"
            _note(faults, key, place, text, english)
        elif name in found:
            text, english = f"“{name}”写了两次", f"{name} stands twice"
            _note(faults, key, place, text, english)
        else:
            found[name] = _read(hints[name], value, f"{place}.{name}", faults)
    for one in fields(kind):
        if one.default is MISSING and one.name not in found:
            _note(faults, node, place, f"缺少“{one.name}”", f"{one.name} is missing")
    return found


def _read_scalar(
    hint: object, node: yaml.Node, place: str, faults: list[Fault]
) -> object:
    value = _construct(node)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        words = [str(word) for word in hint]
        if value not in words:
            text = f"要写其中一个：{'、'.join(words)}"
            _note(faults, node, place, text, f"write one of {', '.join(words)}")
        return value
    if type(value) is hint:
        return value
    text, english = _CURES[hint]
    _note(faults, node, place, text, english)
    return None


def _construct(node: yaml.Node) -> object:
    """Return a scalar as YAML reads it; None for a list, a record or nonsense."""
    if not isinstance(node, yaml.ScalarNode):
        return None
    try:
        value: object = yaml.constructor.SafeConstructor().construct_object(node)
    except (ConstructorError, ValueError):
        return None
    return value


def _check_rule(
    rule: object, value: object, node: yaml.Node, place: str, faults: list[Fault]
) -> None:
    match rule, value:
        case Shape(), str() if not re.fullmatch(rule.pattern, value):
            _note(faults, node, place, rule.cure, rule.english_cure)
        case Within(), int() if not rule.least <= value <= rule.most:
            text = f"要在 {rule.least} 到 {rule.most} 之间"
            english = f"it must lie between {rule.least} and {rule.most}"
            _note(faults, node, place, text, english)


_CURES: dict[object, tuple[str, str]] = {
    str: (
        '要写成文字；数和 yes、no 要加引号，例如 "1"',
        'write text; put figures and yes or no in quotes, such as "1"',
    ),
    int: ("要写整数，不加引号", "write a whole number without quotes"),
    date: ("要写日期，例如 2026-01-01", "write a date such as 2026-01-01"),
}

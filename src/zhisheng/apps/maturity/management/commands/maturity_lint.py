from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from zhisheng.kit.command_line import PlatformCommand
from zhisheng.reference.loader import Status
from zhisheng.reference.maturity import MaturityModel, check_model
from zhisheng.reference.maturity.reading import (
    MOST_BYTES,
    Fault,
    Reading,
    UnreadableModelError,
    read_models,
)
from zhisheng.reference.measures import load_goals, load_measures

# A screen of faults is enough to begin with.
MOST_TOLD = 100

STANDINGS = {
    Status.CONFIRMED: ("对照过正式文本", "confirmed against an official text"),
    Status.EXAMPLE: ("示例，不是标准", "an example, no standard"),
    Status.UNCHECKED: ("待核，还没有对照正式文本", "not yet compared"),
}


class Command(PlatformCommand):
    help = "检查一个评价模型文件：有问题就逐条说在哪一行、怎样改，没有就说它有什么。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="评价模型的 YAML 文件")
        parser.add_argument(
            "--english", action="store_true", help="用英文说 tell it in English"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        in_english: bool = options["english"]
        try:
            reading = read_models(read_content(options["file"], in_english=in_english))
        except UnreadableModelError as error:
            self._tell([error.fault], in_english=in_english)
        faults = [*reading.faults, *list_flaws(reading)]
        if faults:
            self._tell(faults, in_english=in_english)
        for model in reading.models:
            self.stdout.write(summarise(model)[in_english])

    def _tell(self, faults: list[Fault], *, in_english: bool) -> None:
        """Print every fault with its place and end with exit code 1."""
        for one in sorted(faults, key=lambda fault: fault.line)[:MOST_TOLD]:
            where = f"line {one.line}" if in_english else f"第 {one.line} 行"
            named = f"{where} {one.place}".rstrip()
            told = f": {one.english}" if in_english else f"：{one.text}"
            self.stdout.write(named + told)
        raise CommandError(count_faults(len(faults))[in_english])


def count_faults(count: int) -> tuple[str, str]:
    if count <= MOST_TOLD:
        return f"有 {count} 处要改", f"{count} to mend"
    return (
        f"有 {count} 处要改，上面是前 {MOST_TOLD} 处",
        f"{count} to mend; the first {MOST_TOLD} stand above",
    )


def read_content(path: Path, *, in_english: bool) -> bytes:
    """Read so much that a file that is too large can be told from others."""
    told = None
    if path.is_dir():
        told = ("这是文件夹，不是文件", "this is a folder")
    elif not path.exists():
        told = ("没有这个文件", "there is no such file")
    elif not path.is_file():
        told = ("这不是普通文件", "this is no plain file")
    if told is None:
        try:
            with path.open("rb") as file:
                return file.read(MOST_BYTES + 1)
        except PermissionError:
            told = ("没有权限读这个文件", "this file may not be read")
    raise CommandError(f"{told[1]}: {path}" if in_english else f"{told[0]}：{path}")


def list_flaws(reading: Reading) -> Iterator[Fault]:
    measures = [measure.code for measure in load_measures()]
    goals = [goal.code for goal in load_goals()]
    for model, lines in zip(reading.models, reading.lines, strict=True):
        for flaw in check_model(model, measures=measures, goals=goals):
            line = lines.get(flaw.place, lines[model.code])
            line = lines.get(f"{flaw.place}/{flaw.key}", line)
            yield Fault(line, flaw.place, flaw.text, flaw.english)


def summarise(model: MaturityModel) -> tuple[str, str]:
    counts = len(model.dimensions), len(model.criteria), len(model.questions)
    chinese, english = STANDINGS[model.status]
    return (
        f"没有发现问题：{model.code} {model.version}《{model.name}》，"
        f"{counts[0]} 个维度、{counts[1]} 个指标、{counts[2]} 个问题，{chinese}",
        f"no faults: {model.code} {model.version}, {model.english_name}, "
        f"{counts[0]} dimensions, {counts[1]} criteria, {counts[2]} questions, {english}",
    )

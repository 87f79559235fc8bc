"""The command line speaks Chinese first, in words a person knows."""

import os
import re
import subprocess
import sys

import pytest
from django.core.management import get_commands, load_command_class

from zhisheng.config import cli
from zhisheng.kit.command_line import PlatformCommand

CHINESE = re.compile("[\u4e00-\u9fff]")


def run(monkeypatch, capsys, line):
    """Return the exit code and what was said."""
    monkeypatch.setattr(sys, "argv", ["zhisheng", *line.split()])
    # Set before, so that it is put back after the test.
    monkeypatch.setenv("LANGUAGE", "en")
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    return ended.value.code, said.out + said.err


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("import roster", "错误 error: 缺少参数 missing: file, --year"),
        ("import roster a.csv --year 99", "参数 --year：年度要在 2000 到 2100 之间"),
        ("import roster a.csv --year 2024 --fast", "不认识的参数 unknown: --fast"),
        ("bulletin --out", "参数 --out：后面要写一个值"),
        ("serve --port x", "参数 --port：这个值不对 not a valid int: 'x'"),
    ],
)
def test_a_slip_is_told_in_chinese(monkeypatch, capsys, line, told):
    code, said = run(monkeypatch, capsys, line)

    assert code == 2
    assert said.startswith("用法 usage: zhisheng ")
    assert told in said


def test_usage_names_the_words_a_person_types(monkeypatch, capsys):
    code, said = run(monkeypatch, capsys, "import roster --help")

    assert code == 0
    assert said.startswith("用法 usage: zhisheng import roster [-h]")
    assert "import_roster" not in said
    assert not re.search("positional|show this help message|--settings|Skip", said)


def test_an_error_is_a_sentence(monkeypatch, capsys):
    assert run(monkeypatch, capsys, "import roster /none.csv --year 2024") == (
        1,
        "错误 error: 没有这个文件：/none.csv\n",
    )


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("import rooster", "import roster、import returns"),
        ("import", "import roster、import returns"),
        ("snapshoot", "snapshot"),
    ],
)
def test_an_unknown_command_gets_a_hint(monkeypatch, capsys, line, hint):
    code, said = run(monkeypatch, capsys, line)

    assert code == 2
    assert said == (
        f"没有“{line}”这个命令 no such command。 是不是 did you mean: {hint}\n"
        "全部命令见 all commands: zhisheng --help\n"
    )


def test_the_help_of_a_group_names_its_commands(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["zhisheng", "maturity", "--help"])
    cli.main()

    said = capsys.readouterr().out
    assert said.startswith("用法 usage: zhisheng maturity COMMAND\n")
    assert [line.split("  ")[1].strip() for line in said.splitlines()[2:]] == [
        "maturity lint",
        "maturity schema",
    ]


def test_what_only_reads_a_file_leaves_no_keys_behind(tmp_path):
    environment = {k: v for k, v in os.environ.items() if k != "ZHISHENG_DATA_DIR"}
    command = [sys.executable, "-m", "zhisheng.config.cli", "maturity", "schema"]

    subprocess.run(  # noqa: S603
        command, cwd=tmp_path, env=environment, check=True, capture_output=True
    )

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words", [words for words in cli.COMMANDS if words != ("serve",)]
)
def test_every_command_describes_itself_in_chinese(words):
    name, _text = cli.COMMANDS[words]
    command = load_command_class(get_commands()[name], name)
    parser = command.create_parser("zhisheng", name)
    own = [item for item in parser._actions if item.help not in {None, "==SUPPRESS=="}]

    assert isinstance(command, PlatformCommand)
    assert name == "_".join(words)
    assert CHINESE.search(command.help)
    assert [item.dest for item in own if not CHINESE.search(item.help)] in (
        [],
        ["help"],
    )

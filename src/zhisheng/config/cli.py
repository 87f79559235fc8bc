"""The `zhisheng` command: a table of words and the management command behind each.

Django is imported only once a command is chosen, so that help answers at once.
"""

import contextlib
import difflib
import gettext
import os
import sys
import tempfile
from pathlib import Path

from zhisheng import __version__

LOCALE = Path(__file__).with_name("locale")

COMMANDS: dict[tuple[str, ...], tuple[str, str]] = {
    ("import", "roster"): (
        "import_roster",
        "读入帮扶名单 import a roster of helped enterprises",
    ),
    ("import", "returns"): ("import_returns", "读入指标数据 import indicator values"),
    ("exchange",): (
        "exchange",
        "收下其他系统的文件 take in a file of another system",
    ),
    ("snapshot",): ("snapshot", "制作不可更改的数据快照 write an immutable snapshot"),
    ("bulletin",): ("bulletin", "从快照生成通报 write a bulletin from a snapshot"),
    ("maturity", "lint"): (
        "maturity_lint",
        "检查评价模型文件 check a file of an evaluation model",
    ),
    ("maturity", "schema"): (
        "maturity_schema",
        "写出评价模型的格式 print the JSON Schema of evaluation models",
    ),
    ("demo",): ("demo", "生成演示数据 create a synthetic programme"),
    ("audit", "verify"): ("audit_verify", "核对审计链 verify the audit chain"),
    ("keys", "rotate"): (
        "keys_rotate",
        "换用新的加密密钥 encrypt again under the newest key",
    ),
    ("tick",): ("tick", "安排到期的定时工作 enqueue due periodic work"),
    ("worker",): ("worker", "运行后台任务 run background jobs"),
    ("serve",): ("serve", "运行网站和后台任务 run web server and worker"),
    ("administrator",): ("administrator", "新建平台管理员 create an administrator"),
    ("setup",): ("setup", "迁移数据库并载入参考数据 migrate and load reference data"),
}


def describe_commands() -> str:
    rows = [f"  {' '.join(words):<16} {text}" for words, (_, text) in COMMANDS.items()]
    return "\n".join(
        [
            f"zhisheng {__version__}",
            "",
            "用法 usage: zhisheng COMMAND [--help]",
            "",
            *rows,
        ]
    )


# What reads a file and nothing else leaves no folder with keys behind.
WITHOUT_DATA = frozenset({"maturity_lint", "maturity_schema"})


def describe_group(word: str) -> str:
    """Describe the commands that begin with a word; empty where none has two."""
    return "\n".join(
        f"  {' '.join(words):<16} {text}"
        for words, (_, text) in COMMANDS.items()
        if len(words) > 1 and words[0] == word
    )


def find_command(arguments: list[str]) -> list[str]:
    """Return the management command line for the words typed.

    Words that are not in the table are a management command of Django or of an app
    by its own name, such as ``migrate``.
    """
    for words, (command, _) in COMMANDS.items():
        if tuple(arguments[: len(words)]) == words:
            return [command, *arguments[len(words) :]]
    return arguments


def speak_chinese() -> None:
    """Let the standard library's argument parser speak as the rest of the command does.

    It asks the environment for the language; Chinese comes first whatever that says.
    """
    os.environ["LANGUAGE"] = "zh_Hans"
    gettext.bindtextdomain("messages", str(LOCALE))


def refuse_unknown(arguments: list[str]) -> None:
    """End with a hint if the words are neither ours nor a management command's."""
    from django import setup
    from django.core.management import get_commands

    setup()
    if arguments[0] in get_commands():
        return
    names = [" ".join(words) for words in COMMANDS]
    typed = " ".join(arguments[:2])
    near = [name for name in names if name.split()[0] == arguments[0]]
    near = near or difflib.get_close_matches(typed, names, n=1)
    near = near or difflib.get_close_matches(arguments[0], names, n=1)
    hint = f" 是不是 did you mean: {'、'.join(near)}" if near else ""
    sys.stderr.write(
        f"没有“{typed}”这个命令 no such command。{hint}\n"
        "全部命令见 all commands: zhisheng --help\n"
    )
    raise SystemExit(2)


def main() -> None:
    """Run one command."""
    speak_chinese()
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        sys.stdout.write(describe_commands() + "\n")
        return
    if arguments[0] == "--version":
        sys.stdout.write(f"{__version__}\n")
        return
    asks_help = arguments[1:] and arguments[1] in {"-h", "--help", "help"}
    if asks_help and (group := describe_group(arguments[0])):
        sys.stdout.write(f"用法 usage: zhisheng {arguments[0]} COMMAND\n\n{group}\n")
        return
    if arguments[0] == "serve":
        from zhisheng.config.serving import serve

        raise SystemExit(serve(arguments[1:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhisheng.config.settings")
    from django.core.management import execute_from_command_line

    command = find_command(arguments)
    if command is arguments:
        refuse_unknown(arguments)
    with contextlib.ExitStack() as stack:
        if command[0] in WITHOUT_DATA and "ZHISHENG_DATA_DIR" not in os.environ:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            os.environ["ZHISHENG_DATA_DIR"] = folder
        execute_from_command_line(["zhisheng", *command])


if __name__ == "__main__":
    main()

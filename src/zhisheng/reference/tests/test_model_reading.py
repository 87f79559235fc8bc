"""Whatever is wrong with a model file is told with its line and its cure."""

from importlib import resources

import pytest

from zhisheng.reference.maturity import get_model
from zhisheng.reference.maturity.reading import (
    DEEPEST,
    MOST_BYTES,
    UnreadableModelError,
    read_models,
)

FILES = resources.files("zhisheng.reference.maturity")
FIRST = "[0].dimensions[0].criteria[0]"
HOUSEHOLD = FILES.joinpath("household.yaml").read_text(encoding="utf-8")


def change(old: str, new: str) -> bytes:
    assert HOUSEHOLD.count(old) >= 1
    return HOUSEHOLD.replace(old, new, 1).encode()


def list_faults(content: bytes) -> list[tuple[str, str]]:
    return [(fault.place, fault.text) for fault in read_models(content).faults]


def read_refusal(content: bytes) -> tuple[int, str]:
    with pytest.raises(UnreadableModelError) as refused:
        read_models(content)
    assert refused.value.fault.english.isascii()
    return refused.value.fault.line, refused.value.fault.text


@pytest.mark.parametrize(
    "name", ["five_levels", "four_grades", "household", "readiness"]
)
def test_a_shipped_file_is_read_as_the_loader_reads_it(name: str) -> None:
    reading = read_models(FILES.joinpath(f"{name}.yaml").read_bytes())

    assert reading.faults == ()
    (model,) = reading.models
    assert model == get_model(model.code, model.version)


def test_a_mark_at_the_beginning_does_not_matter() -> None:
    assert read_models(b"\xef\xbb\xbf" + HOUSEHOLD.encode()).faults == ()


def test_codes_know_their_lines() -> None:
    (lines,) = read_models(HOUSEHOLD.encode()).lines
    written = HOUSEHOLD.splitlines()

    assert written[lines["household"] - 1] == "- code: household"
    assert written[lines["incoming_check"] - 1].strip() == "- code: incoming_check"
    # Options are found by their question.
    assert "dry" not in lines


@pytest.mark.parametrize(
    ("old", "new", "place", "text"),
    [
        ("  minutes: 15\n", "", "[0]", "缺少“minutes”"),
        ("  minutes: 15\n", "  minute: 15\n", "[0]", "没有“minute”这个键"),
        ("  minutes: 15\n", '  minutes: "15"\n', "[0].minutes", "要写整数，不加引号"),
        ("  minutes: 15\n", "  minutes: true\n", "[0].minutes", "要写整数，不加引号"),
        ("  minutes: 15\n", "  minutes: 1e9\n", "[0].minutes", "要写整数，不加引号"),
        ("  minutes: 15\n", "  minutes: 0\n", "[0].minutes", "要在 1 到 600 之间"),
        (
            "  minutes: 15\n",
            f"  minutes: {'9' * 5000}\n",
            "[0].minutes",
            "要写整数，不加引号",
        ),
        (
            "  top_level: 5\n",
            "  top_level: 900000000\n",
            "[0].top_level",
            "要在 1 到 10 之间",
        ),
        (
            "  within: weighted_mean\n",
            "  within: mean\n",
            "[0].within",
            "要写其中一个：weighted_mean、no_gap、minimum",
        ),
        (
            '  version: "2026.1"\n',
            "  version: 2026.1\n",
            "[0].version",
            '要写成文字；数和 yes、no 要加引号，例如 "1"',
        ),
        (
            "  valid_from: 2024-01-01\n",
            "  valid_from: 2024-13-01\n",
            "[0].valid_from",
            "要写日期，例如 2026-01-01",
        ),
        (
            "  valid_from: 2024-01-01\n",
            "  valid_from: 2024-01-01 10:00:00\n",
            "[0].valid_from",
            "要写日期，例如 2026-01-01",
        ),
        (
            "- code: household\n",
            "- code: 个体户\n",
            "[0].code",
            "代码用小写英文字母开头，只写字母、数字、- 和 _，最多 40 个",
        ),
        (
            '      least: "1"\n',
            '      least: "很少"\n',
            "[0].grades[0].least",
            '要写成加引号的数，例如 "2.5"',
        ),
        (
            '      least: "1"\n',
            '      least: "nan"\n',
            "[0].grades[0].least",
            '要写成加引号的数，例如 "2.5"',
        ),
        (
            "      name: 初步系统\n",
            '      name: " "\n',
            "[0].grades[0].name",
            "不能空着",
        ),
        ("goals: [fewer_defects, cost]", "goals: 3", f"{FIRST}.goals", "要写成列表"),
        (
            '{standard: GB/T 19001-2016, edition: "2016", number: "8.4.1"}',
            "3",
            f"{FIRST}.clauses[0]",
            "要写成“键: 值”",
        ),
    ],
)
def test_what_does_not_fit_the_records_is_told(
    old: str, new: str, place: str, text: str
) -> None:
    found = list_faults(change(old, new))

    assert (place, text) in found
    others = [fault for fault in found if fault != (place, text)]
    assert others == ([("[0]", "缺少“minutes”")] if "minute:" in new else [])


def test_a_fault_stands_in_its_line() -> None:
    content = change("  minutes: 15\n", "  minutes: x\n")
    (fault,) = read_models(content).faults

    assert content.decode().splitlines()[fault.line - 1] == "  minutes: x"
    assert fault.english == "write a whole number without quotes"


def test_a_key_is_written_once() -> None:
    content = change("  minutes: 15\n", "  minutes: 15\n  minutes: 16\n")

    assert list_faults(content) == [("[0]", "“minutes”写了两次")]


def test_a_version_stands_once_in_a_file() -> None:
    content = HOUSEHOLD + HOUSEHOLD

    assert list_faults(content.encode()) == [
        ("household", "版本 2026.1 在文件里写了两次")
    ]


@pytest.mark.parametrize(
    "content", [b"", b"\n# only a note\n", b"[]", b"code: household\n", b"text"]
)
def test_a_file_holds_a_list_of_models(content: bytes) -> None:
    assert read_refusal(content) == (
        1,
        "要写成列表：每个模型以“- code: ”开头；现在是空的或者不是列表",
    )


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"- code: a\n   name: b\n", 2),
        (b'- code: "a\n', 2),
        (b"- [a, b\n", 2),
        (b"- a\n---\n- b\n", 2),
        (b"- %x\n", 1),
    ],
)
def test_what_is_no_yaml_is_told_with_its_line(content: bytes, line: int) -> None:
    assert read_refusal(content) == (
        line,
        "YAML 读不懂这里：看看缩进齐不齐、冒号后面有没有空格、引号和括号有没有成对",
    )


def test_a_bomb_of_aliases_is_not_lit() -> None:
    bomb = "- &a [x, x]\n" + "".join(
        f"- &{new} [*{old}, *{old}]\n" for old, new in zip("abcd", "bcde", strict=True)
    )
    told = "不能用锚点和引用（& 和 *），把内容照写一遍"

    assert read_refusal(bomb.encode()) == (1, told)
    assert read_refusal(b"- code: a\n- *a\n") == (2, told)


def test_what_nests_too_deep_is_not_followed() -> None:
    assert read_refusal(b"- " + b"[" * 100_000) == (1, f"套得太深，最多 {DEEPEST} 层")


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system", "!mine", "!!binary"]
)
def test_a_tag_is_refused(tag: str) -> None:
    line, text = read_refusal(f"- code: a\n- {tag} [x]\n".encode())

    assert line == 2
    assert text.startswith("不能用标记 ")


def test_a_file_that_is_too_large_is_not_parsed() -> None:
    assert read_refusal(b"#" * (MOST_BYTES + 1)) == (
        1,
        "文件太大，最多 512 KB；一个文件只写一个模型",
    )
    assert read_refusal(b"#" * MOST_BYTES)[1].startswith("要写成列表")


def test_what_is_not_utf8_is_told_with_its_line() -> None:
    content = b"- code: a\n  name: " + "质量".encode("gb18030")
    told = "不是 UTF-8 编码（可能是 GBK 或 Excel 存的）：用编辑器另存为 UTF-8"

    assert read_refusal(content) == (2, told)


def test_a_control_character_is_told_with_its_line() -> None:
    assert read_refusal(b"- code: a\n  name: \x00") == (
        2,
        "有看不见的控制字符，删掉它",
    )

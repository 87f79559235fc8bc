"""A model file is checked on the command line: every fault with its place, exit 1."""

import json
from importlib import resources
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from zhisheng.reference.maturity.reading import MOST_BYTES
from zhisheng.reference.maturity.schema import build_schema

FILES = resources.files("zhisheng.reference.maturity")
HOUSEHOLD = FILES.joinpath("household.yaml").read_text(encoding="utf-8")
SCOPES = (
    """
            - code: first
              kind: scope
              text: 甲
              english: a
              when: [{question: second, answers: [on]}]
              options: [{code: on, text: 是, english: a}, {code: off, text: 否, english: b}]
            - code: second
              kind: scope
              text: 乙
              english: b
              when: [{question: first, answers: [on]}]
              options: [{code: on, text: 是, english: a}, {code: off, text: 否, english: b}]
""".replace("on]", '"on"]')
    .replace("code: on", 'code: "on"')
    .replace("off,", '"off",')
)


def lint(path, *options):
    """Return what was said, and the error it ended with."""
    out = StringIO()
    try:
        call_command("maturity_lint", str(path), *options, stdout=out)
    except CommandError as error:
        return out.getvalue().splitlines(), str(error)
    return out.getvalue().splitlines(), None


@pytest.fixture
def write(tmp_path):
    def write_file(*changes):
        text = HOUSEHOLD
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "model.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


def find_line(path, text):
    return path.read_text(encoding="utf-8").splitlines().index(text) + 1


def test_a_fine_file_is_summarised(write):
    path = write()

    assert lint(path) == (
        [
            "没有发现问题：household 2026.1《个体户和小作坊 15 分钟自查》，"
            "4 个维度、10 个指标、14 个问题，示例，不是标准"
        ],
        None,
    )
    assert lint(path, "--english") == (
        [
            "no faults: household 2026.1, 15-minute self-check for household "
            "businesses and small workshops, 4 dimensions, 10 criteria, 14 questions, "
            "an example, no standard"
        ],
        None,
    )


@pytest.mark.parametrize(
    ("status", "told"),
    [("confirmed", "对照过正式文本"), ("待核", "待核，还没有对照正式文本")],
)
def test_the_summary_says_how_far_it_was_compared(write, status, told):
    (line,), ended = lint(write(("  status: 示例\n", f"  status: {status}\n")))

    assert ended is None
    assert line.endswith(f"，{told}")


def test_every_fault_is_told_with_its_line(write):
    path = write(
        ("          weight: 55\n", "          weight: 50\n"),
        ("measure: tool-supplier-list", "measure: tool-magic"),
    )
    supply = find_line(path, "        - code: incoming")
    said, ended = lint(path)

    assert said == [
        f"第 {supply - 1} 行 material：各指标的权重合计是 95，要等于 100",
        f"第 {supply} 行 incoming：措施 tool-magic 不在措施库里",
    ]
    assert ended == "有 2 处要改"


def test_a_sum_and_a_gate_are_told_where_they_stand(write):
    path = write(
        ("      weight: 20\n", "      weight: 25\n"),
        ("    - criterion: finished\n", "    - criterion: nowhere\n"),
    )

    assert lint(path)[0] == [
        f"第 {find_line(path, '    - criterion: nowhere')} 行 nowhere："
        "门槛规则写的指标不存在",
        f"第 {find_line(path, '  dimensions:')} 行 household："
        "各维度的权重合计是 105，要等于 100",
    ]


def test_faults_are_told_in_english(write):
    path = write(("measure: tool-supplier-list", "measure: tool-magic"))
    line = find_line(path, "        - code: incoming")

    assert lint(path, "--english") == (
        [f"line {line} incoming: there is no measure tool-magic"],
        "1 to mend",
    )


def test_a_circle_of_conditions_is_found(write):
    path = write(("          questions:\n", f"          questions:{SCOPES}"))
    said, ended = lint(path)

    assert ended == "有 1 处要改"
    assert said[0].removesuffix("first → second → first").removesuffix(
        "second → first → second"
    ) == (f"第 {find_line(path, '- code: household')} 行 household：条件绕成了一圈：")


def test_a_code_that_stands_twice_is_found(write):
    path = write(("- code: storage_ways\n", "- code: incoming_check\n"))
    second = path.read_text("utf-8").split("- code: incoming_check\n")
    line = sum(part.count("\n") + 1 for part in second[:2])

    assert lint(path) == (
        [
            f"第 {line} 行 incoming_check：这个代码用了 2 次，"
            "每个维度、指标和问题要有自己的代码"
        ],
        "有 1 处要改",
    )


def test_what_does_not_fit_is_told_before_the_rest(write):
    path = write(
        ("  minutes: 15\n", "  minutes: x\n"),
        ("measure: tool-supplier-list", "measure: tool-magic"),
    )

    assert lint(path) == (
        [
            f"第 {find_line(path, '  minutes: x')} 行 [0].minutes：要写整数，不加引号",
        ],
        "有 1 处要改",
    )


def test_only_the_first_of_very_many_are_told(tmp_path):
    path = tmp_path / "many.yaml"
    path.write_text("- a\n" * 150, encoding="utf-8")
    said, ended = lint(path)

    assert said[:2] == ["第 1 行 [0]：要写成“键: 值”", "第 2 行 [1]：要写成“键: 值”"]
    assert len(said) == 100
    assert ended == "有 150 处要改，上面是前 100 处"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b"#" * (MOST_BYTES * 3),
            "第 1 行：文件太大，最多 512 KB；一个文件只写一个模型",
        ),
        (
            "- name: 质量".encode("gb18030"),
            "第 1 行：不是 UTF-8 编码（可能是 GBK 或 Excel 存的）：用编辑器另存为 UTF-8",
        ),
        (
            b"- &a [*a, *a]\n",
            "第 1 行：不能用锚点和引用（& 和 *），把内容照写一遍",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path, content, told):
    path = tmp_path / "model.yaml"
    path.write_bytes(content)

    assert lint(path) == ([told], "有 1 处要改")


def test_what_is_no_file_is_told(tmp_path):
    assert lint(tmp_path) == ([], f"这是文件夹，不是文件：{tmp_path}")
    assert lint(tmp_path / "none.yaml") == ([], f"没有这个文件：{tmp_path}/none.yaml")
    assert lint("/dev/null") == ([], "这不是普通文件：/dev/null")
    assert lint("/dev/null", "--english") == ([], "this is no plain file: /dev/null")


def test_a_fault_ends_with_exit_code_one(tmp_path):
    with pytest.raises(CommandError) as ended:
        call_command("maturity_lint", str(tmp_path))

    assert ended.value.returncode == 1


def test_a_file_that_may_not_be_read_is_told(write, monkeypatch):
    # The tests may run as root, whom no mode keeps out.
    def refuse(*_):
        raise PermissionError

    path = write()
    monkeypatch.setattr("pathlib.Path.open", refuse)

    assert lint(path) == ([], f"没有权限读这个文件：{path}")


def test_the_schema_is_printed():
    out = StringIO()
    call_command("maturity_schema", stdout=out)

    assert json.loads(out.getvalue()) == build_schema()

import re

from zhisheng.kit.codes import new_code


def test_code_has_prefix_and_ten_unmistakable_letters():
    assert re.fullmatch(r"E-[0-9A-HJKMNP-TV-Z]{10}", new_code("E"))


def test_codes_differ():
    assert len({new_code("E") for _ in range(1000)}) == 1000

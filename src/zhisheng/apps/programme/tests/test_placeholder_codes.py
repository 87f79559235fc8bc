"""Zeros in the column of codes stand for no code, whatever their number."""

import pytest

from zhisheng.apps.programme.tests.readings import judge, report_all
from zhisheng.apps.programme.tests.workbooks import HEADER, make_line, write_xlsx


@pytest.mark.parametrize("text", ["0" * 18, "'" + "0" * 18, "0" * 9, "0", "０" * 18])
def test_zeros_are_no_code_and_the_row_says_so(text, tmp_path):
    lines = [HEADER, make_line(1), make_line(2, 统一社会信用代码=text)]

    found = report_all(write_xlsx(tmp_path / "a.xlsx", lines))

    assert judge(found) == [(2, "accepted", []), (3, "warning", ["uscc"])]
    assert found[1]["uscc"] is None

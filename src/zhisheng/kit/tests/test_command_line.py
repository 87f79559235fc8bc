from argparse import ArgumentTypeError
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from zhisheng.kit.command_line import read_xlsx_path, read_year, require_writable


@pytest.mark.parametrize("text", ["99", "1999", "2101", "-2024", "二〇二四", ""])
def test_what_is_no_year_is_refused(text):
    with pytest.raises(ArgumentTypeError, match="2000 到 2100"):
        read_year(text)


@pytest.mark.parametrize("year", [2000, 2024, 2100])
def test_a_year_is_read(year):
    assert read_year(str(year)) == year


@pytest.mark.parametrize("text", ["x.csv", "x", "x.xls", "xlsx", ".xlsx.csv"])
def test_what_no_workbook_is_called_is_refused(text):
    with pytest.raises(ArgumentTypeError, match=r"文件名要以 \.xlsx 结尾，不能是"):
        read_xlsx_path(text)


@pytest.mark.parametrize("text", ["退回.xlsx", "OUT.XLSX"])
def test_a_name_of_a_workbook_is_read(text):
    assert read_xlsx_path(text) == Path(text)


def test_a_file_is_written_into_a_folder_that_is_there(tmp_path):
    require_writable(None, tmp_path / "new.json")

    with pytest.raises(CommandError, match=f"没有这个文件夹：{tmp_path}/none"):
        require_writable(None, tmp_path / "none" / "new.json")
    with pytest.raises(CommandError, match="不是文件"):
        require_writable(tmp_path)


def test_a_file_that_may_not_be_written_is_refused(tmp_path, monkeypatch):
    # The tests may run as root, whom no mode keeps out.
    monkeypatch.setattr("os.access", lambda *_: False)

    with pytest.raises(CommandError, match="不能写入"):
        require_writable(tmp_path / "new.json")

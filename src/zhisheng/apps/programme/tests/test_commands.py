from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from zhisheng.apps.programme.management.commands import import_roster
from zhisheng.apps.programme.models import RosterImport
from zhisheng.apps.programme.tests.workbooks import HEADER, make_line, write_xlsx


@pytest.fixture
def roster(year, own_files, tmp_path):
    path = write_xlsx(tmp_path / "roster.xlsx", {"名单": [HEADER, make_line(1)]})
    return str(path)


@pytest.mark.parametrize("option", ["--report", "--marked"])
def test_a_roster_is_not_read_for_a_folder_that_is_not_there(
    roster, tmp_path, capsys, option
):
    nowhere = str(tmp_path / "none" / "x.xlsx")

    with pytest.raises(CommandError, match=f"没有这个文件夹：{tmp_path}/none"):
        call_command("import_roster", roster, "--year=2024", option, nowhere)

    assert capsys.readouterr().out == ""
    assert not RosterImport.objects.exists()


@pytest.mark.parametrize(
    ("asked", "problem"), [("99", "不能是 99"), ("2031", "没有 2031 年度的提升行动")]
)
def test_a_roster_of_no_known_year_is_refused_at_once(roster, capsys, asked, problem):
    with pytest.raises(CommandError, match=problem):
        call_command("import_roster", roster, f"--year={asked}")

    assert capsys.readouterr().out == ""
    assert not RosterImport.objects.exists()


def test_a_roster_that_is_only_looked_through_is_read_once(roster, capsys, monkeypatch):
    read, paths = import_roster.read_workbook, []

    def note(path):
        paths.append(path)
        return read(path)

    monkeypatch.setattr(import_roster, "read_workbook", note)
    call_command("import_roster", roster, "--year=2024", "--dry-run")

    assert capsys.readouterr().out.startswith("共 1 行：")
    assert paths == [Path(roster)]

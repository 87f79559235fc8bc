import pytest
from django.core.management import CommandError, call_command

from zhisheng.apps.statistics.models import Bulletin

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("year", "folder", "problem"),
    [("2024", "none", "没有这个文件夹"), ("99", "", "不能是 99")],
)
def test_a_bulletin_is_not_begun_that_cannot_be_written(
    tmp_path, year, folder, problem
):
    out = tmp_path / folder / "bulletin.docx"

    with pytest.raises(CommandError, match=problem):
        call_command("bulletin", "--region=000000", f"--year={year}", f"--out={out}")

    assert not Bulletin.objects.exists()

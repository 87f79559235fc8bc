import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from zhisheng.apps.accounts.models import User
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.statistics import services
from zhisheng.apps.statistics.models import Bulletin
from zhisheng.apps.statistics.tests.conftest import help_once
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.snapshots import Snapshot

pytestmark = pytest.mark.django_db


def write_bulletin(out: Path, region: str = "131100", year: str = "2024") -> None:
    call_command("bulletin", f"--region={region}", f"--year={year}", f"--out={out}")


@pytest.mark.parametrize(
    ("region", "year", "name", "problem"),
    [
        ("000000", "2024", "none/a.docx", "没有这个文件夹"),
        ("000000", "99", "a.docx", "不能是 99"),
        (
            "000000",
            "2024",
            "a.odt",
            "文件名要以 .docx、.pdf、.xlsx、.json 结尾",
        ),
        ("000000", "2024", "a", "文件名要以 .docx、.pdf、.xlsx、.json 结尾"),
        (
            "999999",
            "2024",
            "a.docx",
            "没有代码为 999999 的现行地区。全国写 000000，兵团写 660000。",
        ),
        ("安平县", "2024", "a.docx", "没有代码为 安平县 的现行地区。"),
        (
            "131100",
            "2031",
            "a.docx",
            "2031 年度没有帮扶、台账或上报合计的记录，做不了通报。",
        ),
    ],
    ids=["folder", "digits", "kind", "bare", "region", "name", "year"],
)
def test_what_cannot_be_made_is_refused_plainly_and_leaves_nothing(
    reference: None, tmp_path: Path, region: str, year: str, name: str, problem: str
) -> None:
    with pytest.raises(CommandError, match=problem):
        write_bulletin(tmp_path / name, region, year)

    assert not Bulletin.objects.exists()
    assert not Snapshot.objects.exists()
    assert not (tmp_path / name).exists()


def test_without_a_year_the_snapshot_is_of_the_latest_in_the_ledger(
    programme: list[Enterprise],
) -> None:
    call_command("snapshot")

    assert Snapshot.objects.get().year == 2024


def test_an_unknown_snapshot_is_named(reference: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有编号为 S-NONE 的数据快照。"):
        call_command(
            "bulletin",
            "--region=131100",
            "--year=2024",
            "--snapshot=S-NONE",
            f"--out={tmp_path / 'a.json'}",
        )


def test_a_full_disk_is_told_without_a_traceback(
    programme: list[Enterprise], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", refuse)

    with pytest.raises(
        CommandError, match=r"写不进 .*a\.json：No space left on device"
    ):
        write_bulletin(tmp_path / "a.json")


def test_every_format_is_written_from_one_draft(
    programme: list[Enterprise], tmp_path: Path
) -> None:
    for kind in ("docx", "pdf", "xlsx", "json"):
        write_bulletin(tmp_path / f"a.{kind}")

    bulletin = Bulletin.objects.get()
    assert (bulletin.status, bulletin.snapshot) == ("draft", Snapshot.objects.get())
    assert json.loads((tmp_path / "a.json").read_text()) == bulletin.figures
    drafted = AuditEntry.objects.filter(action="statistics.bulletin_drafted")
    assert drafted.count() == 1


def test_changed_records_another_area_and_a_release_give_another_draft(
    programme: list[Enterprise], tmp_path: Path, officer_city: User
) -> None:
    out = tmp_path / "a.json"
    write_bulletin(out)
    help_once(programme[0], programme[0].engagements.first().helper, year=2023)
    AuditEntry.objects.create(action="programme.engagement_recorded")
    write_bulletin(out)
    write_bulletin(out, region="131125")
    assert Bulletin.objects.count() == 3

    latest = Bulletin.objects.filter(area_code="131100").first()
    services.release_bulletin(bulletin=latest, actor=officer_city)
    write_bulletin(out)

    assert Bulletin.objects.count() == 4
    assert Bulletin.objects.filter(status="released").count() == 1


def test_a_draft_that_corrects_is_not_taken(
    released: Bulletin, officer_city: User, tmp_path: Path
) -> None:
    correction = services.correct_bulletin(
        bulletin=released, reason="补报两家", actor=officer_city
    )
    services.compute_bulletin(bulletin=correction, actor=officer_city)

    write_bulletin(tmp_path / "a.json")

    assert Bulletin.objects.count() == 3
    assert Bulletin.objects.first().correction_reason == ""

import json
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import list_demo_users
from zhisheng.apps.desk.models import DemoEnterprise, DemoValue
from zhisheng.apps.desk.services.demo import creating
from zhisheng.apps.programme.models import Engagement, ImportRow, RosterImport
from zhisheng.apps.registry.models import ChangeProposal, Claim, Enterprise
from zhisheng.apps.returns.models import Return, Value
from zhisheng.apps.returns.selectors import list_due_for
from zhisheng.kit import audit
from zhisheng.kit.jobs import Job
from zhisheng.methods.simulation import simulate


@pytest.mark.slow
def test_leaves_work_for_every_role(demo, media):
    programme = simulate(enterprises=150, quarters=12, seed=7, first_year=2022)

    assert Enterprise.unscoped.count() == 150
    assert Engagement.objects.count() == programme.helps.height + 4
    assert not DemoEnterprise.objects.exists()
    assert not DemoValue.objects.exists()
    assert {user.role for user in list_demo_users()} == set(Role.values)
    truth = json.loads((media / "demo" / "truth.json").read_text(encoding="utf-8"))
    assert truth["overall"] == programme.truth.overall.to_dicts()

    preview = RosterImport.objects.get(status="previewed")
    rows = ImportRow.objects.filter(roster_import=preview)
    assert rows.filter(status="refused").count() == 3
    assert rows.filter(status="to_confirm").count() == 3
    applied = RosterImport.objects.filter(status="applied")
    assert applied.count() == 4
    assert applied.get(organisation__kind="certification_body").counts["refused"] == 3
    assert Claim.objects.filter(status="pending").count() == 1
    assert ChangeProposal.objects.filter(status="pending").count() == 1
    assert Return.objects.get().status == "submitted"
    assert not Job.objects.exclude(status="succeeded").exists()

    owner = User.objects.get(username="demo-owner")
    (enterprise,) = Enterprise.unscoped.filter(
        organisation__memberships__user=owner, region_id="131125"
    )
    assert Value.objects.filter(enterprise=enterprise, period="2024").exists()
    today = preview.created_at.date()
    assert [due.enterprise for due in list_due_for(actor=owner, on=today)] == [
        enterprise
    ]
    audit.seal()
    assert audit.verify().broken_at is None


@pytest.mark.slow
def test_never_mixes_with_what_is_there(demo):
    out = StringIO()
    before = Enterprise.unscoped.count()

    call_command("demo", if_empty=True, stdout=out)
    with pytest.raises(CommandError, match="名录里已有 150 家企业"):
        call_command("demo")

    assert out.getvalue() == ""
    assert Enterprise.unscoped.count() == before


def test_says_how_many_enterprises_it_needs(db, media, capsys):
    with pytest.raises(CommandError, match="至少要 100 家企业，不能是 5 家") as caught:
        call_command("demo", "--enterprises=5")

    assert (caught.value.returncode, capsys.readouterr().out) == (2, "")
    assert not media.exists()
    assert not Enterprise.unscoped.exists()


@pytest.mark.parametrize("place", ["inside", "outside", "server"])
def test_refuses_half_a_demo(db, media, settings, monkeypatch, place):
    mark = media / "demo" / "unfinished"
    mark.parent.mkdir(parents=True)
    mark.touch()
    cure = {
        "inside": f"请删除目录 {settings.DATA_DIR} 后重新运行。",
        "outside": f"请删除数据库文件 /srv/q.sqlite3，再删除文件 {mark}，然后重新运行。",
        "server": f"请清空 PostgreSQL 数据库 quality，再删除文件 {mark}，然后重新运行。",
    }
    name = {"inside": settings.DATA_DIR / "q.sqlite3", "outside": "/srv/q.sqlite3"}

    database = SimpleNamespace(
        vendor="postgresql" if place == "server" else "sqlite",
        settings_dict={"NAME": name.get(place, "quality")},
    )
    monkeypatch.setattr(creating, "connection", database)
    with pytest.raises(CommandError, match="中断") as refused:
        call_command("demo", if_empty=True)

    assert str(refused.value).endswith(cure[place])

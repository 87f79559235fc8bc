import json
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Max
from django.utils import timezone

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Message, User
from zhisheng.apps.accounts.selectors import list_demo_users
from zhisheng.apps.desk.models import DemoEnterprise, DemoValue
from zhisheng.apps.desk.services import prepare_installation
from zhisheng.apps.desk.services.demo import creating
from zhisheng.apps.improvement.models import GoodCase, HelpOrder, Plan, Problem
from zhisheng.apps.improvement.selectors import list_common_problems_for
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.apps.maturity.selectors import list_reviews_for
from zhisheng.apps.programme.models import (
    Engagement,
    ImportRow,
    ReportingTask,
    RosterImport,
)
from zhisheng.apps.registry.models import ChangeProposal, Claim, Enterprise
from zhisheng.apps.returns.models import AreaValue, Return, Value
from zhisheng.apps.returns.selectors import list_due_for
from zhisheng.apps.statistics.choices import GradeSide
from zhisheng.apps.statistics.selectors import read_grades_for
from zhisheng.kit import audit, jobs
from zhisheng.kit.jobs import Job
from zhisheng.kit.language import write_chinese_date
from zhisheng.methods.simulation import simulate


def assert_what_was_said_fits_the_late_task(owner):
    late = ReportingTask.objects.get(name="上季度帮扶进展（示例）")
    asked = Message.objects.get(recipient=owner, key=f"task:{late.code}")
    assert asked.data["day"] == write_chinese_date(late.due_on)
    assert timezone.localdate(asked.created_at) == late.opens_on
    told = Message.objects.filter(recipient=owner, key__startswith="task:")
    assert told.order_by("pk").first() == asked


@pytest.mark.slow
def test_leaves_work_for_every_role(demo, media):
    programme = simulate(enterprises=150, quarters=12, seed=7, first_year=2022)

    assert Enterprise.unscoped.count() == 150
    assert Engagement.objects.count() == programme.helps.height + 4
    assert AreaValue.objects.filter(subject_kind="region").count() == 40
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
    assert_all_is_done_but_what_the_worker_adds()

    owner = User.objects.get(username="demo-owner")
    (enterprise,) = Enterprise.unscoped.filter(
        organisation__memberships__user=owner, region_id="131125"
    )
    assert Value.objects.filter(enterprise=enterprise, period="2024").exists()
    assert_what_was_said_fits_the_late_task(owner)
    today = preview.created_at.date()
    assert [due.enterprise for due in list_due_for(actor=owner, on=today)] == [
        enterprise
    ]
    audit.seal()
    assert audit.verify().broken_at is None


def assert_all_is_done_but_what_the_worker_adds():
    (waiting,) = Job.objects.exclude(status="succeeded")
    assert (waiting.name, waiting.status) == ("desk.show_quality", "queued")


def assert_the_whole_way_is_shown(owner):
    closed = Problem.objects.get(state="closed")
    assert closed.steps.get(act="verify").done_by == owner
    assert closed.done_by != owner
    assert closed.closed_at - closed.done_at >= timedelta(days=59)
    order = HelpOrder.objects.get(state="closed")
    assert (order.review.is_useful, order.done_at.year) == (5, 2024)
    assert Engagement.objects.aggregate(Max("year"))["year__max"] == 2024
    assert GoodCase.objects.get().office.code == "U131125"


@pytest.mark.slow
def test_fills_the_pages_of_evaluations_plans_and_problems(demo):
    jobs.run_pending()

    owner, expert, officer = (
        User.objects.get(username=f"demo-{name}")
        for name in ("owner", "expert", "officer")
    )
    own = Evaluation.objects.filter(enterprise__organisation__memberships__user=owner)
    assert sorted(own.values_list("model_code", "status")) == [
        ("four-grades", "draft"),
        ("household", "confirmed"),
        ("household", "submitted"),
    ]
    first, latest = own.filter(model_code="household").order_by("number")
    assert first.highest_score < latest.lowest_score
    assert [one.status for one in list_reviews_for(expert)] == ["rating", "confirmed"]
    assert Plan.objects.get(status="agreed").tasks.filter(done_at=None).exists()
    states = set(Problem.objects.values_list("state", flat=True))
    assert states == {
        "reported", "contained", "cause_found", "planned", "done", "closed",
    }  # fmt: skip
    assert_the_whole_way_is_shown(owner)
    common = list_common_problems_for(officer).get(status="confirmed")
    assert common.solution

    jobs.enqueue(name="desk.show_quality", payload={}, actor=None)
    jobs.run_pending()
    assert Evaluation.objects.count() == 3 + 11 + 6
    found = read_grades_for(
        officer, area="131125", model="four-grades", side=GradeSide.OWN
    )
    assert found.taken is not None
    assert (found.taken.spread.whole.base, found.taken.spread.whole.repeated) == (11, 6)
    assert found.taken.spread.whole.changes["risen"] == 6


@pytest.mark.slow
def test_never_mixes_with_what_is_there(demo):
    out = StringIO()
    before = Enterprise.unscoped.count()

    call_command("demo", if_empty=True, stdout=out)
    with pytest.raises(CommandError, match="名录里已有 150 家企业"):
        call_command("demo")

    assert out.getvalue() == ""
    assert Enterprise.unscoped.count() == before


@pytest.mark.parametrize("number", [0, -5])
def test_says_how_many_enterprises_it_needs(db, media, capsys, number):
    told = f"至少要 1 家企业，不能是 {number} 家"
    with pytest.raises(CommandError, match=told) as caught:
        call_command("demo", f"--enterprises={number}")

    assert (caught.value.returncode, capsys.readouterr().out) == (2, "")
    assert not media.exists()
    assert not Enterprise.unscoped.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "claims", "returns"),
    [(1, 0, 0), (2, 0, 1), (3, 1, 1), (5, 1, 1), (40, 1, 1)],
)
def test_few_enterprises_are_all_of_the_county(db, media, number, claims, returns):
    for _ in prepare_installation():
        pass
    call_command("demo", enterprises=number, seed=7, verbosity=0)

    found = Enterprise.unscoped.filter(region_id="131125", industry_id="3340")
    assert (found.count(), Enterprise.unscoped.count()) == (number, number)
    assert User.objects.filter(username="demo-owner").count() == 1
    assert Claim.objects.filter(status="pending").count() == claims
    assert Return.objects.count() == returns
    assert RosterImport.objects.filter(status="previewed").count() == 1
    assert_all_is_done_but_what_the_worker_adds()
    jobs.run_pending()
    assert not Job.objects.exclude(status="succeeded").exists()
    assert not (media / "demo" / "unfinished").exists()


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

"""What was gone through to its end: an order with its review, a problem, and its case."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import DateField, Model
from django.utils import timezone

from zhisheng.apps.accounts.selectors import get_user_by_username
from zhisheng.apps.desk.services.demo import people
from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.models import Helper, HelpOrder, Problem
from zhisheng.apps.improvement.services import Answer, CaseDraft, Figure, Figures, Told
from zhisheng.apps.registry.models import Enterprise
from zhisheng.methods.corrective_action import Act as Step
from zhisheng.methods.help_orders import Act

# Working until the effect can be seen, by another person than who did it.
EFFECT = timedelta(days=60)
ORDERED = (11, 4)
TEXT = "网片焊点拉力不够，每月退货三批"
WHYS = ("焊机气压忽高忽低", "空压机没有储气罐", "买机器时没有算用气量")
MEASURED = Figures("每月退货", "批", Decimal(3), Decimal(0), Decimal(18_000))


def finish_order(own: Enterprise, *, year: int) -> HelpOrder:
    """Leave an order that was visited, done and reviewed in the latest year of the demo.

    In the year we are in it would be the only help, and lead every page of figures.
    """
    owner, expert = map(get_user_by_username, (people.OWNER, people.EXPERT))
    helper = Helper.objects.get(user=expert)
    order = services.order_help(
        enterprise=own,
        wish=services.Wish(
            "process",
            "diagnosis",
            timezone.localdate(),
            words="焊点老脱，想请人看看焊机。",
        ),
        actor=owner,
    )
    _move(order, Act.CHOOSE, people.OWNER, Answer(helpers=[helper.code]))
    _move(order, Act.ACCEPT, people.EXPERT, Answer(text="下周二上午到，带拉力计。"))
    back = timezone.localdate() - date(year, *ORDERED)
    put_back([order, *order.steps.all()], back)
    visit = services.write_visit(
        order=order,
        notes=services.VisitNotes(
            visited_on=date(year, *ORDERED) + timedelta(days=8),
            starts_at=time(9, 0),
            ends_at=time(11, 30),
            help_kind="diagnosis",
            looked_at="看了三台焊机和空压机，量了二十个焊点的拉力。",
            advice="加一只储气罐，班前试焊三片，记在首件本上。",
        ),
        actor=expert,
    )
    said = services.Said(came=True, kind=True, free=True)
    services.confirm_by_account(visit=visit, said=said, actor=owner)
    _move(order, Act.FINISH, people.EXPERT)
    review = Answer(text="讲得明白，照着改就好了。", marks=(5, 5, 4))
    _move(order, Act.REVIEW, people.OWNER, review)
    order.refresh_from_db()
    later = [order, order.review, *order.visits.all(), *order.steps.all()]
    put_back(later, back - timedelta(days=8), since=timezone.localdate())
    return order


def close_problem(own: Enterprise) -> Problem:
    """Solve a problem: the worker does it, the owner sees after weeks that it helped."""
    problem = services.report_problem(
        enterprise=own,
        report=services.Report(TEXT),
        actor=get_user_by_username(people.WORKER),
    )
    worker = get_user_by_username(people.WORKER)
    for act, told in (
        (Step.CONTAIN, Told(text="在库的全检一遍，不够的返工")),
        (Step.FIND_CAUSE, Told(category="machine", whys=WHYS)),
        (
            Step.PLAN,
            Told(
                text="装一只储气罐，班前试焊三片做拉力检查",
                responsible=worker.code,
                due_on=timezone.localdate() + timedelta(days=7),
            ),
        ),
        (Step.FINISH, Told(text="储气罐装好了，首件本用起来了")),
    ):
        problem = _step(problem, act, told, people.WORKER)
    put_back([problem, *problem.steps.all()], EFFECT)
    seen = Told(text="两个月没有因为焊点退货", figures=MEASURED)
    problem = _step(problem, Step.VERIFY, seen, people.OWNER)
    return _step(problem, Step.CLOSE, Told(), people.OWNER)


def hand_in_case(problem: Problem) -> None:
    """Write the solved problem down as a good case; the county's officer has it next."""
    owner = get_user_by_username(people.OWNER)
    figure = Figure(MEASURED.measured, MEASURED.unit, MEASURED.before, MEASURED.after)
    case = services.begin_case(
        enterprise=problem.enterprise,
        draft=CaseDraft(
            title="装一只储气罐，焊点不再脱",
            problem=problem.text,
            measure="算了一遍用气量，装了一只储气罐；班前试焊三片做拉力检查，记在首件本上。",
            figures=(figure,),
        ),
        problem=problem,
        actor=owner,
    )
    services.submit_case(case=case, version=case.version, actor=owner)


def _step(problem: Problem, act: Step, told: Told, username: str) -> Problem:
    problem.refresh_from_db()
    return services.take_step(
        problem=problem,
        act=act,
        told=told,
        version=problem.version,
        actor=get_user_by_username(username),
    )


def _move(
    order: HelpOrder, act: Act, username: str, answer: Answer | None = None
) -> None:
    order.refresh_from_db()
    services.move_order(
        order=order,
        act=act,
        answer=answer or Answer(),
        version=order.version,
        actor=get_user_by_username(username),
    )


def put_back(
    rows: Iterable[Model], by: timedelta, *, since: date | None = None
) -> None:
    """Move the days of rows into the past; ``since`` leaves what lies before it."""
    for row in rows:
        row.refresh_from_db()
        changed = {}
        for field in row._meta.concrete_fields:
            day = getattr(row, field.attname)
            if not isinstance(field, DateField) or day is None:
                continue
            on = timezone.localdate(day) if isinstance(day, datetime) else day
            if since is None or on >= since:
                changed[field.attname] = day - by
        type(row)._base_manager.filter(pk=row.pk).update(**changed)

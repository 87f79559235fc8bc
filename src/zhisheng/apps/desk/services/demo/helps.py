"""Helpers of the county, and orders of the demo owner in several states."""

from datetime import time, timedelta

from django.utils import timezone

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.accounts.selectors import (
    get_unit,
    get_user_by_username,
    list_certification_bodies,
)
from zhisheng.apps.desk.services.demo import people
from zhisheng.apps.desk.services.demo.finished import put_back
from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.models import Helper, HelpOrder
from zhisheng.apps.improvement.services import Answer, HelperTerms, Wish
from zhisheng.apps.places.selectors import get_region
from zhisheng.apps.registry.models import Enterprise
from zhisheng.methods.help_orders import Act

CITY = "131100"
ADVISED_AGO = timedelta(days=20)
# The expert works for a group that a body belongs to as well: one party to the guard.
GROUP = "示例认证集团（演示）"
# Others of the register, made up: name, fields, reach, capacity.
OTHERS = (
    ("马工（演示）", ("process", "equipment"), "131125", 2),
    ("白老师（演示）", ("system", "standards", "certification"), CITY, 4),
    ("石工（演示）", ("inspection", "measurement"), "130000", 3),
    ("已满的专家（演示）", ("process",), "131125", 0),
)


def create_helps(own: Enterprise) -> None:
    """Fill the register and leave one order in each state for its people."""
    expert = _enter(
        "郑文（演示）", ("process", "inspection", "system"), CITY, people.EXPERT
    )
    body = people.get_organisation_of(people.BODY)
    helping = _enter_body(body)
    for name, fields, region, capacity in OTHERS:
        _register(
            HelperTerms(
                "expert",
                name,
                fields,
                (region,),
                home=get_region(people.COUNTY),
                capacity=capacity,
            )
        )
    _complete(own, expert)
    _advise(own, _enter_adviser(body))
    _ask(own, expert, "process", "焊缝老有气孔，想请人来看看。")
    _ask(own, helping, "certification", "想弄明白申请认证要备哪些材料。")
    _order(own, "measurement", "卡尺多久校一次？")
    asked = _order(own, "system", "想建一套简单的质量管理制度。")
    _move(asked, Act.ASK_OFFICE, people.OWNER)


def _enter(name: str, fields: tuple[str, ...], region: str, username: str) -> Helper:
    return _register(
        HelperTerms(
            "expert", name, fields, (region,), home=get_region(people.COUNTY),
            languages=("mandarin",), username=username,
            qualifications=(("质量工程师（示例）", None),), group_name=GROUP,
        )
    )  # fmt: skip


def _enter_adviser(first: Organisation) -> Helper:
    """Give another body somebody who answers, and put it into the register."""
    other = list_certification_bodies().exclude(pk=first.pk).order_by("pk")[0]
    people.create_visitor(people.ADVISER, "严工（演示）")
    people.join(people.ADVISER, Role.BODY, other)
    return _register(
        HelperTerms(
            "body", other.name, ("certification", "system"), (CITY,),
            organisation=other, capacity=5,
        )
    )  # fmt: skip


def _enter_body(body: Organisation) -> Helper:
    return _register(
        HelperTerms(
            "body", body.name, ("certification", "standards"), (CITY,),
            organisation=body, capacity=5, group_name=GROUP,
        )
    )  # fmt: skip


def _register(terms: HelperTerms) -> Helper:
    officer = get_user_by_username(people.COUNTY_OFFICER)
    unit = people.get_organisation_of(people.COUNTY_OFFICER).unit_id
    return services.register_helper(
        terms=terms, office=get_unit(str(unit)), actor=officer
    )


def _order(
    own: Enterprise, field: str, words: str, kind: str = "diagnosis"
) -> HelpOrder:
    wanted = timezone.localdate() + timedelta(days=5)
    return services.order_help(
        enterprise=own,
        wish=Wish(field, kind, wanted, words=words),
        actor=get_user_by_username(people.OWNER),
    )


def _ask(own: Enterprise, helper: Helper, field: str, words: str) -> HelpOrder:
    order = _order(own, field, words)
    _move(order, Act.CHOOSE, people.OWNER, Answer(helpers=[helper.code]))
    return order


def _complete(own: Enterprise, helper: Helper) -> None:
    """Leave an order whose visit is confirmed; done, it would be the help of a new year."""
    order = _ask(own, helper, "inspection", "出货检验总是漏。")
    _move(order, Act.ACCEPT, people.EXPERT, Answer(text="周三上午来"))
    visit = services.write_visit(
        order=order,
        notes=services.VisitNotes(
            visited_on=timezone.localdate(),
            starts_at=time(9, 0),
            ends_at=time(11, 0),
            help_kind="diagnosis",
            looked_at="看了出货检验台，三个人用的是三种记录表。",
            advice="统一成一张表，每批抽五件，不合格的当场挂红牌。",
        ),
        actor=get_user_by_username(people.EXPERT),
    )
    said = services.Said(came=True, kind=True, free=True)
    services.confirm_by_account(
        visit=visit, said=said, actor=get_user_by_username(people.OWNER)
    )


def _advise(own: Enterprise, adviser: Helper) -> None:
    """Let a body advise the works: it cannot be chosen to certify it for two years."""
    order = _order(own, "certification", "帮着写一套管理文件。", "consultancy")
    _move(order, Act.CHOOSE, people.OWNER, Answer(helpers=[adviser.code]))
    _move(order, Act.ACCEPT, people.ADVISER, Answer(text="下周来，先看现有的文件。"))
    put_back([order, *order.steps.all()], ADVISED_AGO + timedelta(days=7))
    body, owner = map(get_user_by_username, (people.ADVISER, people.OWNER))
    visit = services.write_visit(
        order=order,
        notes=services.VisitNotes(
            visited_on=timezone.localdate() - ADVISED_AGO,
            starts_at=time(14, 0),
            ends_at=time(16, 30),
            help_kind="consultancy",
            looked_at="看了车间的作业指导书和检验记录，缺采购和不合格品的规定。",
            advice="起草了采购、不合格品两份程序，下次来一起定稿。",
        ),
        actor=body,
    )
    said = services.Said(came=True, kind=True, free=True)
    services.confirm_by_account(visit=visit, said=said, actor=owner)


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

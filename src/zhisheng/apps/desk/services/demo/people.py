"""One made-up person per role, each in an organisation of the kind that has the role."""

import io
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from zhisheng.apps.accounts.choices import OrganisationKind, Role
from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.selectors import (
    get_organisation_of_unit,
    get_user_by_username,
)
from zhisheng.apps.accounts.services import (
    DEMO_MOBILE,
    DEMO_PASSWORD,
    accept_invitation,
    add_membership,
    authorise_proxy,
    bind_identity,
    change_unit,
    create_organisation,
    create_person,
    ensure_unit_for_region,
    hold_mobile,
)
from zhisheng.apps.places.selectors import get_region
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.services import claim_enterprise, decide_claim

COUNTY = "131125"
COUNTY_OFFICER = "demo-officer"
CITY = "131100"
CITY_OFFICER = "demo-officer-city"
PROVINCE = "130000"
PROVINCE_OFFICER = "demo-officer-province"
NATION_OFFICER = "demo-officer-nation"
OWNER = "demo-owner"
WORKER = "demo-worker"
CHAIN_LEADER = "demo-chain-leader"
PROXY = "demo-proxy"
APPLICANT = "demo-applicant"
BODY = "demo-body"
ADVISER = "demo-adviser"
EXPERT = "demo-expert"

# username, name, region of the unit; the nation has none of its own.
OFFICERS = (
    (COUNTY_OFFICER, "刘丽（演示）", COUNTY),
    (CITY_OFFICER, "孙红（演示）", CITY),
    (PROVINCE_OFFICER, "钱勇（演示）", PROVINCE),
)


@dataclass(frozen=True, slots=True)
class Partner:
    """A login of an organisation that is neither a unit, an enterprise nor a body."""

    username: str
    name: str
    role: Role
    kind: OrganisationKind
    organisation: str


PARTNERS = (
    Partner(EXPERT, "郑文（演示）", Role.EXPERT, OrganisationKind.ASSOCIATION,
            "示例质量协会"),
    Partner("demo-association", "黄海（演示）", Role.ASSOCIATION, OrganisationKind.PARK,
            "示例丝网产业园"),
    Partner("demo-laboratory", "何敏（演示）", Role.LABORATORY, OrganisationKind.LABORATORY,
            "示例检验检测中心"),
    Partner("demo-department", "罗刚（演示）", Role.DEPARTMENT, OrganisationKind.DEPARTMENT,
            "示例工业和信息化局"),
    Partner("demo-bank", "冯涛（演示）", Role.BANK, OrganisationKind.BANK,
            "示例农村商业银行"),
    Partner("demo-trainer", "宋雪（演示）", Role.TRAINER, OrganisationKind.TRAINER,
            "示例质量培训中心"),
    Partner("demo-chain-head", "高峰（演示）", Role.CHAIN_HEAD, OrganisationKind.CHAIN_OFFICE,
            "示例丝网产业链工作专班"),
    Partner("demo-admin", "陈晨（演示）", Role.ADMINISTRATOR, OrganisationKind.PLATFORM,
            "平台运营中心（演示）"),
)  # fmt: skip


@transaction.atomic
def create_people() -> None:
    """Create the officers and partners; owners and bodies join their own later."""
    for username, name, region in OFFICERS:
        unit = ensure_unit_for_region(region)
        _create(username, name, Role.OFFICER, get_organisation_of_unit(unit.code))
        _bind(username)
    nation = get_organisation_of_unit("U000000")
    _create(NATION_OFFICER, "赵敏（演示）", Role.OFFICER, nation)
    for partner in PARTNERS:
        organisation = create_organisation(
            name=partner.organisation,
            kind=partner.kind,
            region=get_region(COUNTY),
            actor=None,
        )
        _create(partner.username, partner.name, partner.role, organisation)
    _give_phone(COUNTY)


def _give_phone(region: str) -> None:
    """Let an office be called by who does not get on; the number is nobody's."""
    unit = ensure_unit_for_region(region)
    change_unit(
        unit=unit, name=unit.name, region=unit.region, phone="0318-0000000",
        actor=get_user_by_username("demo-officer-city"),
    )  # fmt: skip


def create_visitor(username: str, name: str) -> User:
    """Create a person who belongs to no organisation yet."""
    return create_person(
        username=username, password=DEMO_PASSWORD, name=name, actor=None
    )


def join(username: str, role: Role, organisation: Organisation) -> None:
    add_membership(
        user=get_user_by_username(username),
        organisation=organisation,
        role=role,
        actor=None,
    )


def authorise(organisation: Organisation, *, by: str) -> None:
    """Let a bookkeeper fill in for an enterprise until the end of the next half year."""
    person = create_visitor(PROXY, "何会（演示）")
    issued = authorise_proxy(
        organisation=organisation,
        invitee=person.name,
        until=timezone.localdate() + timedelta(days=180),
        actor=get_user_by_username(by),
    )
    accept_invitation(code=issued.invitation.code, secret=issued.secret, actor=person)


def give_mobile(username: str) -> None:
    """Let somebody sign in by text messages, which a demo shows on its pages."""
    user = get_user_by_username(username)
    hold_mobile(user=user, mobile=DEMO_MOBILE, actor=None)


def get_organisation_of(username: str) -> Organisation:
    user = get_user_by_username(username)
    return user.memberships.select_related("organisation").get().organisation


def admit(username: str, name: str, enterprise: Enterprise) -> None:
    """Let a new person claim an enterprise; the county's officer agrees."""
    owner = create_visitor(username, name)
    claim = claim_enterprise(
        enterprise=enterprise, proof=draw_licence(), proof_name="营业执照（示例）.png",
        statement="我是本企业负责人。", actor=owner,
    )  # fmt: skip
    officer = get_user_by_username(COUNTY_OFFICER)
    decide_claim(claim=claim, is_approved=True, actor=officer)
    enterprise.refresh_from_db()


def draw_licence() -> bytes:
    """Draw an empty form with a border: no licence of anybody."""
    image = Image.new("RGB", (640, 440), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((16, 16, 624, 424), outline="black", width=4)
    for top in range(120, 400, 60):
        draw.line((60, top, 580, top), fill="gray", width=2)
    target = io.BytesIO()
    image.save(target, format="PNG")
    return target.getvalue()


def _bind(username: str) -> None:
    """Let an officer come in by the stand-in of the identity service as well."""
    user = get_user_by_username(username)
    bind_identity(subject=username, user=user, actor=user)


def _create(username: str, name: str, role: Role, organisation: Organisation) -> None:
    create_visitor(username, name)
    join(username, role, organisation)

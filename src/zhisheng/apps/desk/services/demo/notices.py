"""A notice of the county that is up, with an objection that waits for its answer."""

from zhisheng.apps.accounts.selectors import get_user_by_username
from zhisheng.apps.desk.services.demo import people
from zhisheng.apps.programme.choices import NoticeKind
from zhisheng.apps.programme.services import (
    NoticeDraft,
    Statement,
    create_notice,
    file_objection,
    publish_notice,
    read_lines,
    read_subjects,
)
from zhisheng.apps.registry.models import Enterprise

SUBJECTS = 3
DRAFT = NoticeDraft(
    kind=NoticeKind.AWARD,
    title="质量管理体系认证奖补名单公示（示例）",
    basis="安平县质量认证奖补办法（示例）",
    text=(
        "按照办法，经受理和审核，拟对下列企业给予认证奖补，现予公示。\n"
        "对公示内容有异议的，请在公示期内在本页提出。"
    ),
    contact="质量发展科 0318-0000000",
)


def give_notice() -> None:
    """Publish a notice on awards; somebody who signs objects to it."""
    officer = get_user_by_username(people.COUNTY_OFFICER)
    unit = people.get_organisation_of(people.COUNTY_OFFICER).unit
    if unit is None:
        return
    notice = create_notice(
        draft=DRAFT,
        subjects=read_subjects(read_lines("\n".join(_list_lines()))),
        unit=unit,
        actor=officer,
    )
    notice = publish_notice(notice=notice, actor=officer)
    statement = Statement(
        text="（演示）名单里第一家企业的证书已经过期，请核对。",
        name="李红（演示）",
        contact="13800000002",
    )
    file_objection(notice=notice, statement=statement)


def _list_lines() -> list[str]:
    county = Enterprise.unscoped.filter(region_id=people.COUNTY)
    named = county.select_related("region").order_by("pk")[:SUBJECTS]
    return [
        f"{one.name}\t{one.region.full_name if one.region else ''}\t拟奖补 2 万元"
        for one in named
    ]

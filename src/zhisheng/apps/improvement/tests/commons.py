"""What the tests of common problems share: works that write alike, and a search."""

from zhisheng.apps.accounts.tests.factories import (
    EnterpriseOrganisationFactory,
    make_person,
)
from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.models import CommonProblem
from zhisheng.apps.registry.tests.factories import make_enterprise

PORES = (
    "法兰焊缝有气孔", "焊缝表面气孔多", "支架焊缝里有气孔", "管子焊缝气孔漏水", "环缝焊缝气孔超标",
    "角焊缝有气孔",
)  # fmt: skip
PAINT = ("喷漆后漆面起泡", "漆面起泡脱落", "柜门漆面起泡", "漆面有起泡")
OTHERS = ("发货少了两箱", "图纸版本用错", "卡尺没有校准", "纸箱受潮")


def make_works(number, industry="3340", region="131125"):
    organisation = EnterpriseOrganisationFactory.create(name=f"示例{number}厂")
    return make_enterprise(
        organisation=organisation,
        name=f"示例{number}厂",
        region_id=region,
        industry_id=industry,
    )


def search(office, actor, trade=""):
    begun = services.start_search(office=office, trade=trade, actor=actor)
    services.find_common_problems(search=begun, actor=actor)
    begun.refresh_from_db()
    return begun


def confirm(common, actor, name="焊缝气孔"):
    return services.confirm_common_problem(
        common=common, name=name, version=version_of(common), actor=actor
    )


def version_of(common):
    return CommonProblem.objects.get(pk=common.pk).version


def owner_of(firm):
    return make_person("老板", firm.organisation, "owner")

"""What is said of an enterprise that a task still asks and the office governs no more."""

from django.utils.translation import gettext as _

from zhisheng.apps.programme.selectors.moved import Moved


def name_office(moved: Moved) -> str:
    return moved.office or _("当地市场监管部门")


def tell_moved(moved: Moved) -> str:
    """Tell where it is now and whom to ask how it is reached."""
    if not moved.region:
        return _("现在归{office}管，联系方式请问那里").format(office=name_office(moved))
    text = _("已迁到{region}，联系方式请问{office}")
    return text.format(region=moved.region, office=name_office(moved))

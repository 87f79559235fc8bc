"""What every page needs: its navigation, the complaint entry, the person's preferences."""

from django.conf import settings
from django.http import HttpRequest

from zhisheng import __version__
from zhisheng.apps.accounts.selectors import name_identity_service
from zhisheng.config.navigation import list_navigation, list_record_links


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "navigation": list_navigation(request),
        "record_links": list_record_links(request),
        "is_demo": settings.DEMO,
        "identity_service": name_identity_service(),
        "platform_version": __version__,
    }

"""What a file says of itself: title, issuing authority, day, state."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from zhisheng.apps.statistics import selectors
from zhisheng.apps.statistics.models import Bulletin
from zhisheng.apps.statistics.services.content import get_status_line, make_title


@dataclass(frozen=True, slots=True)
class Properties:
    """``moment`` is the bulletin's own, in UTC without a zone, so that bytes repeat."""

    title: str
    author: str
    subject: str
    category: str
    keywords: str
    status: str
    version: int
    moment: datetime


def describe_document(bulletin: Bulletin) -> Properties:
    moment = bulletin.released_at or bulletin.created_at
    return Properties(
        title=make_title(bulletin),
        author=selectors.find_issuer(bulletin.area_code),
        subject=_("小微企业质量管理体系认证提升行动"),
        category=_("通报"),
        keywords=bulletin.code,
        status=get_status_line(bulletin),
        version=bulletin.version,
        moment=moment.astimezone(UTC).replace(tzinfo=None, microsecond=0),
    )

"""What pages show of official papers."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.programme.choices import OfficialStatus
from zhisheng.apps.programme.models import OfficialPaper
from zhisheng.ui.formats import format_date
from zhisheng.ui.tables import Badge


@dataclass(frozen=True, slots=True)
class ShownOfficialPaper:
    """An official paper in a list; its number where it was issued."""

    title: str
    url: str
    state: Badge
    number: str
    day: str


def list_shown_official_papers(
    papers: Iterable[OfficialPaper],
) -> tuple[ShownOfficialPaper, ...]:
    return tuple(
        ShownOfficialPaper(
            title=one.title,
            url=reverse("programme:official_paper", args=[one.code]),
            state=show_official_state(one),
            number=one.number,
            day=format_date(one.issued_on) if one.issued_on else "",
        )
        for one in papers
    )


def show_official_state(paper: OfficialPaper) -> Badge:
    if paper.status == OfficialStatus.ISSUED:
        return Badge(_("已印发"), "done")
    return Badge(_("代拟稿"), "action")

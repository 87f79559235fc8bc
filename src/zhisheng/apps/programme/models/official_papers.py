"""Official papers 公文: drafted by the system, issued by a person, kept as issued."""

from types import MappingProxyType

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from zhisheng.apps.programme import choices
from zhisheng.apps.programme.models.reporting import ReportingTask
from zhisheng.kit.codes import new_code

# How many characters of each text a paper holds.
LONGEST = MappingProxyType(
    {
        "title": 120,
        "recipients": 300,
        "body": 20_000,
        "attachments": 1_000,
        "note": 200,
        "copies_to": 300,
        "number": 60,
    }
)


def new_official_code() -> str:
    return new_code("G")


class OfficialPaper(models.Model):
    """A paper in the layout of the standard; ``layout`` names the one it was issued in.

    A draft is written anew whenever it is downloaded. What was issued is the stored file,
    and its hash says whether a copy is that very paper. ``version`` counts the changes of
    a draft, so that nobody changes or issues what they did not read.
    """

    code = models.CharField(max_length=16, unique=True, default=new_official_code)
    task = models.ForeignKey(
        ReportingTask, on_delete=models.PROTECT, related_name="official_papers"
    )
    unit = models.ForeignKey(
        "accounts.Unit", to_field="code", on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(
        max_length=8,
        choices=choices.get_official_statuses,
        default=choices.OfficialStatus.DRAFT,
    )
    title = models.CharField(max_length=LONGEST["title"])
    recipients = models.CharField(max_length=LONGEST["recipients"])
    body = models.TextField()
    # One a line.
    attachments = models.TextField(blank=True)
    note = models.CharField(max_length=LONGEST["note"], blank=True)
    copies_to = models.CharField(max_length=LONGEST["copies_to"], blank=True)
    version = models.PositiveIntegerField(default=0)
    layout = models.CharField(max_length=40, blank=True)
    number = models.CharField(max_length=LONGEST["number"], blank=True)
    issued_on = models.DateField(null=True)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    file = models.ForeignKey("kit.StoredFile", null=True, on_delete=models.PROTECT)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(status=choices.OfficialStatus.DRAFT),
                name="official_paper_one_draft",
            ),
            models.UniqueConstraint(
                fields=["unit", "number"],
                condition=~Q(number=""),
                name="official_paper_number_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=choices.OfficialStatus.DRAFT,
                    number="",
                    issued_on=None,
                    file=None,
                )
                | Q(
                    ~Q(number=""),
                    status=choices.OfficialStatus.ISSUED,
                    issued_on__isnull=False,
                    file__isnull=False,
                ),
                name="official_paper_issued_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

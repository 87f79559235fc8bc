"""Official papers 公文: drafted by the system, issued by a person, kept as issued."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from zhisheng.apps.programme import choices
from zhisheng.apps.programme.models.reporting import ReportingTask
from zhisheng.kit.codes import new_code


def new_official_code() -> str:
    return new_code("G")


class OfficialPaper(models.Model):
    """A paper in the layout of the standard; ``layout`` names the one it was set in.

    A draft is written anew whenever it is downloaded. What was issued is the stored file,
    and its hash says whether a copy is that very paper.
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
    title = models.CharField(max_length=120)
    recipients = models.CharField(max_length=300)
    body = models.TextField()
    # One a line.
    attachments = models.TextField(blank=True)
    note = models.CharField(max_length=200, blank=True)
    copies_to = models.CharField(max_length=300, blank=True)
    layout = models.CharField(max_length=40)
    number = models.CharField(max_length=60, blank=True)
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

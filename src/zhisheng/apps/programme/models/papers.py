"""What leaves on paper: an office's template, and the sealed scan that comes back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from zhisheng.apps.programme import choices
from zhisheng.apps.programme.models.reporting import ReportingTask, TaskEntry


class TaskTemplate(models.Model):
    """The .xlsx or .docx of an office for a form; it and those below write in it."""

    unit = models.ForeignKey(
        "accounts.Unit", to_field="code", on_delete=models.PROTECT, related_name="+"
    )
    form = models.CharField(max_length=40)
    kind = models.CharField(
        max_length=4,
        choices=choices.get_template_kinds,
        default=choices.TemplateKind.XLSX,
    )
    file = models.ForeignKey("kit.StoredFile", on_delete=models.PROTECT)
    # Has room for how far each line was reviewed, and says at its head how many were not.
    tells_states = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "form", "kind"],
                condition=Q(is_active=True),
                name="task_template_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.form} {self.kind}"


class SealedPaper(models.Model):
    """A scan of the sealed paper, of an entry or of all that a unit reports for a task.

    ``check_code`` is the code of the data as they were when the paper was accepted, and
    ``content`` what of them was on it. One that was withdrawn is kept, and is not the
    sealed one any more; ``uploading_unit`` is whose people uploaded it, empty where it was who
    fills in.
    """

    task = models.ForeignKey(
        ReportingTask, on_delete=models.CASCADE, related_name="papers"
    )
    unit = models.ForeignKey(
        "accounts.Unit",
        to_field="code",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    entry = models.ForeignKey(
        TaskEntry, null=True, on_delete=models.CASCADE, related_name="papers"
    )
    file = models.ForeignKey("kit.StoredFile", on_delete=models.PROTECT)
    check_code = models.CharField(max_length=20)
    content = models.CharField(
        max_length=8,
        choices=choices.get_paper_contents,
        default=choices.PaperContent.PASSED,
    )
    uploading_unit = models.ForeignKey(
        "accounts.Unit",
        to_field="code",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawal_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, entry=None)
                | Q(unit=None, entry__isnull=False),
                name="paper_is_of_one",
            )
        ]

    def __str__(self) -> str:
        return self.check_code

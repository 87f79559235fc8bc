from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from zhisheng.apps.statistics import choices
from zhisheng.kit.codes import new_code


def new_bulletin_code() -> str:
    return new_code("B")


class Bulletin(models.Model):
    """A bulletin 通报 of one area and year; what was released is never changed.

    A correction is a new bulletin that names the one it corrects; the old figures stay
    readable. Areas are region codes, 000000 the nation, 660000 兵团.
    """

    code = models.CharField(max_length=16, unique=True, default=new_bulletin_code)
    area_code = models.CharField(max_length=6)
    area_name = models.CharField(max_length=60)
    year = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    status = models.CharField(
        max_length=10,
        choices=choices.get_bulletin_statuses,
        default=choices.BulletinStatus.COMPUTING,
    )
    snapshot = models.ForeignKey(
        "kit.Snapshot", null=True, on_delete=models.PROTECT, related_name="+"
    )
    figures = models.JSONField(default=dict)
    figures_sha256 = models.CharField(max_length=64, blank=True)
    job = models.ForeignKey("kit.Job", null=True, on_delete=models.SET_NULL)
    problem = models.CharField(max_length=500, blank=True)
    corrects = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="correction"
    )
    correction_reason = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    released_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["released", "corrected"])
                | Q(released_at__isnull=False) & ~Q(figures_sha256=""),
                name="released_bulletin_has_figures",
            )
        ]
        indexes = [
            # The public list shows released ones, newest first.
            models.Index(fields=["status", "-id"], name="bulletin_status_page"),
            models.Index(fields=["area_code", "-id"], name="bulletin_area_page"),
        ]

    def __str__(self) -> str:
        return f"{self.area_name} {self.year}"

    @property
    def area_label(self) -> str:
        """The nation and 兵团 in the reader's language; a region keeps its own name."""
        return _(self.area_name)

    @property
    def is_public(self) -> bool:
        return self.status in (
            choices.BulletinStatus.RELEASED,
            choices.BulletinStatus.CORRECTED,
        )


class BulletinTemplate(models.Model):
    """The .docx layout of an area and all below it; the newest one counts."""

    area_code = models.CharField(max_length=6)
    file = models.ForeignKey("kit.StoredFile", on_delete=models.PROTECT)
    is_active = models.BooleanField(default=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["area_code"],
                condition=Q(is_active=True),
                name="bulletin_template_once",
            )
        ]

    def __str__(self) -> str:
        return self.area_code

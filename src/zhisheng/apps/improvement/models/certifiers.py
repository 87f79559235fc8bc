from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class CertifierChoice(models.Model):
    """Which body an enterprise means to be certified by; one at a time, earlier ones end.

    It lets the body see nothing and says nothing about a certificate: that is the body's.
    """

    enterprise = models.ForeignKey(
        "registry.Enterprise",
        on_delete=models.CASCADE,
        related_name="certifier_choices",
    )
    certifier = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    chosen_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(ended_at=None),
                name="one_open_certifier_choice",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.certifier_id}"

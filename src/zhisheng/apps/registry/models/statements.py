from django.conf import settings
from django.db import models
from django.utils import timezone

from zhisheng.apps.registry.models.enterprises import Enterprise
from zhisheng.kit.codes import new_code


def new_statement_code() -> str:
    return new_code("Z")


class Statement(models.Model):
    """What an enterprise said of itself about one topic of `reference/statements`.

    Nothing is changed afterwards: the latest of a topic counts, unless it was taken back
    or is too old.
    """

    code = models.CharField(max_length=16, unique=True, default=new_statement_code)
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="statements", db_index=False
    )
    topic = models.CharField(max_length=40)
    # By the name of the fact: true, false, or a day in ISO form.
    answers = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Who said it did so for the enterprise by its authorisation.
    is_by_proxy = models.BooleanField(default=False)
    stated_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # Facts ask for the latest of each topic, by enterprise.
            models.Index(
                fields=["enterprise", "topic", "stated_at"], name="statement_latest"
            ),
            # What is overdue is found without reading all.
            models.Index(fields=["stated_at"], name="statement_said"),
        ]

    def __str__(self) -> str:
        return self.code

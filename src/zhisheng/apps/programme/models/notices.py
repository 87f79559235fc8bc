"""Public notices 公示 and the objections 异议 that anybody may raise against them."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from zhisheng.apps.programme import choices
from zhisheng.kit.codes import new_code
from zhisheng.kit.crypto import EncryptedTextField


def new_notice_code() -> str:
    return new_code("N")


def new_objection_code() -> str:
    return new_code("Y")


class PublicNotice(models.Model):
    """What an office lays open before it decides: whom it is about, and until when.

    The term is counted in working days from the day of publishing. Where it reaches into
    a year whose days off are not announced, ``ends_on`` is provisional and is counted
    again once they are; until then the notice stays up.
    """

    code = models.CharField(max_length=16, unique=True, default=new_notice_code)
    kind = models.CharField(max_length=8, choices=choices.get_notice_kinds)
    title = models.CharField(max_length=120)
    basis = models.CharField(max_length=300)
    text = models.TextField()
    contact = models.CharField(max_length=120)
    unit = models.ForeignKey(
        "accounts.Unit", to_field="code", on_delete=models.PROTECT, related_name="+"
    )
    # Both in working days: how long it is up, and within how many an objection is answered.
    working_days = models.PositiveSmallIntegerField(default=5)
    answer_days = models.PositiveSmallIntegerField(default=15)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    is_provisional = models.BooleanField(default=False)
    status = models.CharField(
        max_length=10,
        choices=choices.get_notice_statuses,
        default=choices.NoticeStatus.DRAFT,
    )
    # What came of it, or why it was withdrawn.
    result = models.TextField(blank=True)
    # Off for what was archived before results became public, until its office shows it.
    is_result_public = models.BooleanField(default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    # Whoever changes, publishes or deletes a draft names the version it saw.
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft", starts_on=None, ends_on=None)
                | Q(starts_on__isnull=False, ends_on__gt=F("starts_on")),
                name="notice_term_from_publishing",
            )
        ]
        indexes = [
            # The public list: what is up, and until when.
            models.Index(fields=["status", "ends_on"], name="notice_current"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_open(self, on: date) -> bool:
        """Tell whether everybody may read it, and object, on a day."""
        if self.status != choices.NoticeStatus.PUBLISHED or self.ends_on is None:
            return False
        return self.is_provisional or on <= self.ends_on

    @property
    def is_concluded(self) -> bool:
        """Whether its result is on record; whom it was about nobody outside sees."""
        return self.status == choices.NoticeStatus.ARCHIVED

    def is_public(self, on: date) -> bool:
        """Tell whether everybody may read it, or its result, on a day."""
        return self.is_open(on) or (self.is_concluded and self.is_result_public)

    def is_over(self, on: date) -> bool:
        """Tell whether it was up for its whole term and waits for its result."""
        return self.status == choices.NoticeStatus.PUBLISHED and not self.is_open(on)


class NoticeSubject(models.Model):
    """One whom a notice is about: no more than everybody needs to know."""

    notice = models.ForeignKey(
        PublicNotice, on_delete=models.CASCADE, related_name="subjects", db_index=False
    )
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    # In words, as the place was called when it was published.
    region = models.CharField(max_length=60, blank=True)
    remark = models.CharField(max_length=100, blank=True)
    # By what code another app knows whose line it is; one that was typed has none.
    source = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "number"], name="notice_subject_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Objection(models.Model):
    """What somebody holds against a notice; only the unit that issued it reads it.

    Who signs leaves a contact, whose last characters open the receipt together with the
    code.
    """

    code = models.CharField(max_length=16, unique=True, default=new_objection_code)
    notice = models.ForeignKey(
        PublicNotice, on_delete=models.PROTECT, related_name="objections"
    )
    name = EncryptedTextField(blank=True)
    contact = EncryptedTextField(blank=True)
    # When both were erased, years after the notice was closed; the words stay.
    signature_erased_at = models.DateTimeField(null=True)
    text = models.TextField()
    evidence = models.ForeignKey(
        "kit.StoredFile", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    filed_at = models.DateTimeField(default=timezone.now)
    answer_due_on = models.DateField()
    is_due_provisional = models.BooleanField(default=False)
    # Empty while it is open.
    result = models.CharField(
        max_length=8, blank=True, choices=choices.get_objection_results
    )
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(result="", answered_at=None)
                | (~Q(result="") & Q(answered_at__isnull=False)),
                name="objection_answered_with_result",
            )
        ]
        indexes = [
            models.Index(
                fields=["notice", "answer_due_on"],
                condition=Q(result=""),
                name="objection_open",
            )
        ]

    def __str__(self) -> str:
        return self.code

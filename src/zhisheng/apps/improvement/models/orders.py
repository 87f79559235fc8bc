import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from zhisheng.apps.improvement import choices
from zhisheng.apps.improvement.models.register import Helper
from zhisheng.kit.codes import new_code

LONGEST_WORDS = 500
LONGEST_NOTES = 4_000


def new_order_code() -> str:
    return new_code("D")


class HelpOrder(models.Model):
    """What an enterprise asks help for, and who is asked; the way is `methods.help_orders`.

    ``queue`` holds whom the enterprise named to be asked after this one, in its order.
    ``version`` rises with each change, so that a stale page is told.
    """

    code = models.CharField(max_length=16, unique=True, default=new_order_code)
    enterprise = models.ForeignKey(
        "registry.Enterprise", on_delete=models.CASCADE, related_name="help_orders"
    )
    state = models.CharField(
        max_length=12,
        choices=choices.get_order_states,
        default=choices.OrderState.CHOOSING,
    )
    field = models.CharField(max_length=20)
    help_kind = models.CharField(max_length=20, choices=choices.get_help_kinds)
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    language = models.CharField(max_length=20, blank=True)
    wanted_on = models.DateField()
    # Where it comes from; it outlives the evaluation, plan or problem.
    evaluation = models.ForeignKey(
        "maturity.Evaluation", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    criterion = models.CharField(max_length=40, blank=True)
    plan = models.ForeignKey(
        "improvement.Plan", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    measure = models.CharField(max_length=60, blank=True)
    problem = models.ForeignKey(
        "improvement.Problem", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    helper = models.ForeignKey(
        Helper, null=True, on_delete=models.SET_NULL, related_name="orders"
    )
    queue = models.JSONField(default=list)
    sent_at = models.DateTimeField(null=True)
    answer_by = models.DateField(null=True)
    reminded_on = models.DateField(null=True)
    accepted_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ordered_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-ordered_at", "-pk"]
        indexes = [
            # The clock looks for what nobody answered; a helper's open orders are counted.
            models.Index(fields=["state", "answer_by"], name="help_order_clock"),
            models.Index(fields=["helper", "state"], name="help_order_load"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("sent", "accepted", "done", "closed"))
                | Q(sent_at__isnull=False),
                name="help_order_sent_with_time",
            )
        ]

    def __str__(self) -> str:
        return self.code


class HelpOrderStep(models.Model):
    """One step of an order: who did what when, to whom it went, and the reason."""

    order = models.ForeignKey(HelpOrder, on_delete=models.CASCADE, related_name="steps")
    act = models.CharField(max_length=12, choices=choices.get_order_acts)
    state = models.CharField(max_length=12, choices=choices.get_order_states)
    helper = models.ForeignKey(
        Helper, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.CharField(max_length=LONGEST_WORDS, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    done_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.order_id} {self.act}"


class HelpVisit(models.Model):
    """A visit to help 帮扶, never an inspection: when, what was looked at, what came of it.

    ``help_kind`` is what was really given, whatever was ordered. No place is taken and
    no track; a photo is a file like any other.
    """

    order = models.ForeignKey(
        HelpOrder, on_delete=models.CASCADE, related_name="visits"
    )
    number = models.PositiveSmallIntegerField()
    # Made in the browser before it is sent: what is sent twice is kept once.
    note_key = models.CharField(max_length=40, blank=True)
    visited_on = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    help_kind = models.CharField(max_length=20, choices=choices.get_help_kinds)
    looked_at = models.CharField(max_length=LONGEST_NOTES)
    advice = models.CharField(max_length=LONGEST_NOTES, blank=True)
    helper = models.ForeignKey(
        Helper, null=True, on_delete=models.SET_NULL, related_name="visits"
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now)
    # What the enterprise says of it: that it took place, was this kind, cost nothing more.
    said_came = models.BooleanField(null=True)
    said_kind = models.BooleanField(null=True)
    said_free = models.BooleanField(null=True)
    said_at = models.DateTimeField(null=True)
    # The enterprise said no; a change does not lift that, only its own code or account.
    disputed_at = models.DateTimeField(null=True)
    proof = models.CharField(
        max_length=10, choices=choices.get_visit_proofs, blank=True
    )
    signature = models.OneToOneField(
        "kit.StoredFile", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # What the office found of what the enterprise objected to, and why.
    finding = models.CharField(
        max_length=10, choices=choices.get_visit_findings, blank=True
    )
    finding_text = models.CharField(max_length=LONGEST_WORDS, blank=True)
    found_at = models.DateTimeField(null=True)
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "number"], name="help_visit_number_once"
            ),
            models.UniqueConstraint(
                fields=["order", "note_key"],
                condition=~Q(note_key=""),
                name="help_visit_sent_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")),
                name="help_visit_ends_after_start",
            ),
        ]
        indexes = [
            # Visits of one helper on one day, beside each other.
            models.Index(fields=["helper", "visited_on"], name="help_visit_day"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.number}"

    @property
    def is_confirmed(self) -> bool:
        """Whether it was said to have taken place and to be this kind, with any proof."""
        return bool(self.said_came and self.said_kind)

    @property
    def is_proven(self) -> bool:
        """Whether the enterprise itself confirmed it; only this counts as confirmed."""
        return self.is_confirmed and self.proof in choices.PROVING

    @property
    def is_disputed(self) -> bool:
        """Whether the enterprise denies it and no office found that it is as written."""
        is_found = self.finding == choices.VisitFinding.AS_WRITTEN
        return self.disputed_at is not None and not is_found

    @property
    def awaits_finding(self) -> bool:
        """Whether the enterprise itself objects to it, and no office looked into it yet.

        A change of what was written lifts no objection.
        """
        is_charged = self.is_proven and self.said_free is False
        return (self.disputed_at is not None or is_charged) and self.found_at is None

    @property
    def digest(self) -> str:
        """What was noted, in a few characters: the audit and the papers name it alike."""
        told = f"{self.looked_at}\n{self.advice}".encode()
        return hashlib.sha256(told).hexdigest()


class HelpVisitFile(models.Model):
    """A photo or paper that came of a visit."""

    visit = models.ForeignKey(HelpVisit, on_delete=models.CASCADE, related_name="files")
    number = models.PositiveSmallIntegerField()
    file = models.OneToOneField(
        "kit.StoredFile", on_delete=models.CASCADE, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "number"], name="help_visit_file_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.number}"


class HelpReview(models.Model):
    """What the enterprise says of the help: three marks from 1 to 5, and words."""

    order = models.OneToOneField(
        HelpOrder, on_delete=models.CASCADE, related_name="review"
    )
    helper = models.ForeignKey(
        Helper, null=True, on_delete=models.SET_NULL, related_name="reviews"
    )
    is_useful = models.PositiveSmallIntegerField()
    is_clear = models.PositiveSmallIntegerField()
    is_prompt = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_useful__range=(1, 5))
                & Q(is_clear__range=(1, 5))
                & Q(is_prompt__range=(1, 5)),
                name="help_review_marks",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id}"

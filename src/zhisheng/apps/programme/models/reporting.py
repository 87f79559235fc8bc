"""Reporting tasks 填报任务: who has to fill in what, and how far each of them is."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from zhisheng.apps.programme import choices
from zhisheng.kit.codes import new_code


def new_task_code() -> str:
    return new_code("T")


def new_link_code() -> str:
    return new_code("L")


class ReportingTask(models.Model):
    """One form that many have to fill in by a day.

    ``form_data`` is the form as it was when the task was opened: a later version never
    changes what was asked. ``audience`` and ``area`` say who has to fill it in; what the
    filter means is settled at the opening and does not change with the roster.
    """

    code = models.CharField(max_length=16, unique=True, default=new_task_code)
    name = models.CharField(max_length=120)
    form = models.CharField(max_length=40)
    form_data = models.JSONField(default=dict)
    period = models.CharField(max_length=20)
    unit = models.ForeignKey(
        "accounts.Unit", to_field="code", on_delete=models.PROTECT, related_name="+"
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    audience = models.CharField(max_length=12, choices=choices.get_audiences)
    # Narrower than the audience: industry, year of the ledger, level of the units.
    conditions = models.JSONField(default=dict)
    area = models.ForeignKey(
        "places.Region",
        to_field="code",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    opens_on = models.DateField()
    due_on = models.DateField()
    # That offices do not work on the last day is known and meant.
    keeps_day_off = models.BooleanField(default=False)
    status = models.CharField(
        max_length=8,
        choices=choices.get_task_statuses,
        default=choices.TaskStatus.DRAFT,
    )
    job = models.ForeignKey(
        "kit.Job", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_at = models.DateTimeField(null=True)
    # When who has to fill it in was told; handed out early, on the day it opens on.
    told_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closing_reason = models.CharField(max_length=300, blank=True)
    # What the office says besides; and where it can be asked, an office's telephone.
    instructions = models.CharField(max_length=1000, blank=True)
    office_phone = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("opens_on")),
                name="task_due_after_opening",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_begun(self) -> bool:
        """Whether the day has come from which it is filled in."""
        return self.opens_on <= timezone.localdate()


class TaskEntry(models.Model):
    """What one enterprise, body or unit has to fill in for a task.

    ``unit_path`` places it among the units, ``waiting_at`` is the unit whose turn it is,
    empty while it lies with who fills it in and once it is final. Rows come by the
    hundred thousand, so only what lists ask for has an index.
    """

    task = models.ForeignKey(
        ReportingTask, on_delete=models.CASCADE, related_name="entries", db_index=False
    )
    enterprise = models.ForeignKey(
        "registry.Enterprise",
        null=True,
        on_delete=models.CASCADE,
        related_name="task_entries",
        db_index=False,
    )
    organisation = models.ForeignKey(
        "accounts.Organisation",
        null=True,
        on_delete=models.CASCADE,
        related_name="task_entries",
        db_index=False,
    )
    name = models.CharField(max_length=120)
    unit_path = models.CharField(max_length=240)
    state = models.CharField(
        max_length=10,
        choices=choices.get_entry_states,
        default=choices.EntryState.UNFILLED,
    )
    is_returned = models.BooleanField(default=False)
    # Handed in, taken back before anybody reviewed it, and not handed in again.
    is_taken_back = models.BooleanField(default=False)
    is_final = models.BooleanField(default=False)
    waiting_at = models.CharField(max_length=24, blank=True)
    answers = models.JSONField(default=dict)
    # What it said when it was returned last, until it passes: the reviewer compares.
    before = models.JSONField(default=dict)
    # The sheet last uploaded, and what is wrong in it: sheet, row, column, reason.
    sheet = models.ForeignKey(
        "kit.StoredFile", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    marks = models.JSONField(default=list)
    # Counts every step, so that of two people who act at once the second is told.
    version = models.PositiveIntegerField(default=0)
    filled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    is_filled_for = models.BooleanField(default=False)
    # The office whose people filled it in for somebody, wherever it lies since.
    filled_office = models.ForeignKey(
        "accounts.Unit",
        to_field="code",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    # Filled in for who it is of, or by a link that was handed over: it is not known to be
    # theirs before they say so.
    needs_check = models.BooleanField(default=False)
    # When they were asked; nobody is where they have no account and no mobile.
    check_asked_at = models.DateTimeField(null=True)
    # Whoever holds a link that was handed over says that it is right.
    is_said_right = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    # For the first time: what comes back and is mended is not late by that.
    handed_in_at = models.DateTimeField(null=True)
    # Who typed into it last and when; nobody by name where it was by a link.
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    typed_at = models.DateTimeField(null=True)
    # By field, who kept its answer last while typing: by, at, at which version.
    kept_by = models.JSONField(default=dict)
    # Its own people typed last, and it is not handed in; an office is told of it.
    is_own_draft = models.BooleanField(default=False)
    # What they had typed when an office went on to fill in for them.
    own_answers = models.JSONField(default=dict)
    # Who was filled in for says that it is not right, and nothing came of it yet.
    is_disputed = models.BooleanField(default=False)
    # What was asked about when it was handed in, and meant: kind, number, names.
    doubts = models.JSONField(default=list)
    # Why it was added by hand after the opening; empty for who fits the conditions.
    added_reason = models.CharField(max_length=300, blank=True)
    # Passed by who had filled it in, since the unit has nobody else.
    is_self_passed = models.BooleanField(default=False)
    # An office above reviewed it in place of the one whose turn it was.
    is_acted_for = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "enterprise"],
                condition=Q(enterprise__isnull=False),
                name="entry_once_per_enterprise",
            ),
            models.UniqueConstraint(
                fields=["task", "organisation"],
                condition=Q(organisation__isnull=False),
                name="entry_once_per_organisation",
            ),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False, organisation=None)
                | Q(enterprise=None, organisation__isnull=False),
                name="entry_is_of_one",
            ),
        ]
        indexes = [
            # Holds all that the counts by unit ask for, so they read no entry.
            models.Index(
                fields=["task", "unit_path", "state", "is_returned", "is_final"],
                name="entry_by_unit_state",
            ),
            models.Index(
                fields=["task", "id"],
                condition=Q(state="unfilled"),
                name="entry_missing",
            ),
            models.Index(
                fields=["waiting_at", "task"],
                condition=~Q(waiting_at=""),
                name="entry_waiting",
            ),
            models.Index(
                fields=["task", "unit_path", "is_final", "is_disputed"],
                condition=Q(needs_check=True, confirmed_at=None),
                name="entry_unchecked",
            ),
            # What its own people call wrong is little, and looked for in all tasks.
            models.Index(
                fields=["task"], condition=Q(is_disputed=True), name="entry_disputed"
            ),
            models.Index(
                fields=["task", "unit_path"],
                condition=Q(is_taken_back=True),
                name="entry_taken_back",
            ),
            models.Index(fields=["enterprise"], name="entry_enterprise"),
            models.Index(fields=["organisation"], name="entry_organisation"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it lies with who fills it in, and the task still takes something."""
        is_running = self.task.status == choices.TaskStatus.OPEN and self.task.has_begun
        return is_running and not self.waiting_at and not self.is_final

    @property
    def submission(self) -> str:
        """Tell one handing in from another; a review in between changes nothing."""
        return self.submitted_at.isoformat() if self.submitted_at else ""

    @property
    def awaits_check(self) -> bool:
        """Whether it is not known to be theirs and they have not said it is right."""
        is_handed_in = self.state != choices.EntryState.UNFILLED
        return self.needs_check and is_handed_in and self.confirmed_at is None

    @property
    def is_by_link(self) -> bool:
        """Whether it came by a link that was handed over: anybody may have filled it in."""
        return self.needs_check and not self.is_filled_for


class StandingRows(models.Manager["EntryRow"]):
    """Lines that stand in their table; what was taken out is asked for by ``every``."""

    def get_queryset(self) -> models.QuerySet["EntryRow"]:
        return super().get_queryset().filter(dropped_at=None)


class EntryRow(models.Model):
    """One line of the table of an entry.

    One that was taken out is kept until the entry is handed in, and can be taken back.
    """

    entry = models.ForeignKey(
        TaskEntry, on_delete=models.CASCADE, related_name="rows", db_index=False
    )
    number = models.PositiveIntegerField()
    # What tells one line from another: the code where there is one, else the name.
    key = models.CharField(max_length=120)
    answers = models.JSONField(default=dict)
    # What it said at the last return, of a line that says something else since.
    before = models.JSONField(default=dict)
    is_returned = models.BooleanField(default=False)
    # What came of it since the return, until it passes: where the reviewer looks first.
    since_return = models.CharField(
        max_length=8, choices=choices.get_returns_since, blank=True, default=""
    )
    dropped_at = models.DateTimeField(null=True)

    objects = StandingRows()
    every = models.Manager["EntryRow"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "number"],
                condition=Q(dropped_at=None),
                name="entry_row_once",
            ),
            models.UniqueConstraint(
                fields=["entry", "key"],
                condition=Q(dropped_at=None),
                name="entry_row_key_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.number}"


class EntryRemark(models.Model):
    """What a reviewer wants mended: in one field, in one line, or in the whole.

    While it is not sent yet, only the reviewing unit sees it.
    """

    entry = models.ForeignKey(
        TaskEntry, on_delete=models.CASCADE, related_name="remarks"
    )
    row = models.ForeignKey(
        EntryRow, null=True, on_delete=models.CASCADE, related_name="remarks"
    )
    field = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=300)
    # Of one on the whole: what was done about it, as whoever mended it says.
    reply = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    unit = models.ForeignKey(
        "accounts.Unit", to_field="code", on_delete=models.PROTECT, related_name="+"
    )
    is_sent = models.BooleanField(default=True)
    is_settled = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class TaskLink(models.Model):
    """Lets one browser fill in one entry without an account, until a moment.

    Only hashes are kept: of the secret in the address, and of the key that the browser
    which opened it first was given. Besides one that was handed over, one that was sent
    may lead to the same entry, to check what came by the other.
    """

    code = models.CharField(max_length=16, unique=True, default=new_link_code)
    entry = models.ForeignKey(TaskEntry, on_delete=models.CASCADE, related_name="links")
    secret_hash = models.CharField(max_length=64)
    key_hash = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Where a text message took it, shortened; empty where it was handed over, and
    # UNKNOWN_ADDRESS where nobody knows.
    address_masked = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(ended_at=None, address_masked=""),
                name="task_link_one_handed_over",
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(ended_at=None) & ~Q(address_masked=""),
                name="task_link_one_sent",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_handed_over(self) -> bool:
        """Whether it went from hand to hand: nothing tells who holds it."""
        return not self.address_masked

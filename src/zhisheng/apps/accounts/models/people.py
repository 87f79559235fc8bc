from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone

from zhisheng.apps.accounts import choices
from zhisheng.kit.codes import new_code
from zhisheng.kit.crypto import EncryptedTextField

# What the blind index of a mobile number is for.
MOBILE_PURPOSE = "mobile"


def new_user_code() -> str:
    return new_code("P")


def new_organisation_code() -> str:
    return new_code("O")


class User(AbstractUser):
    """A person who signs in; the mobile number is encrypted, its blind index is for look-up."""

    code = models.CharField(max_length=16, unique=True, default=new_user_code)
    name = models.CharField(max_length=60, blank=True)
    mobile = EncryptedTextField(blank=True, index=("mobile_index", MOBILE_PURPOSE))
    mobile_index = models.CharField(max_length=64, blank=True, db_index=True)
    # When the person last proved by a code to hold the number; texts go to no other.
    mobile_verified_at = models.DateTimeField(null=True)
    large_type = models.BooleanField(default=False)
    language = models.CharField(max_length=10, blank=True)
    # A program that acts for one organisation through a token; it never signs in.
    is_machine = models.BooleanField(default=False)

    class Meta(AbstractUser.Meta):
        constraints = [
            # The number opens the account, so it leads to one alone.
            models.UniqueConstraint(
                fields=["mobile_index"],
                condition=models.Q(mobile_verified_at__isnull=False),
                name="verified_mobile_once",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def verified_mobile(self) -> str:
        return self.mobile if self.mobile_verified_at else ""


class Unit(models.Model):
    """An administrative unit; apart from statistical regions because the two do not nest.

    `path` holds the codes from the root down, each followed by a slash, so that a
    unit and all below it are one range of the index.
    """

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=choices.get_unit_kinds)
    parent = models.ForeignKey(
        "self",
        to_field="code",
        null=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    path = models.CharField(max_length=240, unique=True)
    region = models.ForeignKey(
        "places.Region", to_field="code", null=True, on_delete=models.PROTECT
    )
    # What people call who do not get on by themselves.
    phone = models.CharField(max_length=40, blank=True)
    # Ended units keep their name in every record and take no people, tasks or enterprises.
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    code = models.CharField(max_length=24, unique=True, default=new_organisation_code)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=choices.get_organisation_kinds)
    uscc = models.CharField(max_length=18, blank=True)
    approval_number = models.CharField(max_length=40, blank=True)
    unit = models.ForeignKey(
        Unit,
        to_field="code",
        null=True,
        on_delete=models.PROTECT,
        related_name="organisations",
    )
    region = models.ForeignKey(
        "places.Region", to_field="code", null=True, on_delete=models.PROTECT
    )
    is_active = models.BooleanField(default=True)
    # The import that recorded a body nobody registered; registering it empties this.
    source = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def present(self) -> "MembershipQuerySet":
        """Keep those that hold today; one with a last day ends by itself."""
        today = timezone.localdate()
        is_running = models.Q(until=None) | models.Q(until__gte=today)
        return self.filter(is_running, ended_at=None)


class Membership(models.Model):
    """A person acts for an organisation in a role, a proxy until a day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=choices.get_roles)
    # The last day; who is not a proxy has none.
    until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=models.Q(ended_at=None),
                name="membership_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.get_role_display()}"


class Invitation(models.Model):
    """A single-use link; only the hash of its secret is kept."""

    code = models.CharField(max_length=16, unique=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    role = models.CharField(max_length=20, choices=choices.get_roles)
    invitee = models.CharField(max_length=60, blank=True)
    # The last day of what it makes somebody a member for.
    until = models.DateField(null=True)
    invited_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.code


class ProcessingRecord(models.Model):
    """By what right data of a subject is processed, for whom, which fields, until when."""

    code = models.CharField(max_length=16, unique=True)
    subject_organisation = models.ForeignKey(
        Organisation,
        null=True,
        on_delete=models.CASCADE,
        related_name="processing_records",
    )
    subject_person = models.ForeignKey(
        User, null=True, on_delete=models.CASCADE, related_name="processing_records"
    )
    basis = models.CharField(max_length=20, choices=choices.get_legal_bases)
    basis_text = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=200)
    recipient = models.ForeignKey(
        Organisation,
        null=True,
        on_delete=models.PROTECT,
        related_name="received_records",
    )
    fields = models.JSONField(default=list)
    valid_from = models.DateField()
    until = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(subject_organisation__isnull=False)
                | models.Q(subject_person__isnull=False),
                name="processing_record_has_subject",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_basis_display()} · {self.purpose}"


class ApiToken(models.Model):
    """A key of an organisation for the API; only the hash of its secret is kept."""

    code = models.CharField(max_length=16, unique=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="api_tokens"
    )
    acts_as = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="api_tokens"
    )
    name = models.CharField(max_length=60)
    scopes = models.JSONField(default=list)
    requests_per_minute = models.PositiveIntegerField(default=60)
    window_started_at = models.DateTimeField(null=True)
    window_count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

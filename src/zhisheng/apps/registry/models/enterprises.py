from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import (
    Actor,
    Scope,
    find_area,
    get_scope,
    list_units_below,
    list_units_for,
)
from zhisheng.apps.registry import choices
from zhisheng.kit.codes import new_code
from zhisheng.kit.crypto import EncryptedTextField
from zhisheng.kit.scoping import ScopedManager

# Officers of more units than this are compared with a subquery, not with a list.
MOST_UNITS_LISTED = 500
REGION_CODE_LENGTH = 6


def new_enterprise_code() -> str:
    return new_code("E")


class EnterpriseAttributes(models.Model):
    """What can change about an enterprise; the current row and each dated version hold it.

    Foreign keys have no index of their own: each of the two tables names what it needs.
    The dictionaries of regions and industries never lose an entry, so the database does
    not look each one up again when rows come by the hundred thousand.
    """

    name = models.CharField(max_length=120)
    uscc = models.CharField(max_length=18, blank=True)
    legal_form = models.CharField(
        max_length=20, choices=choices.get_legal_forms, blank=True
    )
    status = models.CharField(
        max_length=10,
        choices=choices.get_enterprise_statuses,
        default=choices.EnterpriseStatus.ACTIVE,
    )
    region = models.ForeignKey(
        "places.Region",
        to_field="code",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    address = models.CharField(max_length=240, blank=True)
    business_region = models.ForeignKey(
        "places.Region",
        to_field="code",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    business_address = models.CharField(max_length=240, blank=True)
    industry = models.ForeignKey(
        "places.Industry",
        to_field="code",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    unit = models.ForeignKey(
        "accounts.Unit",
        to_field="code",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    size_class = models.CharField(
        max_length=20,
        choices=choices.get_size_classes,
        default=choices.SizeClass.UNKNOWN,
    )
    size_basis = models.JSONField(default=dict)

    class Meta:
        abstract = True


class Enterprise(EnterpriseAttributes):
    """An enterprise of the roster; its current attributes are its latest version."""

    code = models.CharField(max_length=16, default=new_enterprise_code)
    name_key = models.CharField(max_length=120, blank=True)
    organisation = models.OneToOneField(
        "accounts.Organisation",
        null=True,
        on_delete=models.PROTECT,
        related_name="enterprise",
    )
    predecessor = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="successors",
        db_index=False,
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="merged_records",
        db_index=False,
    )
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = EncryptedTextField(blank=True)
    established_on = models.DateField(null=True)
    # Names of what an administrative record has told, each between commas: rosters and
    # proposals leave those fields as they stand.
    administrative_fields = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    unscoped = models.Manager["Enterprise"]()
    objects = ScopedManager["Enterprise"]()

    class Meta:
        default_manager_name = "unscoped"
        constraints = [
            # Not `unique=True`, which keeps a second index for LIKE on PostgreSQL.
            models.UniqueConstraint(fields=["code"], name="enterprise_code_once"),
            models.UniqueConstraint(
                fields=["uscc"],
                condition=~Q(uscc="") & Q(merged_into=None),
                name="enterprise_uscc_once",
            ),
        ]
        indexes = [
            # The roster lists by region, newest first, one keyset page at a time.
            models.Index(fields=["region", "-id"], name="enterprise_region_page"),
            models.Index(fields=["industry", "-id"], name="enterprise_industry_page"),
            # Few enterprises have one of these: the many that have none cost nothing.
            models.Index(
                fields=["unit"],
                condition=Q(unit__isnull=False),
                name="enterprise_unit",
            ),
            models.Index(
                fields=["predecessor"],
                condition=Q(predecessor__isnull=False),
                name="enterprise_predecessor",
            ),
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="enterprise_merged_into",
            ),
            # Linkage fetches partners by exact key before it compares anything.
            models.Index(fields=["name_key"], name="enterprise_name_key"),
            # Search by the first characters of a code, merged records included.
            models.Index(fields=["uscc"], name="enterprise_uscc"),
            models.Index(fields=["source"], name="enterprise_source"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def surviving(self) -> "Enterprise":
        """The record that answers for this one: itself, or what it was merged into."""
        return self.merged_into or self

    @classmethod
    def filter_visible(
        cls, queryset: "QuerySet[Enterprise]", actor: Actor
    ) -> "QuerySet[Enterprise]":
        """Keep what the actor governs, owns, or was granted some fields of."""
        scope = get_scope(actor)
        if _covers_nation(scope):
            return queryset
        condition = build_governed_condition(scope, actor) | Q(
            organisation_id__in=scope.organisation_ids
        )
        granted = Grant.live.filter(viewer_id__in=scope.organisation_ids)
        # The subquery would keep an officer's page from using the region's index.
        if granted.exists():
            condition |= Q(pk__in=granted.values("enterprise_id"))
        return queryset.filter(condition)


def build_governed_condition(scope: Scope, actor: Actor) -> Q:
    """Match what the officer's units govern: by unit, else by registered region."""
    if _covers_nation(scope):
        return Q()
    condition = Q(pk__in=[])
    for prefix in scope.region_prefixes:
        condition |= Q(unit=None) & match_region(prefix)
    if scope.officer_unit_paths:
        condition |= _match_units(actor)
    return condition


def build_condition_of_unit(unit: Unit) -> Q:
    """Match what a unit governs by its own right, whoever acts for it."""
    area = find_area(unit)
    if area == "":
        return Q()
    below = list_units_below(unit).order_by().values("code")
    condition = Q(unit_id__in=below)
    if area is not None:
        condition |= Q(unit=None) & match_region(area)
    return condition


def covers_enterprise(scope: Scope, enterprise: Enterprise) -> bool:
    """Tell of one enterprise what ``build_governed_condition`` asks of many."""
    if _covers_nation(scope):
        return True
    if enterprise.unit is not None:
        return scope.covers_unit_path(enterprise.unit.path)
    region = enterprise.region_id
    return region is not None and scope.covers_region_code(region)


def match_region(prefix: str, path: str = "") -> Q:
    """Match a region and all below it by the leading digits of their codes.

    ``path`` leads from the rows asked for to the enterprise, such as ``enterprise__``.
    """
    field = f"{path}region_id"
    if len(prefix) == REGION_CODE_LENGTH:
        return Q((field, prefix))
    first = prefix.ljust(REGION_CODE_LENGTH, "0")
    last = prefix.ljust(REGION_CODE_LENGTH, "9")
    return Q((f"{field}__gte", first), (f"{field}__lte", last))


def _covers_nation(scope: Scope) -> bool:
    return "" in scope.region_prefixes


def _match_units(actor: Actor) -> Q:
    units = list_units_for(actor).order_by().values_list("code", flat=True)
    codes = list(units[: MOST_UNITS_LISTED + 1])
    if len(codes) > MOST_UNITS_LISTED:
        return Q(unit_id__in=units)
    return Q(unit_id__in=codes)


class EnterpriseVersion(EnterpriseAttributes):
    """The whole row as it stood from a date on."""

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="versions", db_index=False
    )
    valid_from = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    source = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["valid_from", "id"]
        indexes = [
            # "As of" look-ups walk one enterprise backwards from a date.
            models.Index(
                fields=["enterprise", "-valid_from", "-id"], name="version_as_of"
            ),
            models.Index(fields=["source"], name="version_source"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.valid_from})"


class NamePair(models.Model):
    """One pair of neighbouring characters of a name: the search index of lists.

    The same on SQLite and PostgreSQL, unlike trigram extensions. The pair is one number
    and the two columns are the key: a million enterprises have ten million of these,
    and texts, a key of its own or a checked reference would treble their cost.
    """

    pk = models.CompositePrimaryKey("pair", "enterprise_id")
    pair = models.BigIntegerField()
    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )

    def __str__(self) -> str:
        return f"{chr(self.pair >> 32)}{chr(self.pair & 0xFFFFFFFF)}"


class LifeEvent(models.Model):
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="life_events"
    )
    kind = models.CharField(max_length=20, choices=choices.get_life_event_kinds)
    happened_on = models.DateField()
    details = models.JSONField(default=dict)
    source = models.CharField(max_length=120, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["happened_on", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on}"


class LiveGrantManager(models.Manager["Grant"]):
    """Grants that count today."""

    def get_queryset(self) -> "QuerySet[Grant]":
        return super().get_queryset().filter(build_live_condition(timezone.localdate()))


def build_live_condition(on: date) -> Q:
    """Match grants in force; a consent may also be taken back in its own ledger."""
    is_consented = Q(consent=None) | Q(consent__withdrawn_at=None)
    is_open = Q(ended_at=None, valid_from__lte=on) & is_consented
    return is_open & (Q(until=None) | Q(until__gte=on))


class Grant(models.Model):
    """A viewer may see named fields of an enterprise for a purpose until a date."""

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="grants"
    )
    viewer = models.ForeignKey(
        "accounts.Organisation", on_delete=models.CASCADE, related_name="grants"
    )
    purpose = models.CharField(max_length=60)
    fields = models.JSONField(default=list)
    basis = models.CharField(max_length=120)
    # The entry of the ledger where the enterprise's separate consent is the basis.
    consent = models.ForeignKey(
        "accounts.ProcessingRecord",
        null=True,
        on_delete=models.CASCADE,
        related_name="grants",
    )
    source = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField()
    until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Grant"]] = models.Manager()
    live: ClassVar[LiveGrantManager] = LiveGrantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "viewer", "purpose"],
                condition=Q(ended_at=None),
                name="grant_once",
            )
        ]
        indexes = [
            # Every list of enterprises for a body or bank starts from its grants.
            models.Index(fields=["viewer", "enterprise"], name="grant_viewer"),
            models.Index(fields=["source"], name="grant_source"),
        ]

    def __str__(self) -> str:
        return f"{self.viewer_id} → {self.enterprise_id} ({self.purpose})"

"""Uploaded rosters on their way into the ledger, and what is remembered of them."""

from typing import Any

from django.conf import settings
from django.db import models

from zhisheng.apps.programme import choices
from zhisheng.kit.crypto import EncryptedTextField


class RosterImport(models.Model):
    """One uploaded file on its way: read into staging rows, previewed, applied, withdrawn."""

    code = models.CharField(max_length=16, unique=True)
    file = models.ForeignKey("kit.StoredFile", on_delete=models.PROTECT)
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="roster_imports"
    )
    helper = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveIntegerField()
    status = models.CharField(
        max_length=10,
        choices=choices.get_import_statuses,
        default=choices.ImportStatus.UPLOADED,
    )
    mapping = models.JSONField(default=dict)
    sheets = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    problem = models.CharField(max_length=500, blank=True)
    job = models.ForeignKey("kit.Job", null=True, on_delete=models.SET_NULL)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    previewed_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.code

    @property
    def hidden_sheets(self) -> list[str]:
        """Names of the sheets that were read although their file hides them."""
        return [sheet["name"] for sheet in self._list_read() if sheet["is_hidden"]]

    @property
    def unread_sheets(self) -> list[str]:
        """Names of the sheets that hold rows and were not read."""
        return [one["name"] for one in self.sheets if not one.get("is_read", True)]

    @property
    def unread_columns(self) -> list[str]:
        """Headings, on the sheets that were read, of filled columns that were not."""
        return self._list_headings("unread_columns")

    @property
    def sales_columns(self) -> list[str]:
        """Headings of sales income that were read as revenue, for none is of that."""
        return self._list_headings("sales_columns")

    def _list_headings(self, kind: str) -> list[str]:
        found = [text for one in self.sheets for text in one.get(kind, ())]
        return list(dict.fromkeys(found))

    def _list_read(self) -> list[dict[str, Any]]:
        return [one for one in self.sheets if one.get("is_read", True)]


class ImportRow(models.Model):
    """A staging row: what was read, what is wrong with it, which enterprise it is.

    Columns instead of one JSON document, because applying is one set of SQL statements.
    Staging rows come and go by the hundred thousand, so the database checks none of
    their references; the services write only what they have just read.
    """

    roster_import = models.ForeignKey(
        RosterImport,
        on_delete=models.CASCADE,
        related_name="rows",
        db_constraint=False,
        db_index=False,
    )
    sheet = models.CharField(max_length=60, blank=True)
    row = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=choices.get_row_statuses)
    reasons = models.JSONField(default=list)
    name = models.CharField(max_length=120, blank=True)
    name_key = models.CharField(max_length=120, blank=True)
    uscc = models.CharField(max_length=18, blank=True)
    legal_form = models.CharField(max_length=20, blank=True)
    region_code = models.CharField(max_length=6, blank=True)
    # What the sheet itself says of the region where the code of the enterprise says more.
    region_named = models.CharField(max_length=6, null=True)  # noqa: DJ001 - it may say nothing
    industry_code = models.CharField(max_length=4, blank=True)
    # The station, branch or zone that the enterprise is given to.
    unit_code = models.CharField(max_length=24, blank=True)
    # The words of a place or a body that a person has to choose or has chosen; rows
    # that wrote the same take one answer.
    region_text = models.CharField(max_length=240, blank=True)
    industry_text = models.CharField(max_length=240, blank=True)
    helper_text = models.CharField(max_length=240, blank=True)
    unit_text = models.CharField(max_length=240, blank=True)
    address = models.CharField(max_length=240, blank=True)
    size_class = models.CharField(max_length=20, blank=True)
    size_basis = models.JSONField(default=dict)
    year = models.PositiveIntegerField()
    helper = models.ForeignKey(
        "accounts.Organisation",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    helper_name = models.CharField(max_length=120, blank=True)
    # Which organisation that is, or that it is a new one, once it is settled.
    helper_code = models.CharField(max_length=24, blank=True)
    help_kind = models.CharField(max_length=20, blank=True)
    method = models.CharField(max_length=120, blank=True)
    problem = models.TextField(blank=True)
    started_on = models.DateField(null=True)
    started_precision = models.CharField(max_length=6, blank=True)
    ended_on = models.DateField(null=True)
    ended_precision = models.CharField(max_length=6, blank=True)
    willingness = models.CharField(max_length=10, blank=True)
    potential = models.CharField(max_length=10, blank=True)
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = EncryptedTextField(blank=True)
    certificate = models.JSONField(default=dict)
    enterprise = models.ForeignKey(
        "registry.Enterprise",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    candidates = models.JSONField(default=list)
    decision = models.CharField(max_length=5, choices=choices.get_decisions, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    # Of an enterprise that is not in the registry yet; reserved when the row is read.
    new_enterprise_id = models.BigIntegerField(null=True)
    enterprise_code = models.CharField(max_length=16, blank=True)
    is_applied = models.BooleanField(default=False)
    # In which application of its import; the earliest row of a thing made it.
    step = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["roster_import", "sheet", "row"], name="import_row_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["roster_import", "status", "id"], name="import_row_page"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.row}"

    @property
    def state(self) -> choices.RowState:
        return choices.find_state(
            self.status, self.decision, is_applied=self.is_applied
        )

    @property
    def open_reasons(self) -> list[dict[str, Any]]:
        """Reasons that are not answered yet."""
        return [one for one in self.reasons if one["severity"] != "answered"]


class ImportValue(models.Model):
    """A staged indicator value of a row."""

    import_row = models.ForeignKey(
        ImportRow,
        on_delete=models.CASCADE,
        related_name="values",
        db_constraint=False,
        db_index=False,
    )
    indicator_code = models.CharField(max_length=40)
    period = models.CharField(max_length=7)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    low = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    high = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    is_approximate = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.import_row_id} {self.indicator_code} {self.period}"


class ImportChange(models.Model):
    """What an applied import changed on a row that existed: needed to take it back."""

    roster_import = models.ForeignKey(
        RosterImport, on_delete=models.CASCADE, related_name="changes"
    )
    table = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    old = models.JSONField()
    new = models.JSONField()

    class Meta:
        indexes = [
            models.Index(fields=["roster_import", "table"], name="import_change_table"),
            # Later changes of the same row, when an import is withdrawn.
            models.Index(fields=["table", "object_id"], name="import_change_object"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.object_id}"


class KeptChange(models.Model):
    """What the withdrawal of an import left as it is, and who is to be asked about it."""

    roster_import = models.ForeignKey(
        RosterImport, on_delete=models.CASCADE, related_name="kept_changes"
    )
    kind = models.CharField(max_length=10, choices=choices.get_kept_kinds)
    reason = models.CharField(max_length=10, choices=choices.get_kept_reasons)
    enterprise_code = models.CharField(max_length=16)
    enterprise_name = models.CharField(max_length=120)
    field = models.CharField(max_length=40, blank=True)
    period = models.CharField(max_length=7, blank=True)
    changed_by = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.enterprise_code} {self.kind} {self.field}"


class MatchDecision(models.Model):
    """A remembered answer to "is this the same enterprise?", asked once per organisation."""

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE)
    name_key = models.CharField(max_length=120)
    uscc = models.CharField(max_length=18, blank=True)
    region_code = models.CharField(max_length=6, blank=True)
    decision = models.CharField(max_length=5, choices=choices.get_decisions)
    enterprise = models.ForeignKey(
        "registry.Enterprise", null=True, on_delete=models.CASCADE, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name_key", "uscc", "region_code"],
                name="match_decision_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name_key} {self.decision}"


class PlaceDecision(models.Model):
    """A remembered answer to "which region, industry or body is meant?", by the words."""

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE)
    kind = models.CharField(max_length=10, choices=choices.get_place_kinds)
    text = models.CharField(max_length=240)
    code = models.CharField(max_length=24)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "text"], name="place_decision_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.text} {self.code}"


class ColumnMapping(models.Model):
    """Which column of an unknown sheet means what, confirmed once per organisation."""

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE)
    signature = models.CharField(max_length=64)
    columns = models.JSONField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "signature"], name="column_mapping_once"
            )
        ]

    def __str__(self) -> str:
        return self.signature

"""What one row of a roster says once it is read."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple, Self

from zhisheng.apps.programme.choices import NEW_BODY
from zhisheng.apps.programme.errors import ReasonKind, tell_kind
from zhisheng.methods.linkage import bare_key, name_key

# What a person has answered is told with the row and holds nothing up.
Severity = Literal["refused", "to_confirm", "warning", "answered"]
Status = Literal["accepted", "warning", "refused", "to_confirm"]
HOLDING: frozenset[Severity] = frozenset({"refused", "to_confirm"})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row is not simply accepted: the field, what stands there, what to do.

    ``message`` and ``cure`` are message ids; ``data`` fills their places when the
    reason is shown, in the language of whoever reads it.
    """

    field: str
    severity: Severity
    message: str
    cure: str = ""
    text: str = ""
    column: int | None = None
    data: Mapping[str, str] = dataclasses.field(default_factory=dict)
    # Regions or industries the text may mean: code and name of each.
    # A label beside a name is a message id too.
    options: Sequence[Mapping[str, str]] = ()
    kind: ReasonKind = ""

    @classmethod
    def restore(cls, stored: Mapping[str, Any]) -> Self:
        """Return a reason as it was staged."""
        return cls(**{**stored, "kind": tell_kind(stored)})

    @property
    def is_move(self) -> bool:
        """Whether an enterprise on record is said to stand in another region."""
        return self.kind == "move"

    def as_dict(self) -> dict[str, Any]:
        options = {"options": list(self.options)} if self.options else {}
        kind = {"kind": self.kind} if self.kind else {}
        return {
            "field": self.field,
            "severity": self.severity,
            "message": self.message,
            "cure": self.cure,
            "text": self.text,
            "column": self.column,
            "data": dict(self.data),
            **options,
            **kind,
        }


class StagedValue(NamedTuple):
    """One indicator value of a row; money in yuan, percent in percent."""

    indicator: str
    period: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    is_approximate: bool = False


@dataclass(slots=True)
class RosterRow:
    """A row on its way to staging; matching fills in the enterprise."""

    sheet: str | None
    row: int
    name: str = ""
    name_key: str = ""
    uscc: str = ""
    legal_form: str = ""
    region: str = ""
    industry: str = ""
    # What the sheet itself says where the code had to say more; None where it had not.
    region_named: str | None = None
    # The industry on record, where the row names none: its size is judged by that.
    known_industry: str = ""
    address: str = ""
    employees: int | None = None
    year: int = 0
    helper_name: str = ""
    helper_number: str = ""
    # The code of who helped, once that is settled, or that it is a new body.
    helper: str = ""
    # What is written of the unit the enterprise is given to, and its code once settled.
    unit_written: str = ""
    unit: str = ""
    help_kind: str = ""
    method: str = ""
    problem: str = ""
    help_start: date | None = None
    help_start_precision: str = ""
    help_end: date | None = None
    help_end_precision: str = ""
    willingness: str = ""
    potential: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    size_class: str = ""
    size_basis: dict[str, object] = field(default_factory=dict)
    values: list[StagedValue] = field(default_factory=list)
    certificate: dict[str, str] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    enterprise_id: int | None = None
    candidates: list[dict[str, object]] = field(default_factory=list)
    decision: str = ""

    @property
    def status(self) -> Status:
        if not self.reasons:
            return "accepted"
        severities = {reason.severity for reason in self.reasons}
        for severity in ("refused", "to_confirm", "warning"):
            if severity in severities:
                return severity
        return "accepted"

    @property
    def helper_written(self) -> str:
        """Return what the row says of who helped, as an answer is remembered for it."""
        return f"{self.helper_name} {self.helper_number}".strip()

    @property
    def helper_key(self) -> str:
        """Return by what the helper of the row is told from others of its file."""
        if self.helper == NEW_BODY:
            return bare_key(self.helper_name or self.helper_number)
        return self.helper or name_key(self.helper_written)

    @property
    def contradicts(self) -> bool:
        """Whether another row of the file says something else of the enterprise."""
        return any(reason.kind == "contradiction" for reason in self.reasons)

    @property
    def days(self) -> dict[str, str]:
        """When the help began and ended, for a reason that speaks of it."""
        return {
            "start": str(self.help_start or "—"),
            "start_precision": self.help_start_precision,
            "end": str(self.help_end or "—"),
            "end_precision": self.help_end_precision,
        }

    def get_value(self, indicator: str, period: str) -> Decimal | None:
        staged = self.find_value(indicator, period)
        return staged.value if staged else None

    def find_value(self, indicator: str, period: str) -> StagedValue | None:
        # Of two columns that name one value the later one counts.
        for value in reversed(self.values):
            if value.indicator == indicator and value.period == period:
                return value
        return None

    def find_employees(self) -> int | None:
        """Return the count of staff of its year, or the latest one before."""
        counts = {
            value.period: int(value.value)
            for value in self.values
            if value.indicator == "employees"
            and value.value is not None
            and value.period <= str(self.year)
        }
        return counts[max(counts)] if counts else None

    def list_reason_fields(self) -> list[str]:
        """Return the fields that hold the row up, else those it is warned of, each once."""
        severities = {reason.severity for reason in self.reasons}
        shown = severities & HOLDING or severities & {"warning"}
        fields = (one.field for one in self.reasons if one.severity in shown)
        return list(dict.fromkeys(fields))

"""What the page of one entry shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.programme.models import EntryStep, ReportingTask, TaskEntry
from zhisheng.apps.programme.schemas.answered import AnswerPart
from zhisheng.apps.programme.schemas.drafting import Drafting
from zhisheng.apps.programme.schemas.entry_rows import RowsPart
from zhisheng.apps.programme.schemas.ledger_lines import LedgerPart
from zhisheng.apps.programme.schemas.overtaken import Clash
from zhisheng.apps.programme.schemas.reporting import Answered
from zhisheng.reference.forms import FormSpec
from zhisheng.ui.tables import Badge


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Context of one entry: what was answered, what is wanted, what happened."""

    task: ReportingTask
    form: FormSpec
    entry: TaskEntry
    state: Badge
    answers: tuple[Answered, ...]
    remarks: tuple[str, ...]
    steps: tuple[dict[str, Any], ...]
    may_fill: bool
    is_for_others: bool
    may_review: bool
    # The office below whose turn it is, for which the reader may act with a reason.
    turn: Unit | None
    may_take_back: bool
    may_reopen: bool
    may_confirm: bool
    minutes: int
    rows: RowsPart | None
    refused: int
    unsent: int
    is_whole: bool
    may_link: bool
    # A link can be handed over by which it is checked: nobody could be asked.
    may_link_check: bool
    ledger: LedgerPart | None
    # What was asked about when it was handed in, and meant.
    doubts: tuple[str, ...]
    # Lines that were taken out and can be taken back.
    dropped: int
    drafting: Drafting
    # Filled in by the reader for somebody else; a colleague has to review it.
    is_own_filling: bool
    # Handed in by the reader, who has nothing left to send.
    is_own_sending: bool
    check: Badge | None
    late: Badge | None
    # Nobody has put anything into it, and the reader answers for the task.
    may_take_out: bool
    # What came of the remarks of the last return, once it is handed in again.
    answer: AnswerPart | None = None
    # What its own people object to, what was answered, and whether the reader may.
    dispute: EntryStep | None = None
    settlement: EntryStep | None = None
    may_settle: bool = False
    # Where it lies, for who reads of an objection and cannot answer it.
    lies_with: Unit | None = None
    # It is not made final without a reason, as its own people have not checked it.
    needs_reason: bool = False
    # Until when they may; None where nobody could be asked.
    asked_by: datetime | None = None
    # Whoever fills it in for others: there is somebody to ask whether it is right.
    can_ask: bool = True
    # Why the last act was refused, and the words sent with it, by their box.
    overtaken: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)
    # Where its enterprise went that the reader's office governs no more.
    moved: str = ""
    # What says something else by now than what was typed.
    clashes: tuple[Clash, ...] = ()

    @property
    def is_held(self) -> bool:
        """Tell whether it cannot be final before its own people are answered."""
        is_last = self.entry.waiting_at == self.task.unit_id
        return is_last and self.entry.is_disputed

    @property
    def boxes(self) -> tuple[str, ...]:
        """The acts that ask the reader for words here."""
        asking = {
            "pass": self.needs_reason,
            "acting": self.turn is not None,
            "check": self.may_confirm,
            "settle": self.dispute is not None and self.may_settle,
            "reopen": self.may_reopen,
        }
        return tuple(act for act, is_shown in asking.items() if is_shown)

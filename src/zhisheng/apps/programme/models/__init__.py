"""The public door to the tables of this app."""

from zhisheng.apps.programme.models.corrections import AnswerCorrection
from zhisheng.apps.programme.models.entry_steps import EntryStep
from zhisheng.apps.programme.models.imports import (
    ColumnMapping,
    ImportChange,
    ImportRow,
    ImportValue,
    KeptChange,
    MatchDecision,
    PlaceDecision,
    RosterImport,
)
from zhisheng.apps.programme.models.ledger import Engagement, Enrolment, ProgrammeYear
from zhisheng.apps.programme.models.notices import (
    NoticeSubject,
    Objection,
    PublicNotice,
)
from zhisheng.apps.programme.models.official_papers import OfficialPaper
from zhisheng.apps.programme.models.papers import (
    SealedPaper,
    TaskTemplate,
)
from zhisheng.apps.programme.models.recipients import RecipientChange
from zhisheng.apps.programme.models.reporting import (
    EntryRemark,
    EntryRow,
    ReportingTask,
    TaskEntry,
    TaskLink,
)

__all__ = [
    "AnswerCorrection",
    "ColumnMapping",
    "Engagement",
    "Enrolment",
    "EntryRemark",
    "EntryRow",
    "EntryStep",
    "ImportChange",
    "ImportRow",
    "ImportValue",
    "KeptChange",
    "MatchDecision",
    "NoticeSubject",
    "Objection",
    "OfficialPaper",
    "PlaceDecision",
    "ProgrammeYear",
    "PublicNotice",
    "RecipientChange",
    "ReportingTask",
    "RosterImport",
    "SealedPaper",
    "TaskEntry",
    "TaskLink",
    "TaskTemplate",
]
